-- Spans of post text that name an organisation, a model, hardware or a person.
-- Grain: one row per (post_id, span_start).
create table silver.mentions (
    post_id varchar not null,
    span_start integer not null,
    span_end integer not null,
    surface varchar not null,
    entity_id varchar not null,
    entity_type varchar not null,
    canonical_name varchar not null,
    owner_id varchar,
    method varchar not null,
    week_start date not null,
    primary key (post_id, span_start),
    check (span_start >= 0 and span_start < span_end),
    check (entity_type in ('org', 'model', 'hardware', 'person')),
    check (method in ('registry', 'handle', 'grammar', 'discovered'))
);
comment on table silver.mentions is 'Spans of post text that name an organisation, a model, hardware or a person';
comment on column silver.mentions.post_id is 'The post';
comment on column silver.mentions.span_start is 'First code point of the span in body_text';
comment on column silver.mentions.span_end is 'Code point after the span';
comment on column silver.mentions.surface is 'The text of the span';
comment on column silver.mentions.entity_id is 'org:…, model:…, hw:… or person:…';
comment on column silver.mentions.entity_type is 'org, model, hardware or person';
comment on column silver.mentions.canonical_name is 'Full usual name';
comment on column silver.mentions.owner_id is 'Organisation that makes it, when known';
comment on column silver.mentions.method is 'registry, handle, grammar or discovered: what found it';
comment on column silver.mentions.week_start is 'First day of the week';
