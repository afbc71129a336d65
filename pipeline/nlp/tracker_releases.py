"""Model releases of a week: launches gathered by model, accepted on evidence, and described."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.nlp.tracker_assembly import Draft, assemble, join_trackers, name_of
from pipeline.nlp.tracker_attributes import card_url, note_attributes
from pipeline.nlp.tracker_launch_evidence import (
    grade_launches,
    is_accepted,
    launch_origins,
)
from pipeline.nlp.tracker_launches import (
    Launch,
    are_related,
    find_launches,
    speaking_organisation,
)
from pipeline.nlp.tracker_openness import note_openness
from pipeline.nlp.tracker_proofs import FieldProofs
from pipeline.nlp.tracker_records import (
    WeekTracker,
    derive_record_id,
    furthest_status,
    plain_model_id,
)
from pipeline.nlp.tracker_release_status import read_status
from pipeline.records import Post
from pipeline.reference.registry import Registry
from pipeline.week_material import WeekMaterial, post_order

RELEASE_TYPES = (
    ("deprecation", re.compile(r"\b(?:deprecat|retir|sunset)\w*", re.IGNORECASE)),
    (
        "price_change",
        re.compile(
            r"\b(?:price (?:cut|drop|reduction|increase)|(?:cut|lower|slash|halv|rais)\w* "
            r"(?:the )?pric\w+|"
            r"\d+% cheaper)\b|降价",
            re.IGNORECASE,
        ),
    ),
    (
        "preview",
        re.compile(
            r"\b(?:preview|beta|early access|experimental|research preview)\b|内测", re.IGNORECASE
        ),
    ),
    (
        "open_weights",
        re.compile(r"\bopen[- ](?:weights?|source[ds]?|sourcing)\b|\bapache|开源", re.IGNORECASE),
    ),
    (
        "api_change",
        re.compile(r"\b(?:in|via|through|on|to) (?:the |our )?API\b|API ?(?:正式)?(?:发布|上线)"),
    ),
)
# Read beside the model's name only: elsewhere a sentence speaks of other things being updated.
UPDATE = re.compile(
    r"\b(?:updat(?:ed?|es|ing)|upgrad\w+|refresh\w*|improved version)\b|更新|升级", re.IGNORECASE
)
UPDATE_REACH = 45
# A model that is presented is new, also where the sentence goes on to say that the API has it.
PRESENTED = re.compile(r"introduc|unveil|debut|meet|(?:is|are) .*here|发布|官宣", re.IGNORECASE)
# What a variant is made for, where its name says so and its family is of text or of many things.
GENERAL_MODALITIES = frozenset({None, "text", "multimodal"})
VARIANT_MODALITIES = (
    ("speech", re.compile(r"\b(?:TTS|ASR|STT|Voice|Speech)\b", re.IGNORECASE)),
    ("audio", re.compile(r"\bAudio\b", re.IGNORECASE)),
    ("embedding", re.compile(r"\bEmbed(?:ding)?s?\b", re.IGNORECASE)),
    ("video", re.compile(r"\bVideo\b", re.IGNORECASE)),
    ("image", re.compile(r"\bImages?\b", re.IGNORECASE)),
    ("multimodal", re.compile(r"\b(?:VL|VLM|Vision|Omni)\b", re.IGNORECASE)),
)
PAST = {"available": "released", "announced": "announced"}


def find_releases(material: WeekMaterial, registry: Registry) -> WeekTracker:
    """The releases that the posts of a week report well enough to be recorded."""
    by_model: dict[str, list[Launch]] = defaultdict(list)
    offers: dict[str, list[Post]] = defaultdict(list)
    for launch in find_launches(material, registry):
        key = plain_model_id(launch.mention.entity_id)
        if launch.speaker == "integrator":
            offers[key].append(launch.post)
        else:
            by_model[key].append(launch)
    return join_trackers(
        _build(key, launches, offers[key], material, registry)
        for key, launches in sorted(by_model.items())
        if is_accepted(launches, material)
    )


def _build(
    key: str,
    launches: Sequence[Launch],
    offers: Sequence[Post],
    material: WeekMaterial,
    registry: Registry,
) -> WeekTracker:
    """The record of a model; `offers` are posts of those who run it, which describe it too."""
    launches = sorted(launches, key=lambda launch: _weight(launch, material))
    lead = launches[0]
    owner = lead.owner_id or ""
    record_id = derive_record_id("model_release", owner, key.removeprefix("model:"))
    posts = sorted(
        {launch.post.post_id: launch.post for launch in launches}.values(), key=post_order
    )
    described = _describing_posts(lead, [*posts, *offers], material, registry)
    proofs = _prove(key, launches, described, material, registry)
    owner_posts = [launch.post.post_id for launch in launches if launch.speaker == "owner"]
    chosen, notes = proofs.choose(owner_posts)
    statuses = [read_status(record_id, launch) for launch in launches]
    day, basis = _event_date(launches)
    claims = {
        "benchmark_claim_by": _claim_by(chosen, owner_posts, proofs),
        "supersedes": _replaced_records(chosen, owner),
    }
    return assemble(
        Draft(
            record_type="model_release",
            record_id=record_id,
            lead_post=lead.post,
            title=_title(lead, furthest_status([row.status for row in statuses]), registry),
            summary=lead.sentence.text,
            event_date=day,
            event_date_basis=basis,
            org_ids=(owner,) if owner else (),
            evidence_grade=grade_launches(launches, material),
            posts=tuple(posts),
            origin_count=len(launch_origins(launches, material)),
            statuses=tuple(statuses),
            evidence=tuple(proofs.rows(record_id, chosen)),
            notes=tuple(notes),
            fields={**chosen, **_model_fields(key, lead, posts, registry), **claims},
        ),
        material,
        registry,
    )


def _prove(
    key: str,
    launches: Sequence[Launch],
    posts: Sequence[Post],
    material: WeekMaterial,
    registry: Registry,
) -> FieldProofs:
    """What the launches of a model, the owner's first, and the posts that describe it state."""
    proofs = FieldProofs()
    _note_launch(proofs, launches)
    for post in posts:
        names = material.mentions_of(post.post_id)
        for mention in names:
            if plain_model_id(mention.entity_id) == key:
                note_attributes(proofs, post, mention, names)
                break
    note_openness(proofs, launches, posts, material, registry)
    owner = launches[0].owner_id
    own_words = {
        post.post_id
        for post in posts
        if are_related(speaking_organisation(post, material, registry), owner, registry)
    }
    proofs.keep_own("availability", "free", own_words)
    return proofs


