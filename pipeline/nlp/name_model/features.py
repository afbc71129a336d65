"""What the name model sees of an account: its handle, what it says of itself, where it is named.

A profile is a handle with a display name and a description; a use is a handle in a text. Features
are strings; the weights know them by hash only.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from pipeline.reference.registry import NameWords, name_key

HANDLE_PART = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+")
NAME_WORD = re.compile(r"[A-Za-z0-9&.']+")
BIO_WORD = re.compile(r"[a-z']+|@|\d+|\|")
CONTEXT_WORD = re.compile(r"[a-z']+|[’@,:()•\-/&|+.!]|\n|\d+")
DOMAIN_NAME = re.compile(r"[a-z][A-Z]|\.(?:ai|io|com|xyz|dev|new)$")
PLAIN_WORD = re.compile(r"[A-Z][a-z]+")
BIO_START = re.compile(r"(?:the |an? |we |our |official )")
MAX_BIO_WORDS = 40
CONTEXT_CHARS = 40
MAX_COUNTED_PARTS = 4
ORGANISATION_BEFORE = re.compile(
    r"(?:\bthe|\bour friends at|\bat|\bpowered by|\breleased by|\bpublished by|\bbuilt by|"
    r"\bbacked by|\bled by|\bsupport from|"
    r"\bpartner(?:ed|ing|s|ship)? with|\bspotlight:|\bfollowing|\baudit for|"
    r"\bthanks to our sponsors?|"
    r"\bceo of|\bcto of|\bfounder of|\bco-?founder of|\bteam at|\bhosted by|\bsponsored by|"
    r"\busing|\bper|\bour startup|\bhow|v/)\s+$",
    re.IGNORECASE,
)
ORGANISATION_AFTER = re.compile(
    r"^(?:'s|’s)?\s+(?:\||team\b|just (?:launched|released|raised)|rais(?:es|ed)|launch\w*|"
    r"announc\w+|releas\w+|is hiring|(?:ceo|cto|founders?|co-?founder)\b(?! (?:&|and|@))|"
    r"(?:crossed|relaunch\w+|implement\w+|powers|is building|is heading|helps|is changing|"
    r"delivers|offers|enables|introduc\w+|"
    r"ships|shipped|unveil\w+|partner\w+|hit|reached|has (?:launched|raised|released))\b|api\b|"
    r"platform\b|customers?\b|committee\b|users?\b)",
    re.IGNORECASE,
)
PERSON_BEFORE = re.compile(
    r"(?:\bceo|\bcto|\bcoo|\bcso|\bcofounder|\bco-founder|\bfounder|\bsenator|\bdr\.?|"
    r"\bprof\.?|\bprofessor|\bauthor|\bhost|"
    r"\bby|\bmy friend|\bcoworker|\bengineer|\bresearcher|\bpresident|\bchairman|\bwelcome|"
    r"\bwith my|\btaught by)\s+$",
    re.IGNORECASE,
)
MADE_BY = re.compile(
    r"\b(?:powered|released|published|built|backed|sponsored|hosted) by\s+$", re.IGNORECASE
)
PERSON_AFTER = re.compile(
    r"^\s+(?:says?|said|explains?|argues?|thinks?|believes?|writes?|wrote|sat down|teaches|"
    r"breaks down|joins|and i\b|shares|"
    r"talks?|discuss\w*)",
    re.IGNORECASE,
)


def split_handle(handle: str) -> list[str]:
    """The words of a handle, as its capitals, digits and underscores divide them.

    >>> split_handle("FooBarAI")
    ['foo', 'bar', 'ai']
    """
    return [part.casefold() for part in HANDLE_PART.findall(handle)]


def _name_features(handle: str, name: str, words: NameWords) -> Iterator[str]:
    parts = NAME_WORD.findall(name)
    yield f"name words={min(len(parts), MAX_COUNTED_PARTS)}"
    if parts:
        yield f"name first={parts[0].lower()}"
        yield f"name last={parts[-1].lower()}"
        if parts[0].lower() in words.given_names:
            yield "given name"
    if len(parts) == 2 and all(map(PLAIN_WORD.fullmatch, parts)):
        yield "two plain words"
    if any(map(DOMAIN_NAME.search, parts)):
        yield "camel or domain"
    if not name.isascii():
        yield "name not ascii"
    key, handle_key = name_key(name), name_key(handle)
    if key and key == handle_key:
        yield "handle is name"
    elif key and handle_key.startswith(key):
        yield "handle begins with name"


def _bio_features(bio: str) -> Iterator[str]:
    if not bio:
        yield "no bio"
        return
    lowered = bio.lower()
    found = BIO_WORD.findall(lowered)
    yield from (f"bio={word}" for word in found[:MAX_BIO_WORDS])
    pairs = itertools.pairwise(found[: MAX_BIO_WORDS + 1])
    yield from (f"bio pair={first} {second}" for first, second in pairs)
    yield f"bio first={found[0] if found else ''}"
    if BIO_START.match(lowered):
        yield "bio opens"


def profile_features(
    handle: str, name: str | None, bio: str | None, words: NameWords
) -> frozenset[str]:
    """Features of a profile."""
    features = {*_name_features(handle, name or "", words), *_bio_features(bio or "")}
    parts = split_handle(handle)
    if parts:
        features |= {f"handle first={parts[0]}", f"handle last={parts[-1]}"}
        if parts[0] in words.given_names:
            features.add("handle given")
    if any(map(str.isdigit, handle)):
        features.add("handle digits")
    return frozenset(features)


def _letter_features(handle: str) -> Iterator[str]:
    """How a handle is written."""
    folded = handle.casefold()
    yield from (f"end{length}={folded[-length:]}" for length in (2, 3, 4))
    yield from (f"start{length}={folded[:length]}" for length in (2, 3))
    yield f"length={min(len(handle) // 3, 5)}"
    if "_" in handle.strip("_"):
        yield "underscore"
    if handle != handle.strip("_"):
        yield "underscore outside"
    if any(map(str.isdigit, handle)):
        yield "digits"
    if handle.isupper() or handle.islower():
        yield "upper" if handle.isupper() else "lower"


def handle_features(handle: str, words: NameWords) -> frozenset[str]:
    """Features of a handle by itself."""
    folded = handle.casefold()
    features = set(_letter_features(handle))
    parts = split_handle(handle)
    features.add(f"parts={min(len(parts), MAX_COUNTED_PARTS)}")
    if parts:
        features |= {f"first={parts[0]}", f"last={parts[-1]}"}
        features |= {f"mid={part}" for part in parts[1:-1]}
        if parts[0] in words.given_names:
            features.add("given")
        if parts[-1] in words.organisation_parts:
            features.add("organisation part")
    if any(len(name) > 4 and folded.startswith(name) for name in words.given_names):
        features.add("begins given")
    return frozenset(features)


def _cue_features(before: str, after: str) -> Iterator[str]:
    """Which phrases that organisations take, or people, stand beside a handle."""
    if ORGANISATION_BEFORE.search(before):
        yield "organisation before"
    if ORGANISATION_AFTER.search(after):
        yield "organisation after"
    if PERSON_BEFORE.search(before) and not MADE_BY.search(before):
        yield "person before"
    if PERSON_AFTER.search(after):
        yield "person after"


def use_features(text: str, start: int, end: int) -> tuple[str, ...]:
    """Features of the place of a text where a handle stands."""
    before, after = text[max(0, start - CONTEXT_CHARS) : start], text[end : end + CONTEXT_CHARS]
    third, second, first = (["", "", "", *CONTEXT_WORD.findall(before.lower())])[-3:]
    next_first, next_second, next_third = ([*CONTEXT_WORD.findall(after.lower()), "", "", ""])[:3]
    return (
        f"before={first}",
        f"before second={second}",
        f"before two={second} {first}",
        f"before far={third} {second}",
        f"after={next_first}",
        f"after second={next_second}",
        f"after two={next_first} {next_second}",
        f"after far={next_second} {next_third}",
        *_cue_features(before, after),
    )
