-- How many lines were ever put into quarantine: lines leave it, and this stays.
create table rejections (
  reason text not null, -- one of few
  key_id text not null, -- empty: sent without a key
  lines integer not null,
  first_ms integer not null, -- when the first of them arrived
  last_ms integer not null,
  primary key (reason, key_id)
) strict, without rowid;
