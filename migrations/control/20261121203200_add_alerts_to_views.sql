-- A view has channels of its own or follows a preset, never both.
alter table views add column channels text not null default '[]'; -- a JSON array of channels
alter table views add column preset_id text references presets (preset_id) on delete set null
  check (preset_id is null or channels = '[]');
create index views_by_preset on views (preset_id) where preset_id is not null;
