"""Launches that are no news: those that digests or posts of earlier weeks told."""

from __future__ import annotations

import re

from pipeline.writing.candidates import Candidate
from pipeline.writing.launches import PLAIN_NAME, launch_told
from pipeline.writing.newsroom import Newsroom

MIN_TELLERS = 2  # of a launch, where its house is not among them
ONE_WORD = re.compile(r"[A-Za-z]+$")
PRESENTED = re.compile(r"\b(?:introduced|unveiled|announced)\b")
PLACE = re.compile(r"\s(?:on|in|for|to|at|via|by)\b")
BACKGROUND = re.compile(r"\b(?:since|when|after|until|before|as)\b[^,.;]*$", re.IGNORECASE)


def is_old_launch(newsroom: Newsroom, candidate: Candidate) -> bool:
    """Whether a sentence tells as the week's a launch that an earlier week knew.

    That is: an earlier digest told it, its own house did, or two others; or an account tells it
    that always tells launches days after others.
    """
    name = launch_told(candidate.text)
    if not name:
        return False
    if digest_told(newsroom, candidate, name):
        return True
    post = newsroom.material.posts[candidate.sentence.post_id]
    handle = post.reposted_handle or post.author_handle or ""
    speaking = f"house:{newsroom.house_behind(handle)}"
    is_own = candidate.is_own or speaking in candidate.houses
    if not presents_as_news(candidate.text, name, is_own=is_own):
        return False
    if not is_own and newsroom.earlier.only_retells(handle):
        return True
    houses = candidate.houses | {speaking} if is_own else candidate.houses
    return was_told(newsroom, name, houses, is_own=is_own)


def digest_told(newsroom: Newsroom, candidate: Candidate, name: str) -> bool:
    """Whether an earlier digest told the launch; of a name of one word, as the same body's.

    "Apps for Phones" is no retelling of "Apps".
    """
    if ONE_WORD.match(name) is None:
        return name.casefold() in newsroom.launched_before
    if candidate.text.partition(name)[2].startswith(" for "):
        return False
    bodies = {item.canonical_name.casefold() for item in candidate.mentions} - {name.casefold()}
    if candidate.is_own:
        bodies.add(candidate.speaker.name.casefold())
    texts = newsroom.launched_before.get(name.casefold(), ())
    return any(body in text.casefold() for text in texts for body in bodies)


def was_told(newsroom: Newsroom, name: str, houses: frozenset[str], *, is_own: bool) -> bool:
    """Whether posts of earlier weeks said that a thing is out: its house's, or two others'.

    Of a house's own launch only its own words count, and of a plain word too, which may be the
    name of many things.
    """
    tellers = {
        newsroom.house_behind(report.author_handle) or report.author_handle
        for report in newsroom.earlier.telling(name)
    }
    if any(f"house:{teller}" in houses for teller in tellers):
        return True
    return len(tellers) >= MIN_TELLERS and not (is_own or PLAIN_NAME.match(name))


def presents_as_news(text: str, name: str, *, is_own: bool) -> bool:
    """Whether a sentence tells a launch for its own sake, as if it were the first time.

    A house may bring a thing out once more, as open weights or in another place.
    """
    before, _, after = text.partition(name)
    if is_own and (PLACE.match(after) or not PRESENTED.search(before)):
        return False
    return not BACKGROUND.search(before)
