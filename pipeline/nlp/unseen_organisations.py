"""Organisations outside the registry: by form of name, words beside it, and handle.

Forms are legal and institutional ("Foo Robotics", "University of Foo"); words beside it are those
that only an organisation takes ("Foo raises $20M", "the CEO of Foo"). A handle counts when its own
parts or the words around say that it is not a person's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.nlp.known_names import KnownNames
from pipeline.nlp.linear_patterns import compile_linear
from pipeline.nlp.name_spans import NameSpan, is_inside, slug, starts_name
from pipeline.nlp.unseen_accounts import NO_ACCOUNTS, Accounts
from pipeline.nlp.unseen_handles import find_organisation_handles, owner_of_handle
from pipeline.records import MentionMethod
from pipeline.reference.registry import name_key

_WORD = r"[A-Z][A-Za-z0-9&'’-]*"
_NAME = rf"{_WORD}(?:[ .]{_WORD}){{0,2}}"
_STRONG_ENDINGS = (
    "Inc|LLC|Ltd|Limited|Incorporated|Company|Corp|Corporation|GmbH|PLC|Foundation|Institute|"
    "University|Association|Ventures|Technologies|Labs|Robotics|Semiconductors?|Pharmaceuticals|"
    "Therapeutics|Bank|Airlines|Motors|Commission|Ministry|Agency|Holdings|Securities|"
    "Biosciences|Aerospace|Laboratories|Laboratory|College|Hospital|Society|Federation|"
    "Department|Coalition|Alliance|Authority|Bureau|Industries|Biotech|Photonics|Microsystems"
)
_WEAK_ENDINGS = (
    "Systems|Research|Group|Energy|Networks?|Media|Press|Health|Studios?|Security|Software|"
    "Capital|Partners|Power|Fund|Computing|Materials|Bio|Compute|Intelligence|Games|Pictures|"
    "Entertainment|Electric|Electronics|Analytics|Dynamics"
)
ENDED = compile_linear(
    rf"{_WORD}(?: (?:of |for |and |& )?{_WORD}){{0,3}} (?:{_STRONG_ENDINGS}|{_WEAK_ENDINGS})\b"
)
ADJECTIVE = re.compile(r"....(?:able|ible|ical|tional|ative|ously|ized|ised|ments?)$")
VERBAL = re.compile(r"...(?:ing|ly|-Era)$")  # "Mastering Artificial Intelligence"
CAPITAL_BEHIND = re.compile(r" [A-Z]")
ARTICLES = frozenset({"A", "An", "&"})
PRONOUN_INSIDE = re.compile(r" (?:for|of|and) (?:Their|Our|Your|Its|My|His|Her|This|That)\b")
MIN_HANDLED_CHARS = 4
JOB_TITLES = frozenset({"CEO", "CTO", "VP", "SVP", "EVP", "GM", "Head", "Director", "Chairman"})
STRONG_ENDING = re.compile(rf"(?:{_STRONG_ENDINGS})$")
BEGUN = compile_linear(
    r"\b(?:University|Institute|Ministry|Department|Bank|Office|Center|Centre|Bureau|Academy|"
    r"School|College|Council)"
    rf" (?:of|for) (?:the )?{_WORD}(?:,? (?:of |for |and |& )?{_WORD}){{0,3}}"
)
BESIDE = compile_linear(
    rf"({_NAME})(?:(?:'s|’s)? (?:CEO|CTO|COO|CFO|[Cc]o-?[Ff]ounders?|[Ff]ounders?|[Cc]hairman|"
    rf"[Ss]pokes\w+|Series [A-F]\b|\(YC |"
    r"(?:has |have |just |is )?(?:rais(?:es|ed|ing)|secur(?:es|ed)|clos(?:es|ed)|land(?:s|"
    r"ed)) (?:a |an |over |nearly )?[$€£])|"
    r"(?: is|,| —| –| -) ?(?:a|an|the|one of the) (?:[\w-]+ ){0,3}"
    r"(?:startup|company|firm|lab|laboratory|non-?profit|agency|university|publisher|bank|"
    r"manufacturer|brand|think tank|consultancy|retailer)\b)"
)
AFTER = compile_linear(
    r"\b(?:CEO|CTO|COO|CFO|[Cc]o-?[Ff]ounder|[Ff]ounder|[Cc]hairman|[Pp]resident|[Ss]cientist|"
    r"[Ee]ngineer|[Pp]artner) (?:of|at|@) |"
    r"\b(?:[Ss]tartups?|[Cc]ompan(?:y|ies)|[Ff]irms?|[Ll]abs?)(?: (?:like|such as|called|named))? |"
    r"\b(?:acquires|acquired|acquiring|acquired by|acquisition of|backed by|spun out of|"
    r"merger with|invested in|"
    r"investment in|partnership with|partnered with|partnering with|collaboration with|"
    r"collaborated with|in partnership with|building at|works? at|working at|team at|[Hh]ere at) "
)
# a name before its listing: "(NASDAQ: $FOO)", "(FOOU FP)"
TRADED = compile_linear(
    rf"({_WORD}(?:[ .]{_WORD}){{0,3}})\.?\s?\(\s?(?:(?:NASDAQ|Nasdaq|NYSE|OTC[A-Z]*|ASX|LSE|"
    r"TSXV?|TSE|HKEX|AMEX|CBOE|CSE|FRA)[A-Za-z ]*:\s?\$?[A-Z0-9]|"
    r"[A-Z0-9]{2,6} (?:FP|US|LN|GR|HK|JP|SM|NA|IM|SW)\))"
)
# "we fund Public Foo Action, a new nonprofit": ordinary words too, in the middle of a sentence
APPOSED = compile_linear(
    rf"[a-z] ({_WORD}(?: {_WORD}){{1,3}}),? (?:a|an|one of the) (?:[\w-]+ ){{0,4}}"
    r"(?:startup|company|firm|lab|non-?profit|org|organization|organisation|agency|PAC|"
    r"think tank|coalition)[ ,.;:)]"
    r"(founder|owner|investor|CEO|executive|employee|engineer|partner|builder|veteran)?"
)
HANDLED = compile_linear(rf"({_NAME}) \(?@([A-Za-z0-9_]+)")  # "Foo (@foo_ai)"
BRANCH = compile_linear(
    r"\b(?:The )?([A-Z][a-z]+(?: [A-Z][a-z]+)?) (?:Supreme Court|House of Representatives|"
    r"State Senate|Senate|State Assembly|Assembly|Legislature|General Assembly|"
    r"Court of Appeals|City Council|Department of [A-Z][a-z]+(?: and [A-Z][a-z]+)?)"
)
NATION = frozenset({"United States", "America", "Washington"})
CONTRACTION = re.compile(r"['’](?:m|ve|re|ll|d|t|s)?$", re.IGNORECASE)
NAME = compile_linear(_NAME)
ACTS = compile_linear(
    rf"({_NAME}) (?:(?:has|have|just|today|also|is|was) )?(?:announc(?:es|ed)|acquir(?:es|ed)|"
    rf"partner(?:s|ed) with|published (?:a|its|their|new)|"
    r"raised|launched|open-sourc(?:es|ed)|signed (?:a|an)|filed (?:a|for)|plans to)\b"
)
SAYS = compile_linear(r"\b[Aa]ccording to ([A-Z]\w*[a-z]\w*[A-Z]\w*)")


def _is_ordinary(word: str, known: KnownNames) -> bool:
    """Whether a word is no name; of a hyphenated one each part is asked."""
    folded = word.casefold().rstrip(".'’s") if word.endswith(("'s", "’s")) else word.casefold()
    return all(
        part in known.common_words
        or part in known.words.not_names
        or (ADJECTIVE.search(part) is not None)
        for part in folded.split("-")
    )


def _trimmed(text: str, start: int, end: int, known: KnownNames) -> tuple[int, int]:
    """A capitalised run without ordinary words at its head: "At Foo Systems"."""
    while (space := text.find(" ", start, end)) > 0 and _is_ordinary(text[start:space], known):
        start = space + 1
    if text[start:end].endswith(("'s", "’s")):
        end -= 2
    return start, end


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a run with an ending is a whole name, not a title, a job or a headline's piece."""
    words = text[start:end].split()
    is_verbal = VERBAL.search(words[0]) is not None and not STRONG_ENDING.search(words[-1])
    return (
        len(words) > 1
        and words[0] not in ARTICLES
        and JOB_TITLES.isdisjoint(words)
        and not is_verbal
        and not PRONOUN_INSIDE.search(text, start, end)
        and not text[end : end + 1].isalnum()
        and not CAPITAL_BEHIND.match(text, end)
    )


