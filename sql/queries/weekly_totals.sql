-- How many posts were read, kept and relevant each week, in how many stories?
with

posts as (
    select week_start, sum(post_count)::bigint as post_count, sum(kept_count)::bigint as kept_post_count
    from gold.weekly_sources
    group by week_start
),

labels as (
    select
        week_start,
        max(post_count) filter (where label = 'relevant') as relevant_post_count,
        max(post_count) filter (where label = 'release') as release_post_count,
        max(post_count) filter (where label = 'safety') as safety_post_count,
        max(post_count) filter (where label = 'infra') as infra_post_count,
        max(post_count) filter (where label = 'other') as other_post_count
    from gold.weekly_label_counts
    group by week_start
),

stories as (
    select week_start, count(*) as story_count
    from gold.stories
    where relevant_post_count > 0
    group by week_start
)

select
    labels.week_start,
    coalesce(posts.post_count, 0) as post_count,
    coalesce(posts.kept_post_count, 0) as kept_post_count,
    labels.relevant_post_count,
    labels.release_post_count,
    labels.safety_post_count,
    labels.infra_post_count,
    labels.other_post_count,
    coalesce(stories.story_count, 0) as story_count
from labels
left join posts on labels.week_start = posts.week_start
left join stories on labels.week_start = stories.week_start
order by labels.week_start
