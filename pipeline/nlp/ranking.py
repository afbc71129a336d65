"""Which stories of a week matter most: a sum of components that are all stored, and four that lead.

Every component is in [0, 1]. What counts is how many independent origins report an event, who they are and
what they report; likes count little, and an author or outlet counts once however much it posts.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from statistics import median

from pipeline.nlp.story_names import LAUNCH_WORDS, is_versioned
from pipeline.records import Mention, Post, PostLabel, StoryPost, StoryRank
from pipeline.text.tokens import find_quantities

CATEGORIES = ("release", "safety", "infra")
OTHER = "other"
# Weights of the components; they sum to one. Their order of size is that of a logistic regression on 8,264
# stories of twelve weeks of which 143 tell an event that an independent newsletter led with: origins came first by
# far (7.0), then prominence (3.1), event words (1.3), figures and versions (0.9) and relevance (0.8).
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
FULL_ORIGINS = 16  # independent origins from which on more say no more
REPEAT_ORIGIN = 0.25  # worth of an origin that only reposts or copies
FURTHER_POST_WORTH = .2
MAX_REPEATED_WORTH = .6
STAFF_ORIGIN = .8  # worth of a person who posts about their own employer
OTHER_OFFICIAL = 0.4  # an organisation speaks, and the story is about another one
STAFF_OFFICIAL = 0.7  # what such a post is worth beside one of the organisation's own account
UNKNOWN_ENGAGEMENT = 0.5  # what unknown counts as, the median by definition
MIN_POSTS_OF_AUTHOR = 8  # below it an author's own distribution says nothing, the week's is used
DEVELOPMENTS = 4
MAX_PER_GROUP = 2  # developments of one organisation, and of one category
RESERVED_CATEGORIES = ("safety", "infra")
# A reserved place is given to a story that reaches this share of the score of the one it replaces.
MIN_RESERVED_SHARE = 0.6
MIN_RELEVANCE = 0.5  # of a development
MAIN_SHARE = 0.34  # of a story's posts that name what the story is about

EVENT_WORDS = re.compile(
    LAUNCH_WORDS.pattern + r"|\b(?:acquir|invest|partner|sign|fund|sue|suing|lawsuit|ban|fine|approv|breach|"
    r"leak|hack|attack|vulnerab|exploit|jailbreak|outage|delay|cancel|resign|layoff|lay off|depart|join|hire|"
    r"appoint|pledg|commit|build|expand|deprecat|shut|pric|cut|surpass|reach|hit)\w*|\brais(?:e|es|ed|ing)\b|"
    r"\bdeal\b|\bvaluation\b|收购|融资|投资|漏洞|泄露|禁止|起诉|裁员|合作",
    re.IGNORECASE,
)
MONEY = re.compile(r"^[$€£¥](?P<value>[\d.e+]+)$")
POWER = re.compile(r"^(?P<value>[\d.e+]+)(?P<unit>[gm]w)$")
LEAST_MONEY, MOST_MONEY = 1e7, 1e11  # where magnitude begins to count, and where it is full
LEAST_WATTS, MOST_WATTS = 5e7, 1e10
YUAN_PER_DOLLAR = 7.0  # order of magnitude is all that counts


@dataclass(frozen=True, slots=True)
class RankingEvidence:
    """What ranking reads beside the stories; mappings are by post_id unless said otherwise.

    `official_handles` maps an account's handle, in lower case, to the entity id of its organisation;
    `parents` an organisation's id to that of its parent, `staff_handles` the handle of a person to the
    organisation that employs them. `seen_entity_ids` are the entities that the weeks
    before named, None when those weeks are not at hand.
    """

    posts: Mapping[str, Post]
    mentions: Mapping[str, Sequence[Mention]]
    labels: Mapping[str, Sequence[PostLabel]]
    official_handles: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    staff_handles: Mapping[str, str] = field(default_factory=dict)
    seen_entity_ids: Set[str] | None = None
    repeated_post_ids: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Story:
    """A story with its posts, the representative first."""

    story_id: str
    posts: tuple[Post, ...]
    kept: tuple[Post, ...]


def rank_stories(stories: Sequence[StoryPost], evidence: RankingEvidence) -> list[StoryRank]:
    """Score and order the stories of a week and mark its developments.

    Returns:
        One row a story, best first; ties by story_id.
    """
    engagement = _engagement_percentiles(evidence.posts.values())
    prominence = _organisation_prominence(evidence)
    gathered = _gather(stories, evidence)
    scored = [_score(story, evidence, engagement, prominence) for story in gathered]
    scored.sort(key=lambda row: (-row.rank_score, row.story_id))
    leading = {story.story_id: _leading_organisation(story, evidence) for story in gathered}
    leads = _choose_developments(scored, leading)
    return [
        replace(row, rank=place, is_development=row.story_id in leads)
        for place, row in enumerate(scored, 1)
    ]


def _gather(stories: Sequence[StoryPost], evidence: RankingEvidence) -> list[_Story]:
    rows_of: dict[str, list[StoryPost]] = defaultdict(list)
    for row in stories:
        rows_of[row.story_id].append(row)
    gathered = []
    for story_id in sorted(rows_of):
        rows = sorted(rows_of[story_id], key=lambda row: (not row.is_representative, row.post_id))
        posts = tuple(evidence.posts[row.post_id] for row in rows)
        kept = tuple(
            p for p in posts if not p.is_repost and p.post_id not in evidence.repeated_post_ids
        )
        gathered.append(_Story(story_id, posts, kept or posts[:1]))
    return gathered


def _score(
    story: _Story,
    evidence: RankingEvidence,
    engagement: Mapping[str, float],
    prominence: Mapping[str, float],
) -> StoryRank:
    known = [engagement[post.post_id] for post in story.kept if post.post_id in engagement]
    components = {
        "origin_score": _origin_score(story, evidence),
        "prominence_score": max(
            (prominence.get(name, 0.0) for name in _main_organisations(story, evidence)), default=0.0
        ),
        "official_score": _official_score(story, evidence),
        "event_score": _event_score(story, evidence),
        "specificity_score": _specificity_score(story, evidence),
        "magnitude_score": _magnitude_score(story),
        "engagement_score": _top_mean(known) if known else None,
        "novelty_score": _novelty_score(story, evidence),
        "relevance_score": _top_mean([_label(evidence, p, "relevant") for p in story.kept]),
    }
    total = sum(
        weight * (UNKNOWN_ENGAGEMENT if (value := components[name]) is None else value)
        for name, weight in WEIGHTS.items()
    )
    # What is not about the field must not lead, however loud it is.
    total *= min(1.0, (components["relevance_score"] or 0.0) / MIN_RELEVANCE)
    rounded = {
        name: None if value is None else round(value, 4) for name, value in components.items()
    }
    return StoryRank(
        story_id=story.story_id,
        rank=0,
        rank_score=round(total, 4),
        category=_category(story, evidence),
        is_development=False,
        **rounded,  # type: ignore[arg-type]
    )


def _label(evidence: RankingEvidence, post: Post, label: str) -> float:
    scores = (row.score for row in evidence.labels.get(post.post_id, ()) if row.label == label)
    return max(scores, default=0.0)


def _top_mean(values: Sequence[float], count: int = 3) -> float:
    """Mean of the highest values, so that a long tail of asides does not water a story down."""
    best = sorted(values, reverse=True)[:count]
    return sum(best) / len(best) if best else 0.0


def _origin(post: Post, evidence: RankingEvidence) -> str:
    """Who stands behind a post: the organisation of an official account, else the author on any platform."""
    name = (post.author_handle or post.author_name or post.author_id).casefold()
    return evidence.official_handles.get(name, name.removesuffix(".bsky.social"))


def _origin_score(story: _Story, evidence: RankingEvidence) -> float:
    """Independent origins on a logarithmic scale; each weighs as its most relevant own post.

    Further posts of an origin add a little, up to `MAX_REPEATED_WORTH`: going on about something shows
    that it matters, and still nobody floods.
    """
    worths: dict[str, list[float]] = defaultdict(list)
    kept = {post.post_id for post in story.kept}
    main = _main_organisations(story, evidence)
    for post in story.posts:
        is_own = post.post_id in kept and not post.is_repost
        worth = max(0.2, _label(evidence, post, "relevant")) if is_own else REPEAT_ORIGIN
        if evidence.staff_handles.get(_handle(post)) in main:
            worth *= STAFF_ORIGIN
        worths[_origin(post, evidence)].append(worth)
    total = sum(
        max(found) + min(MAX_REPEATED_WORTH, FURTHER_POST_WORTH * (len(found) - 1))
        for found in worths.values()
    )
    return min(1.0, math.log1p(total) / math.log1p(FULL_ORIGINS))


def _handle(post: Post) -> str:
    return (post.author_handle or "").casefold()


def _organisations_in(post: Post, evidence: RankingEvidence) -> set[str]:
    """Organisations that a post names, that own what it names, or that speak in it."""
    found = evidence.mentions.get(post.post_id, ())
    names = {m.entity_id for m in found if m.entity_type == "org"}
    names |= {m.owner_id for m in found if m.owner_id and m.entity_type in ("model", "hardware")}
    official = evidence.official_handles.get(_handle(post))
    return names | {official} if official else names


def _organisation_counts(story: _Story, evidence: RankingEvidence) -> Counter[str]:
    """Posts of a story that each organisation stands in."""
    counts: Counter[str] = Counter()
    for post in story.kept:
        counts.update(_organisations_in(post, evidence))
    return counts


def _main_organisations(story: _Story, evidence: RankingEvidence) -> set[str]:
    """Organisations that a story is about: those in `MAIN_SHARE` of its posts, and their parents."""
    least = MAIN_SHARE * len(story.kept)
    main = {name for name, count in _organisation_counts(story, evidence).items() if count >= least}
    return main | {evidence.parents[name] for name in main if name in evidence.parents}


def _organisation_prominence(evidence: RankingEvidence) -> dict[str, float]:
    """How many authors of the week name each organisation or what it makes, the most named being 1."""
    authors: dict[str, set[str]] = defaultdict(set)
    for post_id, found in evidence.mentions.items():
        for mention in found:
            name = mention.entity_id if mention.entity_type == "org" else mention.owner_id
            if name is not None:
                authors[name].add(evidence.posts[post_id].author_id)
                authors[evidence.parents.get(name, name)].add(evidence.posts[post_id].author_id)
    most = math.log1p(max(map(len, authors.values()), default=1))
    return {name: math.log1p(len(found)) / most for name, found in authors.items()}


def _official_score(story: _Story, evidence: RankingEvidence) -> float:
    """1 when an organisation that the story is about posts in it itself; less when its people or others do."""
    main = _main_organisations(story, evidence)
    best = 0.0
    for post in story.kept:
        speaker = evidence.official_handles.get(_handle(post))
        employer = evidence.staff_handles.get(_handle(post))
        if speaker is not None:
            is_main = bool({speaker, evidence.parents.get(speaker)} & main)
            best = max(best, 1.0 if is_main else OTHER_OFFICIAL)
        elif employer in main:
            best = max(best, STAFF_OFFICIAL)
    return best


def _event_score(story: _Story, evidence: RankingEvidence) -> float:
    """Half from what the label model sees in the posts, half from the words of events in them."""
    labelled = [max(_label(evidence, post, name) for name in CATEGORIES) for post in story.kept]
    worded = sum(bool(EVENT_WORDS.search(post.body_text)) for post in story.kept)
    return 0.5 * _top_mean(labelled) + 0.5 * worded / len(story.kept)


def _specificity_score(story: _Story, evidence: RankingEvidence) -> float:
    """A model version or a hardware product that most posts name, an organisation, figures."""
    counts: Counter[str] = Counter()
    for post in story.kept:
        found = evidence.mentions.get(post.post_id, ())
        counts.update(
            {
                *("thing" for m in found if is_versioned(m) or m.entity_type == "hardware"),
                *("org" for m in found if m.entity_type == "org" or m.owner_id),
                *("figure" for _ in find_quantities(post.body_text)),
            }
        )
    least = MAIN_SHARE * len(story.kept)
    worth = {"thing": 0.5, "org": 0.25, "figure": 0.25}
    return sum(value for name, value in worth.items() if counts[name] >= least and counts[name])


def _magnitude_score(story: _Story) -> float:
    """The largest sum of money or power that the representative or two posts state, on a log scale."""
    counts = Counter(q for post in story.kept for q in find_quantities(post.body_text))
    leading = find_quantities(story.kept[0].body_text)
    sizes = [_size(q) for q, count in counts.items() if count > 1 or q in leading]
    return max(sizes, default=0.0)


def _size(quantity: str) -> float:
    if money := MONEY.match(quantity):
        amount = float(money["value"]) / (YUAN_PER_DOLLAR if quantity[0] == "¥" else 1.0)
        return _log_share(amount, LEAST_MONEY, MOST_MONEY)
    if power := POWER.match(quantity):
        watts = float(power["value"]) * (1e9 if power["unit"] == "gw" else 1e6)
        return _log_share(watts, LEAST_WATTS, MOST_WATTS)
    return 0.0


def _log_share(value: float, least: float, most: float) -> float:
    if value <= least:
        return 0.0
    return min(1.0, math.log10(value / least) / math.log10(most / least))


def _novelty_score(story: _Story, evidence: RankingEvidence) -> float:
    """Share of the story's main names that the weeks before did not hold; 0 when those are not at hand."""
    if evidence.seen_entity_ids is None:
        return 0.0
    counts = Counter(
        entity_id
        for post in story.kept
        for entity_id in {m.entity_id for m in evidence.mentions.get(post.post_id, ())}
    )
    main = [e for e, count in counts.items() if count >= MAIN_SHARE * len(story.kept)]
    new = sum(entity_id not in evidence.seen_entity_ids for entity_id in main)
    return min(1.0, 2 * new / len(main)) if main else 0.0


