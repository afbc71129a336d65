"""Cue rules: which fire, on which words, and what a wrong rules file is told."""

import pytest

from pipeline.errors import ReferenceDataError
from pipeline.nlp.label_rules import build_author_cues, build_kind_cues, build_text_cues
from pipeline.reference.labels import load_labels


@pytest.fixture(scope="module")
def cues():
    return build_text_cues(load_labels())


def fired(finder, text):
    return {finder.names[rule] for rule in finder.find(text)}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Introducing Heron, a small model", "launch_verb"),
        ("We're excited to announce Heron 2", "first_person_launch"),
        ("今天我们开源了新模型", "launch_verb"),
        ("a 2.5 GW campus in Texas", "data_centre"),
        ("the lab bought 40k GPUs", "chip_word"),
        ("a prompt injection in the browser agent", "jailbreak"),
        ("红队测试发现越狱方法", "jailbreak"),
        ("the senate passed the bill", "law_policy"),
        ("raised $40 million", "money"),
        ("join us for a webinar", "promotion"),
    ],
    ids=lambda value: value if " " not in value else value[:24],
)
def test_cues_fire_on_their_words(cues, text, rule):
    assert rule in fired(cues, text)


def test_cues_respect_word_boundaries(cues):
    assert "chip_word" not in fired(cues, "chipper cpuset gpusomething")


def test_cues_ignore_case(cues):
    assert fired(cues, "INTRODUCING HERON") >= {"launch_verb"}


def test_no_cue_fires_on_an_empty_text(cues):
    assert cues.find("") == []


def test_rules_fire_alone_as_they_fire_together(cues):
    text = "Introducing a safer agent: 3 GW data center, prompt injection defences, $2 billion."
    alone = [rule for rule in range(len(cues.names)) if not cues.evidence(text, rule).endswith(":")]
    assert cues.find(text) == alone


def test_evidence_quotes_the_words(cues):
    text = "Today we are\nlaunching Heron"
    rule = cues.names.index("launch_verb")
    assert cues.evidence(text, rule) == "launch_verb:launching"


def test_author_rules_read_descriptions_only():
    book = load_labels()
    assert "ai_author" in fired(build_author_cues(book), "building AI tools")
    assert "ai_author" not in build_text_cues(book).names


def test_every_kind_but_near_miss_has_learnable_cues():
    book = load_labels()
    assert {rule.speaks_for for rule in book.kinds} >= {"incident", "hazard", "governance"}
    assert "averted" in build_kind_cues(book).names


def test_load_labels_names_the_wrong_entry(tmp_path):
    file = tmp_path / "labels.toml"
    file.write_text('rules = [{name = "Launch", speaks_for = "release", en = ["x"]}]\nkinds = []')
    with pytest.raises(ReferenceDataError, match=r"labels\.toml"):
        load_labels(file)


def test_load_labels_refuses_a_rule_without_words(tmp_path):
    file = tmp_path / "labels.toml"
    file.write_text(
        'rules = [{name = "launch", speaks_for = "release"}]\nkinds = []\n[labels]', "utf-8"
    )
    with pytest.raises(ReferenceDataError, match="a rule reads either"):
        load_labels(file)


def test_load_labels_refuses_two_rules_of_one_name(tmp_path):
    rule = '{name = "launch", speaks_for = "release", en = ["x"]}'
    file = tmp_path / "labels.toml"
    file.write_text(f"rules = [{rule}, {rule}]\nkinds = []\n[labels]", "utf-8")
    with pytest.raises(ReferenceDataError, match="twice: launch"):
        load_labels(file)


def test_load_labels_says_when_there_is_no_file(tmp_path):
    with pytest.raises(ReferenceDataError, match="No such file"):
        load_labels(tmp_path / "none.toml")
