-- Stories of one week, from the membership of their posts.
-- Grain: one row per story_id.
-- Reads: gold.story_posts, silver.posts, silver.post_duplicates, silver.post_labels, silver.mentions.
-- Parameters: $week_start DATE.
with

members as (

    select
        story_posts.story_id,
        story_posts.post_id,
        story_posts.is_representative,
        posts.author_id,
        posts.posted_at,
        duplicates.post_id is null as is_kept,
        duplicates.post_id is null and coalesce(labels.is_assigned, false) as is_relevant
    from gold.story_posts as story_posts
    inner join silver.posts as posts on story_posts.post_id = posts.post_id
    left join silver.post_duplicates as duplicates on story_posts.post_id = duplicates.post_id
    left join silver.post_labels as labels
        on story_posts.post_id = labels.post_id and labels.label = 'relevant'
    where story_posts.week_start = $week_start

),

entity_posts as (

    select
        members.story_id,
        mentions.entity_id,
        count(distinct members.post_id) as post_count
    from members
    inner join silver.mentions as mentions on members.post_id = mentions.post_id
    group by members.story_id, mentions.entity_id

),

story_entities as (

    select
        story_id,
        (list(entity_id order by post_count desc, entity_id))[:20] as entity_ids
    from entity_posts
    group by story_id

),

final as (

    select
        members.story_id,
        min(members.post_id) filter (where members.is_representative) as representative_post_id,
        count(*) as post_count,
        count(*) filter (where members.is_kept) as kept_post_count,
        count(*) filter (where members.is_relevant) as relevant_post_count,
        count(distinct members.author_id) as author_count,
        min(members.posted_at) as first_posted_at,
        max(members.posted_at) as last_posted_at,
        coalesce(any_value(story_entities.entity_ids), []) as entity_ids,
        $week_start::date as week_start
    from members
    left join story_entities on members.story_id = story_entities.story_id
    group by members.story_id

)

select * from final
