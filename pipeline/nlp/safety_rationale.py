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
from pipeline.nlp.safety_statements import (
    Statement,
)
from pipeline.reference.safety_rubric import Kind, SafetyRubric

SPACE = re.compile(r"\s+")

MAX_MISSING_TOLD = 3


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
    """The fired rules as one sentence each, with the posts that fired them."""
    if not bands.counted:
        return f"Kind {kind.replace('_', ' ')}; no post states a harm that the rubric bands."
    parts = [*_facts(kind, bands, rubric)]
    if kind in {"incident", "near_miss"}:
        parts.append(f"causal link: {link}")
    if bands.potential is not None and likelihood is not None:
        parts.append(f"likelihood L{likelihood}")
    origins = "1 origin" if origin_count == 1 else f"{origin_count} origins"
    parts.append(f"evidence grade {grade} ({origins})")
    parts += [f"rule applied: {name.replace('_', ' ')}" for name in rating.overrides]
    sentence = "; ".join(parts) + "."
    asked = [name for name in ALWAYS_ASKED if name in missing][:MAX_MISSING_TOLD]
    if asked:
        names = ", ".join(rubric.dimension_names[name] for name in asked)
        sentence += f" Not reported: {names}."
    return sentence


def _facts(kind: Kind, bands: Bands, rubric: SafetyRubric) -> list[str]:
    """The highest band of each scale and dimension with its words and posts."""
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
        alleged = ", alleged" if statement.manner == "alleged" else ""
        name = rubric.dimension_names[dimension]
        lines.append(f"{scale}{band} ({name}{alleged}): “{quote}” [{statement.post_id}]")
    return lines
