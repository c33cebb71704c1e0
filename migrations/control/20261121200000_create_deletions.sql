-- What was deleted and can still be put back.
create table deletions (
  deletion_id text primary key,
  instance_id text not null references instances (instance_id) on delete cascade,
  kind text not null, -- which noun it was, such as view
  object_id text not null, -- the id it had and will have again
  name text not null,
  content text not null, -- JSON: all of it, as its noun wrote it
  deleted_ms integer not null,
  deleted_by text not null -- for people: an address or a key's name
) strict, without rowid;

create index deletions_by_instance on deletions (instance_id, deleted_ms);
