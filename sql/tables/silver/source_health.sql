-- How each source that was asked for a week does.
-- Grain: one row per (week_start, source_id).
create table silver.source_health (
    source_id varchar not null,
    source_name varchar not null,
    status varchar not null,
    problem varchar,
    is_covered boolean not null,
    uncovered_reason varchar,
    newest_posted_at timestamp,
    days_since_newest double,
    quiet_days integer not null,
    is_stale boolean not null,
    post_count bigint not null,
    week_start date not null,
    primary key (week_start, source_id),
    check (status in ('ok', 'failed'))
);
comment on table silver.source_health is 'How each source that was asked for a week does';
comment on column silver.source_health.source_id is 'The source';
comment on column silver.source_health.source_name is 'Its name for readers';
comment on column silver.source_health.status is 'ok or failed, of the last request';
comment on column silver.source_health.problem is 'Why the last request failed';
comment on column silver.source_health.is_covered is 'The week is covered by one of the requests';
comment on column silver.source_health.uncovered_reason is 'Why it is not';
comment on column silver.source_health.newest_posted_at is 'UTC time of the newest post that bronze holds up to the end of the week';
comment on column silver.source_health.days_since_newest is 'Days from that post to the end of the week or to the last request, whichever is earlier';
comment on column silver.source_health.quiet_days is 'Days of silence that are not normal for it';
comment on column silver.source_health.is_stale is 'Silent for longer than is normal';
comment on column silver.source_health.post_count is 'Posts of the week that bronze holds from it';
comment on column silver.source_health.week_start is 'First day of the week';
