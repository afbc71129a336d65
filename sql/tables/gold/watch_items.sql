-- Promised events found in a week, deals agreed on, earlier ones followed up, and tracker records that stand still.
-- Grain: one row per (week_start, watch_id).
create table gold.watch_items (
    watch_id varchar not null,
    found_week date not null,
    story_id varchar,
    actor_id varchar not null,
    actor varchar not null,
    object_id varchar,
    sentence varchar not null,
    cue varchar not null,
    post_id varchar not null,
    span_start bigint not null,
    span_end bigint not null,
    post_ids varchar[] not null,
    promised_at timestamp not null,
    due_date date,
    due_precision varchar
        check (due_precision in ('day', 'week', 'month', 'quarter', 'half', 'year')),
    due_text varchar,
    status varchar not null check (status in ('open', 'happened', 'slipped', 'dropped')),
    status_quote varchar,
    evidence_post_ids varchar[] not null,
    is_overdue boolean not null,
    record_id varchar,
    subject varchar,
    party_ids varchar[] not null,
    is_large boolean not null,
    week_start date not null,
    primary key (week_start, watch_id),
    check (status = 'open' or status_quote is not null),
    check (span_start < span_end)
);
comment on table gold.watch_items is 'Promised events found in a week, deals agreed on, earlier ones followed up, and tracker records that stand still';
comment on column gold.watch_items.watch_id is 'Derived from actor, object and due date';
comment on column gold.watch_items.found_week is 'Week it was found in; earlier than week_start when followed up';
comment on column gold.watch_items.story_id is 'Story of the post';
comment on column gold.watch_items.actor_id is 'Who promises or is promised';
comment on column gold.watch_items.actor is 'Their name';
comment on column gold.watch_items.object_id is 'Model, chip or other organisation the promise is about';
comment on column gold.watch_items.sentence is 'Verbatim sentence';
comment on column gold.watch_items.cue is 'Words of the future in it';
comment on column gold.watch_items.post_id is 'Post of the sentence';
comment on column gold.watch_items.span_start is 'Start of the sentence in body_text, in code points';
comment on column gold.watch_items.span_end is 'End, exclusive';
comment on column gold.watch_items.post_ids is 'Posts that say the same';
comment on column gold.watch_items.promised_at is 'UTC time of the post';
comment on column gold.watch_items.due_date is 'Last day of the span it falls due in; null when none is named';
comment on column gold.watch_items.due_precision is 'How exactly the date is named';
comment on column gold.watch_items.due_text is 'The words that name it';
comment on column gold.watch_items.status is 'Whether it happened; open until a post says so';
comment on column gold.watch_items.status_quote is 'Sentence that settled the status';
comment on column gold.watch_items.evidence_post_ids is 'Posts that settled the status';
comment on column gold.watch_items.is_overdue is 'Still open after its due date';
comment on column gold.watch_items.record_id is 'Tracker record that waits to move on, or deal that is yet to run; null for a promise';
comment on column gold.watch_items.subject is 'What a digest calls the tracker record, or the model or chip that is promised';
comment on column gold.watch_items.party_ids is 'Parties of a deal that is agreed on, buyers first; empty for the rest';
comment on column gold.watch_items.is_large is 'The deal is of 500 MW, a billion dollars or 10,000 chips, or more';
comment on column gold.watch_items.week_start is 'First day of the week';
