"""Safety items of a week: each safety story with its kind, its rating and the words it rests on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.nlp.safety_matters import MatterFinder, matter_id
from pipeline.nlp.safety_patterns import RubricPatterns, compile_rubric
from pipeline.nlp.safety_rating import (
    CONFIDENCE_BY_GRADE,
    Bands,
    Rating,
    band_statements,
    causal_link_of,
    driving_statements,
    grade_evidence,
    is_realised,
    likelihood_of,
    potential_band,
    rate,
    speaks_for_itself,
)
from pipeline.nlp.safety_rationale import SPACE, explain_rating
from pipeline.nlp.safety_records import (
    SafetyDimension,
    SafetyItem,
    SafetyWeek,
    derive_safety_id,
)
from pipeline.nlp.safety_stories import Story, read_story
from pipeline.records import Post
from pipeline.reference.registry import Registry
from pipeline.reference.safety_rubric import Kind, SafetyRubric
from pipeline.text.dates import find_dates
from pipeline.text.sentence_spans import find_sentences
from pipeline.week_material import WeekMaterial, post_order


def build_safety_items(
    material: WeekMaterial,
    rubric: SafetyRubric,
    registry: Registry,
    kinds: Mapping[str, tuple[Kind, float]] | None = None,
    earlier: Sequence[SafetyItem] = (),
) -> SafetyWeek:
    """Rate every story of the week that has a kept post labelled safety.

    Args:
        material: The week.
        rubric: Bands, triggers and words.
        registry: Says which organisations are AI laboratories.
        kinds: What the classifier takes the kind of each safety post to be, with its score, by
            post id.
        earlier: Listed items of the weeks before, which outsiders may tell again.
    """
    patterns = compile_rubric(rubric, registry)
    members: dict[str, list[Post]] = defaultdict(list)
    for post_id in sorted(material.posts):
        if material.has_label(post_id, "safety") and post_id not in material.duplicates:
            story_id = material.story_of.get(post_id, f"post:{post_id}")
            members[story_id].append(material.posts[post_id])
    items: list[SafetyItem] = []
    dimensions: list[SafetyDimension] = []
    stories = [
        read_story(story_id, sorted(posts, key=post_order), material, patterns, kinds or {})
        for story_id, posts in sorted(members.items())
    ]
    for story in MatterFinder(material, patterns).fold(stories, earlier):
        item = _build_item(story, material, patterns)
        items.append(item)
        dimensions += _dimension_rows(item, story)
    return SafetyWeek(
        tuple(sorted(items, key=lambda item: item.record_id)),
        tuple(
            sorted(
                dimensions,
                key=lambda row: (row.record_id, row.trigger_id, row.post_id, row.span_start),
            )
        ),
    )


def _build_item(story: Story, material: WeekMaterial, patterns: RubricPatterns) -> SafetyItem:
    kind, rubric = story.verdict.kind, patterns.rubric
    is_listed = kind != "not_safety"
    bands = band_statements(kind, story.statements if is_listed else ())
    grade = grade_evidence(story.posts, material, _involved(story, material), patterns)
    link = causal_link_of(kind, bands.counted, patterns)
    likelihood = likelihood_of(kind, bands.counted, patterns)
    flags = _flags(story, bands, link, grade, patterns)
    rating = rate(kind, bands, likelihood, grade, link, flags, rubric)
    if not is_listed:
        rating = Rating(None, "—", ())
    day, basis = _event_date(story, material, patterns)
    title, title_post_id = _title(story, bands, likelihood)
    missing = _missing(kind, bands, rubric)
    origins = material.origins(story.posts)
    return SafetyItem(
        record_id=derive_safety_id(story.story_id),
        story_id=story.story_id,
        matter_id=matter_id(story, material, patterns),
        title=title,
        title_post_id=title_post_id,
        kind=kind,
        is_listed=is_listed,
        drop_reason=None if is_listed else story.verdict.reason,
        event_date=day,
        event_date_basis=basis,
        realised_band=bands.realised,
        potential_band=bands.potential,
        likelihood=likelihood,
        evidence_grade=grade,
        causal_link=link,
        dims=_dims(kind, bands),
        flags=flags,
        overrides=rating.overrides,
        risk_score=rating.risk_score,
        risk_label=rating.risk_label,
        rationale=explain_rating(
            kind, bands, likelihood, grade, link, rating, missing, len(origins), rubric
        ),
        confidence=CONFIDENCE_BY_GRADE[grade],
        missing=missing,
        origin_count=len(origins),
        entity_ids=story.entity_ids,
        post_ids=tuple(post.post_id for post in story.posts),
        urls=tuple(post.url for post in story.posts),
        rubric_version=rubric.version,
    )


def _involved(story: Story, material: WeekMaterial) -> set[str]:
    """Organisations that the story is about: those it names, and the owners of its models."""
    owners = {
        name.owner_id
        for post in story.posts
        for name in material.mentions_of(post.post_id)
        if name.owner_id
    }
    return owners | {entity_id for entity_id in story.entity_ids if entity_id.startswith("org:")}


def _flags(
    story: Story, bands: Bands, link: str, grade: str, patterns: RubricPatterns
) -> tuple[str, ...]:
    """Names of what a reader should know before reading the score."""
    wording = patterns.wording
    text = "\n".join(post.body_text for post in story.posts)
    flags = {flag for statement in bands.counted for flag in statement.flags}
    manners = {statement.manner for statement in story.statements}
    checks = {
        "recap": bool(manners) and manners <= {"recap", "possible"} and "recap" in manners,
        "allegation": link == "alleged" or "alleged" in manners,
        "unverified": grade == "D",
        "mitigated": bool(wording["fixed"].search(text)) and not wording["unfixed"].search(text),
        "no_fix": bool(wording["unfixed"].search(text)),
        "correction": bool(wording["retracted"].search(text)),
    }
    return tuple(sorted(flags | {name for name, holds in checks.items() if holds}))


def _event_date(
    story: Story, material: WeekMaterial, patterns: RubricPatterns
) -> tuple[dt.date, str]:
    """The day a sentence gives, else that of the first post; an old event keeps its date."""
    by_id = {post.post_id: post for post in story.posts}
    for statement in story.statements:
        post = by_id[statement.post_id]
        posted = post.posted_at.date()
        for date in find_dates(statement.sentence, post.posted_at):
            if date.precision == "day" and date.first_day <= posted and not date.is_relative:
                return date.first_day, "event"
    first = story.posts[0]
    is_own = speaks_for_itself(first, material, _involved(story, material), patterns)
    return first.posted_at.date(), "announced" if is_own else "first_report"


def _title(story: Story, bands: Bands, likelihood: int | None) -> tuple[str, str]:
    """The sentence that the rating rests on, verbatim, and its post.

    Of a story without a score the sentence that decided its kind; of a dropped one the first.
    """
    post_id, place = story.verdict.post_id, story.verdict.span_start
    driving = driving_statements(story.verdict.kind, bands, likelihood)
    if driving and not any(
        statement.post_id == post_id and place <= statement.span_start < story.verdict.span_end
        for statement in driving
    ):
        post_id, place = driving[0].post_id, driving[0].span_start
    by_id = {post.post_id: post for post in story.posts}
    post = by_id.get(post_id, story.posts[0])
    sentences = find_sentences(post.body_text)
    for sentence in sentences if post_id else ():
        if sentence.start <= place < sentence.end:
            return SPACE.sub(" ", sentence.text), post.post_id
    first = sentences[0].text if sentences else post.body_text
    return SPACE.sub(" ", first), post.post_id


def _dims(kind: Kind, bands: Bands) -> tuple[str, ...]:
    highest: dict[str, int] = {}
    for statement in bands.counted:
        if is_realised(kind, statement):
            known = highest.get(statement.dimension, 0)
            highest[statement.dimension] = max(known, statement.band)
    return tuple(f"{dimension}={band}" for dimension, band in sorted(highest.items()))


def _missing(kind: Kind, bands: Bands, rubric: SafetyRubric) -> tuple[str, ...]:
    """Dimensions of harm that no post of an event speaks of; these are unknown, not absent."""
    if kind not in {"incident", "near_miss"}:
        return ()
    stated = {statement.dimension for statement in bands.counted}
    return tuple(dimension for dimension in rubric.dimensions if dimension not in stated)


def _dimension_rows(item: SafetyItem, story: Story) -> list[SafetyDimension]:
    """One row a trigger, post and place; those of unrated kinds are kept and not counted."""
    is_rated = item.is_listed and item.risk_label != "—"
    rows = {}
    for statement in story.statements:
        done = is_realised(item.kind, statement)
        key = (statement.trigger_id, statement.post_id, statement.span_start)
        rows[key] = SafetyDimension(
            record_id=item.record_id,
            dimension=statement.dimension,
            scale="realised" if done else "potential",
            band=statement.band if done else potential_band(statement),
            manner=statement.manner,
            is_counted=is_rated,
            trigger_id=statement.trigger_id,
            post_id=statement.post_id,
            span_start=statement.span_start,
            span_end=statement.span_end,
            quote=statement.quote,
        )
    return list(rows.values())
