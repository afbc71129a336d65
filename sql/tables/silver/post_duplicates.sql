-- Posts that repeat another; they are flagged, not lost.
-- Grain: one row per post_id.
create table silver.post_duplicates (
    post_id varchar not null,
    duplicate_of_post_id varchar not null,
    method varchar not null,
    similarity_score double not null,
    week_start date not null,
    primary key (post_id),
    check (method in ('exact', 'repost', 'near')),
    check (similarity_score between 0 and 1),
    check (post_id <> duplicate_of_post_id)
);
comment on table silver.post_duplicates is 'Posts that repeat another; they are flagged, not lost';
comment on column silver.post_duplicates.post_id is 'The repeating post';
comment on column silver.post_duplicates.duplicate_of_post_id is 'The post it repeats, never itself a duplicate';
comment on column silver.post_duplicates.method is 'exact, repost or near';
comment on column silver.post_duplicates.similarity_score is 'Jaccard similarity of word shingles in [0, 1], higher is more alike; 1 for exact';
comment on column silver.post_duplicates.week_start is 'First day of the week';
