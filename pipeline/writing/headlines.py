"""Headlines: actor, verb and object of a lead sentence, cut only where a clause ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.records import Mention
from pipeline.writing.alignment import CLAUSE_EDGE, LIST_GOES_ON, headline_hedges
from pipeline.writing.candidates import EARLY_WORDS, Candidate
from pipeline.writing.cues import load_cues
from pipeline.writing.judgement import (
    PARTICLES,
    TRAILING,
    balanced,
    has_finite_verb,
    is_finite,
)
from pipeline.writing.openings import present_forms
from pipeline.writing.ownership import SPECIFIC
from pipeline.writing.words import DAY, Word, split_words

MAX_HEADLINE_WORDS = 13
MAX_WHOLE_WORDS = 18  # of a sentence that bears no cut
MIN_WORDS_BEFORE_TO = 7
GOOD_HEADLINE_WORDS = 11
MIN_HEADLINE_WORDS = 4
MIN_SHORTENED_WORDS = 10
LONG_SENTENCE_WORDS = 24
ATTRIBUTION = re.compile(r"^According to [^,]+, ")
NAME_PART = r"[A-Z][\w.+-]*\w"
LAUNCHED = re.compile(
    r"\b(?:introduced|launched|released|unveiled|open-sourced|announced|previewed|is releasing|"
    r"is launching) (?:the |its |an? )?"
    rf"(?P<name>{NAME_PART}(?: (?:for |of )?(?:{NAME_PART}|\d+(?:\.\d+)?)){{0,3}})"
    r"(?=[,:;—–(]|\.?$|\. | (?:for|that|which|with|on|in|at|as|from|by|and|to|today|a|an|the|"
    r"powered|built|featuring|[—–-])(?: |$))"
)
LEADING_NAME = re.compile(r"(?P<name>[A-Z][\w.]*(?:-[\w.]*\w|\d[\w.]*))(?=[\s,:]|$)")
OUTLET = re.compile(r", per [^,.“”]{2,40}\Z")
DAY_PHRASE = re.compile(rf"^(?i:on) {DAY}, |,? \bon {DAY}\b")
# Clause words before which a sentence may be cut without losing what it says.
FREE_CLAUSE_WORDS = frozenset(
    {
        "which",
        "while",
        "allowing",
        "enabling",
        "bringing",
        "making",
        "giving",
        "including",
        "featuring",
    }
)


def headline_of(lead: Candidate) -> str:
    """A headline for a development: its lead up to the edge of a clause, in the present tense.

    One that rests on a single account names it, as its lead does.
    """
    if lead.is_quoted:
        return f"{lead.speaker.name} on {subject_of(lead)}"
    text = ATTRIBUTION.sub("", lead.text)
    said = f", says {lead.speaker.name}" if text != lead.text else ""
    headline = cut_headline(text)
    return f"{headline}{said}" if headline else labels_of(lead)[0]


def cut_headline(text: str) -> str:
    """A sentence as a headline; empty when it is long and bears no cut."""
    text = without_brackets(DAY_PHRASE.sub("", text).rstrip(".!"))
    is_lowered = text[:1].islower() and text[1:2].islower()
    text = text[:1].upper() + text[1:] if is_lowered else text
    outlet = OUTLET.search(text)
    piece = cut_at_clause(text[: outlet.start()] if outlet else text)
    return f"{in_present(piece)}{outlet.group() if outlet else ''}" if piece else ""


def without_brackets(text: str) -> str:
    """The text without what stands in round brackets."""
    return re.sub(r"\s*\([^()]*\)", "", text)


def labels_of(candidate: Candidate) -> list[str]:
    """Short labels for a data point, the best first: what it begins with, or whose act it tells."""
    reach = " ".join(candidate.text.split()[:EARLY_WORDS])
    named = sorted(
        (reach.find(name), item.entity_type not in SPECIFIC, name)
        for item in candidate.mentions
        if item.entity_type != "person" and (name := written_name(item, reach))
    )
    specific = [name for _, is_body, name in named if not is_body]
    bodies = [name for _, is_body, name in named if is_body]
    things = [name for name in (launched_name(candidate.text),) if name]
    return [*specific, *things, *bodies, candidate.speaker.name]


def launched_name(text: str) -> str:
    """The name of what a sentence says was brought out, or of what it begins with; "" for none.

    >>> launched_name("Acme introduced Loom for Teachers—a secure loom.")
    'Loom for Teachers'
    >>> launched_name("According to Ada, Loom-4 weaves faster.")
    'Loom-4'
    """
    found = LAUNCHED.search(text) or LEADING_NAME.match(ATTRIBUTION.sub("", text))
    return found["name"] if found else ""


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
    """The first verb in the present tense, also that of "is launching" and "has raised".

    Only after a name, which is one body: the past of "researchers proposed" stays.
    """
    words, cues = split_words(text), load_cues()
    for index in range(1, len(words)):
        word = words[index]
        if word.key in PARTICLES and word.surface.islower():
            continue
        following = next((each for each in words[index + 1 :] if each.key not in PARTICLES), None)
        if following and word.key in {"is", "are"} and following.key in cues.progressives:
            return _with_verb(text, word.start, following.end, following.key)
        if following and word.key in {"has", "have"} and following.key in present_forms():
            return _with_verb(text, word.start, following.end, following.key)
        if is_finite(words, index, text, cues):
            start = words[index - 1].start if words[index - 1].key in PARTICLES else word.start
            return _with_verb(text, start, word.end, word.key)
        if word.surface.islower() and word.key != "'s":
            return text
    return text


def _with_verb(text: str, start: int, end: int, verb: str) -> str:
    present = present_forms().get(verb)
    return f"{text[:start]}{present}{text[end:]}" if present and verb != "was" else text


def cut_at_clause(text: str) -> str:
    """The start of a text that ends at the edge of a clause and is short enough for a headline.

    Empty when there is none. A text that is short already is cut as well where it bears it, so that
    a headline does not repeat its sentence.
    """
    found = _pieces(text, load_cues().clause_words)
    pieces = [piece for piece in found if is_headline_length(piece)]
    good = [piece for piece in pieces if len(split_words(piece)) <= GOOD_HEADLINE_WORDS]
    if good:
        return max(good, key=len)
    if pieces:
        return min(pieces, key=len)
    whole = [piece for piece in [text, *found] if len(split_words(piece)) <= MAX_WHOLE_WORDS]
    return max(whole, key=len, default="")


def is_headline_length(text: str) -> bool:
    """Whether a headline has neither too few words nor too many."""
    return MIN_HEADLINE_WORDS <= len(split_words(text)) <= MAX_HEADLINE_WORDS


def shortened(text: str) -> str:
    """A long sentence up to its first clauses; the whole where it cannot be cut."""
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
    for before, after in pairwise(words):
        if after.start < before.end or not _is_edge(text, before, after, clause_words):
            continue
        piece = text[: before.end]
        rest = {word.key for word in split_words(text[after.start :])}
        told = split_words(piece)
        if (
            balanced(piece)
            and not TRAILING.search(piece)
            and not rest & headline_hedges()
            and not ends_on_verb(told, piece)
            and has_finite_verb(told, piece, load_cues())
        ):
            pieces.append(piece)
    return pieces


def _is_edge(text: str, before: Word, after: Word, clause_words: frozenset[str]) -> bool:
    """Whether a clause ends between two words, and neither a list nor what a verb needs is cut."""
    between = text[before.end : after.start]
    if CLAUSE_EDGE.search(between):
        return "," not in between or LIST_GOES_ON.match(text[after.start :]) is None
    if after.key == "to" and before.surface.islower():
        is_object = len(split_words(text[: before.end])) >= MIN_WORDS_BEFORE_TO
        return is_object and "to" in clause_words and before.key not in load_cues().tight_words
    return after.key in clause_words and before.key not in load_cues().tight_words


def ends_on_verb(words: Sequence[Word], text: str) -> bool:
    """Whether a piece breaks off at a verb, which wants its object."""
    cues, last = load_cues(), words[-1].key
    before = words[-2].key if len(words) > 1 else ""
    if last in cues.base_verbs:
        return before in {"to", "will", "can", "could", "may", "might", "would", "must", "should"}
    return (
        (last in cues.third_persons and before in cues.clause_openers)
        or last in cues.progressives
        or last in cues.irregular
        or last in cues.pasts
        or is_finite(words, len(words) - 1, text, cues)
    )
