-- Table: silver.post_labels
-- A post with no row for one of the labels.
select posts.post_id, count(labels.label) as label_count
from silver.posts as posts
left join silver.post_labels as labels on posts.post_id = labels.post_id
where posts.week_start = $week_start
group by posts.post_id
having count(labels.label) <> 5
order by posts.post_id
