-- What each author wrote.
-- Grain: one row per (week_start, author_id).
create table gold.weekly_authors (
    author_id varchar not null,
    author_handle varchar,
    post_count bigint not null,
    kept_count bigint not null,
    relevant_count bigint not null,
    story_count bigint not null,
    share double not null,
    previous_relevant_count bigint,
    mean_relevant_count_4w double,
    week_start date not null,
    primary key (week_start, author_id)
);
comment on table gold.weekly_authors is 'What each author wrote';
comment on column gold.weekly_authors.author_id is 'The author';
comment on column gold.weekly_authors.author_handle is 'Handle without @';
comment on column gold.weekly_authors.post_count is 'Posts';
comment on column gold.weekly_authors.kept_count is 'Posts that repeat no other';
comment on column gold.weekly_authors.relevant_count is 'Kept posts labelled relevant';
comment on column gold.weekly_authors.story_count is 'Stories the author has a post in';
comment on column gold.weekly_authors.share is 'relevant_count / relevant kept posts of the week';
comment on column gold.weekly_authors.previous_relevant_count is 'Relevant kept posts the week before';
comment on column gold.weekly_authors.mean_relevant_count_4w is 'Mean of those of the four weeks before that are in the lake';
comment on column gold.weekly_authors.week_start is 'First day of the week';
