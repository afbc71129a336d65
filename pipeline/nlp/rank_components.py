"""The components of a story's rank, each in [0, 1]."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from pipeline.nlp.rank_evidence import (
    CATEGORIES,
    MAIN_SHARE,
    RankedStory,
    RankingEvidence,
    account_of,
    label_score,
    main_organisations,
)
from pipeline.nlp.story_names import LAUNCH_WORDS, is_versioned
from pipeline.records import Post
from pipeline.text.tokens import figure_keys

FULL_ORIGINS = 12  # independent origins from which on more say no more
REPEAT_ORIGIN = 0.25  # worth of an origin that only reposts or copies
FURTHER_POST_WORTH = 0.25
MAX_REPEATED_WORTH = 0.75
STAFF_ORIGIN = 0.7  # worth of a person who posts about their own employer
OTHER_OFFICIAL = 0.4  # an organisation speaks, and the story is about another one
STAFF_OFFICIAL = 0.7  # what such a post is worth beside one of the organisation's own account
MIN_POSTS_OF_AUTHOR = 8  # below it an author's own distribution says nothing, the week's is used
TOP_POSTS = 3

EVENT_WORDS = re.compile(
    LAUNCH_WORDS.pattern
    + r"|\b(?:acquir|invest|partner|sign|fund|sue|suing|lawsuit|ban|fine|approv|breach|leak|hack|"
    r"attack|vulnerab|exploit|jailbreak|outage|delay|cancel|resign|layoff|lay off|depart|join|hire|"
    r"appoint|pledg|commit|build|expand|deprecat|shut|pric|cut|surpass|reach|hit)\w*|"
    r"\brais(?:e|es|ed|ing)\b|\bdeal\b|\bvaluation\b|"
    r"收购|融资|投资|漏洞|泄露|禁止|起诉|裁员|合作",
    re.IGNORECASE,
)
MONEY = re.compile(r"^[$€£¥](?P<value>[\d.e+]+)$")
POWER = re.compile(r"^(?P<value>[\d.e+]+)(?P<unit>[gm]w)$")
LEAST_MONEY, MOST_MONEY = 1e7, 1e11  # where magnitude begins to count, and where it is full
LEAST_WATTS, MOST_WATTS = 5e7, 1e10
YUAN_PER_DOLLAR = 7.0  # order of magnitude is all that counts


def top_mean(values: Sequence[float]) -> float:
    """Mean of the highest values, so that a long tail of asides does not water a story down."""
    best = sorted(values, reverse=True)[:TOP_POSTS]
    return sum(best) / len(best) if best else 0.0


def _origin(post: Post, evidence: RankingEvidence) -> str:
    """Who stands behind a post: the organisation of an official account, else the author."""
    name = (post.author_handle or post.author_name or post.author_id).casefold()
    return evidence.official_handles.get(name, name.removesuffix(".bsky.social"))


def origin_score(story: RankedStory, evidence: RankingEvidence) -> float:
    """Independent origins on a logarithmic scale; each weighs as its most relevant own post.

    Further posts of an origin add a little, up to `MAX_REPEATED_WORTH`: going on about something
    shows that it matters, and still nobody floods.
    """
    worths: dict[str, list[float]] = defaultdict(list)
    kept = {post.post_id for post in story.kept}
    main = main_organisations(story, evidence)
    for post in story.posts:
        is_own = post.post_id in kept and not post.is_repost
        worth = max(0.2, label_score(evidence, post, "relevant")) if is_own else REPEAT_ORIGIN
        if evidence.staff_handles.get(account_of(post)) in main:
            worth *= STAFF_ORIGIN
        worths[_origin(post, evidence)].append(worth)
    total = sum(
        max(found) + min(MAX_REPEATED_WORTH, FURTHER_POST_WORTH * (len(found) - 1))
        for found in worths.values()
    )
    return min(1.0, math.log1p(total) / math.log1p(FULL_ORIGINS))


def official_score(story: RankedStory, evidence: RankingEvidence) -> float:
    """1 when an organisation that the story is about speaks in it; less for staff or others."""
    main = main_organisations(story, evidence)
    best = 0.0
    for post in story.kept:
        speaker = evidence.official_handles.get(account_of(post))
        employer = evidence.staff_handles.get(account_of(post))
        if speaker is not None:
            is_main = bool({speaker, evidence.parents.get(speaker)} & main)
            best = max(best, 1.0 if is_main else OTHER_OFFICIAL)
        elif employer in main:
            best = max(best, STAFF_OFFICIAL)
    return best


def event_score(story: RankedStory, evidence: RankingEvidence) -> float:
    """Half from what the label model sees in the posts, half from the words of events in them."""
    labelled = [
        max(label_score(evidence, post, name) for name in CATEGORIES) for post in story.kept
    ]
    worded = sum(bool(EVENT_WORDS.search(post.body_text)) for post in story.kept)
    return 0.5 * top_mean(labelled) + 0.5 * worded / len(story.kept)


def specificity_score(story: RankedStory, evidence: RankingEvidence) -> float:
    """A model version or a hardware product that most posts name, an organisation, figures."""
    counts: Counter[str] = Counter()
    for post in story.kept:
        found = evidence.mentions.get(post.post_id, ())
        counts.update(
            {
                *("thing" for m in found if is_versioned(m) or m.entity_type == "hardware"),
                *("org" for m in found if m.entity_type == "org" or m.owner_id),
                *("figure" for _ in figure_keys(post.body_text)),
            }
        )
    least = MAIN_SHARE * len(story.kept)
    worth = {"thing": 0.5, "org": 0.25, "figure": 0.25}
    return sum(value for name, value in worth.items() if counts[name] >= least and counts[name])


def magnitude_score(story: RankedStory) -> float:
    """The largest sum of money or power that the first post or two posts state, on a log scale."""
    counts = Counter(q for post in story.kept for q in figure_keys(post.body_text))
    leading = figure_keys(story.kept[0].body_text)
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


def novelty_score(story: RankedStory, evidence: RankingEvidence) -> float:
    """Twice the share of main names that are new, up to 1; 0 when no earlier week is at hand."""
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


def engagement_percentiles(posts: Mapping[str, Post]) -> dict[str, float]:
    """Each post's likes and reposts against its author's own posts and the week's, by post_id.

    Posts without counts are missing: unknown, not zero. A post below the week's median is not
    lifted by an author whom few people read.
    """
    values = {
        post_id: math.log1p((post.like_count or 0) + 2 * (post.repost_count or 0))
        for post_id, post in posts.items()
        if not post.is_repost and (post.like_count is not None or post.repost_count is not None)
    }
    everyone = sorted(values.values())
    by_author: dict[str, list[float]] = defaultdict(list)
    for post_id, value in values.items():
        by_author[posts[post_id].author_id].append(value)
    own = {
        author: sorted(found)
        for author, found in by_author.items()
        if len(found) >= MIN_POSTS_OF_AUTHOR
    }
    middle = median(everyone) if everyone else 0.0
    percentiles = {}
    for post_id, value in values.items():
        overall = _percentile(value, everyone)
        within = _percentile(value, own.get(posts[post_id].author_id, everyone))
        percentiles[post_id] = 0.5 * overall + (0.5 * within if value >= middle else 0.0)
    return percentiles


def _percentile(value: float, ordered: Sequence[float]) -> float:
    return (bisect_left(ordered, value) + bisect_right(ordered, value)) / (2 * len(ordered))
