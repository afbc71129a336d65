-- Words of posts that state a harm, with the band they stand for.
-- Grain: one row per (record_id, trigger_id, post_id, span_start).
create table gold.safety_dimensions (
    record_id varchar not null,
    dimension varchar not null
        check (dimension in ('physical', 'psychological', 'rights', 'privacy', 'financial', 'service', 'ai_security', 'information', 'dignity', 'environment', 'loss_of_control')),
    scale varchar not null check (scale in ('realised', 'potential')),
    band bigint not null check (band between 1 and 5),
    manner varchar not null check (manner in ('stated', 'alleged', 'possible', 'recap')),
    is_counted boolean not null,
    trigger_id varchar not null,
    post_id varchar not null,
    span_start bigint not null,
    span_end bigint not null,
    quote varchar not null,
    week_start date not null,
    primary key (record_id, trigger_id, post_id, span_start),
    check (span_start < span_end)
);
comment on table gold.safety_dimensions is 'Words of posts that state a harm, with the band they stand for';
comment on column gold.safety_dimensions.record_id is 'The safety item';
comment on column gold.safety_dimensions.dimension is 'Dimension of harm';
comment on column gold.safety_dimensions.scale is 'Harm done, or what could be';
comment on column gold.safety_dimensions.band is '1 negligible to 5 catastrophic, as counted';
comment on column gold.safety_dimensions.manner is 'How it is said: as fact, allegation, possibility, old news';
comment on column gold.safety_dimensions.is_counted is 'It entered the rating';
comment on column gold.safety_dimensions.trigger_id is 'Rule of the rubric that fired';
comment on column gold.safety_dimensions.post_id is 'The post';
comment on column gold.safety_dimensions.span_start is 'Start of the words in body_text, in code points';
comment on column gold.safety_dimensions.span_end is 'End, exclusive';
comment on column gold.safety_dimensions.quote is 'The words';
comment on column gold.safety_dimensions.week_start is 'First day of the week';
