-- What was read in each week, and what became of it?
with

marked_posts as (
    select
        posts.week_start,
        posts.author_id,
        posts.source_id,
        posts.language,
        duplicates.post_id is not null as is_duplicate,
        coalesce(labels.is_assigned, false) as is_relevant
    from silver.posts as posts
    left join silver.post_duplicates as duplicates on posts.post_id = duplicates.post_id
    left join silver.post_labels as labels
        on posts.post_id = labels.post_id and labels.label = 'relevant'
),

story_counts as (
    select week_start, count(*) as story_count
    from gold.stories
    where relevant_post_count > 0
    group by week_start
)

select
    marked_posts.week_start,
    count(*) as post_count,
    count(distinct author_id) as author_count,
    count(distinct source_id) as source_count,
    count(*) filter (where is_duplicate) as duplicate_post_count,
    count(*) filter (where not is_duplicate and not is_relevant) as irrelevant_post_count,
    count(*) filter (where not is_duplicate and is_relevant) as relevant_post_count,
    count(*) filter (where language not in ('en', 'und')) as other_language_post_count,
    (
        select count(distinct sources.week_start)
        from gold.weekly_sources as sources
        where sources.week_start between marked_posts.week_start - 28 and marked_posts.week_start - 7
    ) as earlier_week_count,
    coalesce(any_value(story_counts.story_count), 0) as story_count
from marked_posts
left join story_counts on marked_posts.week_start = story_counts.week_start
group by marked_posts.week_start
order by marked_posts.week_start
