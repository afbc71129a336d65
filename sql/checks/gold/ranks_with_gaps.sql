-- Table: gold.weekly_story_ranks
-- Ranks of a week that are not 1 to the number of its stories.
select count(*) as story_count, max(rank) as last_rank, count(distinct rank) as rank_count
from gold.weekly_story_ranks
where week_start = $week_start
having count(*) > 0 and (max(rank) <> count(*) or count(distinct rank) <> count(*))
order by story_count
