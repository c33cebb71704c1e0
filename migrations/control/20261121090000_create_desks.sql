-- The desk itself: always exactly one row.
create table desks (
  desk_id integer primary key check (desk_id = 1),
  account_id text not null,
  created_ms integer not null
) strict;

-- One audit instance per location. The one with the smallest position is the home instance.
create table instances (
  position integer primary key autoincrement,
  instance_id text not null unique,
  guid text not null unique,
  location text not null unique,
  city text not null,
  created_ms integer not null
) strict;
