-- How far events have told which lines rules keep away, and which are refused.
alter table exclusion_rules add column untold_lines integer not null default 0; -- counted, in no event yet
alter table exclusion_rules add column untold_first_ms integer; -- when the first of these came
alter table exclusion_rules add column told_ms integer; -- when an event was written last; null: never

create table told_rejections (
  instance_id text not null references instances (instance_id) on delete cascade,
  reason text not null,
  key_id text not null, -- empty: sent without a key
  lines integer not null, -- of all that were ever refused so, how many events have told of
  told_ms integer not null, -- when the last of them was written
  primary key (instance_id, reason, key_id)
) strict, without rowid;
