"""What is known about the posts of a week, for the makers of safety, tracker and watch items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.records import Mention, Post, PostDuplicate, StoryPost, StoryRank
from pipeline.weeks import Week

# Outlets whose report other posts pass on: posts that name one of them are one origin, not several.
OUTLETS = (
    r"reuters|bloomberg|wsj|wall street journal|nyt|new york times|financial times|ft|cnbc|axios|"
    r"the information|information|politico|techcrunch|the verge|wired|associated press|ap|bbc|"
    r"washington post|fortune|business insider|guardian|nikkei|404 media|semafor|cnn|fox news"
)
RELAYED = re.compile(
    r"(?:\b(?:according to|reports?|reported by|says|via|per|by|from|citing|in)(?: the)? @?"
    rf"|[-–—(/|] ?@?(?:the )?|\bthe )(?P<outlet>{OUTLETS})\b"
    rf"|\b(?P<outlet_before>{OUTLETS})(?: (?:reports?|reported|says|said|writes)\b|:)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class WeekMaterial:
    """Posts of a week with what the steps before found; every mapping is keyed by id.

    `labels` holds the assigned labels of a post with their scores; `official_handles` maps the
    case-folded handles of organisations to their entity ids.
    """

    week: Week
    posts: Mapping[str, Post]
    mentions: Mapping[str, Sequence[Mention]]
    labels: Mapping[str, Mapping[str, float]]
    stories: Mapping[str, Sequence[StoryPost]]
    ranks: Mapping[str, StoryRank]
    duplicates: Mapping[str, PostDuplicate]
    official_handles: Mapping[str, str]

    @cached_property
    def story_of(self) -> Mapping[str, str]:
        """The story of each post that is in one."""
        return {row.post_id: story_id for story_id, rows in self.stories.items() for row in rows}

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

    def has_label(self, post_id: str, label: str) -> bool:
        """Whether a post was given a label."""
        return label in self.labels.get(post_id, {})

    def mentions_of(self, post_id: str) -> Sequence[Mention]:
        """The names in a post, by place."""
        return sorted(self.mentions.get(post_id, ()), key=lambda mention: mention.span_start)

    def story_posts(self, story_id: str) -> list[Post]:
        """The kept posts of a story, oldest first: those that repeat no other."""
        members = (self.posts[row.post_id] for row in self.stories.get(story_id, ()))
        return sorted(
            (post for post in members if post.post_id not in self.duplicates), key=post_order
        )

    def representative(self, story_id: str) -> Post | None:
        """The post that says a story's event best."""
        rows = [row for row in self.stories.get(story_id, ()) if row.is_representative]
        return self.posts[min(row.post_id for row in rows)] if rows else None

    def author_organisation(self, post: Post) -> str | None:
        """The organisation whose official account wrote a post."""
        return self.official_handles.get((post.author_handle or "").casefold())

    def origin(self, post: Post) -> str:
        """Who a post's news comes from: the quoted or repeated post's origin, an outlet, an author.

        Accounts of one organisation are one origin, and so are posts that pass on one outlet's
        report or link to one page.
        """
        seen = {post.post_id}
        while (source := self._source(post)) is not None and source.post_id not in seen:
            seen.add(source.post_id)
            post = source
        organisation = self.author_organisation(post)
        if organisation:
            return f"org:{organisation}"
        outlet = RELAYED.search(post.body_text)
        if outlet:
            name = outlet["outlet"] or outlet["outlet_before"]
            return f"outlet:{name.casefold().removeprefix('the ')}"
        if post.link_urls:
            return f"link:{post.link_urls[0]}"
        if post.reposted_handle:
            return f"author:{post.reposted_handle.casefold()}"
        return f"author:{(post.author_handle or post.author_id).casefold()}"

    def _source(self, post: Post) -> Post | None:
        duplicate = self.duplicates.get(post.post_id)
        source_id = duplicate.duplicate_of_post_id if duplicate else post.quoted_post_id
        return self.posts.get(source_id) if source_id else None

    def origins(self, posts: Iterable[Post]) -> list[str]:
        """The distinct origins of posts, sorted."""
        return sorted({self.origin(post) for post in posts})


def post_order(post: Post) -> tuple[float, str]:
    """Oldest first, ties by id."""
    return post.posted_at.timestamp(), post.post_id


def names_in(mentions: Iterable[Mention], start: int, end: int) -> list[Mention]:
    """The mentions that lie within a span."""
    return [
        mention for mention in mentions if start <= mention.span_start and mention.span_end <= end
    ]
