-- Where the lines of an instance are archived.
create table archives (
  instance_id text primary key references instances (instance_id) on delete cascade,
  archive text not null, -- JSON: the target without its secrets
  sealed blob not null, -- its secrets, sealed with the key file of the data folder
  updated_ms integer not null,
  updated_by text not null -- for people: an address or a key's name
) strict, without rowid;

-- Where the lines of an instance are streamed to.
create table streams (
  instance_id text primary key references instances (instance_id) on delete cascade,
  stream text not null, -- JSON: the target without its secret
  sealed blob not null, -- its secret, sealed alike
  updated_ms integer not null,
  updated_by text not null
) strict, without rowid;
