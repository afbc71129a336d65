-- Which sentences did the gate turn away, and why?
select
    week_start,
    section,
    rejection,
    text,
    post_ids,
    query
from gold.claims
where not is_published
order by week_start, section, item, position, claim_id
