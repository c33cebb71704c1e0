-- Lines that were refused because they break a limit, kept with the reason.
create table quarantine (
  quarantine_id integer primary key,
  received_ms integer not null,
  key_id text, -- the key it was sent with
  sender text not null, -- the address it came from
  position integer not null, -- its place in the request, from 0
  reason text not null,
  line blob not null -- compressed
) strict;
