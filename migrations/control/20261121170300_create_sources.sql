-- Service instances whose events have come to an instance, or whose switch somebody has set.
create table sources (
  instance_id text not null references instances (instance_id) on delete cascade,
  source text not null, -- the instance part of its CRN; its service where the CRN has none
  service text not null,
  takes_data integer check (takes_data in (0, 1)), -- null: what the service has by default
  first_ms integer, -- null: nothing has come yet, as for the last
  last_ms integer,
  events integer not null default 0, -- all that came, stored or not
  data_events integer not null default 0, -- those of them that were data events
  excluded integer not null default 0, -- those of these that were not stored
  last_excluded_ms integer, -- null: none was left out
  primary key (instance_id, source)
) strict, without rowid;
