-- Safety stories of a week, rated by rubric SRS-1.
-- Grain: one row per story_id with a post labelled safety; those that the gate turned away are kept with their reason.
create table gold.safety_items (
    record_id varchar not null,
    story_id varchar not null,
    matter_id varchar,
    title varchar not null,
    title_post_id varchar not null,
    kind varchar not null
        check (kind in ('incident', 'near_miss', 'hazard', 'capability_finding', 'governance', 'research', 'not_safety')),
    is_listed boolean not null,
    drop_reason varchar,
    event_date date not null,
    event_date_basis varchar not null
        check (event_date_basis in ('event', 'announced', 'first_report', 'publication')),
    realised_band bigint check (realised_band between 1 and 5),
    potential_band bigint check (potential_band between 1 and 5),
    likelihood bigint check (likelihood between 1 and 5),
    evidence_grade varchar not null check (evidence_grade in ('A', 'B', 'C', 'D')),
    causal_link varchar not null
        check (causal_link in ('direct', 'contributory', 'alleged', 'none')),
    dims varchar[] not null,
    flags varchar[] not null,
    overrides varchar[] not null,
    risk_score bigint check (risk_score between 0 and 100),
    risk_label varchar not null
        check (risk_label in ('Critical', 'High', 'Elevated', 'Moderate', 'Low', 'Unrated', '—')),
    rationale varchar not null,
    confidence varchar not null
        check (confidence in ('confident', 'likely', 'speculative', 'unknown')),
    missing varchar[] not null,
    origin_count bigint not null,
    entity_ids varchar[] not null,
    post_ids varchar[] not null,
    urls varchar[] not null,
    rubric_version varchar not null,
    week_start date not null,
    primary key (story_id),
    check (is_listed = (drop_reason is null)),
    check (is_listed or kind = 'not_safety')
);
comment on table gold.safety_items is 'Safety stories of a week, rated by rubric SRS-1';
comment on column gold.safety_items.record_id is 'Id of the item, derived from its story';
comment on column gold.safety_items.story_id is 'The story';
comment on column gold.safety_items.matter_id is 'Whose system and what kind of harm, the same in every week; null where no post states a harm';
comment on column gold.safety_items.title is 'The rated sentence as the digest prints it, or whose matter it is; verbatim for a dropped story';
comment on column gold.safety_items.title_post_id is 'Post the title is taken from';
comment on column gold.safety_items.kind is 'What kind of thing it is; not_safety was dropped';
comment on column gold.safety_items.is_listed is 'It passed the gate';
comment on column gold.safety_items.drop_reason is 'Why the gate turned it away';
comment on column gold.safety_items.event_date is 'Day of the event, by the rule of event_date_basis';
comment on column gold.safety_items.event_date_basis is 'event: a post dates it; announced: the organisation''s first post; first_report: the first post';
comment on column gold.safety_items.realised_band is 'Highest band of harm that a post states as fact; null is unknown';
comment on column gold.safety_items.potential_band is 'Credible worst case a post states; above 3 only with a named pathway; null is unknown';
comment on column gold.safety_items.likelihood is '1 theoretical to 5 ongoing at scale';
comment on column gold.safety_items.evidence_grade is 'A primary record, B two origins, C one known source, D single unverified';
comment on column gold.safety_items.causal_link is 'Whether posts state that an AI system caused the harm';
comment on column gold.safety_items.dims is 'dimension=band of harm done';
comment on column gold.safety_items.flags is 'What a reader should know: recap, allegation, unverified, mitigated, no_fix, misuse and the like';
comment on column gold.safety_items.overrides is 'Rules that changed the label';
comment on column gold.safety_items.risk_score is '100 x max(S/5, P/5 x L/5) x weight of the grade; null when unrated';
comment on column gold.safety_items.risk_label is 'Label of the score after overrides; — for governance and research';
comment on column gold.safety_items.rationale is 'The rules that fired, with post ids in brackets';
comment on column gold.safety_items.confidence is 'By evidence grade';
comment on column gold.safety_items.missing is 'Dimensions of harm that no post speaks of, for events';
comment on column gold.safety_items.origin_count is 'Independent origins';
comment on column gold.safety_items.entity_ids is 'Entities that its posts name, most often named first';
comment on column gold.safety_items.post_ids is 'Its posts, oldest first';
comment on column gold.safety_items.urls is 'Their addresses';
comment on column gold.safety_items.rubric_version is 'Version of the rubric';
comment on column gold.safety_items.week_start is 'First day of the week';
