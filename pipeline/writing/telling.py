"""The telling of a week: its stories, what has been told of them so far, and what is news."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.records import Mention, StoryRank
from pipeline.writing.candidates import Candidate
from pipeline.writing.comparison import is_same_event, repeats
from pipeline.writing.items import StoryItem, write_story
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.old_launches import is_old_launch
from pipeline.writing.old_sums import is_old_sum
from pipeline.writing.words import MONTHS

ATTRIBUTED = "According to "
SPEAKER_REACH = 18  # characters: "On 25 September, " may stand before the speaker
# "In November, Acme outlined …" tells of what was, not of the week, and so does "in 1998, …".
PAST_TIME = re.compile(
    rf"(?:According to [^,]+, )?[Ii]n (?:(?:{'|'.join(MONTHS)})\b[^,]*|19\d\d|20[01]\d), "
)


@dataclass
class Telling:
    """A week's ranked stories, each in a sentence once asked for, and what was told so far."""

    newsroom: Newsroom
    ranked: Sequence[StoryRank]
    story_ids: set[str] = field(default_factory=set)
    sentences: list[Candidate] = field(default_factory=list)
    _leads: dict[str, StoryItem | None] = field(default_factory=dict, repr=False)

    def in_a_sentence(self, rank: StoryRank) -> StoryItem | None:
        """A story in its lead alone; None when nothing can be told of it that is new."""
        if rank.story_id not in self._leads:
            item = write_story(self.newsroom, rank, supports=0)
            is_known = item is not None and is_old(self.newsroom, item.lead)
            self._leads[rank.story_id] = None if is_known else item
        return self._leads[rank.story_id]

    def untold(self, ranks: Sequence[StoryRank]) -> list[tuple[StoryRank, StoryItem]]:
        """Those of the stories that can be told and were not, in a sentence each."""
        return [
            (rank, item)
            for rank in ranks
            if rank.story_id not in self.story_ids
            and (item := self.in_a_sentence(rank)) is not None
        ]

    def add(self, item: StoryItem) -> None:
        """Remember a story."""
        self.story_ids.update(item.story_ids)
        self.sentences += item.sentences

    def has(self, item: StoryItem) -> bool:
        """Whether a story, or its first sentence in other words, was told."""
        return item.story_id in self.story_ids or any(
            repeats(item.lead, sentence) or is_same_event(item.lead, sentence)
            for sentence in self.sentences
        )


def is_old(newsroom: Newsroom, lead: Candidate) -> bool:
    """Whether earlier weeks told the launch or the sum that a lead tells."""
    return is_old_launch(newsroom, lead) or is_old_sum(newsroom, lead)


def is_newsworthy(item: StoryItem) -> bool:
    """Whether a story can lead: an event or a figure, about AI, told or said by one who counts."""
    lead = item.lead
    has_news = lead.event > 0 or lead.has_figure
    is_said = lead.is_quoted and not (lead.event > 0 and lead.speaker.kind == "person")
    is_past = PAST_TIME.match(lead.text) is not None
    is_fit = not (is_past or lead.is_guess) and (not is_said or len(item.sentences) > 1)
    return is_fit and has_news and lead.speaks_of_ai


def subject_organisation(newsroom: Newsroom, candidate: Candidate) -> str:
    """The house a sentence is about: its speaker's where it opens so, else of its first name."""
    post = newsroom.material.posts[candidate.sentence.post_id]
    speaking = newsroom.house_of(newsroom.organisation_id(post))
    if candidate.is_own and candidate.speaker.house:
        return newsroom.house_behind(post.reposted_handle or post.author_handle) or speaking or ""
    is_opening = candidate.text.find(candidate.speaker.name) in range(SPEAKER_REACH)
    if speaking and is_opening and not candidate.text.startswith(ATTRIBUTED):
        return speaking
    named = sorted(
        (min(places), item.owner_id or item.entity_id)
        for item in candidate.mentions
        if item.entity_type != "person" and (places := places_of(item, candidate.text))
    )
    house = newsroom.house_of(named[0][1]) if named else speaking
    return house or f"speaker:{candidate.speaker.name}"


def places_of(mention: Mention, text: str) -> list[int]:
    """Where a text has a mention's name, as the registry or the post writes it."""
    found = (text.find(name) for name in (mention.canonical_name, mention.surface))
    return [place for place in found if place != -1]
