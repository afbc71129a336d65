"""Say in the third person what a post says in the first, by fixed rewrites that the gate knows.

A company's "We're announcing X" becomes "OpenAI announced X"; what no rule covers is quoted word
for word, or left out.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from pipeline.writing.cues import load_cues
from pipeline.writing.openings import IRREGULAR_PRESENT, match_opening, third_person
from pipeline.writing.words import RELATIVE_DAY, day_name, relative_day, split_words

SpeakerKind = Literal["org", "outlet", "person", "other"]

FIRST_PERSON = re.compile(
    r"(?<![\w.])(?:I|I['’](?:m|ve|d|ll)|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|[Ww]e|[Ww]e['’](?:re|ve|ll|d)|us|[Oo]urs?|"
    r"[Oo]urselves|[Ll]et['’]s)(?![\w.]|-\w)"
)
SINGULAR = re.compile(
    r"(?<![\w.])(?:I|I['’](?:m|ve|d|ll)|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)(?![\w.]|-\w)"
)
SECOND_PERSON = re.compile(
    r"\b(?:you|you['’](?:re|ve|ll|d)|your|yours|yourself|y['’]all)\b", re.IGNORECASE
)
RELATIVE = re.compile(rf"\b(?P<word>{RELATIVE_DAY}),?", re.IGNORECASE)
WE = re.compile(
    r"\b(?P<we>[Ww]e)(?:['’](?P<tail>re|ve|ll)\b| "
    r"(?P<adverb>also |now |just |still |recently |already |first |never )?"
    r"(?P<verb>[a-z]+(?:n['’]t)?(?:-[a-z]+)?)\b)"
)
GREAT_DEED = 2  # the weight of a verb that tells of an event that leads a digest
DEED_REACH = 5  # words after "we" within which the verb of its deed stands
TAILS = {"re": "is", "ve": "has", "ll": "will"}
OUR = re.compile(r"\b[Oo]ur\b")
US = re.compile(r"\bus\b")
EVERYBODY = re.compile(r"\b(?:all|each|most|many|some|any|one|every one|the rest) of us\b")
# "Excited to partner with Acme" leaves out the speaker; a digest quotes it.
FEELING = re.compile(
    r"(?:(?:so|very|super|really|extremely|incredibly) )*"
    r"(?:excited|thrilled|happy|proud|pleased|delighted|glad|honou?red|grateful|sorry) "
    r"(?:to|that|for|about) ",
    re.IGNORECASE,
)
YOU = re.compile(r"\b(?P<you>[Yy]ou(?:['’](?P<tail>re|ve|ll))?|[Yy]our)\b")
# Staff say of their house's product what a company's own post does.
NEWLY_ABLE = re.compile(r"\b[Yy]ou(?: can now|(?:['’]| wi)ll (?:now |soon )?be able to)\b")
OUTLET_END = re.compile(
    r"\s*(?::|\s[-–—]|\s?\|)\s*(?:the )?(?P<outlet>[\w’'& .]{2,24}?)\.?$", re.IGNORECASE
)
# Beside verbs of events, what a company says of itself in the present; "we spend", "we know" and
# their like may speak of everybody.
SAME_IN_THE_PAST = frozenset({"cut", "put", "set", "shut", "hit", "beat", "cost"})
COMPANY_VERBS = frozenset(
    {
        "believe", "offer", "show", "present", "propose", "expect", "aim", "provide", "continue",
        "share", "look", "describe", "study", "evaluate", "discuss", "explain", "create", "give",
        "prepare", "invite", "recommend", "collaborate",
    }
)  # fmt: skip
# What a company says of its own thing in an aside stays its word: ", the best loom yet".
PRAISE = re.compile(
    r"(?<=\w), (?=(?:the|its|an?) [^,;:.]{0,40}\b(?:most|best|first|fastest|smartest|strongest|"
    r"leading|newest|latest|powerful|state-of-the-art|frontier|breakthrough|world['’]s)\b(?![^.;:]*,))",
    re.IGNORECASE,
)
OFFERED_TODAY = re.compile(rf"\b(available|live|out|here) (?:{RELATIVE_DAY})", re.IGNORECASE)
ARTICLE = re.compile(r"\A(?:A|An|The|Our|New) (?=[a-zA-Z])")
INNER_QUOTES = str.maketrans({"“": "‘", "”": "’", '"': "'"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks in a post, by the name that a digest uses.

    `house` is the one organisation that a person works for: what its staff's "we" did, it did.
    """

    name: str
    kind: SpeakerKind
    house: str = ""


