-- Table: silver.posts
-- A post whose text is empty; such payloads belong in silver.dropped_payloads.
select post_id, url
from silver.posts
where week_start = $week_start and not regexp_matches(body_text, '\S')
order by post_id
