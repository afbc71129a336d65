-- What did each source give, and how much of it was of use?
select
    week_start,
    source_id,
    platform,
    post_count,
    duplicate_count,
    kept_count,
    relevant_count,
    relevant_count / nullif(kept_count, 0) as relevant_share,
    author_count,
    previous_post_count,
    mean_post_count_4w
from gold.weekly_sources
order by week_start, post_count desc, source_id, platform