def is_first_person(text: str) -> bool:
    """Whether the sentence speaks of its author."""
    return FIRST_PERSON.search(text) is not None


def date_relative_days(text: str, posted_on: dt.date) -> str:
    """Replace "today" and its like by dates; a digest is read days later."""

    def dated(match: re.Match[str]) -> str:
        phrase = f"on {day_name(relative_day(match['word'], posted_on))}"
        if match.start() == 0:
            return capitalised(phrase) + ","
        return phrase + match.group()[len(match["word"]) :]

    return RELATIVE.sub(dated, text)


def capitalised(text: str) -> str:
    """The text with a capital at its start, unless its first word is a name as it is (iOS, o3)."""
    first_word = text.split(" ", 1)[0]
    is_name = first_word[1:] != first_word[1:].lower() or any(map(str.isdigit, first_word))
    return text if is_name else text[:1].upper() + text[1:]


def finished(text: str) -> str:
    """The text with a full stop, when it has no end of its own."""
    text = re.sub(r"\s*[!！]+(['\"”’)]*)$", r".\1", text.rstrip(" ,;:—–-"))
    return text if re.search(r"[.?…]['\"”’)]*$", text) else f"{text}."


def company_voice(text: str, name: str, posted_on: dt.date) -> str | None:
    """A company's sentence in the third person; None where the rules do not reach."""
    if EVERYBODY.search(text):
        return None
    has_speaker = False
    opening = match_opening(text)
    if opening:
        day = f"On {day_name(relative_day(opening.day, posted_on))}, " if opening.day else ""
        rest = ARTICLE.sub(lambda match: match.group().lower(), text[opening.end :])
        text = f"{day}{name} {opening.verb} {rest}"
        has_speaker = True
    told = _third_person_we(
        _third_person_our(text, name, has_speaker=has_speaker), name, has_speaker=has_speaker
    )
    if told is None:
        return None
    told = _users(told)
    if name in told:
        told = PRAISE.sub(", which it calls ", told, count=1)
    return None if is_first_person(told) or SECOND_PERSON.search(told) else told


def person_voice(text: str, name: str, posted_on: dt.date) -> str | None:
    """What a person announces, told of them; None where they speak of themselves beside that."""
    opening = None if FEELING.match(text) else match_opening(text)
    if opening is None:
        is_news = NEWLY_ABLE.search(text) and not is_first_person(text)
        return _users(text) if is_news else None
    rest = ARTICLE.sub(lambda match: match.group().lower(), text[opening.end :])
    day = f"On {day_name(relative_day(opening.day, posted_on))}, " if opening.day else ""
    told = f"{day}{name} {opening.verb} {rest}"
    return None if is_first_person(told) or SECOND_PERSON.search(told) else told


def staff_voice(
    text: str, speaker: Speaker, posted_on: dt.date, *, is_of_house: bool = False
) -> str | None:
    """What one of a house's people says that it did, told of the house by their word; else None.

    They say "we" or "our", or `is_of_house`: they repeat what the house itself has written.

    >>> staff_voice("We raised $3 billion.", Speaker("Ada", "person", "Acme"), dt.date(2026, 1, 5))
    'According to Ada, Acme raised $3 billion.'
    """
    speaks_for_house = is_of_house or WE.search(text) or OUR.search(text)
    if not speaker.house or SINGULAR.search(text) or not speaks_for_house:
        return None
    told = company_voice(text, speaker.house, posted_on)
    is_deed = match_opening(text) or (told and _is_great_deed(told, speaker.house))
    if told is None or not is_deed:
        return None
    begun = f"o{told[1:]}" if told.startswith("On ") else told
    return f"According to {speaker.name}, {begun}"


def _is_great_deed(told: str, house: str) -> bool:
    """Whether a sentence says soon after a house's name that it did what leads a digest."""
    _, _, after = told.partition(house)
    words = [word.key for word in split_words(after)[:DEED_REACH]]
    weights = load_cues().event_weights
    return any(weights.get(word) == GREAT_DEED for word in words)


def _third_person_our(text: str, name: str, *, has_speaker: bool) -> str:
    """The word "our" as "its" once the company is named, else as the company's."""
    parts, at, named = [], 0, has_speaker
    for match in OUR.finditer(text):
        named = named or WE.search(text[: match.start()]) is not None
        parts += [text[at : match.start()], "its" if named else f"{name}'s"]
        at, named = match.end(), True
    return "".join([*parts, text[at:]])


