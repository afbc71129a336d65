-- Entities that a week's posts name: those of the registry and those discovered.
-- Grain: one row per (week_start, entity_id).
create table silver.entities (
    entity_id varchar not null,
    entity_type varchar not null,
    canonical_name varchar not null,
    owner_id varchar,
    origin varchar not null,
    first_posted_at timestamp not null,
    post_count bigint not null,
    author_count bigint not null,
    example_post_ids varchar[] not null,
    week_start date not null,
    primary key (week_start, entity_id),
    check (origin in ('registry', 'grammar', 'discovered'))
);
comment on table silver.entities is 'Entities that a week''s posts name: those of the registry and those discovered';
comment on column silver.entities.entity_id is 'org:…, model:…, hw:… or person:…';
comment on column silver.entities.entity_type is 'org, model, hardware or person';
comment on column silver.entities.canonical_name is 'Full usual name';
comment on column silver.entities.owner_id is 'Organisation that makes it, when known';
comment on column silver.entities.origin is 'registry, grammar (composed of known parts or pattern) or discovered (from use within the week)';
comment on column silver.entities.first_posted_at is 'UTC time of the first post of the week that names it';
comment on column silver.entities.post_count is 'Posts that name it, duplicates included';
comment on column silver.entities.author_count is 'Authors of these posts';
comment on column silver.entities.example_post_ids is 'Up to three posts, earliest first';
comment on column silver.entities.week_start is 'First day of the week';
