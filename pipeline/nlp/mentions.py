"""Mentions of a week's posts: all finders joined, overlaps settled by one rule.

The rule (`name_spans.resolve_overlaps`): the longest span wins; of equal length, handle before
registry before grammar before discovered, then model before hardware before organisation before
person.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.nlp.discovery import DiscoveredNames, discover_names
from pipeline.nlp.gazetteer import build_gazetteer, find_registry_names
from pipeline.nlp.known_names import build_known_names
from pipeline.nlp.model_names import read_model_names
from pipeline.nlp.name_spans import NameSpan, is_inside, plain_hyphens, resolve_overlaps
from pipeline.nlp.unseen_accounts import (
    NO_ACCOUNTS,
    Account,
    Accounts,
    find_own_names,
    read_accounts,
    speaking_account,
)
from pipeline.nlp.unseen_organisations import find_branches, find_unseen_organisations
from pipeline.records import EntityType, Mention, MentionMethod, Post
from pipeline.reference.registry import Registry, name_key

WHOLE_VERSION = re.compile(r"(?<=\d)\.0(?!\.?\d)")  # "Foo 3.0" is as often written "Foo 3"


def _name_spans(
    text: str,
    registry: Registry,
    accounts: Accounts = NO_ACCOUNTS,
    speaker: Account | None = None,
) -> list[NameSpan]:
    listed = find_registry_names(text, build_gazetteer(registry))
    hardware = [_range(span) for span in listed if span.entity_type == "hardware"]
    models, stopped = read_model_names(text, registry, hardware)
    known = build_known_names(registry)
    named = resolve_overlaps([*listed, *models, *find_branches(text, known)])
    if speaker is not None:
        products = [p for p in stopped if text[slice(*p)].casefold() in known.stop_names]
        named += _own_spans(text, speaker, registry, [*map(_range, named), *products])
    blocked = [*map(_range, named), *stopped]
    return sorted(
        [*named, *find_unseen_organisations(text, blocked, known, accounts)],
        key=lambda span: span.start,
    )


def _own_spans(
    text: str,
    speaker: Account,
    registry: Registry,
    blocked: list[tuple[int, int]],
) -> list[NameSpan]:
    """The author's own name, where it is not listed as that of a product."""
    entity_id, name = speaker.entity_id, speaker.canonical_name
    method: MentionMethod = (
        "registry" if entity_id.removeprefix("org:") in registry.organisations else "discovered"
    )
    return [
        NameSpan(start, end, entity_id, "org", name, entity_id, method)
        for start, end in find_own_names(text, speaker, registry.common_words)
        if not is_inside(start, end, blocked)
    ]


def _range(span: NameSpan) -> tuple[int, int]:
    return span.start, span.end


def _mention(post_id: str, text: str, span: NameSpan) -> Mention:
    return Mention(
        post_id=post_id,
        span_start=span.start,
        span_end=span.end,
        surface=text[span.start : span.end],
        entity_id=span.entity_id,
        entity_type=span.entity_type,
        canonical_name=span.canonical_name,
        owner_id=span.owner_id,
        method=span.method,
    )


def find_mentions_in_text(text: str, registry: Registry, post_id: str = "") -> list[Mention]:
    """Every name in one text, in order, without those that only a whole week reveals."""
    return [_mention(post_id, text, span) for span in _name_spans(plain_hyphens(text), registry)]


def find_mentions(posts: Sequence[Post], registry: Registry) -> list[Mention]:
    """Every name in a week's posts, ordered by post and span, whatever the posts' order."""
    discovered = DiscoveredNames(discover_names(posts, registry))
    accounts = read_accounts(posts, registry)
    mentions = []
    for post in posts:
        speaker = speaking_account(post, accounts)
        spans = _name_spans(post.body_text, registry, accounts, speaker)
        extra = discovered.find(post.body_text)
        if extra:
            spans = resolve_overlaps([*spans, *extra])
        mentions += [_mention(post.post_id, post.body_text, span) for span in spans]
    return sorted(
        _unified(_usually_named(mentions)),
        key=lambda mention: (mention.post_id, mention.span_start),
    )


def _usually_named(mentions: list[Mention]) -> list[Mention]:
    """New organisations that have an account under the name they use most for themselves."""
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        if mention.method == "discovered" and mention.entity_type == "org":
            surfaces[mention.entity_id][mention.surface] += 1
    usual = {
        entity_id: min(counts, key=lambda name: (-counts[name], -len(name), name))
        for entity_id, counts in surfaces.items()
    }
    return [
        replace(mention, canonical_name=usual[mention.entity_id])
        if mention.entity_id in usual
        else mention
        for mention in mentions
    ]


def _unified(mentions: list[Mention]) -> list[Mention]:
    """One name and id for all spellings of an entity outside the registry: the most used."""
    spellings: dict[tuple[EntityType, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for mention in mentions:
        if mention.method != "registry":
            spellings[_key(mention)][mention.canonical_name, mention.entity_id] += 1
    chosen = {
        key: min(counts, key=lambda spelling: (-counts[spelling], spelling))
        for key, counts in spellings.items()
        if len(counts) > 1
    }
    return [
        replace(mention, canonical_name=chosen[key][0], entity_id=chosen[key][1])
        if (key := _key(mention)) in chosen and mention.method != "registry"
        else mention
        for mention in mentions
    ]


def _key(mention: Mention) -> tuple[EntityType, str]:
    return mention.entity_type, name_key(WHOLE_VERSION.sub("", mention.canonical_name))
