"""What the writer works with: the week, who speaks, and how names are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.records import Mention, Post
from pipeline.week_material import WeekMaterial
from pipeline.writing.casing import learn_casing, sentence_case
from pipeline.writing.cues import load_cues
from pipeline.writing.gate import CitedPost
from pipeline.writing.judgement import has_finite_verb, is_shouting
from pipeline.writing.marks import strip_pictographs
from pipeline.writing.voice import Speaker
from pipeline.writing.words import split_words

HANDLE = re.compile(r"(?<![\w@])@(\w{1,30})")
PROPER_NAME = re.compile(r"[A-Z][\w.'’&-]*(?: (?:[A-Z][\w.'’&-]*|of|and|&|de|van|von)){0,3}\Z")
NAME_SUFFIX = re.compile(r"\s*(?:[|(\[/•·,–—]|\s-\s).*\Z")
ENGLISH = "en"


@dataclass(frozen=True)
class Newsroom:
    """One week to write about.

    Attributes:
        names: Casefolded handle to the name a digest prints for it.
        organisations: Casefolded handles that are organisations' own.
        outlets: Those of them that report on others: press and agencies.
    """

    material: WeekMaterial
    names: Mapping[str, str]
    organisations: frozenset[str]
    outlets: frozenset[str] = frozenset()
    _cited: dict[str, CitedPost] = field(default_factory=dict, repr=False, compare=False)

    def speaker(self, post: Post) -> Speaker:
        """Who speaks in a post: an organisation, an outlet, a person with a name, or a handle."""
        shown = post.reposted_handle or post.author_handle
        handle = (shown or "").casefold()
        name = self.names.get(handle)
        if name is not None and handle in self.outlets:
            return Speaker(name, "outlet")
        if name is not None:
            return Speaker(name, "org" if handle in self.organisations else "person")
        displayed = "" if post.reposted_handle else display_name(post.author_name)
        if not displayed and not shown:
            return Speaker(post.author_name or post.platform, "other")
        return Speaker(displayed or f"@{shown}", "other")

    def cited(self, post_id: str) -> CitedPost:
        """A post as the gate wants it."""
        if post_id not in self._cited:
            post = self.material.posts[post_id]
            handles = {found.casefold() for found in HANDLE.findall(post.body_text)}
            speaker = self.speaker(post)
            self._cited[post_id] = CitedPost(
                post,
                tuple(dict.fromkeys((speaker.name, f"@{post.reposted_handle or post.author_handle}"))),
                {handle: self.names[handle] for handle in handles if handle in self.names},
                is_organisation=speaker.kind in {"org", "outlet"},
            )
        return self._cited[post_id]

    def organisation_id(self, post: Post) -> str | None:
        """Entity of the organisation whose own account wrote a post."""
        handle = (post.reposted_handle or post.author_handle or "").casefold()
        return self.material.official_handles.get(handle)

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

    def in_sentence_case(self, text: str) -> str | None:
        """A wire's sentence in capitals as running text; None when a word's case is unknown."""
        told = sentence_case(text, self.casing)
        if told is None or has_finite_verb(split_words(told), told, load_cues()):
            return told
        return re.sub(r"(?<=\w) to (?=\w)", " is to ", told, count=1)

    @cached_property
    def casing(self) -> Mapping[str, str]:
        """How the week's English posts write each word inside sentences."""
        posts = sorted(self.material.posts.values(), key=lambda post: post.post_id)
        texts = [
            post.body_text
            for post in posts
            if post.language == ENGLISH and not is_shouting(post.body_text)
        ]
        mentions = self.material.mentions
        names = {mention.canonical_name for found in mentions.values() for mention in found}
        return learn_casing(texts, sorted(names))


def display_name(author_name: str | None) -> str:
    """The name an author shows, where it reads as a name; else nothing.

    >>> display_name("Ada Byron 🧮 | Engines"), display_name("engine_girl")
    ('Ada Byron', '')
    """
    name = NAME_SUFFIX.sub("", strip_pictographs(author_name or "").strip()).strip()
    name = re.sub(r"\s+", " ", name)
    return name if PROPER_NAME.match(name) and len(name) > 3 else ""
