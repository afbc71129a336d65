"""Headlines: the actor, the verb and the object of a lead sentence, cut only where a clause ends."""

from __future__ import annotations

import re

from pipeline.records import Mention
from pipeline.writing.alignment import CLAUSE_EDGE, CLAUSE_WORDS, LIST_GOES_ON, headline_hedges
from pipeline.writing.candidates import SPECIFIC, Candidate
from pipeline.writing.cues import load_cues
from pipeline.writing.judgement import TRAILING, balanced, has_finite_verb, is_finite
from pipeline.writing.openings import present_forms
from pipeline.writing.words import DAY, split_words

MAX_HEADLINE_WORDS = 13
GOOD_HEADLINE_WORDS = 9
MIN_HEADLINE_WORDS = 4
MIN_SHORTENED_WORDS = 10
LONG_SENTENCE_WORDS = 24
ATTRIBUTION = re.compile(r"^According to [^,]+, ")
DAY_PHRASE = re.compile(rf"^(?i:on) {DAY}, |,? \bon {DAY}\b")
# Clause words before which a sentence may be cut without losing what it says.
FREE_CLAUSE_WORDS = frozenset({"which", "while", "allowing", "enabling", "bringing", "making", "giving", "including", "featuring"})
TIGHT_BEFORE_TO = frozenset({"set", "able", "likely", "expected", "up", "due", "according", "compared", "access", "ability", "right", "said", "ready", "began", "begins", "plans", "wants", "continues", "used", "close", "next"})


def headline_of(lead: Candidate) -> str:
    """A headline for a development: its lead up to the edge of a clause, in the present tense."""
    if lead.is_quoted:
        return f"{lead.speaker.name} on {subject_of(lead)}"
    text = DAY_PHRASE.sub("", ATTRIBUTION.sub("", lead.text)).rstrip(".!")
    text = text[:1].upper() + text[1:] if text[:1].islower() and text[1:2].islower() else text
    return in_present(cut_at_clause(text) or f"{lead.speaker.name} on {subject_of(lead)}")


def label_of(candidate: Candidate) -> str:
    """A short label for a data point: the model or body that its sentence is about."""
    names = [
        item
        for item in candidate.mentions
        if item.entity_type != "person" and written_name(item, candidate.text)
    ]
    specific = [item for item in names if item.entity_type in SPECIFIC]
    later = [item for item in names if not candidate.text.startswith(written_name(item, candidate.text))]
    chosen = next(iter([*specific, *later, *names]), None)
    return written_name(chosen, candidate.text) if chosen else candidate.speaker.name


def written_name(mention: Mention, text: str) -> str:
    """A mention's name as a text has it; empty when it does not."""
    for name in (mention.canonical_name, mention.surface):
        if name in text and not name.startswith("@"):
            return name
    return ""


def subject_of(candidate: Candidate) -> str:
    """The name of what a quotation is about."""
    order = {"model": 0, "hardware": 1, "org": 2, "person": 3}
    named = [
        (order[item.entity_type], item.span_start, written_name(item, candidate.text))
        for item in candidate.mentions
        if written_name(item, candidate.text) not in {"", candidate.speaker.name}
    ]
    return min(named)[2] if named else ""


def in_present(text: str) -> str:
    """The first verb in the present tense, as headlines have it; "is launching" and "has raised" too."""
    words, cues = split_words(text), load_cues()
    for index in range(1, len(words)):
        word = words[index]
        following = words[index + 1] if index + 1 < len(words) else None
        if following and word.key in {"is", "are"} and following.key.endswith("ing"):
            return _with_verb(text, word.start, following.end, following.key)
        if following and word.key in {"has", "have"} and following.key != "been":
            return _with_verb(text, word.start, following.end, following.key)
        if is_finite(words, index, text, cues):
            return _with_verb(text, word.start, word.end, word.key)
    return text


def _with_verb(text: str, start: int, end: int, verb: str) -> str:
    present = present_forms().get(verb)
    return f"{text[:start]}{present}{text[end:]}" if present and verb != "was" else text


def cut_at_clause(text: str) -> str:
    """The start of a text that ends at the edge of a clause and is short enough for a headline.

    Empty when there is none. A text that is short already is cut as well where it bears it, so that a headline
    does not repeat its sentence.
    """
    pieces = [piece for piece in _pieces(text, CLAUSE_WORDS) if is_headline_length(piece)]
    good = [piece for piece in pieces if len(split_words(piece)) <= GOOD_HEADLINE_WORDS]
    if good:
        return max(good, key=len)
    if pieces:
        return min(pieces, key=len)
    return text if len(split_words(text)) <= MAX_HEADLINE_WORDS + 3 else ""


def is_headline_length(text: str) -> bool:
    """Whether a headline has neither too few words nor too many."""
    return MIN_HEADLINE_WORDS <= len(split_words(text)) <= MAX_HEADLINE_WORDS


def shortened(text: str) -> str:
    """A long sentence up to its first clauses, for the snapshot; the whole where it cannot be cut."""
    if len(split_words(text)) <= LONG_SENTENCE_WORDS:
        return text
    pieces = [
        piece
        for piece in _pieces(text.rstrip("."), FREE_CLAUSE_WORDS)
        if MIN_SHORTENED_WORDS <= len(split_words(piece)) <= LONG_SENTENCE_WORDS
    ]
    return f"{max(pieces, key=len)}." if pieces else text


def _pieces(text: str, clause_words: frozenset[str]) -> list[str]:
    """The beginnings of a text that could stand alone."""
    words = split_words(text)
    pieces = []
    for before, after in zip(words, words[1:], strict=False):
        if after.start < before.end or not _is_edge(text, before.end, after.start, after.key, clause_words):
            continue
        piece = text[: before.end]
        rest = {word.key for word in split_words(text[after.start :])}
        if after.key == "to" and (before.key in TIGHT_BEFORE_TO or before.key in load_cues().event_weights):
            continue
        if balanced(piece) and not TRAILING.search(piece) and not rest & headline_hedges():
            if has_finite_verb(split_words(piece), piece, load_cues()):
                pieces.append(piece)
    return pieces


def _is_edge(text: str, end: int, start: int, following: str, clause_words: frozenset[str]) -> bool:
    between = text[end:start]
    if following in clause_words:
        return True
    if not CLAUSE_EDGE.search(between):
        return False
    return "," not in between or LIST_GOES_ON.match(text[start:]) is None
