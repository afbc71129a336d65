-- How did each source do, week by week?
select
    week_start,
    source_id,
    source_name,
    status,
    problem,
    is_covered,
    uncovered_reason,
    newest_posted_at,
    days_since_newest,
    quiet_days,
    is_stale,
    post_count
from silver.source_health
order by week_start, source_id
