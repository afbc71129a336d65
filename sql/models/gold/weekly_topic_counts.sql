-- Relevant posts on each theme in one week, with change against the weeks before.
-- Grain: one row per (week_start, topic_id). A theme of last week that nobody takes up now has a row with 0.
-- Reads: silver.post_topics, silver.posts, silver.post_duplicates, silver.post_labels, gold.story_posts,
-- gold.weekly_topic_counts of earlier weeks. Parameters: $week_start DATE.
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

totals as (

    select count(*) as relevant_post_count from relevant_posts

),

counts as (

    select
        topics.topic_id,
        min(topics.topic_name) as topic_name,
        count(distinct relevant_posts.post_id) as post_count,
        count(distinct relevant_posts.author_id) as author_count,
        count(distinct story_posts.story_id) as story_count
    from silver.post_topics as topics
    inner join relevant_posts on topics.post_id = relevant_posts.post_id
    left join gold.story_posts as story_posts on topics.post_id = story_posts.post_id
    where topics.week_start = $week_start
    group by topics.topic_id

),

past_rows as (

    select
        topic_id,
        topic_name,
        post_count,
        relevant_post_count,
        share,
        week_start
    from gold.weekly_topic_counts
    where week_start between $week_start - 28 and $week_start - 7

),

past_totals as (

    select
        week_start,
        max(relevant_post_count) as relevant_post_count
    from past_rows
    group by week_start

),

past_weeks as (

    select
        count(*) as week_count,
        coalesce(sum(relevant_post_count), 0) as relevant_post_count_4w,
        coalesce(bool_or(week_start = $week_start - 7), false) as has_previous
    from past_totals

),

past as (

    select
        topic_id,
        min(topic_name) as topic_name,
        coalesce(max(post_count) filter (where week_start = $week_start - 7), 0) as previous_post_count,
        coalesce(max(share) filter (where week_start = $week_start - 7), 0) as previous_share,
        sum(post_count) as post_count_4w,
        sum(share order by week_start) as share_4w
    from past_rows
    group by topic_id

),

compared as (

    select
        coalesce(counts.topic_id, past.topic_id) as topic_id,
        coalesce(counts.topic_name, past.topic_name) as topic_name,
        coalesce(counts.post_count, 0) as post_count,
        coalesce(counts.author_count, 0) as author_count,
        coalesce(counts.story_count, 0) as story_count,
        totals.relevant_post_count,
        coalesce(counts.post_count / nullif(totals.relevant_post_count, 0), 0) as share,
        case when past_weeks.has_previous then coalesce(past.previous_post_count, 0) end
            as previous_post_count,
        case when past_weeks.has_previous then coalesce(past.previous_share, 0) end as previous_share,
        -- A week without the theme counts as 0; a week that is not in the lake does not count.
        coalesce(past.post_count_4w, 0) / nullif(past_weeks.week_count, 0) as mean_post_count_4w,
        coalesce(past.share_4w, 0) / nullif(past_weeks.week_count, 0) as mean_share_4w,
        past_weeks.week_count as history_week_count,
        -- The four cells of the log odds ratio: on the theme and not, now and before; Haldane-Anscombe adds 0.5.
        coalesce(counts.post_count, 0) + 0.5::double as on_theme,
        totals.relevant_post_count - coalesce(counts.post_count, 0) + 0.5::double as off_theme,
        coalesce(past.post_count_4w, 0) + 0.5::double as past_on_theme,
        past_weeks.relevant_post_count_4w - coalesce(past.post_count_4w, 0) + 0.5::double
            as past_off_theme,
        past_weeks.relevant_post_count_4w > 0 as has_past
    from counts
    full outer join past on counts.topic_id = past.topic_id
    cross join totals
    cross join past_weeks
    where counts.topic_id is not null or past.previous_post_count > 0

),

final as (

    select
        topic_id,
        topic_name,
        post_count,
        author_count,
        story_count,
        relevant_post_count,
        share,
        previous_post_count,
        previous_share,
        mean_post_count_4w,
        mean_share_4w,
        history_week_count,
        case when has_past
            then ln(on_theme * past_off_theme / (off_theme * past_on_theme))
                / sqrt(1 / on_theme + 1 / off_theme + 1 / past_on_theme + 1 / past_off_theme)
        end as change_z,
        $week_start::date as week_start
    from compared

)

select * from final
