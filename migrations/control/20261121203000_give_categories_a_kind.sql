-- Views, boards and screens have headings of their own. A unique constraint can not be changed in
-- place, so both tables are made anew; what points at the first goes before it does.
create table categories_by_kind (
  category_id text primary key,
  instance_id text not null references instances (instance_id) on delete cascade,
  kind text not null check (kind in ('views', 'boards', 'screens')), -- what is listed under it
  name text not null,
  folded_name text not null, -- lower case: two names of a kind never differ by case alone
  unique (instance_id, kind, folded_name)
) strict;

insert into categories_by_kind (category_id, instance_id, kind, name, folded_name)
select category_id, instance_id, 'views', name, folded_name
from categories;

create table view_categories_by_kind (
  view_id text not null references views on delete cascade,
  category_id text not null references categories_by_kind on delete cascade,
  position integer not null, -- the order the person gave
  primary key (view_id, category_id)
) strict, without rowid;

insert into view_categories_by_kind (view_id, category_id, position)
select view_id, category_id, position
from view_categories;

drop table view_categories;
drop table categories;
alter table categories_by_kind rename to categories;
alter table view_categories_by_kind rename to view_categories;