def _engagement_percentiles(posts: Iterable[Post]) -> dict[str, float]:
    """Each post's likes and reposts against its author's own posts, or the week's where those are few.

    Posts without counts are missing: unknown, not zero. A like and a repost are on one logarithmic scale.
    """
    values = {
        post.post_id: math.log1p((post.like_count or 0) + 2 * (post.repost_count or 0))
        for post in posts
        if not post.is_repost and (post.like_count is not None or post.repost_count is not None)
    }
    by_author: dict[str, list[float]] = defaultdict(list)
    for post in posts:
        if post.post_id in values:
            by_author[post.author_id].append(values[post.post_id])
    everyone = sorted(values.values())
    middle = median(everyone) if everyone else 0.0
    percentiles = {}
    for post in posts:
        if post.post_id not in values:
            continue
        own = by_author[post.author_id]
        value = values[post.post_id]
        overall = _percentile(value, everyone)
        within = _percentile(value, own) if len(own) >= MIN_POSTS_OF_AUTHOR else overall
        # A famous author's usual post is not news; a post that nobody saw is not either.
        percentiles[post.post_id] = 0.5 * within + 0.5 * overall if value >= middle else 0.5 * overall
    return percentiles


def _percentile(value: float, values: Sequence[float]) -> float:
    below = sum(other < value for other in values)
    equal = sum(other == value for other in values)
    return (below + 0.5 * equal) / len(values)


