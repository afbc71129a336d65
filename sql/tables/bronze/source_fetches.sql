-- What asking a source for a week came to. Append-only.
-- Grain: one row per (source_id, week_start, fetched_at).
create table bronze.source_fetches (
    source_id varchar not null,
    fetched_at timestamp not null,
    source_name varchar not null,
    status varchar not null,
    problem varchar,
    is_covered boolean not null,
    uncovered_reason varchar,
    newest_posted_at timestamp,
    quiet_days integer not null,
    request_count bigint not null,
    retry_count bigint not null,
    wire_byte_count bigint not null,
    decoded_byte_count bigint not null,
    page_count bigint not null,
    post_count bigint not null,
    new_post_count bigint not null,
    quarantined_count bigint not null,
    billed_read_count bigint not null,
    week_start date not null,
    primary key (source_id, week_start, fetched_at),
    check (status in ('ok', 'failed')),
    check ((status = 'failed') = (problem is not null))
);
comment on table bronze.source_fetches is 'What asking a source for a week came to. Append-only';
comment on column bronze.source_fetches.source_id is 'The source';
comment on column bronze.source_fetches.fetched_at is 'UTC time of the request';
comment on column bronze.source_fetches.source_name is 'Its name for readers';
comment on column bronze.source_fetches.status is 'ok or failed';
comment on column bronze.source_fetches.problem is 'Why it failed';
comment on column bronze.source_fetches.is_covered is 'The source could show everything it posted in the week';
comment on column bronze.source_fetches.uncovered_reason is 'Why it could not';
comment on column bronze.source_fetches.newest_posted_at is 'UTC time of the newest post of the week it showed';
comment on column bronze.source_fetches.quiet_days is 'Days of silence that are not normal for it';
comment on column bronze.source_fetches.request_count is 'Requests sent';
comment on column bronze.source_fetches.retry_count is 'Requests sent again';
comment on column bronze.source_fetches.wire_byte_count is 'Bytes received';
comment on column bronze.source_fetches.decoded_byte_count is 'Bytes after decompression';
comment on column bronze.source_fetches.page_count is 'Pages read';
comment on column bronze.source_fetches.post_count is 'Posts of the week on them';
comment on column bronze.source_fetches.new_post_count is 'Of these, posts that bronze did not hold';
comment on column bronze.source_fetches.quarantined_count is 'Items that could not be read';
comment on column bronze.source_fetches.billed_read_count is 'Reads that the service bills';
comment on column bronze.source_fetches.week_start is 'First day of the week that was asked for';
