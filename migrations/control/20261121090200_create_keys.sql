create table keys (
  key_id text primary key,
  instance_id text not null references instances (instance_id) on delete cascade,
  kind text not null check (kind in ('ingestion', 'service')),
  name text not null,
  prefix text not null, -- the secret's first characters, by which it is looked up
  secret_hash blob not null, -- SHA-256; the secret is 128 random bits, so a slow hash adds nothing
  created_ms integer not null
) strict;

create index keys_by_prefix on keys (prefix);
create index keys_by_instance on keys (instance_id, kind, created_ms);
