-- A damaged file is set aside until somebody has looked at it.
alter type file_status add value 'QUARANTINED';
