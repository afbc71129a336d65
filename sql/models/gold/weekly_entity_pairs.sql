-- Pairs of entities named in one relevant post, with change against the weeks before.
-- Grain: one row per (week_start, entity_id, other_entity_id), the smaller id first.
-- Reads: silver.mentions, silver.posts, silver.post_duplicates, silver.post_labels,
-- gold.weekly_entity_pairs of earlier weeks. Parameters: $week_start DATE.
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

named as (

    select distinct
        mentions.post_id,
        mentions.entity_id,
        relevant_posts.author_id
    from silver.mentions as mentions
    inner join relevant_posts on mentions.post_id = relevant_posts.post_id
    -- A person is named with their employer nearly always: such pairs say nothing.
    where mentions.week_start = $week_start and mentions.entity_type <> 'person'

),

names as (

    select
        entity_id,
        min(canonical_name) as canonical_name
    from silver.mentions
    where week_start = $week_start
    group by entity_id

),

counts as (

    select
        named.entity_id,
        others.entity_id as other_entity_id,
        count(distinct named.post_id) as post_count,
        count(distinct named.author_id) as author_count
    from named
    inner join named as others
        on named.post_id = others.post_id and named.entity_id < others.entity_id
    group by named.entity_id, others.entity_id

),

past_rows as (

    select
        entity_id,
        other_entity_id,
        post_count,
        share,
        week_start
    from gold.weekly_entity_pairs
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
        other_entity_id,
        max(post_count) filter (where week_start = $week_start - 7) as previous_post_count,
        max(share) filter (where week_start = $week_start - 7) as previous_share,
        sum(post_count) as post_count_4w,
        sum(share order by week_start) as share_4w
    from past_rows
    group by entity_id, other_entity_id

),

final as (

    select
        counts.entity_id,
        counts.other_entity_id,
        names.canonical_name,
        other_names.canonical_name as other_canonical_name,
        counts.post_count,
        counts.author_count,
        counts.post_count / (select count(*) from relevant_posts) as share,
        case when past_weeks.has_previous then coalesce(past.previous_post_count, 0) end
            as previous_post_count,
        case when past_weeks.has_previous then coalesce(past.previous_share, 0) end as previous_share,
        coalesce(past.post_count_4w, 0) / nullif(past_weeks.week_count, 0) as mean_post_count_4w,
        coalesce(past.share_4w, 0) / nullif(past_weeks.week_count, 0) as mean_share_4w,
        $week_start::date as week_start
    from counts
    inner join names on counts.entity_id = names.entity_id
    inner join names as other_names on counts.other_entity_id = other_names.entity_id
    left join past
        on counts.entity_id = past.entity_id and counts.other_entity_id = past.other_entity_id
    cross join past_weeks

)

select * from final
