-- What each source gave, and what became of it.
-- Grain: one row per (week_start, source_id, platform).
create table gold.weekly_sources (
    source_id varchar not null,
    platform varchar not null,
    post_count bigint not null,
    duplicate_count bigint not null,
    kept_count bigint not null,
    relevant_count bigint not null,
    author_count bigint not null,
    first_posted_at timestamp not null,
    last_posted_at timestamp not null,
    share double not null,
    previous_post_count bigint,
    mean_post_count_4w double,
    week_start date not null,
    primary key (week_start, source_id, platform)
);
comment on table gold.weekly_sources is 'What each source gave, and what became of it';
comment on column gold.weekly_sources.source_id is 'File or source';
comment on column gold.weekly_sources.platform is 'Network of its posts';
comment on column gold.weekly_sources.post_count is 'Posts read';
comment on column gold.weekly_sources.duplicate_count is 'Of these, posts that repeat another';
comment on column gold.weekly_sources.kept_count is 'Of these, posts that do not';
comment on column gold.weekly_sources.relevant_count is 'Kept posts labelled relevant';
comment on column gold.weekly_sources.author_count is 'Authors';
comment on column gold.weekly_sources.first_posted_at is 'UTC time of the first post';
comment on column gold.weekly_sources.last_posted_at is 'UTC time of the last post';
comment on column gold.weekly_sources.share is 'post_count / posts of the week';
comment on column gold.weekly_sources.previous_post_count is 'Posts the week before; null when that week is not in the lake';
comment on column gold.weekly_sources.mean_post_count_4w is 'Mean of those of the four weeks before that are in the lake';
comment on column gold.weekly_sources.week_start is 'First day of the week';
