"""Who speaks of what: an organisation of its own work, of another's, or of a model by name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.records import Mention, Post
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.voice import Speaker
from pipeline.writing.words import split_words

SPECIFIC = ("model", "hardware")
KNOWN = ("registry", "grammar")  # names that are surely names; others do not carry a lead
SUBJECT_REACH = 9  # words within which a lead names what it is about
OBJECT_REACH = 24  # characters after "introduced" within which its object is named
CREDIT_REACH = 48
CREDITED = re.compile(r" (?:from|by) @?[A-Z]")  # who introduces "Loom 2 by Acme" offers it
INTRODUCED = re.compile(
    r"(?:On \d+ \w+, )?(?P<name>.{1,60}?) "
    r"(?:introduced|announced|launched|released|unveiled|debuted) "
)


def is_specific(mention: Mention) -> bool:
    """Whether a mention names one model or chip and not a whole family."""
    return mention.entity_type in SPECIFIC and any(map(str.isdigit, mention.entity_id))


def tells_of_itself(
    newsroom: Newsroom, post: Post, speaker: Speaker, text: str, mentions: Sequence[Mention]
) -> bool:
    """Whether an organisation's account, or its staff for it, speaks of itself or of its things."""
    if speaker.house:
        return text.startswith(f"According to {speaker.name}, ") and speaker.house in text
    if speaker.kind != "org":
        return False
    house = newsroom.house_of(newsroom.organisation_id(post))
    owners = {newsroom.house_of(item.owner_id or item.entity_id) for item in mentions}
    return speaker.name in text or (house is not None and house in owners)


def is_maker(newsroom: Newsroom, post: Post, text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a post is by the house that makes the first model or chip that a sentence names."""
    house = newsroom.house_of(newsroom.organisation_id(post))
    made = [item for item in mentions if item.entity_type in SPECIFIC]
    if house is None or not made:
        return False
    first = min(made, key=lambda item: (text.find(item.surface) % len(text), item.span_start))
    return newsroom.house_of(first.owner_id) == house


def claims_anothers_work(
    newsroom: Newsroom, post: Post, text: str, mentions: Sequence[Mention]
) -> bool:
    """Whether "Introducing X" by one who only offers X reads as if they had made it.

    What is introduced is the first model or chip after the verb; models named later are what the
    thing is built on or compared with.
    """
    told = INTRODUCED.match(text)
    if told is None or told["name"] != newsroom.speaker(post).name:
        return False
    house = newsroom.house_of(newsroom.organisation_id(post) or newsroom.employer_id(post))
    bodies = [item for item in mentions if item.entity_type == "org"]
    named = {newsroom.house_of(item.entity_id) for item in bodies}
    credited = CREDITED.search(text, told.end(), told.end() + CREDIT_REACH)
    if credited:
        reach = credited.end() + CREDIT_REACH
        makers = [
            (at, newsroom.house_of(item.entity_id))
            for item in bodies
            if (at := text.find(item.surface, credited.start(), reach)) != -1
        ]
        return min(makers, default=(0, None))[1] != house
    is_stranger = newsroom.speaker(post).kind in {"person", "other"} and house is None
    if is_stranger and any(item.entity_type == "org" or item.owner_id for item in mentions):
        return True
    introduced = [
        (at, newsroom.house_of(item.owner_id))
        for item in mentions
        if item.owner_id and item.entity_type in SPECIFIC
        for at in (text.find(item.surface, told.end()),)
        if at != -1
    ]
    at, maker = min(introduced, default=(len(text), house))
    is_object = at - told.end() <= OBJECT_REACH
    return maker != house and (is_object or maker not in named)


def post_subject(newsroom: Newsroom, post: Post) -> str | None:
    """The first model or chip of one version that a post names: what its "the model" means."""
    found = sorted(
        newsroom.material.mentions.get(post.post_id, ()), key=lambda item: item.span_start
    )
    return next((item.entity_id for item in found if is_specific(item)), None)


def names_early(text: str, mentions: Sequence[Mention], speaker: Speaker) -> bool:
    """Whether the first words name what the sentence is about."""
    words = split_words(text)
    reach = words[min(len(words), SUBJECT_REACH) - 1].end
    early = text[:reach]
    return speaker.name in early or any(
        item.surface in early or item.canonical_name in early
        for item in mentions
        if item.method in KNOWN
    )
