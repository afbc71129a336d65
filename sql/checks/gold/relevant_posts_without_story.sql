-- Table: gold.story_posts
-- A relevant post that repeats no other and is in no story.
select labels.post_id
from silver.post_labels as labels
anti join silver.post_duplicates as duplicates on labels.post_id = duplicates.post_id
anti join gold.story_posts as story_posts on labels.post_id = story_posts.post_id
where labels.week_start = $week_start and labels.label = 'relevant' and labels.is_assigned
order by labels.post_id