def _third_person_we(text: str, name: str, *, has_speaker: bool) -> str | None:
    """The word "we" as the company, then as "it", verbs agreeing; None for an unknown verb."""
    parts, at = [], 0
    named = has_speaker or f"{name}'s" in text
    for match in WE.finditer(text):
        subject = "it" if named else name
        if match["tail"]:
            verb: str | None = TAILS[match["tail"]]
        else:
            verb = _agreeing(match["verb"])
        if verb is None:
            return None
        if match["we"] == "We" and match.start() == 0:
            subject = capitalised(subject) if named else subject
        parts += [text[at : match.start()], f"{subject} {match['adverb'] or ''}{verb}"]
        at, named = match.end(), True
    return US.sub("it", "".join([*parts, text[at:]])) if named else "".join([*parts, text[at:]])


def _agreeing(verb: str) -> str | None:
    """The form of a verb after a company's name; None when it is no verb we know."""
    cues = load_cues()
    if verb in {
        "are",
        "have",
        "do",
        "were",
        "don't",
        "don’t",
        "haven't",
        "haven’t",
        "aren't",
        "weren't",
    }:
        return third_person(verb.replace("’", "'"))
    if verb in cues.auxiliaries or verb.endswith("ed") or verb in IRREGULAR_PRESENT:
        return verb
    if verb in SAME_IN_THE_PAST:
        return verb
    is_told = verb in COMPANY_VERBS or (verb in cues.event_weights and verb != "spend")
    return third_person(verb) if is_told else None


def _users(text: str) -> str:
    """The reader of a company's post as its users."""

    def told(match: re.Match[str]) -> str:
        is_start = match.start() == 0
        if match["you"].casefold() == "your":
            seen = YOU.search(text[: match.start()]) is not None
            return "their" if seen else "Users'" if is_start else "users'"
        tail = {"re": " are", "ve": " have", "ll": " will", None: ""}[match["tail"]]
        return ("Users" if is_start else "users") + tail

    return YOU.sub(told, text)


def quotation(text: str, speaker: Speaker) -> str:
    """The sentence word for word, with who said it."""
    words = re.sub(r"[\"“]([^\"“”]*)[\"”]", r"‘\1’", text).translate(INNER_QUOTES).rstrip()
    ending = "" if words.endswith((".", "!", "?", "…")) else "."
    return f"{speaker.name} said: “{capitalised(words)}{ending}”"


def restate_of_house(text: str, speaker: Speaker, posted_on: dt.date) -> str | None:
    """What one of a house's people quotes of the house's own post, told of it; else None."""
    told = staff_voice(text, speaker, posted_on, is_of_house=True)
    return None if told is None else _printed(told, posted_on)


def restate(text: str, speaker: Speaker, posted_on: dt.date) -> str | None:
    """One sentence of a post as a digest prints it: third person where rules allow, else quoted.

    Returns:
        None when it speaks to the reader, or for nobody who has a name, and no rule covers it.
    """
    is_company = speaker.kind in {"org", "outlet"}
    if is_company and not SINGULAR.search(text):
        told = company_voice(text, speaker.name, posted_on)
        if told is not None:
            return _printed(told, posted_on)
    if speaker.kind == "person":
        told = staff_voice(text, speaker, posted_on) or person_voice(text, speaker.name, posted_on)
        if told is not None:
            return _printed(told, posted_on)
        if FEELING.match(text) and not SECOND_PERSON.search(text):
            return quotation(text, speaker)
    if not is_first_person(text) and not SECOND_PERSON.search(text):
        return _printed(text, posted_on)
    is_nameless = speaker.kind == "other" and speaker.name.startswith("@")
    if SECOND_PERSON.search(text) or is_company or is_nameless:
        return None
    return quotation(text, speaker)


def _printed(text: str, posted_on: dt.date) -> str:
    text = date_relative_days(OFFERED_TODAY.sub(r"\1", text), posted_on)
    return finished(capitalised(name_outlet(text)))


def name_outlet(text: str) -> str:
    """An outlet after a dash or colon at the end ("…: WSJ") as "per WSJ"."""
    match = OUTLET_END.search(text)
    if match and match["outlet"].casefold() in load_cues().outlets:
        return f"{text[: match.start()]}, per {text[match.start('outlet') :]}"
    return text


def is_quotation(text: str) -> bool:
    """Whether a sentence only repeats someone's words."""
    return re.match(r"[^“”:]{1,80} said: “", text) is not None
