-- A collector key belongs to no instance. SQLite can not take a column's "not null" away.
create table keys_of_desk (
  key_id text primary key,
  instance_id text references instances (instance_id) on delete cascade, -- null: the whole desk
  kind text not null check (kind in ('ingestion', 'service', 'collector')),
  name text not null,
  prefix text not null, -- the secret's first characters, by which it is looked up
  secret_hash blob not null, -- SHA-256; the secret is 128 random bits, so a slow hash adds nothing
  created_ms integer not null,
  check ((kind = 'collector') = (instance_id is null))
) strict;

insert into keys_of_desk (key_id, instance_id, kind, name, prefix, secret_hash, created_ms)
select key_id, instance_id, kind, name, prefix, secret_hash, created_ms
from keys;

drop table keys;
alter table keys_of_desk rename to keys;

create index keys_by_prefix on keys (prefix);
create index keys_by_instance on keys (instance_id, kind, created_ms);
