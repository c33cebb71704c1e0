-- Audit events of the desk itself, written in the transaction of the change they tell of and
-- waiting to be appended to their instance's event file.
create table outbox (
  outbox_id integer primary key autoincrement,
  event_id text not null unique,
  instance_id text, -- null: the home instance, once there is one
  event text not null, -- JSON: the event before it is written in full
  created_ms integer not null
) strict;
