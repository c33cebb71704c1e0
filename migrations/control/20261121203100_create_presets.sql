-- Alerts with a name, for views to follow.
create table presets (
  preset_id text primary key,
  instance_id text not null references instances (instance_id) on delete cascade,
  name text not null,
  folded_name text not null, -- lower case: two names never differ by case alone
  channels text not null, -- a JSON array of channels, secrets among them
  created_ms integer not null,
  updated_ms integer not null,
  updated_by text not null, -- for people: an address or a key's name
  unique (instance_id, folded_name)
) strict;
