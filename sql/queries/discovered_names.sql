-- Which names came up that no reference file knows?
select
    week_start,
    canonical_name,
    entity_type,
    origin,
    post_count,
    author_count,
    first_posted_at,
    example_post_ids
from silver.entities
where origin = 'discovered'
order by week_start, post_count desc, entity_id
