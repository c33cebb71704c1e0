-- How long an instance keeps its lines, counted from their arrival.
alter table instances add column retention_days integer -- null: for good; 0: for live tail alone
  default 365 check (retention_days between 0 and 65535);

alter table instances add column keeps_imports integer not null -- 1: imported lines stay whatever the days
  default 1 check (keeps_imports in (0, 1));
