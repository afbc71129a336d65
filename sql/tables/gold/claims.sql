-- Sentences of the digest with what they rest on, published or rejected.
-- Grain: one row per claim_id.
create table gold.claims (
    claim_id varchar not null,
    section varchar not null,
    item integer not null,
    position integer not null,
    headline varchar not null,
    text varchar not null,
    post_ids varchar[] not null,
    query varchar,
    story_id varchar,
    support varchar not null,
    is_published boolean not null,
    rejection varchar,
    week_start date not null,
    primary key (claim_id),
    check (support in ('extracted', 'quoted', 'table')),
    check (is_published = (rejection is null)),
    check (len(post_ids) > 0 or query is not null)
);
comment on table gold.claims is 'Sentences of the digest with what they rest on, published or rejected';
comment on column gold.claims.claim_id is 'Derived from week, place and text';
comment on column gold.claims.section is 'Section of the digest';
comment on column gold.claims.item is 'Item within the section, from 0';
comment on column gold.claims.position is 'Sentence within the item, from 0';
comment on column gold.claims.headline is 'Headline of the item, may be empty';
comment on column gold.claims.text is 'The sentence';
comment on column gold.claims.post_ids is 'Posts that say it; each supports it by itself';
comment on column gold.claims.query is 'Query under sql/queries that computes its numbers, for sentences on tables';
comment on column gold.claims.story_id is 'Story it tells of';
comment on column gold.claims.support is 'extracted, quoted or table';
comment on column gold.claims.is_published is 'It passed the gate';
comment on column gold.claims.rejection is 'Why it did not';
comment on column gold.claims.week_start is 'First day of the week';
