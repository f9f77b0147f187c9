select U&'d\0061t;';
select u&'\';
select U&"d\0061t;" from t;
select U&'d!0061t;' uescape '!';
select n'z;', b'01', x'1F';
