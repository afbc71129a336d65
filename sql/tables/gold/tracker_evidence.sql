-- Which words of which post prove which field of a tracker item.
-- Grain: one row per (week_start, record_id, field, value, post_id).
create table gold.tracker_evidence (
    record_id varchar not null,
    field varchar not null,
    value varchar not null,
    post_id varchar not null,
    span_start bigint not null,
    span_end bigint not null,
    quote varchar not null,
    week_start date not null,
    primary key (week_start, record_id, field, value, post_id),
    check (span_start < span_end)
);
comment on table gold.tracker_evidence is 'Which words of which post prove which field of a tracker item';
comment on column gold.tracker_evidence.record_id is 'The tracker item';
comment on column gold.tracker_evidence.field is 'Column that the words prove';
comment on column gold.tracker_evidence.value is 'Value they prove, as text';
comment on column gold.tracker_evidence.post_id is 'The post';
comment on column gold.tracker_evidence.span_start is 'Start of the words in body_text, in code points';
comment on column gold.tracker_evidence.span_end is 'End, exclusive';
comment on column gold.tracker_evidence.quote is 'The words';
comment on column gold.tracker_evidence.week_start is 'First day of the week';
