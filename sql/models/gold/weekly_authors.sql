-- What each author wrote in one week.
-- Grain: one row per (week_start, author_id).
-- Reads: silver.posts, silver.post_duplicates, silver.post_labels, gold.story_posts,
-- gold.weekly_authors of earlier weeks. Parameters: $week_start DATE.
with

marked_posts as (

    select
        posts.post_id,
        posts.author_id,
        posts.author_handle,
        duplicates.post_id is null as is_kept,
        duplicates.post_id is null and coalesce(labels.is_assigned, false) as is_relevant,
        story_posts.story_id
    from silver.posts as posts
    left join silver.post_duplicates as duplicates on posts.post_id = duplicates.post_id
    left join silver.post_labels as labels
        on posts.post_id = labels.post_id and labels.label = 'relevant'
    left join gold.story_posts as story_posts on posts.post_id = story_posts.post_id
    where posts.week_start = $week_start

),

counts as (

    select
        author_id,
        min(author_handle) as author_handle,
        count(*) as post_count,
        count(*) filter (where is_kept) as kept_count,
        count(*) filter (where is_relevant) as relevant_count,
        count(distinct story_id) as story_count
    from marked_posts
    group by author_id

),

past_rows as (

    select
        author_id,
        relevant_count,
        week_start
    from gold.weekly_authors
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
        author_id,
        max(relevant_count) filter (where week_start = $week_start - 7) as previous_relevant_count,
        sum(relevant_count) as relevant_count_4w
    from past_rows
    group by author_id

),

final as (

    select
        counts.author_id,
        counts.author_handle,
        counts.post_count,
        counts.kept_count,
        counts.relevant_count,
        counts.story_count,
        coalesce(counts.relevant_count / nullif(sum(counts.relevant_count) over (), 0), 0) as share,
        case when past_weeks.has_previous then coalesce(past.previous_relevant_count, 0) end
            as previous_relevant_count,
        -- A week in which the author was silent counts as 0; a week that is not in the lake does not count.
        coalesce(past.relevant_count_4w, 0) / nullif(past_weeks.week_count, 0) as mean_relevant_count_4w,
        $week_start::date as week_start
    from counts
    left join past on counts.author_id = past.author_id
    cross join past_weeks

)

select * from final
