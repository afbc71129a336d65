"""Say in the third person what a post says in the first, by fixed rewrites that the gate knows.

A company's "We're releasing X" becomes "OpenAI is releasing X"; what no rule covers is quoted word for word.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

SpeakerKind = Literal["org", "person", "other"]

FIRST_PERSON = re.compile(
    r"\b(?:I|I['’]m|I['’]ve|I['’]d|I['’]ll|me|my|mine|myself|we|we['’]re|we['’]ve|we['’]ll|we['’]d|us|our|ours|"
    r"ourselves|let['’]s)\b",
    re.IGNORECASE,
)
SINGULAR_FIRST_PERSON = re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|me|my|mine|myself)\b")
US_COUNTRY = re.compile(r"\b(?:the )?(?:US|U\.S\.|USA)\b")
SECOND_PERSON = re.compile(r"\b(?:you|you['’](?:re|ve|ll|d)|your|yours|yourself)\b", re.IGNORECASE)

# Openings of a company's post, and what the company did in the third person.
OPENINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), verb)
    for pattern, verb in (
        (r"^(?:today,? )?(?:we['’]re|we are) (?:so |very |super )?(?:excited|thrilled|happy|proud|pleased|delighted) to "
         r"(?:announce|share|introduce|unveil)(?: that| the (?:launch|release) of)? ", "announced "),
        (r"^(?:today,? )?(?:we['’]re|we are) (?:so |very |super )?(?:excited|thrilled|happy|proud|pleased|delighted) to "
         r"(?:launch|release|ship|open[- ]source|open) ", "launched "),
        (r"^(?:introducing|meet|say hello to|presenting)[:,]? ", "introduced "),
        (r"^announcing[:,]? ", "announced "),
        (r"^launching[:,]? ", "launched "),
        (r"^releasing[:,]? ", "released "),
        (r"^(?:today,? )?(?:we['’]re|we are) (?:announcing|sharing|introducing|unveiling) ", "announced "),
        (r"^(?:today,? )?(?:we['’]re|we are) (?:launching|releasing|shipping|open[- ]sourcing) ", "launched "),
        (r"^(?:today,? )?(?:we['’]ve|we have|we) (?:just )?(?:announced|introduced|unveiled) ", "announced "),
        (r"^(?:today,? )?(?:we['’]ve|we have|we) (?:just )?(?:launched|released|shipped|open[- ]sourced) ", "launched "),
    )
)  # fmt: skip
# The words an opening stands for: the gate takes them for each other.
OPENING_WORDS = frozenset(
    "announce announced announcing share sharing introduce introduced introducing unveil unveiled unveiling launch "
    "launched launching release released releasing ship shipped shipping open-source open-sourced open-sourcing "
    "meet presenting open".split()
)
PRONOUNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b[Ww]e(?:['’]re| are)\b"), "{name} is"),
    (re.compile(r"\b[Ww]e(?:['’]ve| have)\b"), "{name} has"),
    (re.compile(r"\b[Ww]e['’]ll\b"), "{name} will"),
    (re.compile(r"\b[Ww]e(?= (?:will|can|could|may|might|would|must|should|did|had|was|[a-z]+ed|built|made|found|saw|"
                r"ran|gave|grew|began|took|kept|wrote|raised|sold|spent|won|met|set|put|cut|shut|hit)\b)"), "{name}"),
    (re.compile(r"\b[Oo]ur\b"), "its"),
)  # fmt: skip
RELATIVE_DAY = re.compile(r"\b(?P<word>[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]his (?:morning|afternoon|evening))\b,?")
DAY_SHIFT = {"yesterday": -1, "tomorrow": 1}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Speaker:
    """Who speaks in a post, by the name that a digest uses."""

    name: str
    kind: SpeakerKind


def day_name(day: dt.date) -> str:
    """A date as running text has it: 5 February."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def is_first_person(text: str) -> bool:
    """Whether the sentence speaks of its author."""
    return FIRST_PERSON.search(US_COUNTRY.sub(" ", text)) is not None


def date_relative_days(text: str, posted_on: dt.date) -> str:
    """Replace "today" and its like by dates; a digest is read days later."""

    def dated(match: re.Match[str]) -> str:
        shift = DAY_SHIFT.get(match["word"].lower(), 0)
        phrase = f"on {day_name(posted_on + dt.timedelta(days=shift))}"
        return phrase.capitalize() + "," if match.start() == 0 else phrase + match.group()[len(match["word"]) :]

    return RELATIVE_DAY.sub(dated, text)


def capitalised(text: str) -> str:
    """The text with a capital at its start, unless its first word has capitals of its own (iOS, xAI)."""
    first_word = text.split(" ", 1)[0]
    return text if first_word[1:] != first_word[1:].lower() else text[:1].upper() + text[1:]


def finished(text: str) -> str:
    """The text with a full stop, when it has no end of its own."""
    text = text.rstrip(" ,;:—–-")
    text = re.sub(r"!+$", ".", text)
    return text if re.search(r"[.?…]['\"”’)]*$", text) else f"{text}."


def company_voice(text: str, name: str) -> str | None:
    """A company's first-person sentence in the third person; None where the rules do not reach."""
    for pattern, verb in OPENINGS:
        match = pattern.match(text)
        if match:
            text = f"{name} {verb}{text[match.end():]}"
            break
    for pattern, form in PRONOUNS:
        text = pattern.sub(lambda found, form=form: form.format(name=name), text, count=0)  # type: ignore[misc]
    return None if is_first_person(text) or SECOND_PERSON.search(text) else text


def quotation(text: str, speaker: Speaker) -> str:
    """The sentence word for word, with who said it."""
    words = text.replace("“", "‘").replace("”", "’").replace('"', "’").rstrip()
    ending = "" if words.endswith((".", "!", "?", "…")) else "."
    return f"{speaker.name}: “{words}{ending}”"


def restate(text: str, speaker: Speaker, posted_on: dt.date) -> str:
    """One sentence of a post as a digest prints it: third person where rules allow, else quoted.

    Returns:
        A sentence that names its speaker when it is quoted or said by the company it is about.
    """
    if not is_first_person(text) and not SECOND_PERSON.search(text):
        return finished(capitalised(date_relative_days(company_opening(text, speaker), posted_on)))
    if speaker.kind == "org" and not SINGULAR_FIRST_PERSON.search(text):
        stated = company_voice(text, speaker.name)
        if stated is not None:
            return finished(capitalised(date_relative_days(stated, posted_on)))
    return quotation(text, speaker)


def company_opening(text: str, speaker: Speaker) -> str:
    """A company's verbless opening ("Introducing X") with the company as its subject."""
    if speaker.kind != "org":
        return text
    for pattern, verb in OPENINGS:
        match = pattern.match(text)
        if match:
            return f"{speaker.name} {verb}{text[match.end():]}"
    return text
