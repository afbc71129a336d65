-- Table: silver.mentions
-- Two mentions of one post whose spans overlap.
select mentions.post_id, mentions.surface, others.surface as other_surface
from silver.mentions as mentions
inner join silver.mentions as others
    on mentions.post_id = others.post_id
    and mentions.span_start < others.span_start
    and mentions.span_end > others.span_start
where mentions.week_start = $week_start
order by mentions.post_id, mentions.span_start
