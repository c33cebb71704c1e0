alter table instances add column name text not null default ''; -- beside the city; empty: none

alter table instances add column deletion_ms integer; -- when somebody asked for it to be deleted

-- Instances that are gone and whose files are still to be removed.
create table removals (
  instance_id text primary key
) strict, without rowid;
