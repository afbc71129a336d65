"""Organisations outside the registry: by the form of their name, by the words beside it, and by their handle.

Forms are legal and institutional ("Foo Robotics", "University of Foo"); words beside it are those that only an
organisation takes ("Foo raises $20M", "the CEO of Foo"). A handle counts when its own parts or the words
around say that it is not a person's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import re2

from pipeline.nlp.model_grammar import ModelGrammar
from pipeline.nlp.name_spans import NameSpan, is_inside, slug, starts_name
from pipeline.nlp.unseen_names import NOT_NAMES
from pipeline.reference.registry import name_key

_WORD = r"[A-Z][A-Za-z0-9&'’-]*"
_NAME = rf"{_WORD}(?:[ .]{_WORD}){{0,2}}"
_STRONG_ENDINGS = (
    "Inc|LLC|Ltd|Corp|Corporation|GmbH|PLC|Foundation|Institute|University|Association|Ventures|Technologies|"
    "Labs|Robotics|Semiconductors?|Pharmaceuticals|Therapeutics|Bank|Airlines|Motors|Commission|Ministry|Agency|"
    "Holdings|Securities|Biosciences|Aerospace|Laboratories|Laboratory|College|Hospital|Society|Federation|"
    "Department|Coalition|Alliance|Authority|Bureau|Analytics|Industries|Dynamics|Biotech|Photonics|Microsystems"
)
_WEAK_ENDINGS = (
    "Systems|Research|Group|Energy|Networks?|Media|Press|Health|Studios?|Security|Software|Capital|Partners|"
    "Power|Fund|Computing|Materials|Bio|Compute|Intelligence|Games|Pictures|Entertainment|Electric|Electronics"
)
ENDED = re2.compile(
    rf"{_WORD}(?: (?:of |for |and |& )?{_WORD}){{0,3}} (?:{_STRONG_ENDINGS}|{_WEAK_ENDINGS})\b"
)
STRONG_ENDING = re.compile(rf"(?:{_STRONG_ENDINGS})$")
BEGUN = re2.compile(
    r"\b(?:University|Institute|Ministry|Department|Bank|Office|Center|Centre|Bureau|Academy|School|College|Council)"
    rf" (?:of|for) (?:the )?{_WORD}(?:,? (?:of |for |and |& )?{_WORD}){{0,3}}"
)
BESIDE = re2.compile(
    rf"({_NAME})(?:'s|’s)? (?:CEO|CTO|COO|CFO|[Cc]o-?[Ff]ounders?|[Ff]ounders?|[Cc]hairman|[Ss]pokes\w+|"
    r"(?:has |have |just |is )?(?:rais(?:es|ed|ing)|secur(?:es|ed)|clos(?:es|ed)|land(?:s|ed)) (?:a |an |over |nearly )?[$€£]|"
    r"is a (?:startup|company|lab|non-?profit)|, a (?:startup|company|[\w-]+ startup))"
)
AFTER = re2.compile(
    r"\b(?:CEO|CTO|COO|CFO|[Cc]o-?[Ff]ounder|[Ff]ounder|[Cc]hairman|[Pp]resident|[Ss]cientist|[Ee]ngineer|[Pp]artner) (?:of|at|@) |"
    r"\b(?:[Ss]tartups?|[Cc]ompan(?:y|ies)|[Ff]irms?|[Ll]abs?)(?: (?:like|such as|called|named))? |"
    r"\b(?:acquires|acquired|acquiring|acquired by|acquisition of|backed by|spun out of|merger with|invested in|"
    r"investment in|partnership with|partnered with|partnering with|collaboration with|collaborated with|in partnership with) "
)
NAME = re2.compile(_NAME)
SAYS = re2.compile(r"\b[Aa]ccording to ([A-Z]\w*[a-z]\w*[A-Z]\w*)")
HANDLE = re.compile(r"(?<![\w@/.])@([A-Za-z0-9_]{2,30})")
HANDLE_PART = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+")
ORGANISATION_PARTS = frozenset(
    {"ai", "labs", "lab", "hq", "inc", "corp", "official", "dev", "devs", "research", "security", "cloud", "data"}
    | {"tech", "robotics", "capital", "ventures", "vc", "press", "news", "media", "university", "univ", "institute"}
    | {"foundation", "group", "protocol", "finance", "network", "networks", "systems", "bank", "xyz", "dao", "fund"}
    | {"energy", "health", "studio", "studios", "games", "support", "help", "io", "app", "magazine", "journal", "grade"}
    | {"partners", "software", "solutions", "labsai", "hub", "center", "centre", "college", "school", "gov", "dept"}
    | {"company", "motors", "airlines", "power", "bio", "pharma", "quantum", "semi", "compute", "builds", "works"}
    | {"podcast", "times", "daily", "weekly", "tv", "radio", "post", "review", "books", "publishing", "upress"}
)
LONG_ENDINGS = tuple(
    sorted(part for part in ORGANISATION_PARTS if len(part) >= 4) + ["ai", "hq"]
)
ORGANISATION_HANDLE_BEFORE = re.compile(
    r"(?:\bthe|\bour friends at|\bat|\bpowered by|\breleased by|\bpublished by|\bbuilt by|\bbacked by|\bled by|\bsupport from|"
    r"\bpartner(?:ed|ing|s|ship)? with|\bjoin(?:ed|ing|s)?|\bspotlight:|\bfollowing|\baudit for|\bthanks to our sponsors?|"
    r"\bceo of|\bcto of|\bfounder of|\bco-?founder of|\bteam at|\bhosted by|\bsponsored by|\busing|\bon|\bvia|v/)\s+$",
    re.IGNORECASE,
)
ORGANISATION_HANDLE_AFTER = re.compile(
    r"^(?:'s|’s)?\s+(?:\||team\b|just (?:launched|released|raised)|rais(?:es|ed)|launch\w*|announc\w+|releas\w+|is hiring|ceo\b|"
    r"cto\b|founders?\b|co-?founder|api\b|platform\b|customers?\b|committee\b|users?\b)",
    re.IGNORECASE,
)
PERSON_HANDLE_BEFORE = re.compile(
    r"(?:\bceo|\bcto|\bcoo|\bcso|\bcofounder|\bco-founder|\bfounder|\bsenator|\bdr\.?|\bprof\.?|\bprofessor|\bauthor|\bhost|"
    r"\bby|\bmy friend|\bcoworker|\bengineer|\bresearcher|\bpresident|\bchairman|\bwelcome|\bwith my|\btaught by)\s+$",
    re.IGNORECASE,
)
PERSON_HANDLE_AFTER = re.compile(
    r"^\s+(?:says?|said|explains?|argues?|thinks?|believes?|writes?|wrote|sat down|teaches|breaks down|joins|and i\b|shares|"
    r"talks?|discuss\w*)",
    re.IGNORECASE,
)
CONTEXT_CHARS = 40


def _is_ordinary(word: str, grammar: ModelGrammar) -> bool:
    folded = word.casefold().rstrip(".'’s") if word.endswith(("'s", "’s")) else word.casefold()
    return folded in grammar.common_words or folded in NOT_NAMES


def _trimmed(text: str, start: int, end: int, grammar: ModelGrammar) -> tuple[int, int]:
    """A capitalised run without the ordinary words at its head: "At Foo Systems" is "Foo Systems"."""
    while (space := text.find(" ", start, end)) > 0 and _is_ordinary(text[start:space], grammar):
        start = space + 1
    if text[start:end].endswith(("'s", "’s")):
        end -= 2
    return start, end


def _ended(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    for match in ENDED.finditer(text):
        start, end = _trimmed(text, *match.span(), grammar)
        words = text[start:end].split()
        if len(words) < 2 or text[end : end + 1].isalnum() or re.match(r" [A-Z]", text[end : end + 2]):
            continue
        if start == match.start() and _is_ordinary(words[0], grammar):
            continue
        is_new = any(not _is_ordinary(word, grammar) for word in words[:-1])
        if is_new and (STRONG_ENDING.search(words[-1]) or not _is_ordinary(words[0], grammar)):
            yield start, end


def _begun(text: str, _: ModelGrammar) -> Iterator[tuple[int, int]]:
    for match in BEGUN.finditer(text):
        yield match.span()


def _is_organisation_name(name: str, grammar: ModelGrammar) -> bool:
    words = name.split()
    return (
        len(name) > 2
        and not any(_is_ordinary(word, grammar) for word in words)
        and name_key(name) not in grammar.homes
        and name.casefold() not in grammar.known_words
    )


def _beside(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    for pattern in (BESIDE, SAYS):
        for match in pattern.finditer(text):
            start, end = _trimmed(text, *match.span(1), grammar)
            if _is_organisation_name(text[start:end], grammar):
                yield start, end


def _after(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    for match in AFTER.finditer(text):
        name = NAME.match(text, match.end())
        if name is None:
            continue
        start, end = _trimmed(text, *name.span(), grammar)
        if start == match.end() and _is_organisation_name(text[start:end], grammar):
            yield start, end


def handle_parts(handle: str) -> list[str]:
    """The words of a handle, as its capitals, digits and underscores divide them.

    >>> handle_parts("FooBarAI")
    ['foo', 'bar', 'ai']
    """
    return [part.casefold() for part in HANDLE_PART.findall(handle)]


def _handle_score(handle: str, before: str, after: str) -> int:
    """Evidence that a handle is an organisation's; 2 or more is enough."""
    parts = handle_parts(handle)
    score = 0
    if parts and (parts[-1] in ORGANISATION_PARTS or handle.casefold().endswith(LONG_ENDINGS)):
        score += 2
    if len(handle) > 4 and handle.isupper():
        score += 2
    if ORGANISATION_HANDLE_BEFORE.search(before):
        score += 2
    if ORGANISATION_HANDLE_AFTER.search(after):
        score += 2
    if PERSON_HANDLE_BEFORE.search(before) or PERSON_HANDLE_AFTER.search(after):
        score -= 3
    return score


