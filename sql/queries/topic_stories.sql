-- Which stories show a theme best?
with

topic_posts as (

    select
        topics.week_start,
        topics.topic_id,
        topics.topic_name,
        story_posts.story_id,
        count(*) as topic_post_count
    from silver.post_topics as topics
    inner join gold.story_posts as story_posts on topics.post_id = story_posts.post_id
    group by topics.week_start, topics.topic_id, topics.topic_name, story_posts.story_id

)

select
    topic_posts.week_start,
    topic_posts.topic_id,
    topic_posts.topic_name,
    topic_posts.story_id,
    topic_posts.topic_post_count,
    stories.post_count,
    ranks.rank
from topic_posts
inner join gold.stories as stories on topic_posts.story_id = stories.story_id
inner join gold.weekly_story_ranks as ranks on topic_posts.story_id = ranks.story_id
-- A story is about a theme when half of its posts are.
where topic_posts.topic_post_count * 2 >= stories.post_count
order by topic_posts.week_start, topic_posts.topic_id, ranks.rank, topic_posts.story_id
