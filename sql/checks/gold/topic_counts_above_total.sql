-- Table: gold.weekly_topic_counts
-- A theme with more posts than the week has relevant ones, or more authors or stories than posts.
select topic_id, post_count, author_count, story_count, relevant_post_count
from gold.weekly_topic_counts
where week_start = $week_start
    and (
        post_count > relevant_post_count
        or author_count > post_count
        or story_count > post_count
        or not share between 0 and 1
    )
order by topic_id
