-- Bearer tokens that programs have got for their service key.
create table tokens (
  token_hash blob primary key, -- SHA-256 of the token's secret part
  key_id text not null references keys (key_id) on delete cascade,
  expires_ms integer not null
) strict, without rowid;

create index tokens_by_expiry on tokens (expires_ms);
