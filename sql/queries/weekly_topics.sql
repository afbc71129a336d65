-- What were the posts about, and how has that changed?
select
    week_start,
    topic_id,
    topic_name,
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
from gold.weekly_topic_counts
order by week_start, post_count desc, topic_id
