"""Scores of extracted names against labelled posts, on (post, canonical name).

Names are compared by key: case, separators and punctuation do not count, and names that the
registry knows as one entity are one. A name is novel when the registry does not hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.records import EntityType, Mention
from pipeline.reference.registry import Registry, name_key

SCORED_TYPES: tuple[EntityType, ...] = ("org", "model", "hardware")
Scores = dict[str, float | int | None]


def name_keys(registry: Registry) -> dict[EntityType, dict[str, str]]:
    """For each scored type, every name key of the registry and the entity behind it."""
    return {
        "org": _organisation_keys(registry),
        "model": _model_keys(registry),
        "hardware": _hardware_keys(registry),
    }


def _organisation_keys(registry: Registry) -> dict[str, str]:
    keys: dict[str, str] = {}
    for entry_id, entry in registry.organisations.items():
        for name in (entry.name, entry_id, *entry.aliases, *entry.handles):
            keys.setdefault(name_key(name), f"org:{entry_id}")
    return keys


def _model_keys(registry: Registry) -> dict[str, str]:
    keys: dict[str, str] = {}
    for family in registry.families.values():
        for example in (family.name, *family.examples):
            keys.setdefault(name_key(example), name_key(example))
        for alias in family.aliases:
            keys.setdefault(name_key(alias), name_key(family.name))
    return keys


def _hardware_keys(registry: Registry) -> dict[str, str]:
    keys: dict[str, str] = {}
    for entry_id, entry in registry.hardware.items():
        vendor = registry.organisations.get(entry.vendor or "")
        for name in (entry.name, *entry.aliases):
            keys.setdefault(name_key(name), f"hw:{entry_id}")
            if vendor is not None:
                keys.setdefault(name_key(f"{vendor.name} {name}"), f"hw:{entry_id}")
    return keys


def _entity_key(name: str, known: Mapping[str, str]) -> str:
    key = name_key(name)
    without_article = key.removeprefix("the")
    return known.get(key) or known.get(without_article) or without_article or key


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    total = precision + recall
    return round(2 * precision * recall / total, 4) if total else 0.0


def gold_pairs(
    gold_rows: Iterable[Mapping[str, Any]], entity_type: EntityType, known: Mapping[str, str]
) -> set[tuple[str, str]]:
    """Distinct (post id, entity key) of the labels of one type."""
    return {
        (row["id"], _entity_key(entity["canonical"], known))
        for row in gold_rows
        for entity in row["entities"]
        if entity["type"] == entity_type
    }


def labelled_handles(
    gold_rows: Iterable[Mapping[str, Any]], known: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """(post id, key of a labelled handle) with its organisation: a handle is a name of it."""
    return {
        (row["id"], name_key(entity["surface"])): _entity_key(entity["canonical"], known)
        for row in gold_rows
        for entity in row["entities"]
        if entity["type"] == "org" and entity["surface"].startswith("@")
    }


def predicted_pairs(
    predicted: Mapping[str, Sequence[Mention]],
    entity_type: EntityType,
    known: Mapping[str, str],
    handles: Mapping[tuple[str, str], str],
) -> set[tuple[str, str]]:
    """Distinct (post id, entity key) of the mentions of one type."""
    pairs = set()
    for post_id, mentions in predicted.items():
        for mention in mentions:
            if mention.entity_type != entity_type:
                continue
            key = _entity_key(mention.canonical_name, known)
            is_handle = entity_type == "org" and mention.surface.startswith("@")
            named = handles.get((post_id, name_key(mention.surface))) if is_handle else None
            pairs.add((post_id, named or key))
    return pairs


def _scores(gold: set[tuple[str, str]], found: set[tuple[str, str]], known: set[str]) -> Scores:
    hits = gold & found
    novel = {pair for pair in gold if pair[1] not in known}
    precision, recall = _ratio(len(hits), len(found)), _ratio(len(hits), len(gold))
    return {
        "precision": precision,
        "recall": recall,
        "f1": _f1(precision, recall),
        "novel_recall": _ratio(len(novel & found), len(novel)),
        "n": len(gold),
    }


def score_mentions(
    gold_rows: Sequence[Mapping[str, Any]],
    predicted: Mapping[str, Sequence[Mention]],
    registry: Registry,
) -> dict[str, Scores]:
    """Precision, recall, F1, recall on novel names and the count of labels, by entity type.

    Args:
        gold_rows: Labels with `id` and `entities` (`type`, `canonical`); only these posts are
            scored.
        predicted: Mentions by post id; a post that is absent has none.
        registry: Says which names are one entity and which are novel.

    Returns:
        `{"org": {"precision", "recall", "f1", "novel_recall", "n"}, "model": …, "hardware": …}`; a
        ratio over nothing is None.
    """
    scored = {row["id"]: predicted.get(row["id"], ()) for row in gold_rows}
    keys = name_keys(registry)
    handles = labelled_handles(gold_rows, keys["org"])
    return {
        entity_type: _scores(
            gold_pairs(gold_rows, entity_type, keys[entity_type]),
            predicted_pairs(scored, entity_type, keys[entity_type], handles),
            set(keys[entity_type].values()),
        )
        for entity_type in SCORED_TYPES
    }
