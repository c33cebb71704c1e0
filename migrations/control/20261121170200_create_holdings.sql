-- Locations without an instance whose lines are held until somebody decides. The lines lie where
-- those of the instance would lie.
create table holdings (
  instance_id text primary key, -- of the instance it may become
  guid text not null unique,
  location text not null,
  since_ms integer not null,
  target_id text references instances (instance_id), -- null: nobody has decided
  moved_seq integer not null default 0, -- lines up to here are in the target
  is_over integer not null default 0 check (is_over in (0, 1)) -- 1: only its files are left to remove
) strict;

create unique index holdings_by_location on holdings (location) where is_over = 0;
