"""Rubric SRS-1: the bands, triggers and words by which safety stories are rated, read from TOML."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ReferenceDataError

RUBRIC_PATH = Path(__file__).parent / "safety_rubric.toml"
CHINESE = re.compile("[\u3400-\u9fff]")
Kind = Literal[
    "incident",
    "near_miss",
    "hazard",
    "capability_finding",
    "governance",
    "research",
    "not_safety",
]
Scale = Literal["realised", "potential"]


class _Table(BaseModel):
    """A table of the rubric: unknown keys are errors, so a typo cannot hide."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cues(_Table):
    """Expressions of English, matched between word boundaries, and of Chinese, matched anywhere."""

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


class KindCues(Cues):
    """Words that make a story of a kind.

    `located` words are of any software and count where they are said to be in an AI system.
    """

    kind: Kind
    located: bool = False


class Trigger(Cues):
    """Words that state a band of a dimension.

    `pathway` marks a named way to severe harm, without which a potential band stays at 3; `located`
    words are of any software and count where they are said to be in an AI system, those `by_ai`
    where an AI system stands before them. `harm` names what a trigger tells of where another tells
    of more or less of it.
    """

    id: str
    dimension: str
    band: int = Field(ge=1, le=5)
    scale: Scale = "realised"
    pathway: bool = False
    located: bool = False
    by_ai: bool = False
    harm: str | None = None
    flags: tuple[str, ...] = ()


class Likelihood(Cues):
    """Words that state how likely a harm is."""

    level: int = Field(ge=1, le=5)


class Guards(_Table):
    """Words that keep a post or a sentence out."""

    fiction: tuple[str, ...]
    joke: tuple[str, ...]
    hypothetical: tuple[str, ...]
    opinion: tuple[str, ...]
    teaser: tuple[str, ...]
    recruiting: tuple[str, ...]
    reader: tuple[str, ...]
    promotion: tuple[str, ...]
    finance: tuple[str, ...]


class Wording(_Table):
    """Words that say how something is told: as fact, allegation, possibility, denial, recap."""

    alleged: tuple[str, ...]
    possible: tuple[str, ...]
    denied: tuple[str, ...]
    caused: tuple[str, ...]
    contributed: tuple[str, ...]
    retracted: tuple[str, ...]
    fixed: tuple[str, ...]
    unfixed: tuple[str, ...]
    recap: tuple[str, ...]
    averted: tuple[str, ...]
    general: tuple[str, ...]
    report: tuple[str, ...]
    primary: tuple[str, ...]


class SafetyRubric(_Table):
    """The whole rubric as the file states it."""

    version: str
    dimensions: tuple[str, ...]
    evidence_weights: dict[str, float]
    evidence_names: dict[str, str]
    band_names: dict[int, str]
    likelihood_names: dict[int, str]
    label_cuts: dict[str, int]
    dimension_names: dict[str, str]
    loss_limits_usd: dict[int, int]
    guards: Guards
    ai_words: Cues
    kinds: tuple[KindCues, ...]
    triggers: tuple[Trigger, ...]
    loss: Cues
    likelihoods: tuple[Likelihood, ...]
    wording: Wording


@functools.cache
def load_safety_rubric(path: Path = RUBRIC_PATH) -> SafetyRubric:
    """Read the rubric once.

    Raises:
        ReferenceDataError: the file cannot be read, or an entry is wrong; names the key.
    """
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        rubric = SafetyRubric.model_validate(content)
    except OSError as error:
        raise ReferenceDataError(path, "file", error.strerror or "cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceDataError(path, "file", str(error)) from None
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, detail["loc"]))
        raise ReferenceDataError(path, key, detail["msg"]) from None
    _check(rubric, path)
    return rubric


def _check(rubric: SafetyRubric, path: Path) -> None:
    for trigger in rubric.triggers:
        if trigger.dimension not in rubric.dimensions:
            raise ReferenceDataError(path, f"triggers.{trigger.id}", "unknown dimension")
    if set(rubric.dimension_names) != set(rubric.dimensions):
        raise ReferenceDataError(path, "dimension_names", "must name every dimension")
    ids = [trigger.id for trigger in rubric.triggers]
    if len(ids) != len(set(ids)):
        raise ReferenceDataError(path, "triggers", "two triggers have one id")


def compile_cues(cues: Cues) -> re.Pattern[str]:
    """One expression for all cues of a table.

    Raises:
        re.error: a cue is no regular expression.
    """
    return compile_words((*cues.en, *cues.zh))


def compile_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for words: Latin letters between word boundaries, Chinese anywhere."""
    latin = [word for word in words if not CHINESE.search(word)]
    chinese = [word for word in words if CHINESE.search(word)]
    parts = [rf"(?<![\w-])(?:{'|'.join(latin)})(?!\w)"] if latin else []
    return re.compile("|".join([*parts, *chinese]) or r"(?!)", re.IGNORECASE)
