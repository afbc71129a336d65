-- Which names were found that the registry does not hold?
select
    canonical_name,
    min(entity_type) as entity_type,
    min(origin) as origin,
    sum(post_count)::bigint as post_count,
    max(author_count) as author_count,
    min(first_posted_at) as first_posted_at,
    any_value(example_post_ids order by week_start) as example_post_ids
from silver.entities
where origin <> 'registry'
group by canonical_name
order by post_count desc, canonical_name
