"""What the writer works with: the week, who speaks, and how names are written."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.records import Mention, Post
from pipeline.week_material import WeekMaterial
from pipeline.writing.casing import (
    learn_casing,
    lower_shouted_words,
    lower_titles,
    sentence_case,
)
from pipeline.writing.cues import load_cues
from pipeline.writing.gate import CitedPost
from pipeline.writing.judgement import is_shouting, is_title_case
from pipeline.writing.launches import EarlierReports
from pipeline.writing.marks import strip_pictographs
from pipeline.writing.relay import relay_of
from pipeline.writing.verbs import has_finite_verb
from pipeline.writing.voice import Speaker
from pipeline.writing.words import split_words

HANDLE = re.compile(r"(?<![\w@])@(\w{1,30})")
PROPER_NAME = re.compile(r"[A-Z][\w.'’&-]*(?: (?:[A-Z][\w.'’&-]*|of|and|&|de|van|von)){0,3}\Z")
NAME_SUFFIX = re.compile(r"\s*(?:[|(\[/•·,–—]|\s-\s).*\Z")
NAME_HANDLE = re.compile(r"[A-Z][a-zA-Z]{3,}\Z")
LEADING_RANKS = 5
THREAD_TIME = dt.timedelta(minutes=6)
ENGLISH = "en"


@dataclass(frozen=True)
class Newsroom:
    """One week to write about.

    Attributes:
        names: Casefolded handle to the name a digest prints for it.
        organisations: Casefolded handles that are organisations' own.
        outlets: Those of them that report on others: press and agencies.
        parents: Entity id of an organisation to that of the one it belongs to.
        accounts: Casefolded handle of a product's account to the organisation it speaks for.
        common_words: Words that are written in lower case where nothing else is known of them.
        press: Entity ids of outlets.
        employers: Casefolded handle of a person to the organisation they work for.
        makers: Entity id of an organisation to its usual name.
        spokespeople: Casefolded handle of a person to the name of the one organisation they are of.
        sums_before: Large sums that earlier digests told, each with the sentences that did.
        launched_before: Casefolded names of what earlier digests told the launch of, each with
            the sentences that did.
        earlier: What posts of the weeks before reported of releases.
    """

    material: WeekMaterial
    names: Mapping[str, str]
    organisations: frozenset[str]
    outlets: frozenset[str] = frozenset()
    parents: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    common_words: frozenset[str] = frozenset()
    press: frozenset[str] = frozenset()
    employers: Mapping[str, str] = field(default_factory=dict)
    makers: Mapping[str, str] = field(default_factory=dict)
    spokespeople: Mapping[str, str] = field(default_factory=dict)
    sums_before: Mapping[str, Sequence[str]] = field(default_factory=dict)
    launched_before: Mapping[str, Sequence[str]] = field(default_factory=dict)
    earlier: EarlierReports = field(default_factory=EarlierReports)
    _cited: dict[str, CitedPost] = field(default_factory=dict, repr=False, compare=False)

    def speaker(self, post: Post) -> Speaker:
        """Who speaks in a post: an organisation, an outlet, a person with a name, or a handle."""
        shown = post.reposted_handle or post.author_handle
        handle = (shown or "").casefold()
        name = self.names.get(handle) or self.accounts.get(handle)
        if name is not None and handle in self.outlets:
            return Speaker(name, "outlet")
        if name is not None and handle in self.organisations:
            return Speaker(name, "org")
        if name is not None:
            return Speaker(name, "person", self.spokespeople.get(handle, ""))
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
                tuple(
                    dict.fromkeys((speaker.name, f"@{post.reposted_handle or post.author_handle}"))
                ),
                {handle: self.names[handle] for handle in handles if handle in self.names},
                is_organisation=speaker.kind in {"org", "outlet"},
                house=speaker.house,
                makers=self.makers_in(post_id),
                relay=relay_of(
                    post,
                    self.material.mentions.get(post_id, ()),
                    self.press,
                    self.common_words,
                ),
            )
        return self._cited[post_id]

    def makers_in(self, post_id: str) -> dict[str, str]:
        """The models and chips that a post names for sure, as it has them, and who makes each."""
        return {
            item.surface: self.makers[item.owner_id or ""]
            for item in self.material.mentions.get(post_id, ())
            if item.entity_type in {"model", "hardware"} and item.method in {"registry", "grammar"}
            if item.owner_id in self.makers
        }

    def organisation_id(self, post: Post) -> str | None:
        """Entity of the organisation whose own account wrote a post."""
        handle = (post.reposted_handle or post.author_handle or "").casefold()
        return self.material.official_handles.get(handle)

    def employer_id(self, post: Post) -> str | None:
        """Entity of the organisation that a post's author is known to work for."""
        return self.employers.get((post.reposted_handle or post.author_handle or "").casefold())

    def house_behind(self, handle: str | None) -> str | None:
        """The house that an account speaks or works for in the end."""
        key = (handle or "").casefold()
        return self.house_of(self.material.official_handles.get(key) or self.employers.get(key))

    def is_of_one_house(self, post: Post, handle: str) -> bool:
        """Whether an account is of the house of a post's author; none is without a handle."""
        house = self.house_behind(handle)
        author = post.reposted_handle or post.author_handle
        return house is not None and house == self.house_behind(author)

    def house_of(self, organisation_id: str | None) -> str | None:
        """The organisation that an organisation belongs to in the end; itself when to none."""
        seen: set[str] = set()
        while organisation_id and organisation_id not in seen and organisation_id in self.parents:
            seen.add(organisation_id)
            organisation_id = self.parents[organisation_id]
        return organisation_id

    def named_handles(self, text: str) -> str:
        """The text with the handles we know as names, and those that read as names without "@"."""

        def named(match: re.Match[str]) -> str:
            written = match[1] if NAME_HANDLE.match(match[1]) else match[0]
            return self.names.get(match[1].casefold(), written)

        return HANDLE.sub(named, text)

    def keys_of(self, mention: Mention) -> tuple[str, str]:
        """What a mention names, and the house behind it."""
        return mention.entity_id, f"house:{self.house_of(mention.owner_id or mention.entity_id)}"

    @cached_property
    def posts_naming(self) -> Mapping[str, list[str]]:
        """For each entity and house the English posts that name it and repeat no other, by id."""
        found: dict[str, list[str]] = defaultdict(list)
        material = self.material
        for post_id in sorted(material.mentions):
            post = material.posts.get(post_id)
            if post is None or post_id in material.duplicates or post.language != ENGLISH:
                continue
            for key in {key for item in material.mentions[post_id] for key in self.keys_of(item)}:
                found[key].append(post_id)
        return found

    def thread_of(self, post_id: str) -> list[str]:
        """The other posts of a thread of an organisation's own, in order.

        They stand before or after it, each within minutes of the next.
        """
        first = self.material.posts[post_id]
        if self.speaker(first).kind != "org" or first.is_repost:
            return []
        thread: list[Post] = []
        for post in self.posts_by.get(first.author_id, ()):
            if thread and post.posted_at - thread[-1].posted_at > THREAD_TIME:
                if first in thread:
                    break
                thread = []
            thread.append(post)
        return [post.post_id for post in thread if post is not first] if first in thread else []

    @cached_property
    def posts_by(self) -> Mapping[str, list[Post]]:
        """The English posts of each author that repeat no other, oldest first."""
        found: dict[str, list[Post]] = defaultdict(list)
        posts = self.material.posts.values()
        for post in sorted(posts, key=lambda item: (item.posted_at, item.post_id)):
            is_own = not post.is_repost and post.post_id not in self.material.duplicates
            if is_own and post.language == ENGLISH:
                found[post.author_id].append(post)
        return found

    @cached_property
    def story_of(self) -> Mapping[str, str]:
        """The story of each post that is in one."""
        return {
            member.post_id: story_id
            for story_id, members in self.material.stories.items()
            for member in members
        }

    def mentions_in(self, post_id: str, text: str) -> list[Mention]:
        """The mentions of a post whose surface stands in a piece of it, each entity once."""
        found: dict[str, Mention] = {}
        for mention in self.material.mentions.get(post_id, ()):
            if mention.surface in text or mention.canonical_name in text:
                found.setdefault(mention.entity_id, mention)
        return list(found.values())

    def in_sentence_case(self, text: str) -> str | None:
        """A sentence in capitals or set as a headline as running text; None where that fails."""
        if not is_shouting(text):
            written = lower_titles(text, self.casing) if is_title_case(text) else text
            return lower_shouted_words(written, self.casing)
        told = sentence_case(text, self.casing)
        if told is None or has_finite_verb(split_words(told), told, load_cues()):
            return told
        return re.sub(r"(?<=\w) to (?=\w)", " is to ", told, count=1)

    def is_relevant(self, post: Post) -> bool:
        """Whether a post was judged to report something on AI."""
        return self.material.has_label(post.post_id, "relevant")

    def begins_with_name(self, text: str) -> bool:
        """Whether the first word of a sentence is written with capitals, or as names are."""
        first = text.split(" ", 1)[0].rstrip(",:;")
        form = self.casing.get(first.casefold())
        if form is None:
            return any(map(str.isdigit, first)) or first[1:] != first[1:].lower()
        return not form.islower()

    def leads_the_week(self, post_id: str) -> bool:
        """Whether a post is in one of the first stories of the week."""
        rank = self.material.ranks.get(self.story_of.get(post_id, ""))
        return rank is not None and rank.rank <= LEADING_RANKS

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
        learnt = learn_casing(texts, sorted(names))
        return {**{word: word for word in self.common_words}, **learnt}


def display_name(author_name: str | None) -> str:
    """The name an author shows, where it reads as a name; else nothing.

    >>> display_name("Ada Byron 🧮 | Engines"), display_name("engine_girl")
    ('Ada Byron', '')
    """
    name = NAME_SUFFIX.sub("", strip_pictographs(author_name or "").strip()).strip()
    name = re.sub(r"\s+", " ", name)
    return name if PROPER_NAME.match(name) and len(name) > 3 else ""
