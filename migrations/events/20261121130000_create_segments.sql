-- The sealed tier: the index of up to 65,536 lines, lines included, in pieces.
create table segments (
  segment_id integer primary key,
  state integer not null, -- 0 its pieces are being written, 1 sealed, 2 its pieces are being removed
  first_seq integer not null, -- its range of sequence numbers
  last_seq integer not null,
  line_count integer not null,
  min_time_ms integer not null,
  max_time_ms integer not null,
  last_received_ms integer not null, -- retention counts from here
  root blob not null, -- Merkle root of its lines, RFC 6962 over SHA-256
  directory blob not null, -- what of it is held in memory
  duplicates blob not null -- a filter of its fingerprints, held in memory
) strict;

create table pieces (
  piece_id integer primary key, -- segment_id * 1048576 + the number of the piece
  bytes blob not null
) strict;

-- How far lines have been sealed: rows of batches up to here only wait to be removed.
create table progress (
  progress_id integer primary key check (progress_id = 1),
  sealed_seq integer not null
) strict;

insert into progress (progress_id, sealed_seq) values (1, 0);