def _model_fields(
    key: str, lead: Launch, posts: Sequence[Post], registry: Registry
) -> dict[str, object]:
    """What the model's name and the links of its posts say, by column."""
    family = _family(lead, registry)
    return {
        "model_id": key,
        "model_name": lead.mention.canonical_name,
        "family": family,
        "modality": _modality(lead.mention.canonical_name, family, registry),
        "system_card_url": card_url(posts),
    }


def _weight(launch: Launch, material: WeekMaterial) -> tuple[bool, bool, bool, tuple[float, str]]:
    """The owner's words first, its account before its people, firm before hedged, then by time."""
    return (
        launch.speaker != "owner",
        not material.author_organisation(launch.post),
        launch.is_rumour or launch.is_future or launch.is_placed,
        post_order(launch.post),
    )


def _note_launch(proofs: FieldProofs, launches: Iterable[Launch]) -> None:
    """Add the model's name and how it was released, as each launch words it."""
    for launch in launches:
        mention, text = launch.mention, launch.post.body_text
        span = mention.span_start, mention.span_end
        proofs.add("model_name", mention.canonical_name, launch.post.post_id, span, text)
        release_type, span = _release_type(launch)
        proofs.add("release_type", release_type, launch.post.post_id, span, text)


def _release_type(launch: Launch) -> tuple[str, tuple[int, int]]:
    start = launch.sentence.start
    for release_type, pattern in RELEASE_TYPES:
        match = pattern.search(launch.sentence.text)
        if match and not (release_type == "api_change" and PRESENTED.search(launch.verb)):
            return release_type, (start + match.start(), start + match.end())
    mention, text = launch.mention, launch.post.body_text
    first = max(start, mention.span_start - UPDATE_REACH)
    last = min(launch.sentence.end, mention.span_end + UPDATE_REACH)
    update = UPDATE.search(text, first, last)
    return ("update", update.span()) if update else ("new", (start, launch.sentence.end))


def _describing_posts(
    lead: Launch, posts: Sequence[Post], material: WeekMaterial, registry: Registry
) -> list[Post]:
    """The posts of the launches, and what else the owner says in the lead's story."""
    story_id = material.story_of.get(lead.post.post_id)
    others = (
        post
        for post in (material.story_posts(story_id) if story_id else ())
        if are_related(speaking_organisation(post, material, registry), lead.owner_id, registry)
    )
    return sorted({post.post_id: post for post in [*posts, *others]}.values(), key=post_order)


def _event_date(launches: Sequence[Launch]) -> tuple[dt.date, str]:
    """The day of the owner's first launch post, else that of the first report."""
    own = [launch.post.posted_at for launch in launches if launch.speaker == "owner"]
    if own:
        return min(own).date(), "announced"
    return min(launch.post.posted_at for launch in launches).date(), "first_report"


def _title(lead: Launch, status: str, registry: Registry) -> str:
    """A sentence about the model that says no more than its evidence."""
    owner, model = name_of(lead.owner_id, registry), lead.mention.canonical_name
    if status == "rumoured":
        return f"{owner} is rumoured to release {model}" if owner else f"{model} is rumoured"
    verb = PAST.get(status, "announced")
    if not owner:
        return f"{model} {verb}"
    if lead.speaker == "owner":
        return f"{owner} {verb} {model}"
    return f"{owner} {verb} {model}, as others report"


def _family(lead: Launch, registry: Registry) -> str | None:
    """The family whose id begins the model's, the longest such."""
    key = lead.mention.entity_id.removeprefix("model:")
    known = [family for family in registry.families if key == family or key.startswith(family)]
    return max(known, key=len, default=None)


def _modality(name: str, family: str | None, registry: Registry) -> tuple[str, ...]:
    """What a model reads or makes: by its variant's name, else as its family does."""
    modality = registry.families[family].modality if family else None
    if modality in GENERAL_MODALITIES:
        named = (made for made, pattern in VARIANT_MODALITIES if pattern.search(name))
        modality = next(named, modality)
    return (modality,) if modality else ()


def _replaced_records(chosen: Mapping[str, object], owner: str) -> tuple[str, ...]:
    """Record ids of the models of the same owner that posts say this one replaces."""
    replaced = chosen.get("supersedes", ())
    models = [str(each) for each in replaced] if isinstance(replaced, tuple) else []
    keys = [plain_model_id(each).removeprefix("model:") for each in models]
    return tuple(sorted({derive_record_id("model_release", owner, key) for key in keys}))


def _claim_by(
    chosen: Mapping[str, object], owner_posts: Sequence[str], proofs: FieldProofs
) -> str | None:
    """Whose claim the scores are: the developer's when any of them is."""
    if "benchmarks_claimed" not in chosen:
        return None
    by_owner = any(
        proof.field == "benchmarks_claimed" and proof.post_id in owner_posts
        for proof in proofs.proofs
    )
    return "developer" if by_owner else "third_party"
