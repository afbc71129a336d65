-- Who wrote most of the relevant posts?
select
    week_start,
    author_id,
    author_handle,
    relevant_count,
    post_count,
    story_count,
    share,
    previous_relevant_count
from gold.weekly_authors
where relevant_count > 0
qualify row_number() over (partition by week_start order by relevant_count desc, author_id) <= 20
order by week_start, relevant_count desc, author_id
