"""Fixed templates: how a company's openings in the first person are told in the third.

`voice` writes by them and the gate reads by them; nothing else may stand for other words.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pipeline.reference.wording import load_wording
from pipeline.writing.words import RELATIVE_DAY

# Verbs that are done by being said: "we're announcing X" is told as "announced X".
PAST = {
    "announc": "announced", "introduc": "introduced", "unveil": "unveiled", "shar": "shared",
    "open-sourc": "open-sourced", "open sourc": "open-sourced", "launch": "launched",
    "releas": "released", "publish": "published", "present": "presented", "debut": "debuted",
    "ship": "shipped", "shipp": "shipped", "preview": "previewed",
}  # fmt: skip
ACTS = "|".join(sorted(PAST, key=len, reverse=True))
# Of these "we're …ing" alone says only that it is under way.
UNFINISHED = frozenset({"launch", "releas", "publish", "ship", "shipp", "debut", "present"})
# "Now in preview: X" is told as "previewed X", "Out now: X" as "released X".
STATES = {"preview": "previewed", "beta": "previewed", "": "released"}
DEGREE = (
    r"(?:(?:so|very|super|really|incredibly|extremely|beyond|absolutely|also|now|just|finally) )*"
)
# "Shipping looms means weaving": the opening is the subject of a saying, and announces nothing.
GERUND_VERB = (
    r"[^.,:;!?\n]{0,80}\b(?:means|requires|takes|needs|isn['’]t|shouldn['’]t|"
    r"is (?:about|easy|hard|how|just|like|not|only|what|why))\b"
)
WE_ARE = r"(?:we['’]re|we are)"


@dataclass(frozen=True, slots=True)
class Opening:
    """The start of a company's sentence, and what it did in the past tense.

    `day` is the "today" that the opening holds, `end` where the rest of the sentence begins.
    """

    verb: str
    day: str | None
    end: int


@functools.cache
def opening_patterns() -> tuple[re.Pattern[str], ...]:
    """The openings, from the most telling to the barest."""
    feelings = "|".join(load_wording().opening_feelings)
    day = rf"(?:(?P<day>{RELATIVE_DAY}),? )?(?:and )?"
    again = rf"(?: (?P<day2>{RELATIVE_DAY}))?"
    patterns = (
        rf"{day}(?:{WE_ARE} )?{DEGREE}(?:{feelings}){again} to (?P<act>{ACTS})e?(?: that)?:? ",
        rf"{day}(?P<doing>{WE_ARE}) {DEGREE}(?P<act>{ACTS})ing{again}:? ",
        rf"{day}(?P<act>{ACTS})ing{again}[:,]? (?!{GERUND_VERB})",
        r"(?:now in (?:(?:public|research|early|limited|open) )?(?P<state>preview|beta)"
        r"|(?P<out>now available|available now|now live|live now|out now)): "
        r"(?=(?-i:[A-Z0-9@]))",
        r"(?P<meet>this is) (?=(?-i:[A-Z0-9@])[\w .+-]{1,40}(?:: | ?— |, (?:our|a|the) ))",
        r"(?P<fresh>new) (?=in (?-i:[A-Z])[\w .+-]{1,40}: )",
        r"(?P<meet2>meet|say hello to)[:,]? "
        r"(?=(?-i:[A-Z0-9@])(?:[^.!?:,—–：！，。\n]|\.(?=\d)){1,60}(?:[,:—–.!](?:\s|$)|[：！，。]))",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def match_opening(text: str, position: int = 0) -> Opening | None:
    """The company opening at a place of a text, when there is one."""
    for pattern in opening_patterns():
        match = pattern.match(text, position)
        if match is None:
            continue
        found = match.groupdict()
        day = found.get("day") or found.get("day2")
        act = (found.get("act") or "").casefold()
        if found.get("doing") and act in UNFINISHED and day is None:
            continue
        if found.get("state") or found.get("out"):
            state = (found.get("state") or "").casefold()
            return Opening(STATES[state], day, match.end())
        return Opening(PAST.get(act, "introduced"), day, match.end())
    return None


def third_person(verb: str) -> str:
    """A verb as "she" or a company has it.

    >>> third_person("carry"), third_person("push"), third_person("say")
    ('carries', 'pushes', 'says')
    """
    if verb in IRREGULAR_THIRD:
        return IRREGULAR_THIRD[verb]
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if re.search(r"(?:s|sh|ch|x|z|o)$", verb) else f"{verb}s"


IRREGULAR_THIRD = {
    "are": "is", "have": "has", "do": "does", "were": "was", "don't": "doesn't",
    "haven't": "hasn't",
    "aren't": "isn't", "weren't": "wasn't", "am": "is",
}  # fmt: skip
# What stands for the reader of a company's post.
READER = {"you": "users", "your": "their", "yours": "theirs", "yourself": "themselves"}


@functools.cache
def present_forms() -> dict[str, str]:
    """Past forms and participles, and the present tense that a headline has for them."""
    wording = load_wording()
    forms: dict[str, str] = {}
    for verb in (*wording.strong_events, *wording.events, *wording.other_verbs):
        present = third_person(verb)
        for form in (past_tense(verb), progressive(verb)):
            forms[form] = present
    forms.update(IRREGULAR_PRESENT)
    return forms


def past_tense(verb: str) -> str:
    """The regular past of a verb."""
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    if verb in DOUBLING:
        return f"{verb}{verb[-1]}ed"
    return f"{verb}d" if verb.endswith("e") else f"{verb}ed"


def progressive(verb: str) -> str:
    """The -ing form of a verb."""
    if verb in DOUBLING or verb in {"cut", "win", "begin", "get", "run", "put", "set", "shut"}:
        return f"{verb}{verb[-1]}ing"
    return f"{verb[:-1]}ing" if verb.endswith("e") and not verb.endswith("ee") else f"{verb}ing"


DOUBLING = frozenset(
    {"ship", "stop", "ban", "plan", "drop", "top", "commit", "bar", "slip", "scrap"}
)
IRREGULAR_PRESENT = {
    "built": "builds", "bought": "buys", "began": "begins", "beat": "beats", "found": "finds",
    "won": "wins", "lost": "loses", "grew": "grows", "rose": "rises", "fell": "falls",
    "spent": "spends", "sold": "sells", "left": "leaves", "led": "leads", "said": "says",
    "told": "tells", "made": "makes", "brought": "brings", "laid": "lays", "sued": "sues",
    "gave": "gives", "took": "takes", "became": "becomes", "struck": "strikes", "sought": "seeks",
    "held": "holds", "kept": "keeps", "paid": "pays", "met": "meets", "ran": "runs",
    "wrote": "writes",
    "stole": "steals", "saw": "sees", "sent": "sends", "showed": "shows", "chose": "chooses",
    "drew": "draws", "froze": "freezes", "withdrew": "withdraws", "had": "has", "was": "is",
}  # fmt: skip
