"""How well posts are grouped into stories, against a reader's grouping."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TypedDict

WITHOUT_THIN = "without_thin"


class StoryScores(TypedDict):
    """Scores in [0, 1]; `multi_post_stories` and `posts` are counts."""

    b3_precision: float
    b3_recall: float
    b3_f1: float
    pair_precision: float
    pair_recall: float
    pair_f1: float
    cross_author_pair_f1: float | None
    over_merge: float
    mixed_with_single: float
    multi_post_stories: int
    posts: int


class StoryReport(StoryScores):
    """Scores on all labelled posts, and without those whose own text does not name their event."""

    without_thin: StoryScores


def score_stories(
    gold_rows: Sequence[Mapping[str, str | None]],
    thin_post_ids: Collection[str],
    predicted: Mapping[str, str],
    authors: Mapping[str, str] | None = None,
) -> StoryReport:
    """Compare predicted stories with gold ones on the labelled posts.

    Args:
        gold_rows: `id` and `story` of each labelled post; a post whose story is null is alone.
        thin_post_ids: Posts left out of the second reading: thread tails and bare reactions.
        predicted: Story id by post id; a labelled post without one counts as alone.
        authors: Author by post id, for the score on pairs by two authors; None where unknown.

    Returns:
        `over_merge` is the share of our stories with two or more labelled posts that hold two gold
        stories, `mixed_with_single` the share that hold a gold story's post beside any post of
        another or of none.
    """
    thin = set(thin_post_ids)
    every = _score(gold_rows, predicted, authors)
    rest = _score([row for row in gold_rows if row["id"] not in thin], predicted, authors)
    return StoryReport(**every, without_thin=rest)


def _score(
    gold_rows: Sequence[Mapping[str, str | None]],
    predicted: Mapping[str, str],
    authors: Mapping[str, str] | None,
) -> StoryScores:
    gold = {str(row["id"]): row["story"] or f"alone:{row['id']}" for row in gold_rows}
    ours = {post_id: predicted.get(post_id, f"alone:{post_id}") for post_id in gold}
    precision, recall = _b_cubed(ours, gold), _b_cubed(gold, ours)
    pair_precision, pair_recall = _pair_scores(ours, gold)
    merged = [set(stories) for stories in _gold_stories_of(ours, gold) if len(stories) > 1]
    named = [{story for story in stories if not story.startswith("alone:")} for stories in merged]
    return StoryScores(
        b3_precision=precision,
        b3_recall=recall,
        b3_f1=_harmonic_mean(precision, recall),
        pair_precision=pair_precision,
        pair_recall=pair_recall,
        pair_f1=_harmonic_mean(pair_precision, pair_recall),
        cross_author_pair_f1=_cross_author_pair_f1(ours, gold, authors) if authors else None,
        over_merge=_share(sum(len(stories) > 1 for stories in named), len(merged)),
        mixed_with_single=_share(sum(len(stories) > 1 for stories in merged), len(merged)),
        multi_post_stories=len(merged),
        posts=len(gold),
    )


def _b_cubed(clusters: Mapping[str, str], reference: Mapping[str, str]) -> float:
    """Mean over posts of the share of their cluster that is in their reference cluster.

    Source: Bagga and Baldwin, Entity-Based Cross-Document Coreferencing Using the Vector Space
    Model, 1998.
    """
    sizes = Counter(clusters.values())
    both = Counter((clusters[post_id], reference[post_id]) for post_id in clusters)
    total = sum(count * count / sizes[cluster] for (cluster, _), count in both.items())
    return _share(total, len(clusters))


def _pair_scores(ours: Mapping[str, str], gold: Mapping[str, str]) -> tuple[float, float]:
    """Precision and recall over pairs of posts in one story; 1 where there is no pair."""
    agreed = _pair_count(Counter((ours[post_id], gold[post_id]) for post_id in gold).values())
    found, wanted = (
        _pair_count(Counter(ours.values()).values()),
        _pair_count(Counter(gold.values()).values()),
    )
    return (agreed / found if found else 1.0), (agreed / wanted if wanted else 1.0)


def _pair_count(sizes: Collection[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _cross_author_pair_f1(
    ours: Mapping[str, str], gold: Mapping[str, str], authors: Mapping[str, str]
) -> float:
    """Pair F1 on pairs by two authors: all pairs of a story less those of one author in it."""

    def pairs(key_of: Mapping[str, tuple[str, ...]]) -> int:
        every = Counter(key_of.values())
        of_author = Counter(
            (*key, authors.get(post_id, post_id)) for post_id, key in key_of.items()
        )
        return _pair_count(every.values()) - _pair_count(of_author.values())

    agreed = pairs({post_id: (ours[post_id], gold[post_id]) for post_id in gold})
    found = pairs({post_id: (ours[post_id],) for post_id in gold})
    wanted = pairs({post_id: (gold[post_id],) for post_id in gold})
    return _harmonic_mean(agreed / found if found else 1.0, agreed / wanted if wanted else 1.0)


def _gold_stories_of(ours: Mapping[str, str], gold: Mapping[str, str]) -> list[list[str]]:
    """For each of our stories the gold stories of its labelled posts."""
    stories: dict[str, list[str]] = defaultdict(list)
    for post_id in gold:
        stories[ours[post_id]].append(gold[post_id])
    return list(stories.values())


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _harmonic_mean(left: float, right: float) -> float:
    return 2 * left * right / (left + right) if left + right else 0.0
