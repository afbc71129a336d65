"""The word lists of `wording.toml` in the form in which sentences are tested against them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.reference.topics import load_topics
from pipeline.reference.wording import load_wording
from pipeline.writing.openings import past_tense, progressive, third_person


@dataclass(frozen=True)
class Cues:
    """Patterns and sets; `event_weights` has 2 for a verb of a strong event and 1 for another."""

    promotion: re.Pattern[str]
    occasion: re.Pattern[str]
    meta: re.Pattern[str]
    opinion: re.Pattern[str]
    dangling: re.Pattern[str]
    leaning: re.Pattern[str]
    available: re.Pattern[str]
    speaks_of_ai: re.Pattern[str]
    imperatives: frozenset[str]
    base_verbs: frozenset[str]
    third_persons: frozenset[str]
    pasts: frozenset[str]
    progressives: frozenset[str]
    irregular: frozenset[str]
    participle_links: frozenset[str]
    event_weights: dict[str, int]
    outlets: frozenset[str]
    auxiliaries: frozenset[str]
    noun_openers: frozenset[str]
    clause_openers: frozenset[str]
    clause_words: frozenset[str]
    function_words: frozenset[str]
    field_words: frozenset[str]
    tight_words: frozenset[str]


def phrase_pattern(phrases: Iterable[str], *, at_start: bool = False) -> re.Pattern[str]:
    """One pattern for words and phrases, whole words only, "*" for any ending."""
    parts = []
    for phrase in sorted(phrases, key=lambda item: (-len(item), item)):
        part = re.escape(phrase.removesuffix("*")).replace("'", "['’]")
        tail = r"\w*" if phrase.endswith("*") else r"(?!\w)" if phrase[-1].isalnum() else ""
        parts.append(part + tail)
    lead = "^" if at_start else r"(?<![\w@])"
    return re.compile(f"{lead}(?:{'|'.join(parts)})", re.IGNORECASE)


@functools.cache
def load_cues() -> Cues:
    """The cues of the reference files; built once."""
    wording = load_wording()
    verbs = (*wording.strong_events, *wording.events, *wording.other_verbs)
    return Cues(
        promotion=phrase_pattern(wording.promotion),
        occasion=phrase_pattern(wording.occasions),
        meta=phrase_pattern(wording.meta),
        opinion=phrase_pattern(wording.opinion),
        dangling=phrase_pattern(wording.dangling_openers, at_start=True),
        leaning=phrase_pattern(wording.leaning_openers, at_start=True),
        available=phrase_pattern(wording.availability_openers, at_start=True),
        speaks_of_ai=phrase_pattern(load_topics().context_cues),
        imperatives=frozenset(wording.imperatives),
        base_verbs=frozenset(verbs),
        third_persons=frozenset(map(third_person, verbs)),
        pasts=frozenset(map(past_tense, verbs)),
        progressives=frozenset(map(progressive, verbs)),
        irregular=frozenset(wording.irregular_verbs),
        participle_links=frozenset(wording.participle_links),
        event_weights={
            **_weighted(wording.events, 1),
            **_weighted(wording.strong_events, 2),
            "built": 1,
            "updated": 1,
            "updating": 1,
            "found": 1,
            "bought": 2,
            "sued": 2,
            "won": 1,
            "beat": 1,
            "spent": 1,
        },
        outlets=frozenset(wording.outlets),
        auxiliaries=frozenset(wording.auxiliaries),
        noun_openers=frozenset(wording.noun_openers),
        clause_openers=frozenset(wording.clause_openers),
        clause_words=frozenset(wording.clause_words),
        function_words=frozenset(wording.function_words),
        field_words=frozenset(wording.field_words),
        tight_words=frozenset(wording.tight_words),
    )


def _weighted(verbs: Iterable[str], weight: int) -> dict[str, int]:
    return {
        form: weight
        for verb in verbs
        for form in (verb, third_person(verb), past_tense(verb), progressive(verb))
    }
