"""What makes a story lead, and what must not."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.nlp.ranking import WEIGHTS, RankingEvidence, rank_stories
from pipeline.records import Mention, ParsedPost, Post, PostLabel, StoryPost, StoryRank
from pipeline.text.posts import build_post

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


class WeekOfStories:
    """A week put together story by story."""

    def __init__(self) -> None:
        self.posts: dict[str, Post] = {}
        self.mentions: dict[str, list[Mention]] = {}
        self.labels: dict[str, list[PostLabel]] = {}
        self.rows: list[StoryPost] = []
        self.repeats: set[str] = set()

    def add(
        self,
        story_id: str,
        text: str = "Northwind launches something today",
        authors: tuple[str, ...] = ("ana",),
        category: str = "release",
        organisation: str = "northwind",
        relevance: float = 0.9,
        **fields: int | bool | None,
    ) -> None:
        for author in authors:
            post_id = f"{len(self.posts) + 1:03d}"
            parsed = ParsedPost(
                "x", post_id, "", text, START, author_handle=author, **fields  # type: ignore[arg-type]
            )  # fmt: skip
            self.posts[post_id] = build_post(parsed, "test", "")
            entity = f"org:{organisation}"
            self.mentions[post_id] = [
                Mention(post_id, 0, 4, text[:4], entity, "org", organisation, entity, "registry")
            ]
            self.labels[post_id] = [
                PostLabel(post_id, "relevant", relevance, relevance > 0.5, ()),
                PostLabel(post_id, category, 0.9, category != "other", ()),
            ]
            is_first = not any(row.story_id == story_id for row in self.rows)
            self.rows.append(StoryPost(story_id, post_id, 1.0, is_first))

    def ranks(self, **options: object) -> list[StoryRank]:
        evidence = RankingEvidence(
            self.posts, self.mentions, self.labels, repeated_post_ids=self.repeats, **options  # type: ignore[arg-type]
        )  # fmt: skip
        return rank_stories(self.rows, evidence)


def by_story(rows: list[StoryRank]) -> dict[str, StoryRank]:
    return {row.story_id: row for row in rows}


def test_weights_sum_to_one_and_name_columns() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)
    assert set(WEIGHTS) <= set(StoryRank.__dataclass_fields__)


def test_independent_origins_lead_one_author_who_floods() -> None:
    week = WeekOfStories()
    week.add("loud", authors=("ana",) * 20)
    week.add("wide", authors=("li", "mara", "jo", "sam"))
    assert week.ranks()[0].story_id == "wide"


def test_accounts_of_one_organisation_are_one_origin() -> None:
    week = WeekOfStories()
    week.add("house", authors=("northwind", "northwinddev", "northwindlabs"))
    week.add("world", authors=("li", "mara", "jo"))
    official = dict.fromkeys(("northwind", "northwinddev", "northwindlabs"), "org:northwind")
    rows = by_story(week.ranks(official_handles=official))
    assert rows["house"].origin_score < rows["world"].origin_score
    assert rows["house"].official_score == 1.0


def test_reposts_count_less_than_own_words() -> None:
    week = WeekOfStories()
    week.add("own", authors=("li", "mara", "jo"))
    week.add("echo", authors=("sam",))
    week.add("echo", "RT @sam: Northwind launches something today", authors=("kim", "lou"))
    rows = by_story(week.ranks())
    assert rows["echo"].origin_score < rows["own"].origin_score


def test_other_organisations_account_is_worth_less_than_the_own_one() -> None:
    week = WeekOfStories()
    week.add("own", authors=("northwind",))
    week.add("reseller", authors=("cloudforge",))
    handles = {"northwind": "org:northwind", "cloudforge": "org:cloudforge"}
    rows = by_story(week.ranks(official_handles=handles))
    assert rows["own"].official_score == 1.0
    assert 0.0 < rows["reseller"].official_score < 1.0
    week.add("staff", authors=("nina",))
    rows = by_story(week.ranks(official_handles=handles, staff_handles={"nina": "org:northwind"}))
    assert 0.0 < rows["staff"].official_score < 1.0


def test_irrelevant_story_does_not_lead_however_loud() -> None:
    week = WeekOfStories()
    week.add("market", authors=tuple(f"a{n}" for n in range(30)), category="other", relevance=0.1)
    week.add("news", authors=("li", "mara"))
    rows = week.ranks()
    assert rows[0].story_id == "news"
    assert not by_story(rows)["market"].is_development


def test_large_sums_outrank_small_ones() -> None:
    week = WeekOfStories()
    week.add("large", "Northwind signs a $20 billion deal for 2 GW")
    week.add("small", "Northwind signs a $20 million deal for racks")
    rows = by_story(week.ranks())
    assert rows["large"].magnitude_score > rows["small"].magnitude_score > 0.0


def test_unknown_engagement_stays_unknown_and_known_is_a_percentile() -> None:
    week = WeekOfStories()
    week.add("unknown", authors=("li",))
    week.add("liked", authors=("mara",), like_count=500)
    week.add("unseen", authors=("jo",), like_count=0)
    rows = by_story(week.ranks())
    assert rows["unknown"].engagement_score is None
    liked, unseen = rows["liked"].engagement_score, rows["unseen"].engagement_score
    assert liked is not None
    assert unseen is not None
    assert liked > unseen


def test_names_of_earlier_weeks_are_not_new() -> None:
    week = WeekOfStories()
    week.add("old", organisation="northwind")
    week.add("new", organisation="larkspur")
    rows = by_story(week.ranks(seen_entity_ids={"org:northwind"}))
    assert (rows["old"].novelty_score, rows["new"].novelty_score) == (0.0, 1.0)
    assert by_story(week.ranks())["new"].novelty_score == 0.0


def test_four_stories_lead_with_few_of_a_category_or_organisation() -> None:
    week = WeekOfStories()
    for n in range(6):
        week.add(
            f"big{n}", authors=tuple(f"a{n}{k}" for k in range(8)), organisation=f"org{n // 3}"
        )
    week.add("deal", authors=("li", "mara"), category="infra", organisation="gridco")
    week.add("flaw", authors=("jo", "kim"), category="safety", organisation="larkspur")
    leads = [row for row in week.ranks() if row.is_development]
    assert len(leads) == 4
    assert "deal" in {row.story_id for row in leads}
    assert sum(row.category == "release" for row in leads) <= 3
    assert sum(row.story_id in {"big0", "big1", "big2"} for row in leads) <= 2
    assert sum(row.story_id in {"big3", "big4", "big5"} for row in leads) <= 2


def test_weak_safety_story_does_not_take_a_place() -> None:
    week = WeekOfStories()
    for n, category in enumerate(("release", "release", "infra", "other")):
        week.add(
            f"big{n}",
            authors=tuple(f"a{n}{k}" for k in range(9)),
            category=category,
            organisation=f"o{n}",
        )
    week.add(
        "hint", "something may be off", category="safety", organisation="quiet", relevance=0.55
    )
    assert not by_story(week.ranks())["hint"].is_development


def test_rank_is_dense_and_does_not_depend_on_the_order_of_rows() -> None:
    week = WeekOfStories()
    for n in range(7):
        week.add(f"s{n}", authors=tuple(f"a{k}" for k in range(n % 3 + 1)))
    expected = week.ranks()
    week.rows = week.rows[::-1]
    assert week.ranks() == expected
    assert [row.rank for row in expected] == list(range(1, 8))


def test_no_stories_have_no_ranks() -> None:
    assert WeekOfStories().ranks() == []
