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

past as (

    select
        author_id,
        max(relevant_count) filter (where week_start = $week_start - 7) as previous_relevant_count,
        avg(relevant_count) as mean_relevant_count_4w
    from gold.weekly_authors
    where week_start between $week_start - 28 and $week_start - 7
    group by author_id

),

final as (

    select
        counts.*,
        coalesce(counts.relevant_count / nullif(sum(counts.relevant_count) over (), 0), 0) as share,
        past.previous_relevant_count,
        past.mean_relevant_count_4w,
        $week_start::date as week_start
    from counts
    left join past on counts.author_id = past.author_id

)

select * from final
