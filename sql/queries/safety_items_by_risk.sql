-- Which safety stories carry the highest risk, and why?
select
    week_start,
    risk_score,
    risk_label,
    kind,
    realised_band,
    potential_band,
    likelihood,
    evidence_grade,
    origin_count,
    title,
    rationale,
    urls,
    story_id,
    record_id
from gold.safety_items
where is_listed
order by week_start, risk_score desc nulls last, record_id
