"""Where a sentence has its verb: which words govern a subject, and which only look so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.writing.cues import Cues
from pipeline.writing.words import Word

PARTICLES = frozenset({"just", "now", "also", "officially", "recently"})
POINTERS = frozenset({"this", "that", "it", "all"})
BEFORE_BASE = frozenset(
    ["they", "we", "you", "i", "users", "who", "which", "that", "people", "to", "and"]
)
MAX_PAIR_WORDS = 8
# After these a base form is a noun: "Loom and Weft support for agents".
NOUN_LINKS = frozenset({"", "for", "of", "in", "on", "from", "at", "with", "is", "are", "and"})
LIST_HEAD = re.compile(r"[^:;]+(?=: [^;]+;)")


def has_finite_verb(words: Sequence[Word], text: str, cues: Cues) -> bool:
    """Whether a sentence has a verb that a subject before it governs, outside side clauses."""
    head = LIST_HEAD.match(text)
    end = head.end() if head else len(text)
    clause_start: int | None = None
    for index, word in enumerate(words):
        if word.end > end:
            break
        if word.key in cues.clause_openers and (
            index == 0 or words[index - 1].key not in {"says", "said"}
        ):
            clause_start = word.end
        elif clause_start is not None and "," in text[clause_start : word.start]:
            clause_start = None
        if clause_start is None and index and is_finite(words, index, text, cues):
            return True
    return False


def is_finite(words: Sequence[Word], index: int, text: str, cues: Cues) -> bool:
    """Whether the word at an index is the verb of a clause."""
    key, before = words[index].key, words[index - 1]
    if index == 1 and before.key in POINTERS:
        return key in cues.auxiliaries or key in cues.third_persons
    if key in cues.auxiliaries:
        return before.key != "to"
    if words[index].surface[:1].isupper() or text[before.end : words[index].start].strip('”"’) '):
        return key in cues.third_persons and _follows_comma(words, index, text, cues)
    after = words[index + 1].key if index + 1 < len(words) else ""
    if before.key in PARTICLES and index > 1 and before.surface.islower():
        before = words[index - 2]
    if key in cues.third_persons:
        return before.key not in cues.noun_openers and after not in {"of", ""}
    if key in cues.pasts or key in cues.irregular:
        is_modified = (
            before.key.endswith("ly") and index > 1 and words[index - 2].key in cues.noun_openers
        )
        return (
            before.key not in cues.noun_openers
            and not is_modified
            and (
                after not in cues.participle_links or _is_name(before) or before.key in BEFORE_BASE
            )
        )
    if key in cues.base_verbs:
        return (
            (after not in NOUN_LINKS and _is_joined(words, words.index(before)))
            or (
                re.search(r"[^s]s$", before.key)
                and before.key not in cues.noun_openers
                and before.key != "'s"
            )
        ) or (before.key in BEFORE_BASE - {"to", "and", "that"})
    return False


def _follows_comma(words: Sequence[Word], index: int, text: str, cues: Cues) -> bool:
    """A verb after an apposition: "Acme, the maker of looms, says"."""
    before, word = words[index - 1], words[index]
    return text[before.end : word.start].strip() == "," and word.surface.islower() and index > 2


def _is_joined(words: Sequence[Word], index: int) -> bool:
    """Whether a word ends a pair of names that opens a sentence: "Loom 4 and Weft 4 now run"."""
    return index < MAX_PAIR_WORDS and any(
        words[at].key in {"and", "&"} and _is_name(words[at - 1]) and _is_name(words[index])
        for at in range(max(1, index - 3), index)
    )


def _is_name(word: Word) -> bool:
    return word.surface[:1].isupper() or word.is_handle or not word.surface.islower()
