-- How many safety matters does each week list, of which kinds?
select
    week_start,
    count(*) as listed_count,
    count(*) filter (where kind = 'governance') as governance_count,
    count(*) filter (where kind in ('incident', 'near_miss')) as incident_count,
    count(*) filter (where kind in ('hazard', 'capability_finding')) as finding_count,
    count(*) filter (where kind = 'research') as research_count
from gold.safety_items
where is_listed
group by week_start
order by week_start
