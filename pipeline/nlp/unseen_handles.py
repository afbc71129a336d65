"""Whose handle is it: an organisation's, known or new, or a person's or a product's.

A handle that is the name of a registered organisation, alone or with a branch, is that
organisation's. Others are judged by their own parts and by the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.nlp.known_names import KnownNames
from pipeline.reference.registry import name_key

HANDLE = re.compile(r"(?<![\w@/])@([A-Za-z0-9_]{2,30})")
HANDLE_PART = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+")
MIN_BRANCH_CHARS = 4
MIN_ENDING_CHARS = 4  # shorter last parts count only where capitals or "_" divide them off
SHORT_ENDINGS = ("ai", "hq")
ORGANISATION_HANDLE_BEFORE = re.compile(
    r"(?:\bthe|\bour friends at|\bat|\bpowered by|\breleased by|\bpublished by|\bbuilt by|"
    r"\bbacked by|\bled by|\bsupport from|"
    r"\bpartner(?:ed|ing|s|ship)? with|\bspotlight:|\bfollowing|\baudit for|"
    r"\bthanks to our sponsors?|"
    r"\bceo of|\bcto of|\bfounder of|\bco-?founder of|\bteam at|\bhosted by|\bsponsored by|"
    r"\busing|\bper|\bour startup|\bhow|v/)\s+$",
    re.IGNORECASE,
)
ORGANISATION_HANDLE_AFTER = re.compile(
    r"^(?:'s|’s)?\s+(?:\||team\b|just (?:launched|released|raised)|rais(?:es|ed)|launch\w*|"
    r"announc\w+|releas\w+|is hiring|(?:ceo|cto|founders?|co-?founder)\b(?! (?:&|and|@))|"
    r"(?:crossed|relaunch\w+|implement\w+|powers|is building|is heading|helps|is changing|"
    r"delivers|offers|enables|introduc\w+|"
    r"ships|shipped|unveil\w+|partner\w+|hit|reached|has (?:launched|raised|released))\b|api\b|"
    r"platform\b|customers?\b|committee\b|users?\b)",
    re.IGNORECASE,
)
PERSON_HANDLE_BEFORE = re.compile(
    r"(?:\bceo|\bcto|\bcoo|\bcso|\bcofounder|\bco-founder|\bfounder|\bsenator|\bdr\.?|"
    r"\bprof\.?|\bprofessor|\bauthor|\bhost|"
    r"\bby|\bmy friend|\bcoworker|\bengineer|\bresearcher|\bpresident|\bchairman|\bwelcome|"
    r"\bwith my|\btaught by)\s+$",
    re.IGNORECASE,
)
MADE_BY = re.compile(
    r"\b(?:powered|released|published|built|backed|sponsored|hosted) by\s+$", re.IGNORECASE
)
PERSON_HANDLE_AFTER = re.compile(
    r"^\s+(?:says?|said|explains?|argues?|thinks?|believes?|writes?|wrote|sat down|teaches|"
    r"breaks down|joins|and i\b|shares|"
    r"talks?|discuss\w*)",
    re.IGNORECASE,
)
CONTEXT_CHARS = 40


def split_handle(handle: str) -> list[str]:
    """The words of a handle, as its capitals, digits and underscores divide them.

    >>> split_handle("FooBarAI")
    ['foo', 'bar', 'ai']
    """
    return [part.casefold() for part in HANDLE_PART.findall(handle)]


def _has_organisation_part(handle: str, last_part: str, known: KnownNames) -> bool:
    """Whether a handle ends as those of organisations do: "FooLabs", "foo_ai"."""
    folded = handle.casefold()
    endings = known.words.organisation_parts
    return (
        last_part in endings
        or folded.endswith(SHORT_ENDINGS)
        or any(len(part) >= MIN_ENDING_CHARS and folded.endswith(part) for part in endings)
    )


def _handle_score(handle: str, before: str, after: str, known: KnownNames) -> int:
    """Evidence that a handle is an organisation's; 2 or more is enough."""
    parts = split_handle(handle)
    score = 0
    if parts and (_has_organisation_part(handle, parts[-1], known)):
        score += 2
    if len(handle) > 4 and handle.isupper():
        score += 2
    if ORGANISATION_HANDLE_BEFORE.search(before):
        score += 2
    if ORGANISATION_HANDLE_AFTER.search(after):
        score += 2
    if parts and parts[0] in known.words.given_names:
        score -= 2
    is_made_by = MADE_BY.search(before) is not None
    if (PERSON_HANDLE_BEFORE.search(before) and not is_made_by) or PERSON_HANDLE_AFTER.search(
        after
    ):
        score -= 3
    return score


def owner_of_handle(handle: str, known: KnownNames) -> tuple[str, str] | None:
    """The registry organisation whose name a handle is, alone or with a branch: "@AcmeIndia"."""
    key = name_key(handle)
    if key in known.organisation_keys:
        return known.organisation_keys[key]
    parts = split_handle(handle)
    branches = known.words.branch_parts | known.words.organisation_parts
    for length in range(len(parts) - 1, 0, -1):
        for first in range(len(parts) - length + 1):
            inner = "".join(parts[first : first + length])
            rest = parts[:first] + parts[first + length :]
            if (
                len(inner) >= MIN_BRANCH_CHARS
                and inner not in known.common_words
                and all(part in branches for part in rest)
                and inner in known.organisation_keys
            ):
                return known.organisation_keys[inner]
    return None


def _is_product(handle: str, known: KnownNames) -> bool:
    """Whether a handle is that of a model or a product: "@GeminiApp"."""
    key = name_key(handle)
    if key in known.organisation_keys:
        return False
    if (
        key.removesuffix("app").removesuffix("ai") in known.product_keys
        or key in known.product_keys
    ):
        return True
    return any(part in known.family_words for part in split_handle(handle))


def find_organisation_handles(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    """Where handles of organisations stand, each with its "@"."""
    for match in HANDLE.finditer(text):
        handle = match.group(1)
        if handle.isdigit() or _is_product(handle, known):
            continue
        before = text[max(0, match.start() - CONTEXT_CHARS) : match.start()]
        after = text[match.end() : match.end() + CONTEXT_CHARS]
        if owner_of_handle(handle, known) or _handle_score(handle, before, after, known) >= 2:
            yield match.span()
