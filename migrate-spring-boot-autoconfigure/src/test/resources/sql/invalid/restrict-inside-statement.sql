select
\restrict abc
1;
