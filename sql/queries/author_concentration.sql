-- How much of the relevant posts do the ten most active authors write?
with

ranked as (

    select
        week_start,
        relevant_count,
        row_number() over (partition by week_start order by relevant_count desc, author_id) as place
    from gold.weekly_authors
    where relevant_count > 0

),

shares as (

    select
        week_start,
        sum(relevant_count)::bigint as relevant_post_count,
        count(*) as author_count,
        (sum(relevant_count) filter (where place <= 10))::bigint as top_ten_post_count,
        max(relevant_count) as top_author_post_count
    from ranked
    group by week_start

)

select
    week_start,
    author_count,
    relevant_post_count,
    top_ten_post_count,
    top_author_post_count,
    top_ten_post_count / relevant_post_count as share,
    case when lag(week_start) over (order by week_start) = week_start - 7
        then lag(top_ten_post_count / relevant_post_count) over (order by week_start)
    end as previous_share
from shares
order by week_start
