-- What each source gave in one week, and what became of it.
-- Grain: one row per (week_start, source_id, platform).
-- Reads: silver.posts, silver.post_duplicates, silver.post_labels, gold.weekly_sources of earlier weeks.
-- Parameters: $week_start DATE.
with

marked_posts as (

    select
        posts.post_id,
        posts.source_id,
        posts.platform,
        posts.author_id,
        posts.posted_at,
        duplicates.post_id is not null as is_duplicate,
        coalesce(labels.is_assigned, false) as is_relevant
    from silver.posts as posts
    left join silver.post_duplicates as duplicates on posts.post_id = duplicates.post_id
    left join silver.post_labels as labels
        on posts.post_id = labels.post_id and labels.label = 'relevant'
    where posts.week_start = $week_start

),

counts as (

    select
        source_id,
        platform,
        count(*) as post_count,
        count(*) filter (where is_duplicate) as duplicate_count,
        count(*) filter (where not is_duplicate) as kept_count,
        count(*) filter (where not is_duplicate and is_relevant) as relevant_count,
        count(distinct author_id) as author_count,
        min(posted_at) as first_posted_at,
        max(posted_at) as last_posted_at
    from marked_posts
    group by source_id, platform

),

past_rows as (

    select
        source_id,
        platform,
        post_count,
        week_start
    from gold.weekly_sources
    where week_start between $week_start - 28 and $week_start - 7

),

past_weeks as (

    select
        count(distinct week_start) as week_count,
        coalesce(bool_or(week_start = $week_start - 7), false) as has_previous
    from past_rows

),

past as (

    select
        source_id,
        platform,
        max(post_count) filter (where week_start = $week_start - 7) as previous_post_count,
        sum(post_count) as post_count_4w
    from past_rows
    group by source_id, platform

),

final as (

    select
        counts.source_id,
        counts.platform,
        counts.post_count,
        counts.duplicate_count,
        counts.kept_count,
        counts.relevant_count,
        counts.author_count,
        counts.first_posted_at,
        counts.last_posted_at,
        counts.post_count / (select count(*) from marked_posts) as share,
        case when past_weeks.has_previous then coalesce(past.previous_post_count, 0) end
            as previous_post_count,
        -- A week without a post of the source counts as 0; a week that is not in the lake does not count.
        coalesce(past.post_count_4w, 0) / nullif(past_weeks.week_count, 0) as mean_post_count_4w,
        $week_start::date as week_start
    from counts
    left join past on counts.source_id = past.source_id and counts.platform = past.platform
    cross join past_weeks

)

select * from final
