-- Which two names stand together in posts most often, and is that new?
with

weeks as (

    select
        week_start,
        post_count as relevant_post_count,
        coalesce(sum(post_count) over earlier, 0) as past_relevant_post_count,
        count(*) over earlier as history_week_count
    from gold.weekly_label_counts
    where label = 'relevant'
    window earlier as (
        order by week_start range between interval 28 days preceding and interval 7 days preceding
    )

),

relevant_posts as (

    select labels.post_id
    from silver.post_labels as labels
    anti join silver.post_duplicates as duplicates on labels.post_id = duplicates.post_id
    where labels.label = 'relevant' and labels.is_assigned

),

named as (

    select distinct
        mentions.week_start,
        mentions.post_id,
        mentions.entity_id
    from silver.mentions as mentions
    inner join relevant_posts on mentions.post_id = relevant_posts.post_id

),

makers as (

    select
        entity_id,
        min(owner_id) as owner_id
    from silver.mentions
    group by entity_id

),

pair_stories as (

    select
        pairs.week_start,
        pairs.entity_id,
        pairs.other_entity_id,
        count(distinct story_posts.story_id) as story_count
    from gold.weekly_entity_pairs as pairs
    inner join named
        on pairs.week_start = named.week_start and pairs.entity_id = named.entity_id
    inner join named as others
        on named.post_id = others.post_id and pairs.other_entity_id = others.entity_id
    inner join gold.story_posts as story_posts on named.post_id = story_posts.post_id
    where pairs.post_count >= 2
    group by pairs.week_start, pairs.entity_id, pairs.other_entity_id

),

cells as (

    select
        pairs.week_start,
        pairs.entity_id,
        pairs.other_entity_id,
        pairs.canonical_name,
        pairs.other_canonical_name,
        pairs.post_count,
        weeks.relevant_post_count,
        pairs.author_count,
        coalesce(pair_stories.story_count, 0) as story_count,
        pairs.share,
        pairs.previous_post_count,
        pairs.previous_share,
        pairs.mean_post_count_4w,
        pairs.mean_share_4w,
        weeks.history_week_count,
        coalesce(makers.owner_id = pairs.other_entity_id, false)
        or coalesce(other_makers.owner_id = pairs.entity_id, false) as is_maker_and_product,
        pairs.post_count + 0.5::double as on_count,
        weeks.relevant_post_count - pairs.post_count + 0.5::double as off_count,
        pairs.mean_post_count_4w * weeks.history_week_count + 0.5::double as past_on_count,
        weeks.past_relevant_post_count - pairs.mean_post_count_4w * weeks.history_week_count + 0.5::double
            as past_off_count
    from gold.weekly_entity_pairs as pairs
    inner join weeks on pairs.week_start = weeks.week_start
    left join pair_stories
        on pairs.week_start = pair_stories.week_start
        and pairs.entity_id = pair_stories.entity_id
        and pairs.other_entity_id = pair_stories.other_entity_id
    left join makers on pairs.entity_id = makers.entity_id
    left join makers as other_makers on pairs.other_entity_id = other_makers.entity_id
    where pairs.post_count >= 2

)

select
    week_start,
    entity_id,
    other_entity_id,
    canonical_name,
    other_canonical_name,
    post_count,
    relevant_post_count,
    author_count,
    story_count,
    share,
    previous_post_count,
    previous_share,
    mean_post_count_4w,
    mean_share_4w,
    history_week_count,
    is_maker_and_product,
    -- Haldane-Anscombe log odds ratio against the four weeks before, in standard errors.
    case when history_week_count > 0
        then ln(on_count * past_off_count / (off_count * past_on_count))
            / sqrt(1 / on_count + 1 / off_count + 1 / past_on_count + 1 / past_off_count)
    end as change_z
from cells
order by week_start, post_count desc, entity_id, other_entity_id
