"""A whole invented week as claims in reading order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from pipeline.records import Claim
from pipeline.writing.compose import StatSentence, ThemeDraft, compose_claims
from pipeline.writing.matters import SafetyMatter
from tests.unit.writing.invented_week import Story, newsroom_of, tables

LOOM = (
    "Introducing Loom 4, a model that plans supply routes for nine kinds of shops; the notes "
    "of 900 drivers taught it the closed roads of six hard winters. It runs on one B40 chip."
)
FUND = "Borealis Compute raised $3 billion to build two AI chip factories in Oslo."
BREACH = "Juniper Systems disclosed a breach of its model weights by an outside group."
WEEK = (
    Story("loom", [("acme", LOOM), ("loomfan", "Loom 4 is a wonder.")], score=0.9),
    Story("fund", [("gazette", FUND)], category="infra", score=0.8),
    Story("resale", [("heron", "Introducing Loom 4 on our platform, ready for every team.")]),
    Story(
        "talon",
        [("kestrel", "Today we're launching Talon 5, an open model for medical records.")],
        score=0.7,
    ),
    Story("breach", [("juniper", BREACH)], category="safety", score=0.65),
    Story("lease", [("acme", "We signed a lease for an AI laboratory in Lisbon.")]),
    Story("price", [("kestrel", "We cut the price of Talon 5 by 40% for schools.")]),
    Story("guess", [("adabyron", "Heron Cloud could open 40 AI data centres in Chad by May.")]),
    Story("ada", [("adabyron", "Announcing Weft, a free library that tests language models.")]),
    Story("prize", [("gazette", "The prize of Norway went to Ada Byron and her AI laboratory.")]),
    Story(
        "merger",
        [("loomfan", "Heron Cloud宣布收购Juniper Systems，交易额12亿美元。")],
        score=0.2,
        language="zh",
    ),
)
THEME = ThemeDraft(
    "Shops",
    StatSentence("9 of 12 relevant posts spoke of shops.", "weekly_topics"),
    lambda _, text: "shops" in text,
)
RATED = SafetyMatter("breach", "006", BREACH, "Kind: incident; risk low.", is_scored=True)


@pytest.fixture(scope="module")
def claims() -> list[Claim]:
    return compose_claims(newsroom_of(*WEEK), tables([THEME], [RATED]))


def texts(claims: list[Claim], section: str) -> list[str]:
    return [claim.text for claim in claims if claim.section == section]


def test_snapshot_has_short_leads_and_one_on_safety(claims: list[Claim]) -> None:
    assert texts(claims, "snapshot") == [
        "Acme Labs introduced Loom 4, a model that plans supply routes for nine kinds of shops.",
        f"According to Daily Gazette, {FUND}",
        "Kestrel AI launched Talon 5, an open model for medical records.",
        BREACH,
    ]


def test_mix_of_the_week_stands_in_coverage_and_opens_a_quiet_week() -> None:
    mix = "Of 12 relevant posts, 9 reported releases."
    for is_quiet, section in ((False, "coverage"), (True, "snapshot")):
        found = compose_claims(newsroom_of(*WEEK), tables(is_quiet=is_quiet))
        assert [claim.section for claim in found if claim.text == mix] == [section]


def test_developments_tell_what_else_their_house_did(claims: list[Claim]) -> None:
    items: dict[str | None, list[str]] = {}
    for claim in claims:
        if claim.section == "developments":
            items.setdefault(claim.story_id, []).append(claim.text)
    assert list(items) == ["loom", "fund", "talon", "breach"]
    assert items["loom"][-1] == (
        "In the same week, Acme Labs signed a lease for an AI laboratory in Lisbon."
    )
    assert items["fund"] == [f"According to Daily Gazette, {FUND}"]
    assert any("40%" in text for text in items["talon"])


def test_points_tell_what_is_left_and_nobodys_guess(claims: list[Claim]) -> None:
    points = {claim.story_id: claim for claim in claims if claim.section == "mentions"}
    assert points.keys() == {"merger", "ada"}
    assert points["ada"].headline == "Weft"
    assert points["merger"].text == (
        "@loomfan, writing in Chinese, reports that Heron Cloud is acquiring Juniper Systems "
        "($1.2 billion)."
    )


def test_safety_item_of_a_development_tells_it_again_with_its_rating(claims: list[Claim]) -> None:
    told, rated = [claim for claim in claims if claim.section == "safety"]
    assert (told.text, told.post_ids) == (BREACH, (RATED.post_id,))
    assert rated.text == RATED.rating
    assert told.headline == rated.headline == "Juniper Systems"
    assert BREACH in texts(claims, "developments")


def test_resold_launch_and_guess_are_nowhere(claims: list[Claim]) -> None:
    untold = {
        post_id
        for story_id in ("resale", "guess")
        for post_id in newsroom_of(*WEEK).material.story_post_ids(story_id)
    }
    assert untold.isdisjoint(post_id for claim in claims for post_id in claim.post_ids)


def test_no_sentence_stands_twice_outside_snapshot_and_safety(claims: list[Claim]) -> None:
    repeated = ("snapshot", "safety")
    counts = Counter(claim.text for claim in claims if claim.section not in repeated)
    assert set(counts.values()) == {1}


def test_every_claim_is_published_and_rests_on_posts_or_a_query(claims: list[Claim]) -> None:
    assert all(claim.is_published and claim.rejection is None for claim in claims)
    assert all(claim.post_ids or claim.query for claim in claims)
    assert len({claim.claim_id for claim in claims}) == len(claims)


def test_theme_points_to_its_event_and_then_gives_its_figures(claims: list[Claim]) -> None:
    assert texts(claims, "themes") == [
        "Acme Labs introduces Loom 4, a model.",
        "9 of 12 relevant posts spoke of shops.",
    ]
    assert {claim.headline for claim in claims if claim.section == "themes"} == {"Shops: Loom 4"}


def test_order_of_the_tables_does_not_count(claims: list[Claim]) -> None:
    newsroom = newsroom_of(*WEEK)
    material = newsroom.material
    turned = replace(
        material,
        posts=dict(reversed([*material.posts.items()])),
        mentions=dict(reversed([*material.mentions.items()])),
        stories=dict(reversed([*material.stories.items()])),
        ranks=dict(reversed([*material.ranks.items()])),
    )
    other = compose_claims(replace(newsroom, material=turned, _cited={}), tables([THEME], [RATED]))
    assert other == claims


def test_week_without_stories_still_has_its_mix() -> None:
    found = compose_claims(newsroom_of(), tables())
    assert [(claim.section, claim.text) for claim in found] == [
        ("snapshot", "Of 12 relevant posts, 9 reported releases.")
    ]
