-- Table: silver.mentions
-- A mention whose span does not hold its surface.
select mentions.post_id, mentions.span_start, mentions.span_end, mentions.surface
from silver.mentions as mentions
left join silver.posts as posts on mentions.post_id = posts.post_id
where mentions.week_start = $week_start
    and (
        posts.post_id is null
        or substring(posts.body_text, mentions.span_start + 1, mentions.span_end - mentions.span_start)
        <> mentions.surface
    )
order by mentions.post_id, mentions.span_start
