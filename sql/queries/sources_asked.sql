-- How does each source do, as of the last time it was asked, and what has it cost?
with

last_fetches as (

    select
        source_id,
        source_name,
        week_start,
        fetched_at,
        status,
        problem,
        uncovered_reason,
        quiet_days
    from bronze.source_fetches
    qualify row_number() over (partition by source_id order by fetched_at desc, week_start desc) = 1

),

totals as (

    select
        source_id,
        max(newest_posted_at) as newest_posted_at,
        sum(new_post_count)::bigint as post_count,
        sum(request_count)::bigint as request_count,
        sum(billed_read_count)::bigint as billed_read_count
    from bronze.source_fetches
    group by source_id

),

notices as (

    select
        source_id,
        week_start,
        fetched_at,
        string_agg(notice, '; ' order by notice) as notices
    from bronze.source_notices
    group by source_id, week_start, fetched_at

)

select
    last_fetches.source_id,
    last_fetches.source_name,
    last_fetches.week_start,
    last_fetches.fetched_at,
    case
        when last_fetches.status = 'failed' then 'failed'
        when totals.newest_posted_at + to_days(last_fetches.quiet_days) >= last_fetches.fetched_at then 'ok'
        else 'silent'
    end as health,
    last_fetches.problem,
    last_fetches.uncovered_reason,
    notices.notices,
    totals.newest_posted_at,
    totals.post_count,
    totals.request_count,
    totals.billed_read_count
from last_fetches
inner join totals on last_fetches.source_id = totals.source_id
left join notices
    on last_fetches.source_id = notices.source_id
    and last_fetches.week_start = notices.week_start
    and last_fetches.fetched_at = notices.fetched_at
order by last_fetches.source_id
