-- Payloads of a week that made no post of their own, with the reason.
-- Grain: one row per (platform, external_id, payload_sha256).
create table silver.dropped_payloads (
    platform varchar not null,
    external_id varchar not null,
    payload_sha256 varchar not null,
    source_id varchar not null,
    reason varchar not null,
    week_start date not null,
    primary key (platform, external_id, payload_sha256)
);
comment on table silver.dropped_payloads is 'Payloads of a week that made no post of their own, with the reason';
comment on column silver.dropped_payloads.platform is 'Network the post stands on';
comment on column silver.dropped_payloads.external_id is 'Id of the post on its platform';
comment on column silver.dropped_payloads.payload_sha256 is 'Version in bronze.raw_posts';
comment on column silver.dropped_payloads.source_id is 'File or source the payload came from';
comment on column silver.dropped_payloads.reason is 'older_version, empty_text or unreadable: why';
comment on column silver.dropped_payloads.week_start is 'First day of the week';
