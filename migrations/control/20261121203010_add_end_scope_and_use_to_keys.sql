alter table keys add column expires_ms integer; -- null: it has no end

alter table keys add column services text not null default '[]'; -- a JSON array of texts; empty: all

alter table keys add column last_used_ms integer; -- noted at most once a minute; null: never
