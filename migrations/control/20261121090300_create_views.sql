create table categories (
  category_id text primary key,
  instance_id text not null references instances (instance_id) on delete cascade,
  name text not null,
  folded_name text not null, -- lower case: two names never differ by case alone
  unique (instance_id, folded_name)
) strict;

create table views (
  view_id text primary key,
  instance_id text not null references instances (instance_id) on delete cascade,
  name text not null,
  folded_name text not null,
  query text not null,
  hosts text not null, -- a JSON array of texts, as are the next three
  apps text not null,
  levels text not null,
  tags text not null,
  description text not null,
  custom_line text not null,
  updated_ms integer not null,
  updated_by text not null, -- for people: an address or a key's name
  unique (instance_id, folded_name)
) strict;

create table view_categories (
  view_id text not null references views on delete cascade,
  category_id text not null references categories on delete cascade,
  position integer not null, -- the order the person gave
  primary key (view_id, category_id)
) strict, without rowid;

create table view_stars (
  person_id text not null references people on delete cascade,
  view_id text not null references views on delete cascade,
  primary key (person_id, view_id)
) strict, without rowid;
