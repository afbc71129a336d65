-- Posts that name each entity, with change.
-- Grain: one row per (week_start, entity_id); an entity of last week that nobody names now has a row with 0.
create table gold.weekly_entity_counts (
    entity_id varchar not null,
    entity_type varchar not null,
    canonical_name varchar not null,
    post_count bigint not null,
    author_count bigint not null,
    share double not null,
    previous_post_count bigint,
    previous_share double,
    mean_post_count_4w double,
    mean_share_4w double,
    week_start date not null,
    primary key (week_start, entity_id)
);
comment on table gold.weekly_entity_counts is 'Posts that name each entity, with change';
comment on column gold.weekly_entity_counts.entity_id is 'The entity';
comment on column gold.weekly_entity_counts.entity_type is 'org, model, hardware or person';
comment on column gold.weekly_entity_counts.canonical_name is 'Full usual name';
comment on column gold.weekly_entity_counts.post_count is 'Relevant posts, duplicates left out, that name it';
comment on column gold.weekly_entity_counts.author_count is 'Authors of these posts';
comment on column gold.weekly_entity_counts.share is 'post_count / all relevant kept posts of the week';
comment on column gold.weekly_entity_counts.previous_post_count is 'The same count the week before; null when that week is not in the lake';
comment on column gold.weekly_entity_counts.previous_share is 'The same share the week before';
comment on column gold.weekly_entity_counts.mean_post_count_4w is 'Mean count of those of the four weeks before that are in the lake';
comment on column gold.weekly_entity_counts.mean_share_4w is 'Mean share of those weeks';
comment on column gold.weekly_entity_counts.week_start is 'First day of the week';
