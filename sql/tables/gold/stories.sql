-- Stories of a week: posts that report one event.
-- Grain: one row per story_id.
create table gold.stories (
    story_id varchar not null,
    representative_post_id varchar not null,
    post_count bigint not null,
    kept_post_count bigint not null,
    relevant_post_count bigint not null,
    author_count bigint not null,
    first_posted_at timestamp not null,
    last_posted_at timestamp not null,
    entity_ids varchar[] not null,
    week_start date not null,
    primary key (story_id)
);
comment on table gold.stories is 'Stories of a week: posts that report one event';
comment on column gold.stories.story_id is 'Derived from the week and the representative post';
comment on column gold.stories.representative_post_id is 'The post that says the event best';
comment on column gold.stories.post_count is 'Posts, duplicates included';
comment on column gold.stories.kept_post_count is 'Posts that repeat no other';
comment on column gold.stories.relevant_post_count is 'Of these, posts labelled relevant; a story without one is chatter that nobody reports';
comment on column gold.stories.author_count is 'Distinct authors';
comment on column gold.stories.first_posted_at is 'UTC time of the first post';
comment on column gold.stories.last_posted_at is 'UTC time of the last post';
comment on column gold.stories.entity_ids is 'Entities named by its posts, most frequent first, at most twenty';
comment on column gold.stories.week_start is 'First day of the week';
