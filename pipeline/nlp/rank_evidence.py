"""What ranking reads: stories with their posts, and who and what stands in them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from pipeline.records import Mention, Post, PostLabel, StoryPost

CATEGORIES = ("release", "safety", "infra")
OTHER = "other"
MAIN_SHARE = 0.34  # of a story's posts that name what the story is about


@dataclass(frozen=True, slots=True)
class RankingEvidence:
    """What ranking reads beside the stories; mappings are by post_id unless said otherwise.

    `official_handles` maps an account's handle, in lower case, to the entity id of its
    organisation; `parents` an organisation's id to that of its parent, `staff_handles` the handle
    of a person to the organisation that employs them. `seen_entity_ids` are the entities that the
    weeks before named, None when those weeks are not at hand.
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
class RankedStory:
    """A story with its posts, the representative first."""

    story_id: str
    posts: tuple[Post, ...]
    kept: tuple[Post, ...]


def gather_stories(stories: Sequence[StoryPost], evidence: RankingEvidence) -> list[RankedStory]:
    """The stories with their posts, by story_id; `kept` has neither reposts nor repeats."""
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
        gathered.append(RankedStory(story_id, posts, kept or posts[:1]))
    return gathered


def label_score(evidence: RankingEvidence, post: Post, label: str) -> float:
    """The score of one label of a post, 0 when it has none."""
    scores = (row.score for row in evidence.labels.get(post.post_id, ()) if row.label == label)
    return max(scores, default=0.0)


def account_of(post: Post) -> str:
    """The author's handle in lower case, empty when unknown."""
    return (post.author_handle or "").casefold()


def organisations_in(post: Post, evidence: RankingEvidence) -> set[str]:
    """Organisations that a post names, or that own what it names."""
    found = evidence.mentions.get(post.post_id, ())
    names = {m.entity_id for m in found if m.entity_type == "org"}
    names |= {m.owner_id for m in found if m.owner_id and m.entity_type in ("model", "hardware")}
    return names


def organisation_counts(story: RankedStory, evidence: RankingEvidence) -> Counter[str]:
    """Posts that name each organisation; one that names none speaks of its author's own."""
    counts: Counter[str] = Counter()
    for post in story.kept:
        speaker = evidence.official_handles.get(account_of(post))
        counts.update(organisations_in(post, evidence) or ({speaker} if speaker else set()))
    return counts


def main_organisations(story: RankedStory, evidence: RankingEvidence) -> set[str]:
    """Organisations in `MAIN_SHARE` of a story's posts, and their parents."""
    least = MAIN_SHARE * len(story.kept)
    main = {name for name, count in organisation_counts(story, evidence).items() if count >= least}
    return main | {evidence.parents[name] for name in main if name in evidence.parents}


def leading_organisation(story: RankedStory, evidence: RankingEvidence) -> str | None:
    """The organisation that most posts of a story name, children counted for their parents."""
    counts: Counter[str] = Counter()
    for name, count in organisation_counts(story, evidence).items():
        counts[evidence.parents.get(name, name)] += count
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return best[0][0] if best else None


def organisation_prominence(evidence: RankingEvidence) -> dict[str, float]:
    """How many authors name each organisation or what it makes, the most named being 1."""
    authors: dict[str, set[str]] = defaultdict(set)
    for post_id, found in evidence.mentions.items():
        for mention in found:
            name = mention.entity_id if mention.entity_type == "org" else mention.owner_id
            if name is not None:
                authors[name].add(evidence.posts[post_id].author_id)
                authors[evidence.parents.get(name, name)].add(evidence.posts[post_id].author_id)
    most = math.log1p(max(map(len, authors.values()), default=1))
    return {name: math.log1p(len(found)) / most for name, found in authors.items()}


def story_category(story: RankedStory, evidence: RankingEvidence) -> str:
    """The representative's best assigned category, else that of all posts, else "other"."""
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
