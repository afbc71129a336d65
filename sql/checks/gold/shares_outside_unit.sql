-- Table: gold.weekly_label_counts
-- A share that is not between 0 and 1.
select label, post_count, share
from gold.weekly_label_counts
where week_start = $week_start and not share between 0 and 1
order by label
