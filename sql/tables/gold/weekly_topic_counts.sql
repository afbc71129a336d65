-- Relevant posts on each theme, with change.
-- Grain: one row per (week_start, topic_id); a theme of last week that nobody takes up now has a row with 0.
create table gold.weekly_topic_counts (
    topic_id varchar not null,
    topic_name varchar not null,
    post_count bigint not null,
    author_count bigint not null,
    story_count bigint not null,
    relevant_post_count bigint not null,
    share double not null,
    previous_post_count bigint,
    previous_share double,
    mean_post_count_4w double,
    mean_share_4w double,
    history_week_count bigint not null,
    change_z double,
    week_start date not null,
    primary key (week_start, topic_id)
);
comment on table gold.weekly_topic_counts is 'Relevant posts on each theme, with change';
comment on column gold.weekly_topic_counts.topic_id is 'The theme, as in pipeline/reference/topics.toml';
comment on column gold.weekly_topic_counts.topic_name is 'Name of the theme';
comment on column gold.weekly_topic_counts.post_count is 'Relevant posts, duplicates left out, on the theme';
comment on column gold.weekly_topic_counts.author_count is 'Authors of these posts';
comment on column gold.weekly_topic_counts.story_count is 'Stories these posts belong to';
comment on column gold.weekly_topic_counts.relevant_post_count is 'All relevant posts of the week, duplicates left out';
comment on column gold.weekly_topic_counts.share is 'post_count / relevant_post_count';
comment on column gold.weekly_topic_counts.previous_post_count is 'The same count the week before; null when that week is not in the lake';
comment on column gold.weekly_topic_counts.previous_share is 'The same share the week before';
comment on column gold.weekly_topic_counts.mean_post_count_4w is 'Mean count of those of the four weeks before that are in the lake';
comment on column gold.weekly_topic_counts.mean_share_4w is 'Mean share of those weeks';
comment on column gold.weekly_topic_counts.history_week_count is 'How many of the four weeks before are in the lake';
comment on column gold.weekly_topic_counts.change_z is 'Log odds ratio of this week''s posts on the theme against those four weeks, in standard errors (Haldane-Anscombe: 0.5 added to each count); null without earlier weeks';
comment on column gold.weekly_topic_counts.week_start is 'First day of the week';
