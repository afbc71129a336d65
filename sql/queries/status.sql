-- What does the lake hold of each week?
with

payloads as (
    select week_start, count(*) as payloads from bronze.raw_posts group by week_start
),

posts as (
    select
        posts.week_start,
        count(*) as posts,
        count(*) filter (where duplicates.post_id is null) as kept,
        count(*) filter (where duplicates.post_id is null and labels.is_assigned) as relevant
    from silver.posts as posts
    left join silver.post_duplicates as duplicates on posts.post_id = duplicates.post_id
    left join silver.post_labels as labels
        on posts.post_id = labels.post_id and labels.label = 'relevant'
    group by posts.week_start
),

stories as (
    select week_start, count(*) as stories
    from gold.stories
    where relevant_post_count > 0
    group by week_start
),

claims as (
    select
        week_start,
        count(*) filter (where is_published) as claims,
        count(*) filter (where not is_published) as rejected
    from gold.claims
    group by week_start
)

select
    payloads.week_start,
    payloads.payloads,
    posts.posts,
    posts.kept,
    posts.relevant,
    stories.stories,
    claims.claims,
    claims.rejected
from payloads
left join posts on payloads.week_start = posts.week_start
left join stories on payloads.week_start = stories.week_start
left join claims on payloads.week_start = claims.week_start
order by payloads.week_start
