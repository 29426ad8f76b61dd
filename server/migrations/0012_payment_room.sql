-- Nearly every payment is written twice: as it is made, and as it succeeds. With room for both versions of all its rows
-- on a page, the second changes no index.
alter table payment set (fillfactor = 45);
