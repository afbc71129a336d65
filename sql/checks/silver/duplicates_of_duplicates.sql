-- Table: silver.post_duplicates
-- A duplicate that points at a post which is itself a duplicate, or is not there.
select duplicates.post_id, duplicates.duplicate_of_post_id
from silver.post_duplicates as duplicates
left join silver.post_duplicates as originals on duplicates.duplicate_of_post_id = originals.post_id
left join silver.posts as posts on duplicates.duplicate_of_post_id = posts.post_id
where duplicates.week_start = $week_start and (originals.post_id is not null or posts.post_id is null)
order by duplicates.post_id
