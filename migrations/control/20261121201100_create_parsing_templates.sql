-- How fields are read out of the lines of an instance.
create table parsing_templates (
  template_id text primary key,
  instance_id text not null references instances (instance_id) on delete cascade,
  position integer not null, -- the order in which they add fields; what comes later overwrites
  name text not null,
  folded_name text not null, -- lower case: two names never differ by case alone
  query text not null, -- empty: every line
  sample text not null,
  steps text not null, -- JSON: the operators that read the line, each with those beneath it
  state text not null check (state in ('draft', 'active', 'inactive')),
  unique (instance_id, folded_name)
) strict;
