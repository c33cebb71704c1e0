-- Whether a segment holds imported lines, which may outlive the others.
alter table segments add column imported integer not null default 0 check (imported in (0, 1));
