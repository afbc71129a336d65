"""Whose handle is it: an organisation's, known or new, or a person's or a product's.

A handle that is the name of a registered organisation, alone or with a branch, is that
organisation's. An account that posts in the same week is judged by what it says of itself; every
other by the form of the handle and the words around it, with a small trained model.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipeline.nlp.known_names import KnownNames
from pipeline.nlp.name_model.features import handle_features, split_handle, use_features
from pipeline.nlp.name_model.weights import load_weights
from pipeline.nlp.unseen_accounts import Accounts
from pipeline.reference.registry import name_key

HANDLE = re.compile(r"(?<![\w@/])@([A-Za-z0-9_]{2,30})")
SHOW = re.compile(r"(?:[Pp]od|[Pp]odcast|[a-z]Show)$")
INVITING = re.compile(r"(?:use|try|get)([a-z]{4,})")  # "@usefoo": foo.com was taken
MIN_BRANCH_CHARS = 4
MIN_ORGANISATION = 0.8  # probability from which an unknown handle counts


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


def _is_other(handle: str, known: KnownNames) -> bool:
    """Whether a handle is that of a show, a model or a product: "@GeminiApp"."""
    if SHOW.search(handle):
        return True
    key = name_key(handle)
    if key in known.organisation_keys:
        return False
    if (
        key.removesuffix("app").removesuffix("ai") in known.product_keys
        or key in known.product_keys
    ):
        return True
    return any(part in known.family_words for part in split_handle(handle))


def _invites(handle: str, known: KnownNames) -> bool:
    """Whether a handle is a company's name behind "use", "try" or "get"."""
    match = INVITING.fullmatch(handle)
    if match is None or match[1].startswith(tuple(known.words.given_names)):
        return False
    return handle not in known.common_words


@functools.lru_cache(maxsize=65_536)
def _handle_logit(handle: str, known: KnownNames) -> float:
    return load_weights().use.logit(handle_features(handle, known.words))


def _is_organisation(text: str, start: int, end: int, known: KnownNames) -> bool:
    """Whether the form of a handle and the words around it speak for an organisation."""
    model = load_weights().use
    logit = _handle_logit(text[start + 1 : end], known)
    return (
        model.probability(logit + model.logit(use_features(text, start, end))) >= MIN_ORGANISATION
    )


def find_organisation_handles(
    text: str, known: KnownNames, accounts: Accounts
) -> Iterator[tuple[int, int]]:
    """Where handles of organisations stand, each with its "@"."""
    for match in HANDLE.finditer(text):
        handle = match.group(1)
        folded = handle.casefold()
        if handle.isdigit() or folded in accounts.people or _is_other(handle, known):
            continue
        if (
            folded in accounts.organisations
            or owner_of_handle(handle, known)
            or _invites(handle, known)
            or _is_organisation(text, *match.span(), known)
        ):
            yield match.span()
