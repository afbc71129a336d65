-- Table: silver.dropped_payloads
-- A payload that became neither a post nor a dropped payload: nothing may vanish.
select raw_posts.platform, raw_posts.external_id, raw_posts.payload_sha256
from bronze.raw_posts as raw_posts
anti join silver.posts as posts on raw_posts.payload_sha256 = posts.payload_sha256
anti join silver.dropped_payloads as dropped on raw_posts.payload_sha256 = dropped.payload_sha256
where raw_posts.week_start = $week_start
order by raw_posts.platform, raw_posts.external_id