def _category(story: _Story, evidence: RankingEvidence) -> str:
    """The representative's best assigned category, else that of the posts together, else "other"."""
    for posts in (story.posts[:1], story.kept):
        totals = {
            name: sum(
                row.score
                for post in posts
                for row in evidence.labels.get(post.post_id, ())
                if row.label == name and row.is_assigned
            )
            for name in CATEGORIES
        }
        best = max(CATEGORIES, key=lambda name: totals[name])
        if totals[best] > 0:
            return best
    return OTHER


def _leading_organisation(story: _Story, evidence: RankingEvidence) -> str | None:
    """The organisation that most posts of a story stand for, children counted for their parents."""
    counts: Counter[str] = Counter()
    for name, count in _organisation_counts(story, evidence).items():
        counts[evidence.parents.get(name, name)] += count
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return best[0][0] if best else None


def _choose_developments(
    ranked: Sequence[StoryRank], organisation_of: Mapping[str, str | None]
) -> set[str]:
    """The stories that lead: best first, with places kept for safety and infrastructure.

    At most `MAX_PER_GROUP` of one organisation and of one category; a place is reserved for each of
    `RESERVED_CATEGORIES` whose best story is worth it.
    """
    eligible = [row for row in ranked if row.relevance_score >= MIN_RELEVANCE]
    if not eligible:
        return set()
    bar = MIN_RESERVED_SHARE * eligible[min(DEVELOPMENTS, len(eligible)) - 1].rank_score
    reserved = [
        best
        for category in RESERVED_CATEGORIES
        if (best := next((r for r in eligible if r.category == category), None)) is not None
        and best.rank_score >= bar
    ]
    chosen: list[StoryRank] = []
    for row in [*eligible, *reserved]:
        owed = [r for r in reserved if r not in chosen and r is not row]
        if row in chosen or len(chosen) + len(owed) >= DEVELOPMENTS:
            continue
        if _has_room(row, chosen, organisation_of) or row in reserved:
            chosen.append(row)
    return {row.story_id for row in chosen}


def _has_room(
    row: StoryRank, chosen: Sequence[StoryRank], organisation_of: Mapping[str, str | None]
) -> bool:
    organisation = organisation_of[row.story_id]
    same_category = sum(other.category == row.category for other in chosen)
    same_organisation = sum(
        organisation is not None and organisation_of[other.story_id] == organisation for other in chosen
    )
    return same_category < MAX_PER_GROUP and same_organisation < MAX_PER_GROUP
