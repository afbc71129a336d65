"""Scores of extracted names against newsletter issues that list their models and organisations.

The lists are slugs with duplicates, dropped heads and spelling variants, so slugs are merged by
the name key of what the finder itself makes of them before anything is counted. A slug that the
registry's stop lists know as a product, benchmark or framework is no model by the labelling
guidelines and is left out. Many others do not occur in the text: the recall is of all of them, as
they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pipeline.evaluation.mentions import name_keys
from pipeline.records import EntityType, Mention
from pipeline.reference.registry import Registry, name_key

STALE_VERSION = re.compile(r"^(claude-)3-((?:opus|sonnet|haiku)-\d)")

FindNames = Callable[[str], list[Mention]]

KeyPair = tuple[set[str], set[str]]


def _model_slug_key(
    slug: str, find: FindNames, known: Mapping[str, str], owners: frozenset[str]
) -> str:
    """The key of a model slug: of its canonical name where the finder reads it whole.

    The lists write the maker before some names ("acme-foo-2") and an old version before others
    ("claude-3-opus-4.5"): both are taken off when what is left is a name by itself.
    """
    slug = STALE_VERSION.sub(r"\1\2", slug)
    head, _, rest = slug.partition("-")
    for candidate in (slug, rest) if name_key(head) in owners and rest else (slug,):
        mentions = [m for m in find(candidate) if m.entity_type == "model"]
        if len(mentions) == 1 and name_key(mentions[0].surface) == name_key(candidate):
            key = name_key(mentions[0].canonical_name)
            return known.get(key, key)
    return known.get(name_key(slug), name_key(slug))


def _found_keys(
    text: str, entity_type: EntityType, find: FindNames, known: Mapping[str, str]
) -> set[str]:
    keys = (name_key(m.canonical_name) for m in find(text) if m.entity_type == entity_type)
    return {known.get(key, key) for key in keys}


def _recall(pairs: Iterable[KeyPair]) -> float | None:
    hits = total = 0
    for gold, found in pairs:
        hits += len(gold & found)
        total += len(gold)
    return round(hits / total, 4) if total else None


def score_documents(
    documents: Sequence[Mapping[str, Any]], find: FindNames, registry: Registry
) -> dict[str, float | None]:
    """Recall of listed models and organisations in `text`, precision of models in `description`.

    Lists hold products, benchmarks and frameworks among their models; the guidelines call none of
    them a model. All listed slugs are asked for; `…_without_products` leaves out those that our
    stop lists name.

    Args:
        documents: Issues with `text`, `description`, `models` and `orgs` (slugs).
        find: Names in one text.
        registry: Aliases of organisations, and which models are novel (absent from it).

    Returns:
        `{"model_recall", "model_novel_recall", "model_precision", "org_recall"}` and the recalls
        without products; None over nothing.
    """
    keys = name_keys(registry)
    owners = frozenset(keys["org"])
    stopped = {name_key(name) for name in registry.stop.names()} - set(keys["model"])
    every: list[KeyPair] = []
    models: list[KeyPair] = []
    orgs: list[KeyPair] = []
    precision: list[KeyPair] = []
    for document in documents:
        found = _found_keys(document["text"], "model", find, keys["model"])
        key_of = {
            slug: _model_slug_key(slug, find, keys["model"], owners) for slug in document["models"]
        }
        real = {key for slug, key in key_of.items() if name_key(slug) not in stopped}
        every.append((set(key_of.values()), found))
        models.append((real, found))
        gold_orgs = {keys["org"].get(name_key(slug), name_key(slug)) for slug in document["orgs"]}
        orgs.append((gold_orgs, _found_keys(document["text"], "org", find, keys["org"])))
        described = _found_keys(document["description"], "model", find, keys["model"])
        precision.append((described, set(key_of.values())))
    return {
        "model_recall": _recall(every),
        "model_novel_recall": _recall(_novel(every, keys["model"])),
        "model_precision": _recall(precision),
        "org_recall": _recall(orgs),
        "model_recall_without_products": _recall(models),
        "model_novel_recall_without_products": _recall(_novel(models, keys["model"])),
    }


def _novel(pairs: Iterable[KeyPair], known: Mapping[str, str]) -> list[KeyPair]:
    """The pairs with only those gold keys that the registry does not hold."""
    return [({key for key in gold if key not in known}, found) for gold, found in pairs]
