-- Table: gold.story_posts
-- A story that has no representative post, or several.
select story_id, count(*) filter (where is_representative) as representative_count
from gold.story_posts
where week_start = $week_start
group by story_id
having count(*) filter (where is_representative) <> 1
order by story_id
