-- A sum of bigints as a bigint, exact or refused: PostgreSQL's own sum makes a numeric of them, which costs more than the adding.
create aggregate total(bigint) (sfunc = int8pl, stype = bigint, initcond = '0');
