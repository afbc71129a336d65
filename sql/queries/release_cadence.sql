-- Which organisations do the release stories of each week concern?
with

release_stories as (

    select
        ranks.week_start,
        ranks.story_id
    from gold.weekly_story_ranks as ranks
    inner join gold.stories as stories on ranks.story_id = stories.story_id
    where ranks.category = 'release' and stories.author_count >= 2

),

named as (

    select
        release_stories.week_start,
        release_stories.story_id,
        case when mentions.entity_type = 'org' then mentions.entity_id else mentions.owner_id end
            as organisation_id,
        mentions.post_id,
        mentions.entity_type
    from release_stories
    inner join gold.story_posts as story_posts on release_stories.story_id = story_posts.story_id
    inner join silver.mentions as mentions on story_posts.post_id = mentions.post_id
    where mentions.entity_type <> 'person'

),

-- A release is its maker's: naming the model counts twice what naming the organisation does.
weights as (

    select
        week_start,
        story_id,
        organisation_id,
        count(distinct post_id)
        + count(distinct post_id) filter (where entity_type <> 'org') as weight
    from named
    where organisation_id is not null
    group by week_start, story_id, organisation_id

),

makers as (

    select
        week_start,
        story_id,
        organisation_id
    from weights
    qualify row_number() over (partition by story_id order by weight desc, organisation_id) = 1

),

names as (

    select
        entity_id,
        min(canonical_name) as canonical_name
    from silver.mentions
    where entity_type = 'org'
    group by entity_id

),

totals as (

    select
        week_start,
        count(*) as release_story_count
    from release_stories
    group by week_start

),

counts as (

    select
        week_start,
        organisation_id,
        count(*) as story_count
    from makers
    group by week_start, organisation_id

)

select
    counts.week_start,
    counts.organisation_id,
    coalesce(names.canonical_name, counts.organisation_id) as canonical_name,
    counts.story_count,
    totals.release_story_count
from counts
inner join totals on counts.week_start = totals.week_start
left join names on counts.organisation_id = names.entity_id
order by counts.week_start, counts.story_count desc, counts.organisation_id
