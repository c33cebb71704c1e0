-- The desk's own routes for lines that come with a collector key.
create table routes (
  route_id text primary key,
  position integer not null, -- the first that fits a line decides
  name text not null,
  folded_name text not null unique, -- lower case: two names never differ by case alone
  source text not null, -- empty: any, as are the next two
  location text not null,
  query text not null,
  target_id text not null references instances (instance_id) on delete cascade,
  is_active integer not null check (is_active in (0, 1)),
  only_held integer not null check (only_held in (0, 1)) -- 1: only where the location has no instance
) strict;
