create table t (a int);

-- é
    \i other.sql
