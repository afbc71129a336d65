"""Headlines: the actor, the verb and the object of a lead sentence, cut only where a clause ends."""

from __future__ import annotations

import re

from pipeline.writing.candidates import TRAILING_WORD, Candidate, balanced
from pipeline.writing.gate import words_of

MAX_HEADLINE_WORDS = 14
MIN_HEADLINE_WORDS = 3
CLAUSE_EDGE = re.compile(
    r"(?:[;:]|(?<!\d),(?!\d)|\s[—–-]\s|\.\s|\s(?=(?:which|that|while|with|as|so|where|when|because|allowing|enabling|"
    r"bringing|making|giving|including|featuring|after|before|amid|according|across|for|using|built|designed)\b))"
)
PRESENT = {
    "introduced": "introduces", "announced": "announces", "launched": "launches", "released": "releases",
    "has": "has", "is": "is",
}  # fmt: skip
ATTRIBUTION = re.compile(r"^According to [^,]+, ")
DATE_PHRASE = re.compile(r"^On \d{1,2} \w+, |,? on \d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)\b")


def headline_of(lead: Candidate, subject: str) -> str:
    """A headline for a development.

    Args:
        lead: Its first sentence.
        subject: Name of what the story is about, for leads that are quotations.
    """
    if lead.is_quoted:
        return f"{lead.speaker.name} on {subject}"
    text = DATE_PHRASE.sub("", ATTRIBUTION.sub("", lead.text)).rstrip(".")
    text = in_present(text[:1].upper() + text[1:] if text[:1].islower() and text[1:2].islower() else text, lead.speaker.name)
    return cut_at_clause(text)


def in_present(text: str, actor: str) -> str:
    """The verb after the actor in the present tense, as headlines have it."""
    for past, present in PRESENT.items():
        if text.startswith(f"{actor} {past} "):
            return f"{actor} {present} {text[len(actor) + len(past) + 2:]}"
    return text


def cut_at_clause(text: str) -> str:
    """The longest start of the text that ends at a clause edge and is short enough for a headline."""
    if len(words_of(text)) <= MAX_HEADLINE_WORDS:
        return text
    best = ""
    for edge in CLAUSE_EDGE.finditer(text):
        piece = text[: edge.start()].rstrip()
        count = len(words_of(piece))
        if count > MAX_HEADLINE_WORDS:
            break
        if count >= MIN_HEADLINE_WORDS and balanced(piece) and not TRAILING_WORD.search(piece):
            best = piece
    return best or cut_at_word(text)


def cut_at_word(text: str) -> str:
    """The first words of a text that has no clause edge early enough, marked as cut."""
    pieces = text.split(" ")[:MAX_HEADLINE_WORDS]
    while pieces and (TRAILING_WORD.search(" ".join(pieces)) or not balanced(" ".join(pieces))):
        pieces.pop()
    return " ".join(pieces).rstrip(",;:—–-") + " …"
