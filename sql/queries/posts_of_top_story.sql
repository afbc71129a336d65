-- Which posts make up the first story of each week?
select
    ranks.week_start,
    posts.posted_at,
    posts.author_handle,
    story_posts.is_representative,
    duplicates.duplicate_of_post_id is not null as is_duplicate,
    posts.url,
    posts.body_text
from gold.weekly_story_ranks as ranks
inner join gold.story_posts as story_posts on ranks.story_id = story_posts.story_id
inner join silver.posts as posts on story_posts.post_id = posts.post_id
left join silver.post_duplicates as duplicates on posts.post_id = duplicates.post_id
where ranks.rank = 1
order by ranks.week_start, posts.posted_at, posts.post_id