def _ended(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    for match in ENDED.finditer(text):
        start, end = _trimmed(text, *match.span(), known)
        if not _stands_alone(text, start, end):
            continue
        words = text[start:end].split()
        is_first_ordinary = _is_ordinary(words[0], known)
        if start == match.start() and is_first_ordinary:
            continue
        is_new = any(not _is_ordinary(word, known) for word in words[:-1])
        if is_new and (STRONG_ENDING.search(words[-1]) or not is_first_ordinary):
            yield start, end


def _begun(text: str, _: KnownNames) -> Iterator[tuple[int, int]]:
    for match in BEGUN.finditer(text):
        yield match.span()


def _is_organisation_name(name: str, known: KnownNames) -> bool:
    words = name.split()
    return (
        len(name) > 2
        and not CONTRACTION.search(name)
        and not any(_is_ordinary(word, known) for word in words)
        and not all(word.casefold() in known.words.places for word in words)
        and name_key(name) not in known.product_keys
        and (
            name.casefold() not in known.known_words or name.casefold() in known.organisation_heads
        )
    )


def _may_be_person(name: str, known: KnownNames) -> bool:
    """Whether a name is two or three plain words, none of which organisations end in."""
    words = name.split()
    return (
        len(words) > 1
        and all(word.isalpha() and word[1:].islower() for word in words)
        and words[-1].casefold() not in known.words.organisation_parts
    )


def find_branches(text: str, known: KnownNames) -> list[NameSpan]:
    """Courts, chambers and departments of a state or city, longer than the listed name inside."""
    spans = []
    for match in BRANCH.finditer(text):
        place = match.group(1)
        if (
            starts_name(text, match.start(1))
            and place not in NATION
            and all(word.casefold() in known.words.places for word in place.split())
        ):
            spans.append(_span(text, match.start(1), match.end(), known, NO_ACCOUNTS))
    return spans


def _beside(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    for pattern in (BESIDE, SAYS, ACTS):
        for match in pattern.finditer(text):
            start, end = _trimmed(text, *match.span(1), known)
            name = text[start:end]
            if pattern is ACTS and _may_be_person(name, known):
                continue
            if _is_organisation_name(name, known):
                yield start, end


def _after(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    for match in AFTER.finditer(text):
        name = NAME.match(text, match.end())
        if name is None:
            continue
        start, end = _trimmed(text, *name.span(), known)
        if start == match.end() and _is_organisation_name(text[start:end], known):
            yield start, end


def _traded(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    for match in TRADED.finditer(text):
        start, end = match.span(1)
        if text[start - 1 : start] == "@" and " " in match.group(1):
            start = text.index(" ", start) + 1
        start, end = _trimmed(text, start, end, known)
        if not all(_is_ordinary(word, known) for word in text[start:end].split()):
            yield start, end


def _apposed(text: str, _: KnownNames) -> Iterator[tuple[int, int]]:
    """Several capitalised words that the sentence goes on to call an organisation."""
    for match in APPOSED.finditer(text):
        if not match.group(2):
            yield match.span(1)


def _handled(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    """A name directly before a handle that is the name and a word that organisations add to it."""
    added = known.words.organisation_parts | known.words.branch_parts
    for match in HANDLED.finditer(text) if "@" in text else ():
        start, end = _trimmed(text, *match.span(1), known)
        key, handle = name_key(text[start:end]), name_key(match.group(2))
        if (
            len(key) >= MIN_HANDLED_CHARS
            and _is_organisation_name(text[start:end], known)
            and (handle.removeprefix(key) in added or handle.removesuffix(key) in added)
        ):
            yield start, end


FINDERS: tuple[Callable[[str, KnownNames], Iterator[tuple[int, int]]], ...] = (
    _ended,
    _begun,
    _beside,
    _after,
    _traded,
    _handled,
    _apposed,
)


def find_unseen_organisations(
    text: str,
    blocked: Sequence[tuple[int, int]],
    known: KnownNames,
    accounts: Accounts = NO_ACCOUNTS,
) -> list[NameSpan]:
    """Names and handles of organisations outside the registry, off the blocked ranges."""
    taken = list(blocked)
    spans = []
    for finder in FINDERS:
        for start, end in finder(text, known):
            if is_inside(start, end, taken) or not starts_name(text, start):
                continue
            spans.append(_span(text, start, end, known, accounts))
            taken.append((start, end))
    if "@" in text:
        spans += [
            _span(text, start, end, known, accounts)
            for start, end in find_organisation_handles(text, known, accounts)
            if not is_inside(start, end, taken)
        ]
    return sorted(spans, key=lambda span: span.start)


def _span(text: str, start: int, end: int, known: KnownNames, accounts: Accounts) -> NameSpan:
    """An organisation's span; a short form of one name in the registry is that organisation."""
    name = text[start:end].lstrip("@")
    if text[start] == "@":
        account = accounts.organisations.get(name.casefold())
        named = (account.entity_id, account.canonical_name) if account else None
        owner = named or owner_of_handle(name, known)
        method: MentionMethod = "handle"
    else:
        owner = known.organisation_heads.get(name.casefold())
        method = "grammar"
    entity_id, name = owner or (f"org:{slug(name)}", name)
    return NameSpan(start, end, entity_id, "org", name, entity_id, method)
