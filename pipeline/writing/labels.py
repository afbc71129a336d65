"""Labels: the name of the thing or the body that a data point is about."""

from __future__ import annotations

import re

from pipeline.records import Mention
from pipeline.writing.candidates import EARLY_WORDS, REPORTED, Candidate
from pipeline.writing.launches import LAUNCHED, PLAIN_NAME, launch_told
from pipeline.writing.ownership import SPECIFIC

LEADING_NAME = re.compile(r"(?P<name>[A-Z][\w.]*(?:-[\w.]*\w|\d[\w.]*))(?=[\s,:]|$)")
ONE_LETTER_MODEL = re.compile(r"[A-Za-z]?-?\d+(?:\.\d+)?$")
MIN_NAME_LETTERS = 3
MAX_INITIALS = 6  # letters; a longer word in capitals is a name that is shouted


def is_word_at(text: str, name: str, place: int) -> bool:
    """Whether a text has a name at a place, not as the beginning of a longer one.

    >>> is_word_at("Loom 4 is out", "Loom 4", 0), is_word_at("Loom-4-mini is out", "Loom-4", 0)
    (True, False)
    """
    return text.startswith(name, place) and not re.match(r"[\w+]|[-.]\w", text[place + len(name) :])


def labels_of(candidate: Candidate) -> list[str]:
    """Short labels for a data point, the best first: what it begins with, or whose act it tells.

    A word of the language is none, and neither is a bare version: what they are of goes instead.
    """
    reach = " ".join(candidate.text.split()[:EARLY_WORDS])
    named = sorted(
        (reach.casefold().find(name.casefold()), item.entity_type not in SPECIFIC, -len(name), name)
        for item in candidate.mentions
        if item.entity_type != "person" and (name := written_name(item, reach))
    )
    specific = [name for _, is_body, _, name in named if not is_body and not is_bare(name)]
    bodies = [name for _, is_body, _, name in named if is_body]
    thing = launched_name(candidate.text)
    things = [thing] if thing and not PLAIN_NAME.match(thing) and not is_bare(thing) else []
    own = [thing] if LAUNCHED.search(candidate.text) and candidate.speaker.kind != "org" else []
    return [*specific, *things, *bodies, *own, candidate.speaker.name]


def is_bare(name: str) -> bool:
    """Whether a name is a version alone, or too short to tell anything.

    >>> is_bare("V8"), is_bare("o3"), is_bare("GLM-5")
    (True, True, False)
    """
    return ONE_LETTER_MODEL.match(name) is not None or len(name) < MIN_NAME_LETTERS


def launched_name(text: str) -> str:
    """The name of what a sentence says was brought out, or of what it begins with; "" for none.

    >>> launched_name("Acme introduced Loom for Teachers—a secure loom.")
    'Loom for Teachers'
    >>> launched_name("According to Ada, Loom-4 weaves faster.")
    'Loom-4'
    """
    leading = LEADING_NAME.match(REPORTED.sub("", text))
    return launch_told(text) or (leading["name"] if leading else "")


def written_name(mention: Mention, text: str) -> str:
    """A mention's name as the registry or a text has it; empty when the text does not."""
    folded = text.casefold()
    for name in (mention.canonical_name, mention.surface):
        place = folded.find(name.casefold())
        if place != -1 and is_word_at(folded, name.casefold(), place) and name[0] != "@":
            return unshouted(name)
    return ""


def unshouted(name: str) -> str:
    """A name that a wire sets in capitals as names are written; initials stay.

    >>> unshouted("PENTAGON"), unshouted("NATO"), unshouted("Acme")
    ('Pentagon', 'NATO', 'Acme')
    """
    is_shouted = name.isupper() and name.isalpha() and len(name) > MAX_INITIALS
    return name.title() if is_shouted else name
