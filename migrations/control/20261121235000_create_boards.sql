-- Pages of graphs.
create table boards (
  board_id text primary key,
  instance_id text not null references instances (instance_id) on delete cascade,
  title text not null,
  folded_title text not null, -- lower case: two titles never differ by case alone
  description text not null,
  query text not null, -- what the lines of every graph must match
  range text not null, -- a phrase such as "last 24 hours"
  refresh_s integer not null, -- 0: it is not drawn anew by itself
  updated_ms integer not null,
  updated_by text not null, -- for people: an address or a key's name
  unique (instance_id, folded_title)
) strict;

create table board_categories (
  board_id text not null references boards on delete cascade,
  category_id text not null references categories on delete cascade,
  position integer not null, -- the order the person gave
  primary key (board_id, category_id)
) strict, without rowid;

create table graphs (
  graph_id text primary key,
  board_id text not null references boards on delete cascade,
  position integer not null, -- its place on the board
  draft text not null -- JSON: what is counted and how it is drawn
) strict;

create index graphs_by_board on graphs (board_id, position);
