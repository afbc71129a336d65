-- Pairs of entities named in one post.
-- Grain: one row per (week_start, entity_id, other_entity_id), the smaller id first.
create table gold.weekly_entity_pairs (
    entity_id varchar not null,
    other_entity_id varchar not null,
    canonical_name varchar not null,
    other_canonical_name varchar not null,
    post_count bigint not null,
    author_count bigint not null,
    share double not null,
    previous_post_count bigint,
    previous_share double,
    mean_post_count_4w double,
    mean_share_4w double,
    week_start date not null,
    primary key (week_start, entity_id, other_entity_id)
);
comment on table gold.weekly_entity_pairs is 'Pairs of entities named in one post';
comment on column gold.weekly_entity_pairs.entity_id is 'The smaller entity id';
comment on column gold.weekly_entity_pairs.other_entity_id is 'The larger entity id';
comment on column gold.weekly_entity_pairs.canonical_name is 'Name of the first';
comment on column gold.weekly_entity_pairs.other_canonical_name is 'Name of the second';
comment on column gold.weekly_entity_pairs.post_count is 'Relevant kept posts that name both';
comment on column gold.weekly_entity_pairs.author_count is 'Authors of these posts';
comment on column gold.weekly_entity_pairs.share is 'post_count / all relevant kept posts of the week';
comment on column gold.weekly_entity_pairs.previous_post_count is 'The same count the week before; null when that week is not in the lake';
comment on column gold.weekly_entity_pairs.previous_share is 'The same share the week before';
comment on column gold.weekly_entity_pairs.mean_post_count_4w is 'Mean count of those of the four weeks before that are in the lake';
comment on column gold.weekly_entity_pairs.mean_share_4w is 'Mean share of those weeks';
comment on column gold.weekly_entity_pairs.week_start is 'First day of the week';
