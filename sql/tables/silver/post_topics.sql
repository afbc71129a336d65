-- Themes of posts with the words that show them.
-- Grain: one row per (post_id, topic_id).
create table silver.post_topics (
    post_id varchar not null,
    topic_id varchar not null,
    topic_name varchar not null,
    cue_count integer not null,
    evidence varchar[] not null,
    week_start date not null,
    primary key (post_id, topic_id),
    check (cue_count >= 1)
);
comment on table silver.post_topics is 'Themes of posts with the words that show them';
comment on column silver.post_topics.post_id is 'The post';
comment on column silver.post_topics.topic_id is 'The theme, as in pipeline/reference/topics.toml';
comment on column silver.post_topics.topic_name is 'Name of the theme';
comment on column silver.post_topics.cue_count is 'Different cues found, at least 1';
comment on column silver.post_topics.evidence is 'These cues, sorted';
comment on column silver.post_topics.week_start is 'First day of the week';
