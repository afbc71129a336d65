-- Which chips and systems were named, and by how many authors?
select
    week_start,
    canonical_name,
    post_count,
    author_count,
    share,
    previous_post_count,
    mean_post_count_4w
from gold.weekly_entity_counts
where entity_type = 'hardware' and post_count > 0
order by week_start, post_count desc, entity_id
