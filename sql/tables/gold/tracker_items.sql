-- Model releases, safety incidents and infrastructure deals as the posts of a week tell them.
-- Grain: one row per (week_start, record_id): the thing, not the post; the weeks of a quarter merge by record_id.
create table gold.tracker_items (
    record_id varchar not null,
    record_type varchar not null
        check (record_type in ('model_release', 'safety_incident', 'infra_deal')),
    quarter varchar not null,
    iso_week varchar not null,
    story_id varchar,
    title varchar not null,
    summary varchar not null,
    event_date date not null,
    event_date_basis varchar not null
        check (event_date_basis in ('event', 'announced', 'first_report', 'publication')),
    first_seen_utc timestamp not null,
    last_updated_utc timestamp not null,
    status varchar not null
        check (status in ('rumoured', 'announced', 'confirmed', 'available', 'disputed', 'retracted')),
    org_ids varchar[] not null,
    org_names varchar[] not null,
    country varchar,
    confidence varchar not null
        check (confidence in ('confident', 'likely', 'speculative', 'unknown')),
    evidence_grade varchar not null check (evidence_grade in ('A', 'B', 'C', 'D')),
    n_sources bigint not null check (n_sources >= 1),
    n_independent_origins bigint not null check (n_independent_origins >= 1),
    primary_source_url varchar not null,
    source_urls varchar[] not null,
    source_post_ids varchar[] not null,
    archived_sha256 varchar not null,
    schema_version varchar not null,
    delta_since_last_week varchar,
    supersedes varchar[] not null,
    notes varchar,
    model_id varchar,
    model_name varchar,
    family varchar,
    base_model varchar,
    release_type varchar
        check (release_type in ('new', 'update', 'preview', 'open_weights', 'api_change', 'price_change', 'deprecation')),
    modality varchar[] not null,
    parameters_total double check (parameters_total > 0),
    parameters_active double check (parameters_active > 0),
    context_tokens bigint check (context_tokens > 0),
    license varchar,
    open_weights boolean,
    availability varchar,
    price_in_usd_per_mtok double,
    price_out_usd_per_mtok double,
    training_compute_flop double,
    training_hardware varchar,
    benchmarks_claimed varchar[] not null,
    benchmark_claim_by varchar check (benchmark_claim_by in ('developer', 'third_party')),
    system_card_url varchar,
    safety_framework_level varchar,
    kind varchar
        check (kind in ('incident', 'near_miss', 'hazard', 'capability_finding', 'governance', 'research')),
    ai_system varchar,
    deployer varchar,
    developer varchar,
    harmed_parties varchar[] not null,
    domain_mit varchar,
    subdomain_mit varchar,
    entity varchar check (entity in ('ai', 'human', 'other')),
    intent varchar check (intent in ('intentional', 'unintentional', 'other')),
    timing varchar check (timing in ('pre_deployment', 'post_deployment', 'other')),
    realised_band bigint check (realised_band between 1 and 5),
    potential_band bigint check (potential_band between 1 and 5),
    likelihood bigint check (likelihood between 1 and 5),
    risk_score bigint check (risk_score between 0 and 100),
    risk_label varchar
        check (risk_label in ('Critical', 'High', 'Elevated', 'Moderate', 'Low', 'Unrated', '—')),
    dims varchar[] not null,
    people_harmed bigint,
    people_exposed bigint,
    loss_amount double,
    loss_currency varchar,
    causal_link varchar check (causal_link in ('direct', 'contributory', 'alleged', 'none')),
    legal_flags varchar[] not null,
    aiid_id varchar,
    cve_ids varchar[] not null,
    mitigation_status varchar,
    rationale varchar,
    deal_type varchar
        check (deal_type in ('capex', 'compute_purchase', 'lease', 'ppa', 'chip_supply', 'financing', 'equity', 'm_and_a', 'site', 'export_control')),
    buyer varchar,
    seller varchar,
    other_parties varchar[] not null,
    amount double check (amount > 0),
    amount_currency varchar,
    amount_usd double,
    amount_basis varchar check (amount_basis in ('firm', 'up_to', 'target', 'reported')),
    term_years double,
    power_mw double check (power_mw > 0),
    power_basis varchar check (power_basis in ('it', 'facility', 'contracted', 'target')),
    chips_type varchar,
    chips_qty bigint check (chips_qty > 0),
    h100_equivalents double,
    site varchar,
    region varchar,
    energy_source varchar,
    start_date date,
    online_date date,
    circular_flag boolean,
    week_start date not null,
    primary key (week_start, record_id),
    check (regexp_matches(quarter, '^\d{4}-Q[1-4]$')),
    check (regexp_matches(iso_week, '^\d{4}-W\d{2}$')),
    check (amount is null or amount_currency is not null),
    check (power_mw is null or power_basis is not null),
    check (parameters_active is null or parameters_total is null or parameters_active <= parameters_total),
    check (record_type = 'model_release' or model_id is null),
    check (record_type = 'safety_incident' or kind is null),
    check (record_type = 'infra_deal' or deal_type is null)
);
comment on table gold.tracker_items is 'Model releases, safety incidents and infrastructure deals as the posts of a week tell them';
comment on column gold.tracker_items.record_id is 'Id of the thing: type and 12 hex digits of the hash of type, owner, object and, but for releases, month';
comment on column gold.tracker_items.record_type is 'What kind of thing';
comment on column gold.tracker_items.quarter is 'Calendar quarter of event_date';
comment on column gold.tracker_items.iso_week is 'ISO week of event_date';
comment on column gold.tracker_items.story_id is 'Story of its leading post';
comment on column gold.tracker_items.title is 'Template sentence, or for incidents a verbatim one';
comment on column gold.tracker_items.summary is 'Verbatim sentence of its leading post';
comment on column gold.tracker_items.event_date is 'Day of the event, by the rule of event_date_basis';
comment on column gold.tracker_items.event_date_basis is 'How event_date is known';
comment on column gold.tracker_items.first_seen_utc is 'UTC time of the first post';
comment on column gold.tracker_items.last_updated_utc is 'UTC time of the last post';
comment on column gold.tracker_items.status is 'Furthest status reached; moves forward only with evidence';
comment on column gold.tracker_items.org_ids is 'Organisations';
comment on column gold.tracker_items.org_names is 'Their usual names';
comment on column gold.tracker_items.country is 'Country of the first organisation that has one';
comment on column gold.tracker_items.confidence is 'By evidence grade';
comment on column gold.tracker_items.evidence_grade is 'A primary, B two origins, C one known source, D single unverified';
comment on column gold.tracker_items.n_sources is 'Distinct authors';
comment on column gold.tracker_items.n_independent_origins is 'Independent origins';
comment on column gold.tracker_items.primary_source_url is 'Address of the leading post';
comment on column gold.tracker_items.source_urls is 'Addresses of all posts';
comment on column gold.tracker_items.source_post_ids is 'All posts, oldest first';
comment on column gold.tracker_items.archived_sha256 is 'Hash of the leading post''s payload';
comment on column gold.tracker_items.schema_version is 'Version of the columns';
comment on column gold.tracker_items.delta_since_last_week is 'Filled when a quarter is merged';
comment on column gold.tracker_items.supersedes is 'Ids of recorded models that a post says this one succeeds, updates or replaces';
comment on column gold.tracker_items.notes is 'What posts disagree on';
comment on column gold.tracker_items.model_id is 'Entity id without words such as preview';
comment on column gold.tracker_items.model_name is 'Full usual name';
comment on column gold.tracker_items.family is 'Model family';
comment on column gold.tracker_items.base_model is 'Model it is built on';
comment on column gold.tracker_items.release_type is 'What is released';
comment on column gold.tracker_items.modality is 'Kinds of content';
comment on column gold.tracker_items.parameters_total is 'Parameters';
comment on column gold.tracker_items.parameters_active is 'Active parameters';
comment on column gold.tracker_items.context_tokens is 'Context window in tokens';
comment on column gold.tracker_items.license is 'Licence';
comment on column gold.tracker_items.open_weights is 'Weights are published';
comment on column gold.tracker_items.availability is 'Where it runs, joined with |';
comment on column gold.tracker_items.price_in_usd_per_mtok is 'USD a million input tokens';
comment on column gold.tracker_items.price_out_usd_per_mtok is 'USD a million output tokens';
comment on column gold.tracker_items.training_compute_flop is 'Training compute in FLOP';
comment on column gold.tracker_items.training_hardware is 'Hardware it was trained on, joined with |';
comment on column gold.tracker_items.benchmarks_claimed is 'name=value';
comment on column gold.tracker_items.benchmark_claim_by is 'Whose claim the scores are';
comment on column gold.tracker_items.system_card_url is 'System or model card';
comment on column gold.tracker_items.safety_framework_level is 'Level under a safety framework';
comment on column gold.tracker_items.kind is 'Kind of the safety item';
comment on column gold.tracker_items.ai_system is 'Models involved, joined with |';
comment on column gold.tracker_items.deployer is 'Organisations whose AI system a post says it was, joined with |';
comment on column gold.tracker_items.developer is 'Who made them, joined with |';
comment on column gold.tracker_items.harmed_parties is 'Who was harmed, in the words of the posts';
comment on column gold.tracker_items.domain_mit is 'Domain of the MIT AI Risk Repository';
comment on column gold.tracker_items.subdomain_mit is 'Subdomain';
comment on column gold.tracker_items.entity is 'Who acted';
comment on column gold.tracker_items.intent is 'With what intent';
comment on column gold.tracker_items.timing is 'Before or after deployment';
comment on column gold.tracker_items.realised_band is 'Band of harm done';
comment on column gold.tracker_items.potential_band is 'Band of the worst case';
comment on column gold.tracker_items.likelihood is '1 to 5';
comment on column gold.tracker_items.risk_score is '0 to 100';
comment on column gold.tracker_items.risk_label is 'Label of the score';
comment on column gold.tracker_items.dims is 'dimension=band of harm done';
comment on column gold.tracker_items.people_harmed is 'People harmed, as stated';
comment on column gold.tracker_items.people_exposed is 'People exposed, as stated; exposure is not harm';
comment on column gold.tracker_items.loss_amount is 'Money lost, in loss_currency';
comment on column gold.tracker_items.loss_currency is 'ISO 4217';
comment on column gold.tracker_items.causal_link is 'Whether an AI system caused the harm';
comment on column gold.tracker_items.legal_flags is 'Legal terms the harm may meet';
comment on column gold.tracker_items.aiid_id is 'Id in the AI Incident Database that a post links to';
comment on column gold.tracker_items.cve_ids is 'CVE ids';
comment on column gold.tracker_items.mitigation_status is 'Whether it is mitigated';
comment on column gold.tracker_items.rationale is 'The rules that fired';
comment on column gold.tracker_items.deal_type is 'What is agreed on';
comment on column gold.tracker_items.buyer is 'Buyers, joined with |';
comment on column gold.tracker_items.seller is 'Sellers, joined with |';
comment on column gold.tracker_items.other_parties is 'Parties without a stated role';
comment on column gold.tracker_items.amount is 'Sum, in amount_currency, as stated';
comment on column gold.tracker_items.amount_currency is 'ISO 4217';
comment on column gold.tracker_items.amount_usd is 'The sum where it is stated in USD; never converted';
comment on column gold.tracker_items.amount_basis is 'firm, up_to, target or reported';
comment on column gold.tracker_items.term_years is 'Term in years';
comment on column gold.tracker_items.power_mw is 'Power in MW';
comment on column gold.tracker_items.power_basis is 'it, facility, contracted or target';
comment on column gold.tracker_items.chips_type is 'Chips, joined with |';
comment on column gold.tracker_items.chips_qty is 'Number of chips';
comment on column gold.tracker_items.h100_equivalents is 'chips_qty in H100 SXM by peak dense BF16 throughput, where a post counts chips of one name that pipeline/reference/chip_compute.toml holds; null else';
comment on column gold.tracker_items.site is 'Town, where a post names it before its state or country';
comment on column gold.tracker_items.region is 'Region';
comment on column gold.tracker_items.energy_source is 'Sources of energy, joined with |';
comment on column gold.tracker_items.start_date is 'First day of the span it starts in, other than coming online';
comment on column gold.tracker_items.online_date is 'First day of the span it comes online in';
comment on column gold.tracker_items.circular_flag is 'A post calls the financing circular';
comment on column gold.tracker_items.week_start is 'First day of the week';
