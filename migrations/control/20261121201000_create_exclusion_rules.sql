-- Which lines an instance does not keep, or does not stream.
create table exclusion_rules (
  rule_id text primary key,
  instance_id text not null references instances (instance_id) on delete cascade,
  kind text not null check (kind in ('ingestion', 'stream')),
  title text not null,
  hosts text not null, -- a JSON array of texts, as is the next
  apps text not null,
  query text not null, -- empty: any, as are empty lists
  is_active integer not null check (is_active in (0, 1)),
  index_only integer not null check (index_only in (0, 1)), -- 1: live tail and alerts still get them
  created_ms integer not null, -- of two rules that fit a line the older counts it
  excluded_lines integer not null default 0,
  last_excluded_ms integer -- null: none so far
) strict;

create index exclusion_rules_by_instance on exclusion_rules (instance_id, kind, created_ms);
