-- Published posts of a week, one row a post, text normalised.
-- Grain: one row per post_id.
create table silver.posts (
    post_id varchar not null,
    platform varchar not null,
    url varchar not null,
    author_id varchar not null,
    author_handle varchar,
    author_name varchar,
    author_bio varchar,
    author_followers bigint,
    body_text varchar not null,
    language varchar not null,
    posted_at timestamp not null,
    posted_at_basis varchar not null,
    is_time_contradicted boolean not null,
    like_count bigint,
    repost_count bigint,
    reply_count bigint,
    view_count bigint,
    is_repost boolean not null,
    reposted_handle varchar,
    is_reply boolean not null,
    is_quote boolean not null,
    quoted_post_id varchar,
    media_count integer,
    link_urls varchar[] not null,
    is_truncated boolean not null,
    source_id varchar not null,
    payload_sha256 varchar not null,
    week_start date not null,
    primary key (post_id)
);
comment on table silver.posts is 'Published posts of a week, one row a post, text normalised';
comment on column silver.posts.post_id is 'X id as it is; other platforms prefixed, such as hn:123';
comment on column silver.posts.platform is 'Network the post stands on';
comment on column silver.posts.url is 'Address of the post; empty when the source gave none';
comment on column silver.posts.author_id is 'Platform and casefolded handle or name';
comment on column silver.posts.author_handle is 'Handle without @';
comment on column silver.posts.author_name is 'Display name';
comment on column silver.posts.author_bio is 'Profile text';
comment on column silver.posts.author_followers is 'Follower count at collection';
comment on column silver.posts.body_text is 'Normalised text: entities undone, NFC, no short links; mention offsets count its code points';
comment on column silver.posts.language is 'ISO 639-1 code, und when unknown';
comment on column silver.posts.posted_at is 'UTC time of the post';
comment on column silver.posts.posted_at_basis is 'stated, id or first_seen';
comment on column silver.posts.is_time_contradicted is 'The X id says another time than the payload, by more than two minutes';
comment on column silver.posts.like_count is 'Likes at collection; null is unknown';
comment on column silver.posts.repost_count is 'Reposts at collection; null is unknown';
comment on column silver.posts.reply_count is 'Replies at collection; null is unknown';
comment on column silver.posts.view_count is 'Views at collection; null is unknown';
comment on column silver.posts.is_repost is 'The post repeats a post of another author';
comment on column silver.posts.reposted_handle is 'Handle of the author who is reposted';
comment on column silver.posts.is_reply is 'The post answers another';
comment on column silver.posts.is_quote is 'The post quotes another';
comment on column silver.posts.quoted_post_id is 'Post that is quoted';
comment on column silver.posts.media_count is 'Pictures and videos';
comment on column silver.posts.link_urls is 'Canonical addresses of links, short links left out';
comment on column silver.posts.is_truncated is 'The source is known to cut long texts, and this one is long';
comment on column silver.posts.source_id is 'File or source the payload came from';
comment on column silver.posts.payload_sha256 is 'Version in bronze.raw_posts this row was made from';
comment on column silver.posts.week_start is 'First day of the week';
