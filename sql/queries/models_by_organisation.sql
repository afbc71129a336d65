-- Which models of each organisation were named, and how often?
with

makers as (

    select
        mentions.week_start,
        mentions.entity_id,
        min(mentions.owner_id) as owner_id
    from silver.mentions as mentions
    where mentions.entity_type = 'model'
    group by mentions.week_start, mentions.entity_id

),

names as (

    select
        entity_id,
        min(canonical_name) as canonical_name
    from silver.mentions
    where entity_type = 'org'
    group by entity_id

)

select
    counts.week_start,
    coalesce(names.canonical_name, makers.owner_id, 'unknown') as organisation,
    counts.canonical_name as model,
    counts.post_count,
    counts.author_count,
    counts.previous_post_count
from gold.weekly_entity_counts as counts
inner join makers on counts.week_start = makers.week_start and counts.entity_id = makers.entity_id
left join names on makers.owner_id = names.entity_id
where counts.entity_type = 'model' and counts.post_count > 0
order by counts.week_start, organisation, counts.post_count desc, counts.entity_id
