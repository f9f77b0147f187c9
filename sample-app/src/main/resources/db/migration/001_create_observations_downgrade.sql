drop table observations;
