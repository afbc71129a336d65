"""A week of invented posts as the writer's newsroom; the first story given ranks first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.records import Mention, ParsedPost, Post, StoryPost, StoryRank
from pipeline.text.posts import build_post
from pipeline.week_material import WeekMaterial
from pipeline.weeks import Week
from pipeline.writing.compose import StatSentence, Tables, ThemeDraft
from pipeline.writing.matters import SafetyMatter
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.telling import Telling

WEEK = Week(dt.date(2026, 3, 2))
POSTED_AT = dt.datetime(2026, 3, 5, 15, tzinfo=dt.UTC)
ORGANISATIONS = {
    "acme": "Acme Labs",
    "borealis": "Borealis Compute",
    "heron": "Heron Cloud",
    "kestrel": "Kestrel AI",
    "juniper": "Juniper Systems",
    "gazette": "Daily Gazette",
}
PEOPLE = {"adabyron": "Ada Byron"}
# Models and chips with the house that makes each.
THINGS: dict[str, tuple[Literal["model", "hardware"], str]] = {
    "Loom 3": ("model", "acme"),
    "Loom 4": ("model", "acme"),
    "Shuttle 2": ("model", "acme"),
    "Talon 5": ("model", "kestrel"),
    "B40": ("hardware", "borealis"),
}
NAMES = re.compile("|".join(map(re.escape, [*ORGANISATIONS.values(), *THINGS])))


@dataclass(frozen=True)
class Story:
    """A story of posts, each a handle and its text; `score` is its rank's, in [0, 1]."""

    story_id: str
    posts: Sequence[tuple[str, str]]
    category: str = "release"
    score: float = 0.5
    novelty: float = 1.0
    magnitude: float = 0.0
    is_development: bool = False
    language: str = "en"


def named(text: str, post_id: str) -> list[Mention]:
    """The mentions of the invented names in a text."""
    found = []
    for match in NAMES.finditer(text):
        name = match.group()
        kind, owner = THINGS.get(name, ("org", None))
        key = name.casefold().replace(" ", "-")
        if kind == "org":
            key = next(handle for handle, known in ORGANISATIONS.items() if known == name)
        found.append(
            Mention(
                post_id=post_id,
                span_start=match.start(),
                span_end=match.end(),
                surface=name,
                entity_id=f"{kind}:{key}",
                entity_type=kind,  # type: ignore[arg-type]
                canonical_name=name,
                owner_id=f"org:{owner}" if owner else None,
                method="registry",
            )
        )
    return found


def written(handle: str, text: str, number: int, language: str) -> Post:
    """A post; those with a higher number are later by ten minutes each."""
    parsed = ParsedPost(
        "x",
        f"{number:03}",
        f"https://x.com/{handle}/status/{number:03}",
        text,
        POSTED_AT + dt.timedelta(minutes=10 * number),
        author_handle=handle,
    )
    return replace(build_post(parsed, "file:test", ""), language=language)


def newsroom_of(*stories: Story) -> Newsroom:
    """A newsroom for a week that holds these stories and nothing else."""
    posts: dict[str, Post] = {}
    members: dict[str, list[StoryPost]] = {}
    for story in stories:
        members[story.story_id] = []
        for handle, text in story.posts:
            post = written(handle, text, len(posts) + 1, story.language)
            is_first = not members[story.story_id]
            members[story.story_id].append(StoryPost(story.story_id, post.post_id, 1.0, is_first))
            posts[post.post_id] = post
    material = WeekMaterial(
        week=WEEK,
        posts=posts,
        mentions={key: named(post.body_text, key) for key, post in posts.items()},
        labels={key: {"relevant": 0.9} for key in posts},
        stories=members,
        ranks={story.story_id: ranked(story, place) for place, story in enumerate(stories, 1)},
        duplicates={},
        official_handles={handle: f"org:{handle}" for handle in ORGANISATIONS},
    )
    return Newsroom(
        material,
        {**ORGANISATIONS, **PEOPLE},
        frozenset(ORGANISATIONS),
        frozenset({"gazette"}),
        press=frozenset({"org:gazette"}),
    )


def ranked(story: Story, place: int) -> StoryRank:
    """A story's place in the week."""
    return StoryRank(
        story_id=story.story_id,
        rank=place,
        rank_score=story.score,
        category=story.category,
        origin_score=0.0,
        prominence_score=0.0,
        official_score=0.0,
        event_score=0.0,
        specificity_score=0.0,
        magnitude_score=story.magnitude,
        engagement_score=None,
        novelty_score=story.novelty,
        relevance_score=1.0,
        is_development=story.is_development,
    )


def telling_of(*stories: Story) -> Telling:
    """A week of which nothing is told yet."""
    newsroom = newsroom_of(*stories)
    return Telling(newsroom, newsroom.material.ranked_stories())


def tables(
    themes: Sequence[ThemeDraft] = (),
    safety: Sequence[SafetyMatter] = (),
    *,
    is_quiet: bool = False,
) -> Tables:
    """What the tables of a week say, reduced to the mix and what is given."""
    mix = StatSentence("Of 12 relevant posts, 9 reported releases.", "weekly_totals")
    return Tables(mix, is_quiet, themes, (), (), safety, ())
