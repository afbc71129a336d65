-- What is being watched, since when, and what became of it?
select
    week_start,
    status,
    coalesce(subject, actor) as subject_canonical_name,
    cue,
    sentence,
    due_date,
    due_precision,
    due_text,
    date_diff('day', found_week, week_start) // 7 as watched_week_count,
    date_diff('day', promised_at, week_start) // 7 as silent_week_count,
    subject is not null as has_subject,
    record_id is not null as is_tracked,
    len(party_ids) > 0 as is_agreed,
    starts_with(coalesce(record_id, ''), 'release') as is_release,
    is_overdue,
    status_quote,
    evidence_post_ids,
    post_ids,
    found_week,
    watch_id
from gold.watch_items
order by week_start, status, due_date nulls last, watch_id
