"""Names that a week's posts together reveal: bare new words that several authors launch.

One post that says "Introducing Foo" proves little; three authors who write of "the Foo model" in
the same week do. A name counts as a model when the words beside it speak of a model more often
than of another product.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import ahocorasick_rs

from pipeline.nlp.linear_patterns import compile_linear
from pipeline.nlp.model_cues import MODEL_AHEAD, MODEL_BESIDE, PRODUCT_BESIDE
from pipeline.nlp.model_grammar import ModelGrammar, build_grammar
from pipeline.nlp.name_spans import (
    NameSpan,
    address_ranges,
    ends_name,
    is_inside,
    slug,
    starts_name,
)
from pipeline.nlp.unseen_patterns import CAPITALISED
from pipeline.records import Post
from pipeline.reference.registry import Registry, name_key

DiscoveredType = Literal["model", "product"]

MIN_AUTHORS = 3
MIN_CUE_AUTHORS = 2
MIN_NAME_CHARS = 4
MAX_EXAMPLES = 5
COVERED_SHARE = 0.6  # of a name's authors who write the longer name
CONTEXT_CHARS = 50

_NAME = rf"({CAPITALISED}(?:[- ]{CAPITALISED}){{0,2}})"
_ARTICLE = (
    r"(?:(?:our|the|its|their|a|new|latest|first|next|open-source|"
    r"open-weights?|model) ){0,3}[\"“']?"
)
SEEDS = (
    compile_linear(
        r"\b(?:[Ii]ntroduc\w+|[Mm]eet|[Aa]nnounc\w+|[Rr]eleas\w+|[Ll]aunch\w+|[Uu]nveil\w*|"
        r"[Oo]pen-?sourc\w+|"
        rf"[Dd]ropp?\w*|[Pp]resent\w*|[Ss]hipp?\w*|[Pp]review\w*|model|called|codenamed|named|"
        rf"with|against|on|of|than) {_ARTICLE}{_NAME}"
    ),
    compile_linear(
        rf"{_NAME}(?:,? (?:a|an|our|the|is|was|the first|the new|uses|has|beats|outperforms|"
        rf"scores|achieves|by)\b| \([0-9.]+[BT]|"
        r" (?:models?|weights|checkpoint|API|is|preview|[0-9.]+[BM]\b))"
    ),
)


@dataclass(frozen=True, slots=True)
class Discovery:
    """A name found in a week's posts with what speaks for it.

    `canonical_name` has a family's name before it where authors write it so: "Foo" of "Claude Foo".
    Counts are of distinct authors, a repost counting for the author it repeats: all who use the
    name, those who do beside a word for a model, and those who do beside a word for another kind
    of product.
    """

    name: str
    canonical_name: str
    owner_id: str | None
    entity_type: DiscoveredType
    author_count: int
    model_cue_count: int
    product_cue_count: int
    first_seen_at: dt.datetime
    post_ids: tuple[str, ...]


@dataclass(slots=True)
class _Evidence:
    authors: set[str] = field(default_factory=set)
    model_authors: set[str] = field(default_factory=set)
    product_authors: set[str] = field(default_factory=set)
    families: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seen: list[tuple[dt.datetime, str]] = field(default_factory=list)


def _is_new(name: str, grammar: ModelGrammar, background: Collection[str]) -> bool:
    """Whether a capitalised run is nothing known and not made of ordinary words alone."""
    words = [word.casefold() for word in re.split(r"[\s-]+", name)]
    if len(name) < MIN_NAME_CHARS or name.casefold() in background or name.isupper():
        return False
    if any(
        word in grammar.known.words.not_names or word in grammar.known.people_words
        for word in words
    ):
        return False
    if all(
        word in grammar.known.common_words or word in grammar.known.variant_words for word in words
    ):
        return False
    if (
        words[0] in grammar.known.words.nationalities
        or words[0].rstrip("0123456789.") in grammar.known.family_words
    ):
        return False
    return not any(
        _is_known(key, grammar) for key in (name_key(name), name_key(name).rstrip("s"), words[0])
    )


def _is_known(key: str, grammar: ModelGrammar) -> bool:
    return (
        key in grammar.known.known_keys
        or key in grammar.known.organisation_keys
        or key in grammar.known.product_keys
        or key in grammar.known.family_words
    )


def _readings(name: str, grammar: ModelGrammar, background: Collection[str]) -> Iterator[str]:
    """What a capitalised run may name: its first new word, with and without those behind it."""
    words = name.split(" ")
    while words and not _is_new(words[0], grammar, background):
        words = words[1:]
    for length in range(1, len(words) + 1):
        reading = " ".join(words[:length])
        if not _is_known(name_key(reading), grammar):
            yield reading


def _seeds(posts: Iterable[Post], grammar: ModelGrammar, background: Collection[str]) -> list[str]:
    """Names that stand at least once where a launched thing stands."""
    names = {
        match.group(1)
        for post in posts
        for pattern in SEEDS
        for match in pattern.finditer(post.body_text)
    }
    return sorted({reading for name in names for reading in _readings(name, grammar, background)})


def _occurrences(
    text: str,
    names: Sequence[str],
    automaton: ahocorasick_rs.AhoCorasick,
    is_overlapping: bool = False,
) -> Iterator[tuple[str, int, int]]:
    hits = automaton.find_matches_as_indexes(text, overlapping=is_overlapping)
    addresses = address_ranges(text) if hits else []
    for index, start, end in hits:
        if (
            starts_name(text, start)
            and ends_name(text, end)
            and not is_inside(start, end, addresses)
        ):
            yield names[index], start, end


def _gather(
    posts: Iterable[Post], names: Sequence[str], grammar: ModelGrammar
) -> dict[str, _Evidence]:
    automaton = ahocorasick_rs.AhoCorasick(list(names))
    gathered: dict[str, _Evidence] = defaultdict(_Evidence)
    for post in posts:
        text = post.body_text
        for name, start, end in _occurrences(text, names, automaton, is_overlapping=True):
            evidence = gathered[name]
            author = post.reposted_handle or post.author_id
            evidence.authors.add(author)
            evidence.seen.append((post.posted_at, post.post_id))
            after = text[end : end + CONTEXT_CHARS].lower()
            before = text[max(0, start - CONTEXT_CHARS) : start].lower()
            family_id = _family_before(before, grammar)
            if family_id:
                evidence.families[family_id].add(author)
                evidence.model_authors.add(author)
            elif MODEL_BESIDE.match(after) or MODEL_AHEAD.search(before):
                evidence.model_authors.add(author)
            elif PRODUCT_BESIDE.match(after):
                evidence.product_authors.add(author)
    return gathered


def _family_before(before: str, grammar: ModelGrammar) -> str | None:
    """The family whose name stands directly before a word: that of "Claude" in "Claude Foo"."""
    words = before.split(" ")
    return (
        grammar.naming.homes.get(name_key(words[-2])) if len(words) > 1 and not words[-1] else None
    )


def _full_name(name: str, evidence: _Evidence, grammar: ModelGrammar) -> tuple[str, str | None]:
    """(canonical name, owner id): with the family's name when enough authors write it."""
    ranked = sorted((-len(authors), family) for family, authors in evidence.families.items())
    if not ranked or -ranked[0][0] < MIN_CUE_AUTHORS:
        return name, None
    family = grammar.naming.families[ranked[0][1]]
    return f"{family.name} {name}", f"org:{family.owner}" if family.owner else None


