-- Table: gold.weekly_entity_counts
-- An entity named by more posts than the week has relevant ones.
select entity_id, post_count, share
from gold.weekly_entity_counts
where week_start = $week_start and share > 1
order by entity_id
