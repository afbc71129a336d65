"""The arithmetic of rubric SRS-1: bands, likelihood, evidence, score, label, overrides."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pipeline.nlp.safety_gate import UNRATED_KINDS
from pipeline.nlp.safety_patterns import RubricPatterns
from pipeline.nlp.safety_statements import Statement
from pipeline.records import Post
from pipeline.reference.safety_rubric import Kind, SafetyRubric
from pipeline.week_material import WeekMaterial

TOP_BAND = 5
MAX_BAND_WITHOUT_PATHWAY = 3
MAX_ALLEGED_BAND = 4
DEFAULT_LIKELIHOODS: dict[Kind, int] = {
    "incident": 3,
    "near_miss": 3,
    "hazard": 2,
    "capability_finding": 2,
}
MIN_LIKELIHOODS: dict[Kind, int] = {"incident": 3, "near_miss": 2}
FIRST_PERSON = re.compile(r"\b(?:we|our|we['’](?:re|ve|ll))\b", re.IGNORECASE)
NO_LABEL = "—"
UNRATED = "Unrated"
ELEVATED, HIGH = "Elevated", "High"
MIN_KNOWN_FOLLOWERS = 50_000
CONFIDENCE_BY_GRADE = {"A": "confident", "B": "likely", "C": "likely", "D": "speculative"}
# Dimensions whose absence is worth saying when harm was done.
ALWAYS_ASKED = ("physical", "privacy", "financial")


@dataclass(frozen=True, slots=True)
class Bands:
    """What the statements of a story add up to; None is unknown."""

    realised: int | None
    potential: int | None
    counted: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """The score of a story and the names of the rules that changed its label."""

    risk_score: int | None
    risk_label: str
    overrides: tuple[str, ...]


def band_statements(kind: Kind, statements: Sequence[Statement]) -> Bands:
    """Take the highest stated band a scale; what was only alleged or seen in a test is potential.

    Silence leaves a band unknown. Potential bands above 3 need a named pathway; alleged harm counts
    as potential up to 4.
    """
    realised: list[Statement] = []
    potential: list[tuple[int, Statement]] = []
    for statement in statements:
        if kind in UNRATED_KINDS:
            break
        if is_realised(kind, statement):
            realised.append(statement)
        else:
            potential.append((potential_band(statement), statement))
    highest = max((statement.band for statement in realised), default=None)
    worst = max((band for band, _ in potential), default=None)
    return Bands(highest, worst, (*realised, *(statement for _, statement in potential)))


def is_realised(kind: Kind, statement: Statement) -> bool:
    """Whether a statement tells of harm done: as a fact, and of an event rather than a test."""
    is_fact = statement.scale == "realised" and statement.manner in {"stated", "recap"}
    return is_fact and kind in {"incident", "near_miss"}


def driving_statements(kind: Kind, bands: Bands, likelihood: int | None) -> tuple[Statement, ...]:
    """The statements of the band that gives the score, in the order they were counted."""
    done = [each for each in bands.counted if is_realised(kind, each)]
    if (bands.realised or 0) * TOP_BAND >= (bands.potential or 0) * (likelihood or 0):
        return tuple(each for each in done if each.band == bands.realised)
    could = [each for each in bands.counted if not is_realised(kind, each)]
    return tuple(each for each in could if potential_band(each) == bands.potential)


def potential_band(statement: Statement) -> int:
    """The band a statement supports as a worst case."""
    if statement.has_pathway:
        return statement.band
    limit = MAX_ALLEGED_BAND if statement.manner == "alleged" else MAX_BAND_WITHOUT_PATHWAY
    return min(statement.band, limit)


def likelihood_of(
    kind: Kind, statements: Sequence[Statement], patterns: RubricPatterns
) -> int | None:
    """The highest level that a counted sentence states, else the usual one of the kind."""
    if kind not in DEFAULT_LIKELIHOODS or not statements:
        return None
    sentences = {statement.sentence for statement in statements}
    levels = [
        level
        for level, pattern in patterns.likelihoods
        if any(pattern.search(sentence) for sentence in sentences)
    ]
    level = max(levels, default=DEFAULT_LIKELIHOODS[kind])
    return max(level, MIN_LIKELIHOODS.get(kind, 1))


def causal_link_of(kind: Kind, statements: Sequence[Statement], patterns: RubricPatterns) -> str:
    """Direct, contributory, alleged or none: whether posts state that an AI system was a cause."""
    if kind not in {"incident", "near_miss"} or not statements:
        return "none"
    told = [statement for statement in statements if statement.scale == "realised"]
    if told and all(statement.manner == "alleged" for statement in told):
        return "alleged"
    facts = [statement for statement in told if statement.manner != "alleged"]
    if any(s.dimension in {"ai_security", "loss_of_control"} for s in facts):
        return "direct"
    if any(patterns.wording["caused"].search(statement.sentence) for statement in facts):
        return "direct"
    if any(patterns.wording["contributed"].search(statement.sentence) for statement in facts):
        return "contributory"
    return "none"


def speaks_for_itself(
    post: Post, material: WeekMaterial, involved: Collection[str], patterns: RubricPatterns
) -> bool:
    """Whether an organisation concerned, and no outlet, writes from its own account."""
    speaker = material.author_organisation(post)
    if speaker is None or speaker in patterns.outlets:
        return False
    return speaker in involved or bool(FIRST_PERSON.search(post.body_text))


def grade_evidence(
    posts: Sequence[Post],
    material: WeekMaterial,
    involved: Collection[str],
    patterns: RubricPatterns,
) -> str:
    """A for a primary record or the word of an organisation involved, B for two origins, C or D."""
    for post in posts:
        is_own = speaks_for_itself(post, material, involved, patterns)
        if is_own or patterns.wording["primary"].search(post.body_text):
            return "A"
    if len(material.origins(posts)) > 1:
        return "B"
    is_known = any(
        material.author_organisation(post)
        or material.origin(post).startswith("outlet:")
        or (post.author_followers or 0) >= MIN_KNOWN_FOLLOWERS
        for post in posts
    )
    return "C" if is_known else "D"


def rate(
    kind: Kind,
    bands: Bands,
    likelihood: int | None,
    grade: str,
    causal_link: str,
    flags: Iterable[str],
    rubric: SafetyRubric,
) -> Rating:
    """Score a story and name its label; the overrides change the label, never the score."""
    if kind in UNRATED_KINDS:
        return Rating(None, NO_LABEL, ())
    if bands.realised is None and bands.potential is None:
        return Rating(None, UNRATED, ())
    score = risk_score(bands.realised, bands.potential, likelihood, rubric.evidence_weights[grade])
    label = label_of(score, rubric)
    labels = [name for name, _ in sorted(rubric.label_cuts.items(), key=lambda cut: cut[1])]
    held = set(flags)
    overrides: list[str] = []
    if "death" in held and causal_link in {"direct", "contributory"} and bands.realised == TOP_BAND:
        label = _raise(label, HIGH, labels, "death_at_least_high", overrides)
    if {"active_exploitation", "no_fix"} <= held:
        label = _raise(label, HIGH, labels, "unfixed_exploitation_at_least_high", overrides)
    if grade == "D" and labels.index(label) > labels.index(ELEVATED):
        label = ELEVATED
        overrides.append("single_source_at_most_elevated")
    return Rating(score, label, tuple(overrides))


def risk_score(
    realised: int | None, potential: int | None, likelihood: int | None, weight: float
) -> int:
    """100 × the larger of S/5 and P/5 × L/5, × the weight of the evidence, rounded half up."""
    done = (realised or 0) / TOP_BAND
    could = (potential or 0) / TOP_BAND * (likelihood or 0) / TOP_BAND
    return int(100 * max(done, could) * weight + 0.5)


def label_of(score: int, rubric: SafetyRubric) -> str:
    """The label whose cut a score reaches."""
    cuts = sorted(rubric.label_cuts.items(), key=lambda cut: -cut[1])
    return next(name for name, cut in cuts if score >= cut)


def _raise(label: str, least: str, labels: Sequence[str], name: str, overrides: list[str]) -> str:
    if labels.index(label) >= labels.index(least):
        return label
    overrides.append(name)
    return least
