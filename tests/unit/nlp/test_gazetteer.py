"""Organisations, hardware and people by name, alias and handle."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.nlp.gazetteer import build_gazetteer, find_registry_names, lower_keeping_length
from pipeline.nlp.mentions import find_mentions_in_text
from pipeline.reference.registry import load_registry

DATA = Path(__file__).parents[2] / "data"


def read_cases(name: str) -> list[tuple[str, str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], row["expected"], row["why"]) for row in rows]


def names_of(text: str, entity_type: str) -> str:
    mentions = find_mentions_in_text(text, load_registry())
    return " | ".join(m.canonical_name for m in mentions if m.entity_type == entity_type)


@pytest.mark.parametrize(("text", "expected", "why"), read_cases("organisations.tsv"))
def test_organisations_are_found_as_the_table_says(text, expected, why):
    assert names_of(text, "org") == expected, why


@pytest.mark.parametrize(("text", "expected", "why"), read_cases("hardware.tsv"))
def test_hardware_is_found_as_the_table_says(text, expected, why):
    assert names_of(text, "hardware") == expected, why


def test_a_handle_keeps_its_at_sign_in_the_surface():
    (mention,) = find_mentions_in_text("thanks @OpenAI", load_registry())
    assert (mention.surface, mention.method) == ("@OpenAI", "handle")


def test_a_person_is_found_by_name_and_by_handle():
    mentions = find_mentions_in_text("Sam Altman (@sama) spoke", load_registry())
    assert {mention.entity_id for mention in mentions} == {"person:sam-altman"}


@pytest.mark.parametrize("text", ["İstanbul and NVIDIA", "ǅ NVIDIA", "NVIDIA İİ"])
def test_offsets_hold_where_lower_case_is_longer(text):
    spans = find_registry_names(text, build_gazetteer(load_registry()))
    assert [text[span.start : span.end] for span in spans] == ["NVIDIA"]
    assert len(lower_keeping_length(text)) == len(text)
