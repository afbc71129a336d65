"""Scores of extracted names: small examples counted by hand."""

from __future__ import annotations

from pipeline.evaluation.documents import score_documents
from pipeline.evaluation.mentions import score_mentions
from pipeline.records import EntityType, Mention
from pipeline.reference.registry import load_registry


def mention(
    post_id: str, name: str, entity_type: EntityType, surface: str | None = None
) -> Mention:
    surface = surface or name
    return Mention(post_id, 0, len(surface), surface, "id", entity_type, name, None, "registry")


GOLD = [
    {
        "id": "1",
        "entities": [
            {"surface": "openai", "type": "org", "canonical": "OpenAI"},
            {"surface": "@quill", "type": "org", "canonical": "Quill Works"},
            {"surface": "GPT-5.4", "type": "model", "canonical": "GPT-5.4"},
            {"surface": "Zyntha-7B", "type": "model", "canonical": "Zyntha-7B"},
            {"surface": "H100", "type": "hardware", "canonical": "NVIDIA H100"},
        ],
    },
    {"id": "2", "entities": []},
]


def test_names_match_by_key_alias_and_labelled_handle():
    predicted = {
        "1": [
            mention("1", "OpenAI", "org"),
            mention("1", "quill", "org", "@quill"),
            mention("1", "GPT 5.4", "model"),
            mention("1", "H100", "hardware"),
        ]
    }
    scores = score_mentions(GOLD, predicted, load_registry())
    assert scores["org"] == {"precision": 1, "recall": 1, "f1": 1, "novel_recall": 1, "n": 2}
    assert scores["hardware"]["f1"] == 1
    assert (scores["model"]["precision"], scores["model"]["recall"]) == (1, 0.5)


def test_a_name_outside_the_registry_is_novel_and_a_missed_one_counts():
    predicted = {"1": [mention("1", "GPT-5.4", "model")]}
    assert score_mentions(GOLD, predicted, load_registry())["model"]["novel_recall"] == 0


def test_a_false_name_costs_precision_and_a_repeated_one_nothing():
    predicted = {
        "1": [mention("1", "OpenAI", "org"), mention("1", "Open AI", "org")],
        "2": [mention("2", "Anthropic", "org")],
        "unlabelled": [mention("unlabelled", "NVIDIA", "org")],
    }
    assert score_mentions(GOLD, predicted, load_registry())["org"]["precision"] == 0.5


def test_ratios_over_nothing_are_none():
    scores = score_mentions([{"id": "1", "entities": []}], {}, load_registry())
    assert scores["org"] == {
        "precision": None,
        "recall": None,
        "f1": None,
        "novel_recall": None,
        "n": 0,
    }


def find_listed(text: str) -> list[Mention]:
    """A finder that knows three names, written in any way."""
    names: list[tuple[str, EntityType]] = [
        ("Claude Opus 4.6", "model"),
        ("Zyntha-7B", "model"),
        ("OpenAI", "org"),
    ]
    folded = text.casefold().replace("-", " ")
    return [
        mention("", name, kind)
        for name, kind in names
        if name.casefold().replace("-", " ") in folded
    ]


def test_documents_are_scored_by_merged_slugs():
    document = {
        "text": "OpenAI met Claude Opus 4.6 and Zyntha-7B",
        "description": "Claude Opus 4.6 and Zyntha-7B",
        "models": ["claude-opus-4.6", "claude-3-opus-4.6", "zyntha-7b", "quillon-9", "claude-code"],
        "orgs": ["openai", "brindle-works"],
    }
    scores = score_documents([document], find_listed, load_registry())
    # claude-opus is listed twice: four names are asked for and two found; claude-code is a product;
    # Claude Opus 4.6 is in the registry, so three are novel and one of them is found
    assert scores == {
        "model_recall": 0.5,
        "model_novel_recall": round(1 / 3, 4),
        "model_precision": 1,
        "org_recall": 0.5,
        "model_recall_without_products": round(2 / 3, 4),
        "model_novel_recall_without_products": 0.5,
    }


def test_a_maker_before_the_slug_is_taken_off():
    document = {
        "text": "Zyntha-7B",
        "description": "",
        "models": ["openai-zyntha-7b"],
        "orgs": [],
    }
    scores = score_documents([document], find_listed, load_registry())
    assert (scores["model_recall"], scores["org_recall"]) == (1, None)
