"""Kinds of safety posts."""

import datetime as dt

import pytest

from pipeline.nlp.safety_kind import classify_safety_kinds
from pipeline.records import ParsedPost
from pipeline.reference.registry import load_registry
from pipeline.text.posts import build_post

KINDS = {"incident", "near_miss", "hazard", "capability_finding", "governance", "research"}


def make_post(external_id, text):
    posted_at = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    return build_post(ParsedPost("x", external_id, "", text, posted_at), "test", "")


def kinds_of(*texts):
    posts = [make_post(str(number), text) for number, text in enumerate(texts, start=1)]
    return classify_safety_kinds(posts, {}, load_registry())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hackers used the Heron coding agent to steal data from a hospital.", "incident"),
        ("A security researcher found a vulnerability that exposes API keys in Heron.", "hazard"),
        ("The senate passed a bill that regulates frontier AI developers.", "governance"),
        ("EU lawmakers agreed on transparency rules under the AI Act.", "governance"),
        ("New paper: sparse autoencoders find interpretable features in Heron.", "research"),
        ("参议院通过人工智能监管法案", "governance"),
    ],
    ids=lambda value: value[:30],
)
def test_kinds_of_plain_cases(text, kind):
    assert kinds_of(text)[0].kind == kind


def test_averted_harm_is_a_near_miss():
    found = kinds_of("Attackers used a poisoned package, which was caught before it could spread.")
    assert found[0].kind == "near_miss"
    assert any(piece.startswith("averted:") for piece in found[0].evidence)


def test_kinds_are_known_and_scores_are_shares():
    for found in kinds_of("A warning about chatbots.", "", "漏洞"):
        assert found.kind in KINDS
        assert 0 < found.score <= 1


def test_kinds_come_in_order_of_post_id():
    posts = [make_post("2", "a jailbreak"), make_post("1", "a bill")]
    registry = load_registry()
    found = classify_safety_kinds(posts, {}, registry)
    assert [kind.post_id for kind in found] == ["1", "2"]
    assert found == classify_safety_kinds(posts[::-1], {}, registry)
