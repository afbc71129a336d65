"""The grammar of model names against its case table, and laws that hold for any text."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.nlp.model_names import find_model_names
from pipeline.nlp.name_spans import resolve_overlaps
from pipeline.reference.registry import Registry, load_registry

CASES = Path(__file__).parents[2] / "data" / "model_names.tsv"


def read_cases(path: Path) -> list[tuple[str, str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], row["expected"], row["why"]) for row in rows]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def test_the_case_table_is_large_and_has_no_line_twice():
    texts = [text for text, _, _ in read_cases(CASES)]
    assert len(texts) >= 300
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("text", "expected", "why"), read_cases(CASES), ids=[text for text, _, _ in read_cases(CASES)]
)
def test_find_model_names_reads_the_line_as_the_table_says(registry, text, expected, why):
    found = " | ".join(span.canonical_name for span in find_model_names(text, registry))
    assert found == expected, why


WORDS = [
    *(
        "GPT-5.6 Sol, Terra and Luna",
        "Qwen3.5-27B, 35B-A3B",
        "Claude",
        "Opus 4.6",
        "Claude-4.6-Opus",
    ),
    *(
        "gpt-oss-20b/120b",
        "DeepSeek-V3.2",
        "Foobar-7B",
        "Introducing",
        "our new model",
        "(",
        ")",
        ", ",
    ),
    *("/", "and", "3 times", "Gemini 3.1 Pro", "GPT‑5", "https://x.org/gpt-5", "@OpenAI", "#GPT5"),
    *(
        "模型",
        "発表",
        "Kimi K2.5",
        "MoE",
        "weights",
        "Zyntha 2.5",
        "İ",
        "ß",
        "e\u0301",
        "\n",
        "-",
        ".",
    ),
    *("v2", "70B", "Apache 2.0"),
]
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=12).map(" ".join)


@given(text=TEXTS)
def test_spans_lie_inside_the_text_in_order_without_overlaps(text):
    spans = find_model_names(text, load_registry())
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


@given(text=TEXTS)
def test_resolving_overlaps_again_changes_nothing(text):
    spans = resolve_overlaps(find_model_names(text, load_registry()))
    assert resolve_overlaps(spans) == spans
    assert resolve_overlaps(reversed(spans)) == spans


@pytest.mark.parametrize(
    "name",
    [
        "Claude Opus 4.6",
        "GPT-5.3-Codex",
        "Qwen3.5-397B-A17B",
        "Gemini 3.1 Flash-Lite",
        "Kimi K2.5",
        "DeepSeek-V3.2",
        "gpt-oss-120b",
        "Foobar-7B",
    ],
)
def test_a_canonical_name_is_read_as_itself(registry, name):
    assert [span.canonical_name for span in find_model_names(name, registry)] == [name]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Claude Opus 4.6", "claude-opus-4-6", "Claude-4.6-Opus", "Opus 4.6", "claude opus 4.6"),
        ("GPT-5.3-Codex", "gpt 5.3 codex", "GPT 5.3 Codex", "gpt-5.3-codex"),
        ("Qwen3.5-27B", "Qwen 3.5 27B", "qwen3.5-27b", "Qwen3.5 27B"),
        ("Gemini 3.1 Pro", "gemini-3.1-pro", "gemini 3.1 pro", "Gemini 3.1 Pro"),
    ],
)
def test_all_spellings_of_a_model_have_one_id(registry, spellings):
    ids = {span.entity_id for text in spellings for span in find_model_names(text, registry)}
    assert len(ids) == 1


def test_a_model_of_a_known_family_has_its_owner(registry):
    (span,) = find_model_names("GPT-5.4 is out", registry)
    assert span.owner_id == "org:openai"


def test_an_unseen_model_has_no_owner(registry):
    (span,) = find_model_names("Introducing Foobar-7B", registry)
    assert span.owner_id is None
    assert span.method == "grammar"
