-- Größe 😀
select 'Größe 😀'; select 2;
/* 😀 */ update größen set ñ = '表;' where "😀;" = 1; 	select 3;