def _judge(name: str, evidence: _Evidence, grammar: ModelGrammar) -> Discovery | None:
    models, products = len(evidence.model_authors), len(evidence.product_authors)
    if len(evidence.authors) < MIN_AUTHORS or max(models, products) < MIN_CUE_AUTHORS:
        return None
    seen = sorted(set(evidence.seen))
    canonical, owner_id = _full_name(name, evidence, grammar)
    return Discovery(
        name=name,
        canonical_name=canonical,
        owner_id=owner_id,
        entity_type="model" if models > products else "product",
        author_count=len(evidence.authors),
        model_cue_count=models,
        product_cue_count=products,
        first_seen_at=seen[0][0],
        post_ids=tuple(post_id for _, post_id in seen[:MAX_EXAMPLES]),
    )


def _longest(found: list[Discovery]) -> list[Discovery]:
    """Leave out a name that mostly begins a longer one: "Foo" where it is "Foo Bar"."""
    return [
        item
        for item in found
        if not any(
            other.name.startswith(item.name + " ")
            and other.author_count >= COVERED_SHARE * item.author_count
            for other in found
        )
    ]


def discover_names(
    posts: Sequence[Post], registry: Registry, background: Collection[str] = frozenset()
) -> list[Discovery]:
    """New names of a week with their evidence, most used first, ties by name; independent of order.

    Args:
        posts: One week.
        registry: Whatever it names, or stops, is not new.
        background: Case-folded names known otherwise, such as those of earlier weeks.
    """
    grammar = build_grammar(registry)
    names = _seeds(posts, grammar, background)
    if not names:
        return []
    gathered = _gather(posts, names, grammar)
    judged = (_judge(name, gathered[name], grammar) for name in names if name in gathered)
    found = _longest([discovery for discovery in judged if discovery is not None])
    return sorted(found, key=lambda item: (-item.author_count, item.name))


class DiscoveredNames:
    """Finds the discovered models of a week in its posts."""

    def __init__(self, discoveries: Iterable[Discovery]) -> None:
        models = (item for item in discoveries if item.entity_type == "model")
        self.models = {item.name: item for item in models}
        self.names = sorted(self.models)
        self.automaton = (
            ahocorasick_rs.AhoCorasick(
                self.names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
            )
            if self.names
            else None
        )

    def find(self, text: str) -> list[NameSpan]:
        """Spans of discovered models in a text, in order, with the family's name before them."""
        if self.automaton is None:
            return []
        return [
            self._span(text, name, start, end)
            for name, start, end in _occurrences(text, self.names, self.automaton)
        ]

    def _span(self, text: str, name: str, start: int, end: int) -> NameSpan:
        model = self.models[name]
        family = model.canonical_name.removesuffix(name)
        if family and text[:start].casefold().endswith(family.casefold()):
            start -= len(family)
        entity_id = f"model:{slug(model.canonical_name)}"
        return NameSpan(
            start, end, entity_id, "model", model.canonical_name, model.owner_id, "discovered"
        )
