-- Entities named in one week, with where the name comes from.
-- Grain: one row per (week_start, entity_id).
-- Reads: silver.mentions, silver.posts. Parameters: $week_start DATE.
with

named_posts as (

    select
        mentions.entity_id,
        mentions.entity_type,
        mentions.canonical_name,
        mentions.owner_id,
        mentions.method,
        posts.post_id,
        posts.author_id,
        posts.posted_at
    from silver.mentions as mentions
    inner join silver.posts as posts on mentions.post_id = posts.post_id
    where mentions.week_start = $week_start

),

final as (

    select
        entity_id,
        min(entity_type) as entity_type,
        min(canonical_name) as canonical_name,
        min(owner_id) as owner_id,
        -- A name that any finder knows is known; discovery is the weakest ground.
        case
            when bool_or(method in ('registry', 'handle')) then 'registry'
            when bool_or(method = 'grammar') then 'grammar'
            else 'discovered'
        end as origin,
        min(posted_at) as first_posted_at,
        count(distinct post_id) as post_count,
        count(distinct author_id) as author_count,
        (list(distinct post_id order by post_id))[:3] as example_post_ids,
        $week_start::date as week_start
    from named_posts
    group by entity_id

)

select * from final
