"""From a story to a paragraph: a lead, what supports it, and who else says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.records import StoryRank
from pipeline.writing.candidates import (
    MAX_CITATIONS,
    SPECIFIC,
    Candidate,
    overlap,
    story_candidates,
)
from pipeline.writing.gate import check_claim, check_headline
from pipeline.writing.headlines import headline_of
from pipeline.writing.newsroom import ENGLISH, Newsroom
from pipeline.writing.words import split_words

MAX_SAME = 0.5  # two sentences that share more of their words say the same
MIN_RELATED = 0.15
MAX_SUPPORTS = 3
MAX_PARAGRAPH_WORDS = 115
MIN_LEAD_SCORE = 2.0
MIN_SUPPORT_SCORE = 0.8
INDEPENDENT_ORIGIN_SCORE = 0.5
SAYS_SO = re.compile(
    r"\b(?:according to|says|said|reported|reports|reportedly|told|per|announced|wrote)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class StoryItem:
    """A story as the digest tells it, with the stories that were told along with it."""

    story_ids: tuple[str, ...]
    category: str
    headline: str
    sentences: tuple[Candidate, ...]

    @property
    def story_id(self) -> str:
        """The story that leads."""
        return self.story_ids[0]

    @property
    def lead(self) -> Candidate:
        """The first sentence."""
        return self.sentences[0]


def write_story(
    newsroom: Newsroom, rank: StoryRank, supports: int = MAX_SUPPORTS, others: Sequence[str] = ()
) -> StoryItem | None:
    """Tell a story in one lead sentence and up to `supports` more; None when nothing can be published.

    Args:
        others: Ids of stories on the same matter, from which supports may come too.
    """
    candidates = story_candidates(newsroom, newsroom.material.story_post_ids(rank.story_id))
    lead = choose_lead(candidates)
    if lead is None:
        return None
    headline = checked_headline(newsroom, lead)
    told = with_more_citations(newsroom, rank.story_id, attributed(newsroom, rank, lead))
    chosen = [told]
    if supports:
        more = [c for other in others for c in story_candidates(newsroom, newsroom.material.story_post_ids(other))]
        chosen += choose_supports(newsroom, lead, [*candidates, *more], supports)
    return StoryItem((rank.story_id, *others), rank.category, headline, tuple(chosen))


def choose_lead(candidates: Sequence[Candidate]) -> Candidate | None:
    """The sentence that states the event of a story best."""
    able = [item for item in candidates if item.can_lead and item.score >= MIN_LEAD_SCORE]
    return able[0] if able else None


def choose_supports(
    newsroom: Newsroom, lead: Candidate, candidates: Sequence[Candidate], count: int
) -> list[Candidate]:
    """Sentences with new facts on the lead's matter: first what follows it in its post, then the best."""
    chosen: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda item: support_order(item, lead)):
        if len(chosen) == count or too_long([lead, *chosen, candidate]):
            break
        if candidate.leans and not follows(candidate, [lead, *chosen]):
            continue
        if is_new(candidate, [lead, *chosen]) and is_related(candidate, lead):
            chosen.append(attributed(newsroom, None, candidate))
    return chosen


def support_order(candidate: Candidate, lead: Candidate) -> tuple[bool, float, str, int]:
    """The sentence that follows the lead first, then by score."""
    sentence = candidate.sentence
    is_next = sentence.post_id == lead.sentence.post_id and sentence.index == lead.sentence.index + 1
    return not is_next, -candidate.score, sentence.post_id, sentence.index


def follows(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether the last sentence chosen is the one before it in its post."""
    last, sentence = chosen[-1].sentence, candidate.sentence
    return last.post_id == sentence.post_id and last.index == sentence.index - 1


def too_long(sentences: Sequence[Candidate]) -> bool:
    """Whether a paragraph would have too many words."""
    return sum(len(split_words(item.text)) for item in sentences) > MAX_PARAGRAPH_WORDS


def is_new(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether a sentence says something that the chosen ones do not."""
    return candidate.score >= MIN_SUPPORT_SCORE and all(
        overlap(candidate.text, other.text) < MAX_SAME for other in chosen
    )


def is_related(candidate: Candidate, lead: Candidate) -> bool:
    """Whether a sentence is about what the lead is about: same post, shared names, or shared words."""
    if candidate.sentence.post_id == lead.sentence.post_id:
        return not candidate.is_quoted or lead.is_quoted
    kinds = {item.entity_id: item.entity_type for item in lead.mentions}
    shared = candidate.entity_ids & lead.entity_ids
    if any(kinds[entity_id] in SPECIFIC for entity_id in shared):
        return True
    return len(shared) > 1 or (bool(shared) and overlap(candidate.text, lead.text) >= MIN_RELATED)


def attributed(newsroom: Newsroom, rank: StoryRank | None, candidate: Candidate) -> Candidate:
    """The sentence with its source named, unless it is its maker's or several independent origins tell it."""
    if candidate.is_quoted or candidate.is_own or candidate.leans or SAYS_SO.search(candidate.text):
        return candidate
    if rank is not None and rank.origin_score >= INDEPENDENT_ORIGIN_SCORE:
        return candidate
    text = f"According to {candidate.speaker.name}, {lowered(newsroom, candidate.text)}"
    if check_claim(text, list(map(newsroom.cited, candidate.post_ids))) is not None:
        return candidate
    return replace(candidate, text=text)


def lowered(newsroom: Newsroom, text: str) -> str:
    """The sentence as it stands after a comma: a first word that is no name loses its capital."""
    first, _, rest = text.partition(" ")
    form = newsroom.casing.get(first.casefold().rstrip(","), "")
    is_ordinary = form.islower() and first[1:] == first[1:].lower()
    return f"{first.lower()} {rest}" if is_ordinary else text


def with_more_citations(newsroom: Newsroom, story_id: str, candidate: Candidate) -> Candidate:
    """The sentence with further posts that say the very same, the earliest first."""
    material = newsroom.material
    cited = list(candidate.post_ids)
    if candidate.is_quoted or candidate.text.startswith("According to "):
        return candidate
    members = sorted(
        (member.post_id for member in material.stories[story_id]),
        key=lambda post_id: (material.posts[post_id].posted_at, post_id),
    )
    for post_id in members:
        if len(cited) == MAX_CITATIONS:
            break
        if post_id in cited or material.posts[post_id].language != ENGLISH:
            continue
        if check_claim(candidate.text, [newsroom.cited(post_id)]) is None:
            cited.append(post_id)
    return replace(candidate, post_ids=tuple(cited))


def checked_headline(newsroom: Newsroom, lead: Candidate) -> str:
    """A headline that the gate lets through; the speaker's name where none does."""
    headline = headline_of(lead)
    problem = check_headline(headline, [newsroom.cited(lead.sentence.post_id)])
    return headline if problem is None else lead.speaker.name
