-- One fetched or imported payload, verbatim. Append-only.
-- Grain: one row per (platform, external_id, payload_sha256). Written by imports and fetches.
create table bronze.raw_posts (
    platform varchar not null,
    external_id varchar not null,
    payload_sha256 varchar not null,
    payload_format varchar not null,
    payload varchar not null,
    posted_at timestamp not null,
    posted_at_basis varchar not null check (posted_at_basis in ('stated', 'id', 'first_seen')),
    source_id varchar not null,
    fetched_at timestamp not null,
    week_start date not null,
    primary key (platform, external_id, payload_sha256)
);
comment on table bronze.raw_posts is 'Payloads as they came, one row a version of a post';
comment on column bronze.raw_posts.platform is 'Network the post stands on: x, bluesky, mastodon, rss, hn, arxiv, github, reddit';
comment on column bronze.raw_posts.external_id is 'Id of the post on its platform';
comment on column bronze.raw_posts.payload_sha256 is 'SHA-256 of the content that makes a version';
comment on column bronze.raw_posts.payload_format is 'Which parser reads the payload';
comment on column bronze.raw_posts.payload is 'The payload, verbatim, as JSON text';
comment on column bronze.raw_posts.posted_at is 'UTC time of the post';
comment on column bronze.raw_posts.posted_at_basis is 'How the time is known: stated by the payload, held by the id, or first seen by a collector';
comment on column bronze.raw_posts.source_id is 'File or source the payload came from';
comment on column bronze.raw_posts.fetched_at is 'UTC time it was imported or fetched; read by nothing after bronze but to pick the newest version';
comment on column bronze.raw_posts.week_start is 'First day of the week of posted_at';
