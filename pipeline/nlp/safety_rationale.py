"""Why a safety item has its score: the rules that fired, with the posts that fired them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.nlp.safety_rating import (
    ALWAYS_ASKED,
    Bands,
    Rating,
    is_realised,
    potential_band,
)
from pipeline.nlp.safety_statements import Statement
from pipeline.reference.safety_rubric import Kind, SafetyRubric

SPACE = re.compile(r"\s+")
UNSCORED = {
    "governance": "It reports a rule, a decision or an institution, no event, so it has no score.",
    "research": "It reports a study or a method and no event, so it has no score.",
}
UNBANDED = "No post states a harm or a danger that the rubric bands, so it has no score."
LINKS = {
    "direct": "Posts state that an AI system caused it or was its target.",
    "contributory": "Posts state that an AI system contributed to it.",
    "alleged": "That an AI system caused it is alleged.",
    "none": "No post states what part an AI system had in causing it.",
}
OVERRIDES = {
    "death_at_least_high": "a death to which AI contributed is never below High",
    "unfixed_exploitation_at_least_high": "an attack under way with no fix is never below High",
    "single_source_at_most_elevated": "one unverified account is never above Elevated",
}


def explain_rating(
    kind: Kind,
    bands: Bands,
    likelihood: int | None,
    grade: str,
    link: str,
    rating: Rating,
    missing: Sequence[str],
    origin_count: int,
    rubric: SafetyRubric,
) -> str:
    """The fired rules as sentences, with the ids of the posts that fired them in brackets."""
    if not bands.counted:
        return UNSCORED.get(kind, UNBANDED)
    sentences = _facts(kind, bands, rubric)
    if kind in {"incident", "near_miss"}:
        sentences.append(LINKS[link])
    if bands.potential is not None and likelihood is not None:
        name = rubric.likelihood_names[likelihood]
        sentences.append(f"Likelihood {likelihood} of 5: {name}.")
    more = f" ({origin_count} independent origins)" if origin_count > 1 else ""
    sentences.append(f"Evidence grade {grade}: {rubric.evidence_names[grade]}{more}.")
    sentences += [f"Rule applied: {OVERRIDES[name]}." for name in rating.overrides]
    asked = [rubric.dimension_names[name] for name in ALWAYS_ASKED if name in missing]
    if asked:
        sentences.append(f"Not reported: {', '.join(asked)}.")
    return " ".join(sentences)


def _facts(kind: Kind, bands: Bands, rubric: SafetyRubric) -> list[str]:
    """A sentence a scale and dimension: its highest band with the words and the post."""
    told: dict[tuple[str, str], tuple[int, Statement]] = {}
    for statement in bands.counted:
        done = is_realised(kind, statement)
        band = statement.band if done else potential_band(statement)
        key = ("S" if done else "P", statement.dimension)
        if key not in told or band > told[key][0]:
            told[key] = band, statement
    lines = []
    for (scale, dimension), (band, statement) in sorted(
        told.items(), key=lambda entry: (entry[0][0] != "S", -entry[1][0], entry[0][1])
    ):
        quote = SPACE.sub(" ", statement.quote)
        what = "harm done" if scale == "S" else "possible harm"
        alleged = " as alleged," if statement.manner == "alleged" else ""
        name = rubric.dimension_names[dimension]
        lines.append(
            f"{name[:1].upper()}{name[1:]}: {what} of band {scale}{band} "
            f"({rubric.band_names[band]}),{alleged} from “{quote}” [{statement.post_id}]."
        )
    return lines
