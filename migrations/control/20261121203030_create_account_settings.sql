-- What an instance does for everybody in it; one without a row has every setting as it is at first.
create table account_settings (
  instance_id text primary key references instances (instance_id) on delete cascade,
  shows_raw integer not null check (shows_raw in (0, 1)),
  allows_export integer not null check (allows_export in (0, 1)),
  access_control integer not null check (access_control in (0, 1)),
  line_format text not null,
  zone text not null -- empty: the viewer's own
) strict, without rowid;
