"""The rubric with its words compiled, and whom the registry knows as makers, outlets and staff."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.nlp.tracker_launches import member_organisations
from pipeline.reference.registry import Registry
from pipeline.reference.safety_rubric import (
    KindCues,
    SafetyRubric,
    Trigger,
    compile_cues,
    compile_words,
)

OUTLET_KINDS = frozenset({"media"})
AI_KINDS = frozenset({"lab", "safety_org", "safety_institute"})


@dataclass(frozen=True)
class RubricPatterns:
    """The rubric with its words compiled; made once a run."""

    rubric: SafetyRubric
    triggers: tuple[tuple[Trigger, re.Pattern[str]], ...]
    kinds: tuple[tuple[KindCues, re.Pattern[str]], ...]
    likelihoods: tuple[tuple[int, re.Pattern[str]], ...]
    guards: dict[str, re.Pattern[str]]
    wording: dict[str, re.Pattern[str]]
    ai_words: re.Pattern[str]
    loss: re.Pattern[str]
    ai_organisations: frozenset[str]
    staff: frozenset[str]
    outlets: frozenset[str]


def compile_rubric(rubric: SafetyRubric, registry: Registry) -> RubricPatterns:
    """Compile the words of a rubric, and list the organisations whose name alone speaks of AI."""
    return RubricPatterns(
        rubric=rubric,
        triggers=tuple((trigger, compile_cues(trigger)) for trigger in rubric.triggers),
        kinds=tuple((cues, compile_cues(cues)) for cues in rubric.kinds),
        likelihoods=tuple((entry.level, compile_cues(entry)) for entry in rubric.likelihoods),
        guards={name: compile_words(words) for name, words in rubric.guards},
        wording={name: compile_words(words) for name, words in rubric.wording},
        ai_words=compile_cues(rubric.ai_words),
        loss=compile_cues(rubric.loss),
        ai_organisations=_organisations_of(registry, AI_KINDS),
        staff=frozenset(member_organisations(registry)),
        outlets=_organisations_of(registry, OUTLET_KINDS),
    )


def _organisations_of(registry: Registry, kinds: frozenset[str]) -> frozenset[str]:
    return frozenset(
        f"org:{key}" for key, entry in registry.organisations.items() if entry.kind in kinds
    )
