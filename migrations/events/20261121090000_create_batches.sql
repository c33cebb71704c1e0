-- The hot tier: each group of lines that was committed together is one row.
create table batches (
  first_seq integer primary key, -- sequence number of the first line; the others follow
  line_count integer not null,
  received_ms integer not null,
  min_time_ms integer not null,
  max_time_ms integer not null,
  fingerprints blob not null, -- 16 bytes for each line, by which duplicates are recognised
  lines blob not null -- the lines, packed and compressed
) strict;

create index batches_by_max_time on batches (max_time_ms, first_seq, min_time_ms);
create index batches_by_min_time on batches (min_time_ms, first_seq, max_time_ms);

-- The desk's own events that were taken over from the outbox: a second try changes nothing.
create table relayed_events (
  event_id text primary key,
  seq integer not null
) strict, without rowid;
