-- What is known of the key file that secrets are sealed with.
create table safes (
  safe_id integer primary key check (safe_id = 1),
  probe blob, -- an empty text sealed with it: only the same key opens it; null until there is a key
  is_swept integer not null -- whether alerts of before they were sealed are, and no copy is left in free pages
) strict;

insert into safes (safe_id, probe, is_swept) values (1, null, 0);
