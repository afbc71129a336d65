-- How has the attention to the ten most named entities developed, week by week?
with

totals as (

    select
        entity_id,
        sum(post_count) as post_count
    from gold.weekly_entity_counts
    group by entity_id
    order by sum(post_count) desc, entity_id
    limit 10

)

select
    counts.entity_id,
    counts.canonical_name,
    counts.week_start,
    counts.post_count,
    counts.author_count,
    counts.share,
    counts.mean_post_count_4w
from gold.weekly_entity_counts as counts
inner join totals on counts.entity_id = totals.entity_id
order by totals.post_count desc, counts.entity_id, counts.week_start
