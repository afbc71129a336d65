"""What the label model sees of a post: hashed word n-grams with names masked, and named features.

Names are replaced by their type before n-grams are taken ("introducing xmodel"), so that a launch
of something never heard of looks like the launches the model learned from.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from pipeline.nlp.label_rules import CueFinder, build_author_cues, build_text_cues
from pipeline.records import Mention, Post
from pipeline.reference.labels import LabelBook
from pipeline.reference.registry import Registry

TOKEN = re.compile(
    r"https?://\S+|@\w+|\$[a-z]{1,5}\b|[a-z]+(?:['’][a-z]+)?|[0-9]+(?:[.,][0-9]+)*|[\u3400-\u9fff]|[$%#€£]"
)
HEAD_CHARS = 90  # a cue this early is usually what the post is about
NAME_HEAD_CHARS = 40
MAX_TEXT_CHARS = 2_000  # long bodies of feeds: what is new stands at the top
CONTEXT_KINDS = frozenset({"lab", "safety_institute", "safety_org"})
CONTEXT_CUES = frozenset({"ai_word", "model_word", "agent_word"})


@dataclass(frozen=True, slots=True)
class PostFeatures:
    """Sparse features of one post.

    `terms` counts hashed n-grams; `named` holds features by name; `cues` are positions in the
    finder of text cues.
    """

    terms: Mapping[int, int]
    named: Mapping[str, float]
    cues: tuple[int, ...]


@dataclass(frozen=True)
class FeatureReader:
    """Everything that reading features needs besides the post; build one a run."""

    text_cues: CueFinder
    author_cues: CueFinder
    topical_cues: frozenset[str]
    kind_of_org: Mapping[str, str]
    author_features: Mapping[str, tuple[str, ...]]


def _author_features(registry: Registry) -> dict[str, tuple[str, ...]]:
    """Features of known accounts by lower-case handle: never who, only what kind of author."""
    features: dict[str, tuple[str, ...]] = {}
    for person in registry.people.values():
        employer = registry.organisations.get(person.affiliation or "")
        kind = employer.kind if employer else "none"
        for handle in person.handles:
            features[handle.lower()] = ("A:person", f"AK:person:{kind}")
    for organisation in registry.organisations.values():
        for handle in organisation.handles:
            features[handle.lower()] = ("A:org", f"AK:org:{organisation.kind}")
    return features


@functools.lru_cache(maxsize=4)
def build_feature_reader(book: LabelBook, registry: Registry) -> FeatureReader:
    """Compile the cue rules and look up the kinds of organisations and accounts."""
    return FeatureReader(
        text_cues=build_text_cues(book),
        author_cues=build_author_cues(book),
        topical_cues=frozenset(
            rule.name for rule in book.rules if rule.speaks_for in {"safety", "infra"}
        ),
        kind_of_org={f"org:{key}": org.kind for key, org in registry.organisations.items()},
        author_features=_author_features(registry),
    )


def mask_names(text: str, mentions: Sequence[Mention], kind_of_org: Mapping[str, str]) -> str:
    """The text with every name replaced by its type, lower-cased.

    >>> mask_names("Hello", [], {})
    'hello'
    """
    parts: list[str] = []
    end = 0
    for mention in sorted(mentions, key=lambda m: (m.span_start, -m.span_end)):
        if mention.span_start < end:
            continue
        kind = kind_of_org.get(mention.entity_id, "") if mention.entity_type == "org" else ""
        parts += (
            text[end : mention.span_start],
            f" x{mention.entity_type}{kind.replace('_', '')} ",
        )
        end = mention.span_end
    return "".join([*parts, text[end:]]).lower()


def _token(raw: str) -> str:
    """Addresses, handles, tickers, years and numbers stand for their class."""
    first = raw[0]
    if first == "@":
        return "xhandle"
    if first == "$" and len(raw) > 1:
        return "xticker"
    if first == "h" and raw.startswith(("http://", "https://")):
        return "xurl"
    if first.isdigit():
        return "xyear" if len(raw) == 4 and raw.startswith(("19", "20")) else "xnum"
    return raw


def hash_terms(masked: str) -> Counter[int]:
    """Counts of hashed words, pairs of words and first words; Chinese characters only in pairs."""
    tokens = [_token(raw).encode() for raw in TOKEN.findall(masked)]
    hashes = [crc32(token) for token in tokens]
    terms = [value for token, value in zip(tokens, hashes, strict=True) if token[0] < 0x80]
    terms += [crc32(b" " + token, value) for value, token in zip(hashes, tokens[1:], strict=False)]
    if tokens:
        first = crc32(b"^" + tokens[0])
        terms.append(first)
        if len(tokens) > 1:
            terms.append(crc32(b" " + tokens[1], first))
    return Counter(terms)


def _shape_features(post: Post, text: str) -> dict[str, float]:
    """Length, punctuation, lines, and what the platform says about the post."""
    letters = sum(map(str.isalpha, text)) or 1
    lines = text.count("\n")
    features = {
        "length": min(len(text), 400) / 200,
        "short": float(len(text) < 60),
        "long": float(len(text) > 260),
        "reply": float(post.is_reply),
        "repost": float(post.is_repost),
        "quote": float(post.is_quote),
        "media": float(bool(post.media_count)),
        "link": float(bool(post.link_urls)),
        "chinese": float(post.language == "zh"),
        "question": float("?" in text or "？" in text),
        "exclamation": float("!" in text or "！" in text),
        "handles": min(text.count("@"), 3) / 3,
        "tags": min(text.count("#"), 4) / 4,
        "capitals": float(sum(map(str.isupper, text)) * 2 > letters),
        "digits": min(sum(map(str.isdigit, text)), 10) / 10,
        "bullets": float(text.count("\n- ") + text.count("\n•") > 1),
        "lines": min(lines, 8) / 8,
    }
    return {name: value for name, value in features.items() if value}


def _mention_features(
    mentions: Sequence[Mention], kind_of_org: Mapping[str, str]
) -> dict[str, float]:
    """Which types of names stand in the post, how many, of whom, and whether early."""
    if not mentions:
        return {"M:none": 1.0}
    features: dict[str, float] = {}
    entities = {(mention.entity_type, mention.entity_id) for mention in mentions}
    for entity_type, count in Counter(kind for kind, _ in entities).items():
        features[f"M:{entity_type}"] = 1.0
        features[f"MN:{entity_type}"] = min(count, 4) / 4
    for mention in mentions:
        if mention.entity_type == "org":
            features[f"MK:{kind_of_org.get(mention.entity_id, 'unknown')}"] = 1.0
        elif mention.owner_id and mention.entity_type in {"model", "hardware"}:
            owner_kind = kind_of_org.get(mention.owner_id, "unknown")
            features[f"MO:{mention.entity_type}:{owner_kind}"] = 1.0
        if mention.span_start < NAME_HEAD_CHARS:
            features[f"MH:{mention.entity_type}"] = 1.0
    return features


def _is_about_ai(cues: Sequence[str], named: Mapping[str, float]) -> bool:
    """Whether a post says it is about AI: by a word, a model or chip, or an AI organisation."""
    return (
        not CONTEXT_CUES.isdisjoint(cues)
        or "M:model" in named
        or "M:hardware" in named
        or any(f"MK:{kind}" in named for kind in CONTEXT_KINDS)
    )


def _cue_features(reader: FeatureReader, text: str, cues: Sequence[str]) -> dict[str, float]:
    features = {f"R:{cue}": 1.0 for cue in cues}
    for rule in reader.text_cues.find(text[:HEAD_CHARS]):
        features[f"H:{reader.text_cues.names[rule]}"] = 1.0
    return features


@functools.lru_cache(maxsize=65_536)
def _author_cue_features(finder: CueFinder, bio: str) -> tuple[str, ...]:
    return tuple(f"B:{finder.names[rule]}" for rule in finder.find(bio))


def read_features(post: Post, mentions: Sequence[Mention], reader: FeatureReader) -> PostFeatures:
    """The features of one post. `mentions` are those of this post."""
    text = post.body_text[:MAX_TEXT_CHARS]
    mentions = [mention for mention in mentions if mention.span_end <= len(text)]
    rules = reader.text_cues.find(text)
    cues = [reader.text_cues.names[rule] for rule in rules]
    named = _shape_features(post, text)
    named.update(_cue_features(reader, text, cues))
    named.update(_mention_features(mentions, reader.kind_of_org))
    topical = [cue for cue in cues if cue in reader.topical_cues]
    if _is_about_ai(cues, named):
        named["about_ai"] = 1.0
        named.update((f"C:{cue}", 1.0) for cue in topical)
    named["topical_cues"] = min(len(topical), 6) / 6
    known = reader.author_features.get((post.author_handle or "").lower(), ("A:unknown",))
    named.update((name, 1.0) for name in known)
    if post.author_bio:
        named.update(
            (name, 1.0) for name in _author_cue_features(reader.author_cues, post.author_bio)
        )
    return PostFeatures(
        terms=hash_terms(mask_names(text, mentions, reader.kind_of_org)),
        named=named,
        cues=tuple(rules),
    )
