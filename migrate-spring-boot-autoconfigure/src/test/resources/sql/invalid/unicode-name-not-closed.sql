select U&"a"";
