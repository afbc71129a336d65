-- How many posts are releases, safety, infrastructure, and how has the mix changed?
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

kept as (

    select
        posts.week_start,
        count(*) as kept_post_count
    from silver.posts as posts
    anti join silver.post_duplicates as duplicates on posts.post_id = duplicates.post_id
    group by posts.week_start

),

cells as (

    select
        counts.week_start,
        counts.label,
        counts.post_count,
        case
            when counts.label = 'relevant' then coalesce(kept.kept_post_count, 0)
            else weeks.relevant_post_count
        end as total_post_count,
        counts.author_count,
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
    from gold.weekly_label_counts as counts
    inner join weeks on counts.week_start = weeks.week_start
    left join kept on counts.week_start = kept.week_start

)

select
    week_start,
    label,
    post_count,
    total_post_count,
    author_count,
    share,
    previous_post_count,
    previous_share,
    mean_post_count_4w,
    mean_share_4w,
    history_week_count,
    -- Haldane-Anscombe log odds ratio against the four weeks before, in standard errors; of relevant posts only.
    case when history_week_count > 0 and label <> 'relevant'
        then ln(on_count * past_off_count / (off_count * past_on_count))
            / sqrt(1 / on_count + 1 / off_count + 1 / past_on_count + 1 / past_off_count)
    end as change_z
from cells
order by week_start, label
