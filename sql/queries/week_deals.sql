-- Which deals of each week name a sum of dollars or a power?
with

sources as (

    select
        url,
        min(post_id) as post_id
    from silver.posts
    group by url

)

select
    deals.week_start,
    deals.title as canonical_name,
    deals.status,
    deals.amount_basis,
    deals.power_basis,
    deals.amount_usd / 1e9 as amount_usd_billion,
    deals.power_mw,
    sources.post_id,
    deals.record_id
from gold.tracker_items as deals
inner join sources on deals.primary_source_url = sources.url
where
    deals.record_type = 'infra_deal'
    and deals.status in ('rumoured', 'announced', 'confirmed', 'available')
    and (deals.amount_usd is not null or deals.power_mw is not null)
order by deals.week_start, deals.amount_usd desc nulls last, deals.record_id
