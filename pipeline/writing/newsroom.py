"""What the writer works with: the week, who speaks, and how names are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.records import Mention, Post
from pipeline.week_material import WeekMaterial
from pipeline.writing.gate import CitedPost
from pipeline.writing.voice import Speaker

HANDLE = re.compile(r"(?<![\w@])@(\w{1,30})")
ENGLISH = "en"


@dataclass(frozen=True)
class Newsroom:
    """One week to write about.

    Attributes:
        names: Casefolded handle to the name a digest prints for it.
        organisations: Casefolded handles that are organisations' own.
    """

    material: WeekMaterial
    names: Mapping[str, str]
    organisations: frozenset[str]

    def speaker(self, post: Post) -> Speaker:
        """Who speaks in a post: an organisation, a person we know by name, or a handle."""
        handle = (post.reposted_handle or post.author_handle or "").casefold()
        name = self.names.get(handle)
        if name is not None:
            return Speaker(name, "org" if handle in self.organisations else "person")
        shown = post.reposted_handle or post.author_handle
        return Speaker(f"@{shown}" if shown else post.author_name or post.platform, "other")

    def cited(self, post_id: str) -> CitedPost:
        """A post as the gate wants it."""
        post = self.material.posts[post_id]
        handles = {found.casefold() for found in HANDLE.findall(post.body_text)}
        return CitedPost(
            post,
            tuple(dict.fromkeys((self.speaker(post).name, f"@{post.author_handle}"))),
            {handle: self.names[handle] for handle in handles if handle in self.names},
        )

    def named_handles(self, text: str) -> str:
        """The text with the handles we know written as names."""
        return HANDLE.sub(lambda match: self.names.get(match[1].casefold(), match[0]), text)

    def mentions_in(self, post_id: str, text: str) -> list[Mention]:
        """The mentions of a post whose surface stands in a piece of it, each entity once."""
        found: dict[str, Mention] = {}
        for mention in self.material.mentions.get(post_id, ()):
            if mention.surface in text or mention.canonical_name in text:
                found.setdefault(mention.entity_id, mention)
        return list(found.values())

    def is_official(self, post: Post) -> bool:
        """Whether the post is an organisation's own."""
        return self.speaker(post).kind == "org"
