-- Relevant posts that name each entity in one week, with change against the weeks before.
-- Grain: one row per (week_start, entity_id). An entity of last week that nobody names now has a row with 0.
-- Reads: silver.mentions, silver.posts, silver.post_duplicates, silver.post_labels,
-- gold.weekly_entity_counts of earlier weeks. Parameters: $week_start DATE.
with

relevant_posts as (

    select
        posts.post_id,
        posts.author_id
    from silver.posts as posts
    inner join silver.post_labels as labels
        on posts.post_id = labels.post_id and labels.label = 'relevant' and labels.is_assigned
    anti join silver.post_duplicates as duplicates on posts.post_id = duplicates.post_id
    where posts.week_start = $week_start

),

counts as (

    select
        mentions.entity_id,
        min(mentions.entity_type) as entity_type,
        min(mentions.canonical_name) as canonical_name,
        count(distinct relevant_posts.post_id) as post_count,
        count(distinct relevant_posts.author_id) as author_count
    from silver.mentions as mentions
    inner join relevant_posts on mentions.post_id = relevant_posts.post_id
    where mentions.week_start = $week_start
    group by mentions.entity_id

),

past_rows as (

    select
        entity_id,
        entity_type,
        canonical_name,
        post_count,
        share,
        week_start
    from gold.weekly_entity_counts
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
        entity_id,
        min(entity_type) as entity_type,
        min(canonical_name) as canonical_name,
        coalesce(max(post_count) filter (where week_start = $week_start - 7), 0) as previous_post_count,
        coalesce(max(share) filter (where week_start = $week_start - 7), 0) as previous_share,
        sum(post_count) as post_count_4w,
        sum(share order by week_start) as share_4w
    from past_rows
    group by entity_id

),

final as (

    select
        coalesce(counts.entity_id, past.entity_id) as entity_id,
        coalesce(counts.entity_type, past.entity_type) as entity_type,
        coalesce(counts.canonical_name, past.canonical_name) as canonical_name,
        coalesce(counts.post_count, 0) as post_count,
        coalesce(counts.author_count, 0) as author_count,
        coalesce(
            counts.post_count / nullif((select count(*) from relevant_posts), 0), 0
        ) as share,
        case when past_weeks.has_previous then coalesce(past.previous_post_count, 0) end
            as previous_post_count,
        case when past_weeks.has_previous then coalesce(past.previous_share, 0) end as previous_share,
        -- A week in which nobody named it counts as 0; a week that is not in the lake does not count.
        coalesce(past.post_count_4w, 0) / nullif(past_weeks.week_count, 0) as mean_post_count_4w,
        coalesce(past.share_4w, 0) / nullif(past_weeks.week_count, 0) as mean_share_4w,
        $week_start::date as week_start
    from counts
    full outer join past on counts.entity_id = past.entity_id
    cross join past_weeks
    where counts.entity_id is not null or past.previous_post_count > 0

)

select * from final
