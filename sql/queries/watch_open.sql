-- How many promises and deals of earlier weeks are still open, and how many of them have a date ahead?
select
    week_start,
    count(*) as open_item_count,
    count(*) filter (where due_date >= week_start + interval 7 day) as dated_item_count
from gold.watch_items
where status = 'open' and found_week < week_start
group by week_start
order by week_start
