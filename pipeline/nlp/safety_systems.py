"""Where a sentence speaks of an AI system, and whether a weakness is in one or found by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.nlp.safety_patterns import RubricPatterns
from pipeline.records import Mention
from pipeline.text.sentence_spans import SentenceSpan
from pipeline.week_material import names_in

LOCATED_REACH = 60  # characters between a weakness and the AI system it is in
OWNER_REACH = 45  # characters between an AI system and its weakness
IN_A_SYSTEM = re.compile(
    r"\b(?:in|of|affecting|within|inside|on|across|involving|with|使|中)\b|^[^\w]*$", re.IGNORECASE
)
ACTOR_REACH = 80  # characters between an AI system and what it does
FINDING = re.compile(
    r"\b(?:find\w*|found|discover\w*|detect\w*|identif\w+|patch\w*|fix\w*|hunt\w*|search\w*|"
    r"scan\w*|spot\w*|research\w*|exploit\w*|seek\w*)\b|发现|挖|找",
    re.IGNORECASE,
)
# "Vulnerability research" speaks of a craft, not of a weakness.
CRAFT = re.compile(
    r"^[\s-]*(?:research\w*|report\w*|detection|discovery|scann\w+|management|hunting|database|"
    r"analysis|assessment|finding|挖掘|检测|扫描)",
    re.IGNORECASE,
)


def names_ai(sentence: SentenceSpan, names: Sequence[Mention], patterns: RubricPatterns) -> bool:
    """Whether a sentence names a model or an AI laboratory, or speaks of AI."""
    inside = names_in(names, sentence.start, sentence.end)
    return bool(patterns.ai_words.search(sentence.text)) or any(
        name.entity_type == "model" or name.entity_id in patterns.ai_organisations
        for name in inside
    )


def is_in_ai_system(
    sentence: SentenceSpan,
    match: re.Match[str],
    names: Sequence[Mention],
    patterns: RubricPatterns,
) -> bool:
    """Whether a weakness is said to be in an AI system, rather than found by one in other software.

    Args:
        sentence: The sentence.
        match: The words of the weakness in the sentence's text.
        names: The mentions of the post.
        patterns: The rubric.
    """
    text = sentence.text
    if CRAFT.match(text[match.end() :]):
        return False
    for start, end in _ai_spans(sentence, names, patterns):
        if start >= match.end():
            between = text[match.end() : start]
            if len(between) <= LOCATED_REACH and IN_A_SYSTEM.search(between):
                return True
        elif end <= match.start():
            between = text[end : match.start()]
            if len(between) <= OWNER_REACH and not FINDING.search(between):
                return True
        else:
            return True
    return False


def follows_ai(
    sentence: SentenceSpan,
    match: re.Match[str],
    names: Sequence[Mention],
    patterns: RubricPatterns,
) -> bool:
    """Whether an AI system stands shortly before words, so that it is what acts."""
    spans = _ai_spans(sentence, names, patterns)
    return any(0 <= match.start() - end <= ACTOR_REACH for _, end in spans)


def _ai_spans(
    sentence: SentenceSpan, names: Sequence[Mention], patterns: RubricPatterns
) -> Iterator[tuple[int, int]]:
    """Where a sentence names a model, an AI laboratory or AI, as offsets of its text."""
    for match in patterns.ai_words.finditer(sentence.text):
        yield match.span()
    for name in names_in(names, sentence.start, sentence.end):
        if name.entity_type == "model" or name.entity_id in patterns.ai_organisations:
            yield name.span_start - sentence.start, name.span_end - sentence.start
