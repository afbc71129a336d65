-- How many stories are carried by three or more authors?
with

shares as (

    select
        week_start,
        count(*) as story_count,
        count(*) filter (where author_count = 1) as single_author_story_count,
        count(*) filter (where author_count >= 3) as independent_story_count,
        max(author_count) as largest_author_count
    from gold.stories
    where relevant_post_count > 0
    group by week_start

)

select
    week_start,
    story_count,
    single_author_story_count,
    independent_story_count,
    largest_author_count,
    independent_story_count / story_count as share,
    case when lag(week_start) over (order by week_start) = week_start - 7
        then lag(independent_story_count / story_count) over (order by week_start)
    end as previous_share
from shares
order by week_start
