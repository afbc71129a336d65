-- Which stories led each week, and why?
select
    ranks.week_start,
    ranks.rank,
    ranks.category,
    ranks.rank_score,
    stories.post_count,
    stories.author_count,
    posts.author_handle,
    posts.url,
    posts.body_text
from gold.weekly_story_ranks as ranks
inner join gold.stories as stories on ranks.story_id = stories.story_id
left join silver.posts as posts on stories.representative_post_id = posts.post_id
where ranks.rank <= 10
order by ranks.week_start, ranks.rank, ranks.story_id
