"""The reference files load, are clean, and can be overridden."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from pipeline.errors import ReferenceDataError
from pipeline.reference.registry import (
    Organisation,
    Person,
    check_registry,
    load_registry,
    name_key,
)


def test_the_registry_of_the_project_is_clean():
    assert check_registry(load_registry()) == []


def test_the_registry_has_the_breadth_it_claims():
    registry = load_registry()
    assert len(registry.organisations) >= 400
    assert len(registry.families) >= 250
    assert len(registry.hardware) >= 120
    assert registry.people
    assert registry.stop.benchmarks
    assert registry.stop.licences


def test_loading_twice_reads_once():
    assert load_registry() is load_registry()


def test_an_override_adds_and_replaces_entries(tmp_path: Path):
    override = tmp_path / "mine.toml"
    override.write_text(
        '[organisations]\nfenwick = { name = "Fenwick Robotics", kind = "robotics" }\n'
        'openai = { name = "OpenAI, renamed", kind = "lab" }\n'
        '[stop]\nbenchmarks = ["QuillBench"]\n',
        encoding="utf-8",
    )
    registry = load_registry(override)
    assert registry.organisations["fenwick"].name == "Fenwick Robotics"
    assert registry.organisations["openai"].name == "OpenAI, renamed"
    assert "quillbench" in registry.stop.names()
    assert len(registry.organisations) == len(load_registry().organisations) + 1


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (
            '[organisations]\na = { name = "A", kind = "lab", alias = ["B"] }',
            "organisations.a.alias",
        ),
        ('[organisations]\na = { kind = "lab" }', "organisations.a.name"),
        ('[families]\na = { name = "A", bare = "sometimes" }', "families.a.bare"),
        ("[planets]\nmars = 1", "planets"),
        ("not toml", "file"),
    ],
)
def test_a_wrong_entry_names_the_file_and_the_key(tmp_path: Path, text: str, key: str):
    override = tmp_path / "wrong.toml"
    override.write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"wrong\.toml") as caught:
        load_registry(override)
    assert key in str(caught.value)


def test_a_missing_override_is_an_error(tmp_path: Path):
    with pytest.raises(ReferenceDataError, match=r"absent\.toml"):
        load_registry(tmp_path / "absent.toml")


def test_check_registry_finds_collisions_dead_references_cycles_and_empty_names():
    registry = dataclasses.replace(
        load_registry(),
        families={},
        hardware={},
        organisations={
            "a": Organisation(name="Acme", kind="lab", parent="b", handles=("acme",)),
            "b": Organisation(name="Brindle", kind="lab", parent="a", aliases=("ACME",)),
            "c": Organisation(name="Cedar", kind="lab", parent="ghost", aliases=(" ",)),
        },
        people={"p": Person(name="Pat Quill", handles=("Acme",), affiliation="nowhere")},
    )
    problems = {(problem.key, problem.problem) for problem in check_registry(registry)}
    assert problems == {
        ("organisations.a", "its parents form a cycle at 'a'"),
        ("organisations.b", "its parents form a cycle at 'b'"),
        ("organisations.b", "organisation 'acme' is already claimed by organisations.a"),
        ("organisations.c", "parent 'ghost' is no organisation"),
        ("organisations.c", "has an empty name, alias or handle"),
        ("people.p", "affiliation 'nowhere' is no organisation"),
        ("people.p", "handle 'acme' is already claimed by organisations.a"),
    }


def test_name_key_does_not_see_case_and_separators():
    assert name_key("GPT-5.3 Codex") == name_key("gpt 5.3-codex") == "gpt53codex"
