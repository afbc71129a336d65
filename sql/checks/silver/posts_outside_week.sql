-- Table: silver.posts
-- A post whose time is not in its week.
select post_id, posted_at, week_start
from silver.posts
where week_start = $week_start and not (posted_at >= week_start and posted_at < week_start + 7)
order by post_id
