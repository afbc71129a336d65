"""Which stories of a week matter most: a sum of components that are all stored, and four that lead.

Every component is in [0, 1]. What counts is how many independent origins report an event, who they
are and what they report; likes count little, and nobody counts more for posting more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.nlp.rank_components import (
    engagement_percentiles,
    event_score,
    magnitude_score,
    novelty_score,
    official_score,
    origin_score,
    specificity_score,
    top_mean,
)
from pipeline.nlp.rank_evidence import (
    RankedStory,
    RankingEvidence,
    gather_stories,
    label_score,
    leading_organisation,
    main_organisations,
    organisation_prominence,
    organisations_in,
    story_category,
)
from pipeline.records import StoryPost, StoryRank

__all__ = ["WEIGHTS", "RankingEvidence", "rank_stories"]

# Weights of the components; they sum to one. Their order of size is that of a logistic regression
# on 8,264 stories of twelve weeks of which 143 tell an event that an independent newsletter led
# with: origins came first by far (7.0), then prominence (3.1), event words (1.3), figures and
# versions (0.9) and relevance (0.8).
WEIGHTS = {
    "origin_score": 0.36,
    "prominence_score": 0.20,
    "event_score": 0.12,
    "relevance_score": 0.10,
    "specificity_score": 0.06,
    "official_score": 0.06,
    "magnitude_score": 0.05,
    "engagement_score": 0.03,
    "novelty_score": 0.02,
}
UNKNOWN_ENGAGEMENT = 0.5  # what unknown counts as, the median by definition
DEVELOPMENTS = 4
MAX_OF_ORGANISATION = 2  # developments of one organisation
MAX_OF_CATEGORY = 3  # developments of one category
RESERVED_CATEGORIES = ("safety", "infra")
MIN_RELEVANCE = 0.5  # of a development; below it a story's score shrinks
# A reserved place goes to a story that reaches this share of the score of the fourth.
MIN_RESERVED_SHARE = 0.8
MIN_BACKED_ORIGINS = 0.35  # one and a half origins
MIN_BACKED_MAGNITUDE = 0.3
ROUNDUP_ORGANISATIONS = 6  # a representative that names so many tells of a week, not of an event
ROUNDUP_SHARE = 0.75


def rank_stories(stories: Sequence[StoryPost], evidence: RankingEvidence) -> list[StoryRank]:
    """Score and order the stories of a week and mark its developments.

    Returns:
        One row a story, best first; ties by story_id.
    """
    engagement = engagement_percentiles(evidence.posts)
    prominence = organisation_prominence(evidence)
    gathered = gather_stories(stories, evidence)
    scored = [_score(story, evidence, engagement, prominence) for story in gathered]
    scored.sort(key=lambda row: (-row.rank_score, row.story_id))
    leading = {story.story_id: leading_organisation(story, evidence) for story in gathered}
    leads = _choose_developments(scored, leading)
    return [
        replace(row, rank=place, is_development=row.story_id in leads)
        for place, row in enumerate(scored, 1)
    ]


def _score(
    story: RankedStory,
    evidence: RankingEvidence,
    engagement: Mapping[str, float],
    prominence: Mapping[str, float],
) -> StoryRank:
    """The row of one story, not yet placed."""
    known = [engagement[post.post_id] for post in story.kept if post.post_id in engagement]
    main = main_organisations(story, evidence)
    row = StoryRank(
        story_id=story.story_id,
        rank=0,
        rank_score=0.0,
        category=story_category(story, evidence),
        origin_score=origin_score(story, evidence),
        prominence_score=max((prominence.get(name, 0.0) for name in main), default=0.0),
        official_score=official_score(story, evidence),
        event_score=event_score(story, evidence),
        specificity_score=specificity_score(story, evidence),
        magnitude_score=magnitude_score(story),
        engagement_score=top_mean(known) if known else None,
        novelty_score=novelty_score(story, evidence),
        relevance_score=top_mean([label_score(evidence, p, "relevant") for p in story.kept]),
        is_development=False,
    )
    return replace(row, rank_score=round(_total(row, story, evidence), 4))


def _total(row: StoryRank, story: RankedStory, evidence: RankingEvidence) -> float:
    """The weighted sum, less for what is hardly about the field and for recaps of many events."""
    total = 0.0
    for name, weight in WEIGHTS.items():
        value: float | None = getattr(row, name)
        total += weight * (UNKNOWN_ENGAGEMENT if value is None else value)
    total *= min(1.0, row.relevance_score / MIN_RELEVANCE)
    is_roundup = len(organisations_in(story.posts[0], evidence)) >= ROUNDUP_ORGANISATIONS
    return total * (ROUNDUP_SHARE if is_roundup else 1.0)


def _choose_developments(
    ranked: Sequence[StoryRank], organisation_of: Mapping[str, str | None]
) -> set[str]:
    """The stories that lead: best first, with places kept for safety and infrastructure.

    At most `MAX_OF_ORGANISATION` of one organisation and `MAX_OF_CATEGORY` of one category; a place
    is reserved for each of `RESERVED_CATEGORIES` whose best story is worth it.
    """
    eligible = [row for row in ranked if row.relevance_score >= MIN_RELEVANCE]
    reserved = [
        best
        for category in RESERVED_CATEGORIES
        if (best := next((r for r in eligible if r.category == category), None)) is not None
        and _is_worth_a_place(best, eligible)
    ]
    chosen: list[StoryRank] = []
    for row in [*eligible, *reserved]:
        owed = [r for r in reserved if r not in chosen and r is not row]
        if row in chosen or len(chosen) + len(owed) >= DEVELOPMENTS:
            continue
        if _has_room(row, chosen, organisation_of) or row in reserved:
            chosen.append(row)
    return {row.story_id for row in chosen}


def _is_worth_a_place(row: StoryRank, eligible: Sequence[StoryRank]) -> bool:
    """Whether a story may take a place that others earned: near them, and well backed."""
    last = eligible[min(DEVELOPMENTS, len(eligible)) - 1]
    is_backed = (
        row.origin_score >= MIN_BACKED_ORIGINS
        or row.official_score == 1.0
        or row.magnitude_score >= MIN_BACKED_MAGNITUDE
    )
    return is_backed and row.rank_score >= MIN_RESERVED_SHARE * last.rank_score


def _has_room(
    row: StoryRank, chosen: Sequence[StoryRank], organisation_of: Mapping[str, str | None]
) -> bool:
    organisation = organisation_of[row.story_id]
    same_category = sum(other.category == row.category for other in chosen)
    same_organisation = sum(
        organisation is not None and organisation_of[other.story_id] == organisation
        for other in chosen
    )
    return same_category < MAX_OF_CATEGORY and same_organisation < MAX_OF_ORGANISATION
