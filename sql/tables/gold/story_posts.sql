-- Membership of posts in stories.
-- Grain: one row per post_id: a post is in one story at most.
create table gold.story_posts (
    post_id varchar not null,
    story_id varchar not null,
    similarity_score double not null,
    is_representative boolean not null,
    week_start date not null,
    primary key (post_id)
);
comment on table gold.story_posts is 'Membership of posts in stories';
comment on column gold.story_posts.post_id is 'The post';
comment on column gold.story_posts.story_id is 'The story';
comment on column gold.story_posts.similarity_score is 'Mean link score to the rest of the story, 1 for a story of one, in [0, 1]';
comment on column gold.story_posts.is_representative is 'The post that says the event best';
comment on column gold.story_posts.week_start is 'First day of the week';
