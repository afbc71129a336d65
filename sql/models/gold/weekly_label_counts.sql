-- Posts of each label in one week, with change against the weeks before.
-- Grain: one row per (week_start, label).
-- Reads: silver.post_labels, silver.posts, silver.post_duplicates, gold.weekly_label_counts of earlier weeks.
-- Parameters: $week_start DATE.
with

kept_posts as (

    select
        posts.post_id,
        posts.author_id
    from silver.posts as posts
    anti join silver.post_duplicates as duplicates on posts.post_id = duplicates.post_id
    where posts.week_start = $week_start

),

all_labels as (

    select unnest(['relevant', 'release', 'safety', 'infra', 'other']) as label

),

counts as (

    select
        all_labels.label,
        count(distinct kept_posts.post_id) as post_count,
        count(distinct kept_posts.author_id) as author_count
    from all_labels
    left join silver.post_labels as labels
        on all_labels.label = labels.label and labels.is_assigned and labels.week_start = $week_start
    left join kept_posts on labels.post_id = kept_posts.post_id
    group by all_labels.label

),

denominators as (

    select
        (select count(*) from kept_posts) as kept_count,
        (select post_count from counts where label = 'relevant') as relevant_count

),

past as (

    select
        label,
        max(post_count) filter (where week_start = $week_start - 7) as previous_post_count,
        max(share) filter (where week_start = $week_start - 7) as previous_share,
        avg(post_count) as mean_post_count_4w,
        avg(share order by week_start) as mean_share_4w
    from gold.weekly_label_counts
    where week_start between $week_start - 28 and $week_start - 7
    group by label

),

final as (

    select
        counts.label,
        counts.post_count,
        counts.author_count,
        coalesce(
            counts.post_count / nullif(
                case
                    when counts.label = 'relevant' then denominators.kept_count
                    else denominators.relevant_count
                end, 0
            ), 0
        ) as share,
        past.previous_post_count,
        past.previous_share,
        past.mean_post_count_4w,
        past.mean_share_4w,
        $week_start::date as week_start
    from counts
    cross join denominators
    left join past on counts.label = past.label

)

select * from final
