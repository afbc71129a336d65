-- Stories of a week in order, with every component of the score.
-- Grain: one row per story_id.
create table gold.weekly_story_ranks (
    story_id varchar not null,
    rank integer not null,
    rank_score double not null,
    category varchar not null,
    origin_score double not null,
    prominence_score double not null,
    official_score double not null,
    event_score double not null,
    specificity_score double not null,
    magnitude_score double not null,
    engagement_score double,
    novelty_score double not null,
    relevance_score double not null,
    is_development boolean not null,
    week_start date not null,
    primary key (story_id),
    check (category in ('release', 'safety', 'infra', 'other'))
);
comment on table gold.weekly_story_ranks is 'Stories of a week in order, with every component of the score';
comment on column gold.weekly_story_ranks.story_id is 'The story';
comment on column gold.weekly_story_ranks.rank is '1 is the first';
comment on column gold.weekly_story_ranks.rank_score is 'Weighted sum of the components, in [0, 1], higher is more important';
comment on column gold.weekly_story_ranks.category is 'release, safety, infra or other, from the labels of its posts';
comment on column gold.weekly_story_ranks.origin_score is 'Independent origins, in [0, 1]';
comment on column gold.weekly_story_ranks.prominence_score is 'How many authors of the week name what the story is about, in [0, 1]';
comment on column gold.weekly_story_ranks.official_score is 'The organisation itself speaks, in [0, 1]';
comment on column gold.weekly_story_ranks.event_score is 'Words of an event in its posts, in [0, 1]';
comment on column gold.weekly_story_ranks.specificity_score is 'Versioned names and numbers, in [0, 1]';
comment on column gold.weekly_story_ranks.magnitude_score is 'Size of money or power named, in [0, 1]';
comment on column gold.weekly_story_ranks.engagement_score is 'Engagement against what its authors usually get, in [0, 1]; null is unknown';
comment on column gold.weekly_story_ranks.novelty_score is 'Names that the weeks before did not have, in [0, 1]';
comment on column gold.weekly_story_ranks.relevance_score is 'Mean relevance of its posts, in [0, 1]';
comment on column gold.weekly_story_ranks.is_development is 'One of the four significant developments';
comment on column gold.weekly_story_ranks.week_start is 'First day of the week';
