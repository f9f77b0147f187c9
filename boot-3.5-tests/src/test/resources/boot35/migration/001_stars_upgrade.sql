create table stars (name text primary key); insert into stars values ('Vega');
