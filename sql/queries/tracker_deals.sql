-- Which infrastructure deals were struck, for how much money and power?
select
    week_start,
    event_date,
    buyer,
    seller,
    deal_type,
    status,
    amount,
    amount_currency,
    amount_basis,
    term_years,
    power_mw,
    power_basis,
    chips_type,
    site,
    primary_source_url,
    record_id
from gold.tracker_items
where record_type = 'infra_deal'
order by week_start, event_date, record_id