def _handles(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    for match in HANDLE.finditer(text):
        handle = match.group(1)
        if any(part in grammar.family_words for part in handle_parts(handle)):
            continue
        before = text[max(0, match.start() - CONTEXT_CHARS) : match.start()]
        after = text[match.end() : match.end() + CONTEXT_CHARS]
        if _handle_score(handle, before, after) >= 2:
            yield match.span()


FINDERS: tuple[Callable[[str, ModelGrammar], Iterator[tuple[int, int]]], ...] = (
    _ended,
    _begun,
    _beside,
    _after,
)


def find_unseen_organisations(
    text: str, blocked: Sequence[tuple[int, int]], grammar: ModelGrammar
) -> list[NameSpan]:
    """Names and handles of organisations outside the registry; spans on a blocked range are left out."""
    taken = list(blocked)
    spans = []
    for finder in FINDERS:
        for start, end in finder(text, grammar):
            if is_inside(start, end, taken) or not starts_name(text, start):
                continue
            spans.append(_span(text, start, end))
            taken.append((start, end))
    if "@" in text:
        spans += [
            _span(text, start, end)
            for start, end in _handles(text, grammar)
            if not is_inside(start, end, taken)
        ]
    return sorted(spans, key=lambda span: span.start)


def _span(text: str, start: int, end: int) -> NameSpan:
    name = text[start:end].lstrip("@")
    entity_id = f"org:{slug(name)}"
    method = "handle" if text[start] == "@" else "grammar"
    return NameSpan(start, end, entity_id, "org", name, entity_id, method)  # type: ignore[arg-type]
