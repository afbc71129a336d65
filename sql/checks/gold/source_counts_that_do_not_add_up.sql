-- Table: gold.weekly_sources
-- A source whose kept posts and duplicates are not all its posts.
select source_id, platform, post_count, kept_count, duplicate_count
from gold.weekly_sources
where week_start = $week_start and post_count <> kept_count + duplicate_count
order by source_id, platform
