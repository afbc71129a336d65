-- How each source that was asked for a week does: an empty answer is not a quiet week.
-- Grain: one row per (week_start, source_id).
-- Reads: bronze.source_fetches, bronze.raw_posts of the week. Parameters: $week_start DATE.
with

week_fetches as (

    select
        source_id,
        source_name,
        status,
        problem,
        is_covered,
        uncovered_reason,
        quiet_days,
        fetched_at
    from bronze.source_fetches
    where week_start = $week_start

),

last_fetches as (

    select
        source_id,
        source_name,
        status,
        problem,
        uncovered_reason,
        quiet_days,
        fetched_at
    from week_fetches
    qualify row_number() over (partition by source_id order by fetched_at desc) = 1

),

coverage as (

    -- What was read before the week was over says nothing of its last days.
    select
        source_id,
        bool_or(is_covered and fetched_at >= $week_start + 7) as is_covered
    from week_fetches
    group by source_id

),

-- A post that two sources show is held under the one that showed it first; both have shown it.
shown_posts as (

    select
        source_id,
        max(newest_posted_at) as newest_posted_at
    from bronze.source_fetches
    where week_start <= $week_start
    group by source_id

),

held_posts as (

    select
        source_id,
        count(distinct external_id) filter (where week_start = $week_start) as post_count,
        max(posted_at) as newest_posted_at
    from bronze.raw_posts
    where posted_at < $week_start + 7
    group by source_id

),

ages as (

    select
        last_fetches.*,
        coverage.is_covered,
        greatest(held_posts.newest_posted_at, shown_posts.newest_posted_at) as newest_posted_at,
        coalesce(held_posts.post_count, 0) as post_count,
        date_diff(
            'second',
            greatest(held_posts.newest_posted_at, shown_posts.newest_posted_at),
            least(last_fetches.fetched_at, ($week_start + 7)::timestamp)
        ) / 86400 as days_since_newest
    from last_fetches
    inner join coverage on last_fetches.source_id = coverage.source_id
    inner join shown_posts on last_fetches.source_id = shown_posts.source_id
    left join held_posts on last_fetches.source_id = held_posts.source_id

),

final as (

    select
        source_id,
        source_name,
        status,
        problem,
        is_covered,
        case
            when not is_covered then coalesce(uncovered_reason, 'asked before the week was over')
        end as uncovered_reason,
        newest_posted_at,
        days_since_newest,
        quiet_days,
        coalesce(days_since_newest > quiet_days, status = 'ok') as is_stale,
        post_count,
        $week_start::date as week_start
    from ages

)

select * from final
