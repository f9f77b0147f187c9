-- nothing to do
/* nothing
   at all; */
;
