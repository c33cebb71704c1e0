-- Actions the built-in catalogue does not list, explained by the people of an instance.
create table catalog_actions (
  instance_id text not null references instances (instance_id) on delete cascade,
  name text not null, -- as events have it
  data_event integer not null check (data_event in (0, 1)), -- 1: usually a data event
  summary text not null,
  updated_ms integer not null,
  updated_by text not null, -- for people: an address or a key's name
  primary key (instance_id, name)
) strict, without rowid;
