-- Which promised events have passed their date without a word?
select
    week_start,
    actor,
    sentence,
    due_date,
    due_text,
    found_week,
    post_id,
    watch_id
from gold.watch_items
where status = 'open' and is_overdue
order by week_start, due_date, watch_id
