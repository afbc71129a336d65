-- Labels of posts with calibrated scores and the evidence for each.
-- Grain: one row per (post_id, label).
create table silver.post_labels (
    post_id varchar not null,
    label varchar not null,
    score double not null,
    is_assigned boolean not null,
    evidence varchar[] not null,
    week_start date not null,
    primary key (post_id, label),
    check (label in ('relevant', 'release', 'safety', 'infra', 'other')),
    check (score between 0 and 1)
);
comment on table silver.post_labels is 'Labels of posts with calibrated scores and the evidence for each';
comment on column silver.post_labels.post_id is 'The post';
comment on column silver.post_labels.label is 'relevant, release, safety, infra or other (relevant, none of the three)';
comment on column silver.post_labels.score is 'Estimated probability that the label holds, in [0, 1]';
comment on column silver.post_labels.is_assigned is 'The score passes the label''s threshold, and the post is relevant';
comment on column silver.post_labels.evidence is 'Rules that fired, as rule:words';
comment on column silver.post_labels.week_start is 'First day of the week';
