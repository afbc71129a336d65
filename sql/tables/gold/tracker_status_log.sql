-- First evidence of each status of a tracker item in a week.
-- Grain: one row per (week_start, record_id, status).
create table gold.tracker_status_log (
    record_id varchar not null,
    status varchar not null
        check (status in ('rumoured', 'announced', 'confirmed', 'available', 'disputed', 'retracted')),
    post_id varchar not null,
    stated_at timestamp not null,
    span_start bigint not null,
    span_end bigint not null,
    quote varchar not null,
    week_start date not null,
    primary key (week_start, record_id, status),
    check (span_start < span_end)
);
comment on table gold.tracker_status_log is 'First evidence of each status of a tracker item in a week';
comment on column gold.tracker_status_log.record_id is 'The tracker item';
comment on column gold.tracker_status_log.status is 'The status';
comment on column gold.tracker_status_log.post_id is 'First post of the week that states it';
comment on column gold.tracker_status_log.stated_at is 'UTC time of the post';
comment on column gold.tracker_status_log.span_start is 'Start of the words in body_text, in code points';
comment on column gold.tracker_status_log.span_end is 'End, exclusive';
comment on column gold.tracker_status_log.quote is 'The words';
comment on column gold.tracker_status_log.week_start is 'First day of the week';
