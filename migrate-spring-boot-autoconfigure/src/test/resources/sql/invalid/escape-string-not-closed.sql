select E'it\';
