-- How many posts carry each label, against the weeks before?
select
    week_start,
    label,
    post_count,
    author_count,
    share,
    previous_post_count,
    previous_share,
    mean_post_count_4w,
    mean_share_4w
from gold.weekly_label_counts
order by week_start, label
