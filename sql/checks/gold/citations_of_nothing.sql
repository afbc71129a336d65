-- Table: gold.claims
-- A published sentence that cites a post which is not there.
select claims.claim_id, cited.post_id
from gold.claims as claims
cross join unnest(claims.post_ids) as cited(post_id)
left join silver.posts as posts on cited.post_id = posts.post_id
where claims.week_start = $week_start and claims.is_published and posts.post_id is null
order by claims.claim_id, cited.post_id
