-- Posts of each label, with change.
-- Grain: one row per (week_start, label).
create table gold.weekly_label_counts (
    label varchar not null,
    post_count bigint not null,
    author_count bigint not null,
    share double not null,
    previous_post_count bigint,
    previous_share double,
    mean_post_count_4w double,
    mean_share_4w double,
    week_start date not null,
    primary key (week_start, label)
);
comment on table gold.weekly_label_counts is 'Posts of each label, with change';
comment on column gold.weekly_label_counts.label is 'relevant, release, safety, infra or other';
comment on column gold.weekly_label_counts.post_count is 'Posts with the label, duplicates left out';
comment on column gold.weekly_label_counts.author_count is 'Authors of these posts';
comment on column gold.weekly_label_counts.share is 'post_count / relevant kept posts; for relevant, / all kept posts';
comment on column gold.weekly_label_counts.previous_post_count is 'The same count the week before; null when that week is not in the lake';
comment on column gold.weekly_label_counts.previous_share is 'The same share the week before';
comment on column gold.weekly_label_counts.mean_post_count_4w is 'Mean count of those of the four weeks before that are in the lake';
comment on column gold.weekly_label_counts.mean_share_4w is 'Mean share of those weeks';
comment on column gold.weekly_label_counts.week_start is 'First day of the week';
