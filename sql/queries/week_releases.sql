-- Which models did each week bring, with open weights or not, and how large are they?
with

sources as (

    select
        url,
        min(post_id) as post_id
    from silver.posts
    group by url

)

select
    releases.week_start,
    releases.model_name as canonical_name,
    array_to_string(releases.org_names, ', ') as maker_canonical_name,
    coalesce(releases.open_weights, false) as is_open,
    releases.parameters_total / 1e9 as parameters_billion,
    releases.context_tokens,
    sources.post_id,
    releases.record_id
from gold.tracker_items as releases
inner join sources on releases.primary_source_url = sources.url
where
    releases.record_type = 'model_release'
    and releases.status in ('announced', 'confirmed', 'available')
order by releases.week_start, releases.record_id
