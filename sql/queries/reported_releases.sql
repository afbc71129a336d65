-- Which posts report a release, who wrote them, and when?
select
    post.week_start,
    post.post_id,
    post.posted_at,
    post.author_handle,
    post.body_text
from silver.posts as post
semi join silver.post_labels as label
    on label.post_id = post.post_id
    and label.week_start = post.week_start
    and label.label = 'release'
    and label.is_assigned
anti join silver.post_duplicates as duplicate
    on duplicate.post_id = post.post_id
    and duplicate.week_start = post.week_start
order by post.posted_at, post.post_id
