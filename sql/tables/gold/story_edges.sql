-- Scored pairs of posts that may report one event: the log of every grouping decision.
-- Grain: one row per (post_id, other_post_id), the smaller id first.
create table gold.story_edges (
    post_id varchar not null,
    other_post_id varchar not null,
    link_score double not null,
    is_linked boolean not null,
    shared_link_score double not null,
    entity_score double not null,
    text_score double not null,
    number_score double not null,
    hours_apart double not null,
    reasons varchar[] not null,
    week_start date not null,
    primary key (post_id, other_post_id),
    check (post_id < other_post_id)
);
comment on table gold.story_edges is 'Scored pairs of posts that may report one event: the log of every grouping decision';
comment on column gold.story_edges.post_id is 'The smaller post id';
comment on column gold.story_edges.other_post_id is 'The larger post id';
comment on column gold.story_edges.link_score is 'Estimated probability that both report one event, in [0, 1]';
comment on column gold.story_edges.is_linked is 'The pair''s score alone passes the threshold';
comment on column gold.story_edges.shared_link_score is 'Shared link or quoted post, in [0, 1]';
comment on column gold.story_edges.entity_score is 'Shared entities weighted by rarity, in [0, 1]';
comment on column gold.story_edges.text_score is 'Cosine of tf-idf vectors, in [0, 1]';
comment on column gold.story_edges.number_score is 'Shared numbers, in [0, 1]';
comment on column gold.story_edges.hours_apart is 'Hours between the posts';
comment on column gold.story_edges.reasons is 'What they share';
comment on column gold.story_edges.week_start is 'First day of the week';
