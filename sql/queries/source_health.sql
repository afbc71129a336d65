-- How does each source do, as of the last week it was asked for?
with

spend as (

    select
        source_id,
        sum(billed_read_count)::bigint as billed_read_count
    from bronze.source_fetches
    group by source_id

)

select
    health.week_start,
    health.source_id,
    health.source_name,
    health.status,
    health.problem,
    health.is_covered,
    health.uncovered_reason,
    health.newest_posted_at,
    health.days_since_newest,
    health.quiet_days,
    health.is_stale,
    health.post_count,
    coalesce(spend.billed_read_count, 0) as billed_read_count
from silver.source_health as health
left join spend on health.source_id = spend.source_id
qualify row_number() over (partition by health.source_id order by health.week_start desc) = 1
order by health.source_id
