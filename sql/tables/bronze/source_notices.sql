-- What sources said beside their posts: partial errors of an answer with status 200, a new address. Append-only.
-- Grain: one row per (source_id, week_start, fetched_at, notice).
create table bronze.source_notices (
    source_id varchar not null,
    fetched_at timestamp not null,
    notice varchar not null,
    week_start date not null,
    primary key (source_id, week_start, fetched_at, notice)
);
comment on table bronze.source_notices is 'What sources said beside their posts. Append-only';
comment on column bronze.source_notices.source_id is 'The source';
comment on column bronze.source_notices.fetched_at is 'UTC time of the request, as in bronze.source_fetches';
comment on column bronze.source_notices.notice is 'What it said: an error of part of an answer, entries without a date, a new address';
comment on column bronze.source_notices.week_start is 'First day of the week that was asked for';
