-- Table: silver.post_labels
-- A category on a post that is not relevant.
select labels.post_id, labels.label
from silver.post_labels as labels
inner join silver.post_labels as relevance
    on labels.post_id = relevance.post_id and relevance.label = 'relevant'
where labels.week_start = $week_start and labels.is_assigned and not relevance.is_assigned
order by labels.post_id, labels.label
