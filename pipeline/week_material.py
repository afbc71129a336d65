"""One week as everything after the stories reads it: posts, what they say, and how they group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import Mention, Post, PostDuplicate, StoryPost, StoryRank
from pipeline.weeks import Week


@dataclass(frozen=True)
class WeekMaterial:
    """The tables of one week, keyed for reading.

    Attributes:
        posts: By post id, duplicates included.
        mentions: By post id, in text order.
        labels: By post id, the assigned labels with their scores.
        stories: By story id, the members, representative first.
        ranks: By story id.
        duplicates: By the id of the repeating post.
        official_handles: Casefolded handle of an organisation's own account to its entity id.
    """

    week: Week
    posts: Mapping[str, Post]
    mentions: Mapping[str, Sequence[Mention]]
    labels: Mapping[str, Mapping[str, float]]
    stories: Mapping[str, Sequence[StoryPost]]
    ranks: Mapping[str, StoryRank]
    duplicates: Mapping[str, PostDuplicate]
    official_handles: Mapping[str, str]

    def ranked_stories(self) -> list[StoryRank]:
        """The ranked stories, first rank first."""
        return sorted(self.ranks.values(), key=lambda rank: (rank.rank, rank.story_id))

    def story_post_ids(self, story_id: str) -> list[str]:
        """Posts of a story that repeat no other, representative first."""
        return [
            member.post_id
            for member in self.stories[story_id]
            if member.post_id not in self.duplicates
        ]
