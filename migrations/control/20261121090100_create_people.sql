create table people (
  person_id text primary key,
  email text not null unique,
  password_hash text not null, -- argon2id, in the PHC form
  owner integer not null check (owner in (0, 1)), -- may create instances and people
  created_ms integer not null
) strict;

create table memberships (
  person_id text not null references people on delete cascade,
  instance_id text not null references instances (instance_id) on delete cascade,
  role text not null check (role in ('reader', 'member', 'manager')),
  primary key (person_id, instance_id)
) strict, without rowid;

create table sessions (
  token_hash blob primary key, -- SHA-256 of the cookie's value
  person_id text not null references people on delete cascade,
  created_ms integer not null,
  seen_ms integer not null, -- moved at most once a minute
  address text not null,
  agent text not null
) strict, without rowid;

create index sessions_by_person on sessions (person_id);

-- Refused sign-ins of the last minutes, by which further tries are slowed down.
create table sign_in_failures (
  sign_in_failure_id integer primary key,
  email text not null,
  address text not null,
  failed_ms integer not null
) strict;

create index sign_in_failures_by_email on sign_in_failures (email, failed_ms);
create index sign_in_failures_by_address on sign_in_failures (address, failed_ms);

-- The one-time link by which the first owner is made; at most one row.
create table setup_links (
  setup_link_id integer primary key check (setup_link_id = 1),
  token_hash blob not null,
  created_ms integer not null
) strict;
