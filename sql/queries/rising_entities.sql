-- Which names are in more posts than in the four weeks before, beyond chance?
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

named_stories as (

    select
        mentions.week_start,
        mentions.entity_id,
        count(distinct story_posts.story_id) as story_count
    from silver.mentions as mentions
    inner join relevant_posts on mentions.post_id = relevant_posts.post_id
    inner join gold.story_posts as story_posts on mentions.post_id = story_posts.post_id
    group by mentions.week_start, mentions.entity_id

),

cells as (

    select
        counts.week_start,
        counts.entity_id,
        counts.entity_type,
        counts.canonical_name,
        counts.post_count,
        weeks.relevant_post_count,
        counts.author_count,
        coalesce(named_stories.story_count, 0) as story_count,
        counts.share,
        counts.previous_post_count,
        counts.previous_share,
        counts.mean_post_count_4w,
        counts.mean_share_4w,
        weeks.history_week_count,
        counts.post_count + 0.5::double as on_count,
        weeks.relevant_post_count - counts.post_count + 0.5::double as off_count,
        counts.mean_post_count_4w * weeks.history_week_count + 0.5::double as past_on_count,
        weeks.past_relevant_post_count - counts.mean_post_count_4w * weeks.history_week_count + 0.5::double
            as past_off_count
    from gold.weekly_entity_counts as counts
    inner join weeks on counts.week_start = weeks.week_start
    left join named_stories
        on counts.week_start = named_stories.week_start and counts.entity_id = named_stories.entity_id

),

changes as (

    select
        week_start,
        entity_id,
        entity_type,
        canonical_name,
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
        -- Haldane-Anscombe log odds ratio against the four weeks before, in standard errors.
        case when history_week_count > 0
            then ln(on_count * past_off_count / (off_count * past_on_count))
                / sqrt(1 / on_count + 1 / off_count + 1 / past_on_count + 1 / past_off_count)
        end as change_z
    from cells

)

select
    week_start,
    entity_id,
    entity_type,
    canonical_name,
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
    change_z
from changes
where change_z > 0 and post_count >= 4 and author_count >= 4 and story_count >= 2
order by week_start, change_z desc, entity_id
