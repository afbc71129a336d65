-- Which models were released, how open, how large and at what price?
select
    week_start,
    event_date,
    org_names,
    model_name,
    release_type,
    status,
    modality,
    parameters_total,
    parameters_active,
    context_tokens,
    license,
    open_weights,
    price_in_usd_per_mtok,
    price_out_usd_per_mtok,
    primary_source_url,
    record_id
from gold.tracker_items
where record_type = 'model_release'
order by week_start, event_date, record_id
