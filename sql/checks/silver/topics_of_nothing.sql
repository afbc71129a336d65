-- Table: silver.post_topics
-- A theme of a post that is not there.
select topics.post_id, topics.topic_id
from silver.post_topics as topics
anti join silver.posts as posts on topics.post_id = posts.post_id
where topics.week_start = $week_start
order by topics.post_id, topics.topic_id
