"""From a story to a paragraph: a lead, what supports it, and who else says it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.records import StoryRank
from pipeline.writing.candidates import MAX_CITATIONS, Candidate, overlap, story_candidates
from pipeline.writing.gate import check_claim
from pipeline.writing.headlines import headline_of
from pipeline.writing.newsroom import ENGLISH, Newsroom

MAX_SAME = 0.55  # two sentences that share more of their words say the same
MIN_RELATED = 0.15
MAX_SUPPORTS = 3
# Below this nothing in the story is worth a sentence.
MIN_LEAD_SCORE = 1.0


@dataclass(frozen=True)
class StoryItem:
    """A story as the digest tells it."""

    story_id: str
    category: str
    headline: str
    sentences: tuple[Candidate, ...]


def write_story(newsroom: Newsroom, rank: StoryRank, supports: int = MAX_SUPPORTS) -> StoryItem | None:
    """Tell a story in one lead sentence and up to `supports` more; None when nothing can be published."""
    candidates = story_candidates(newsroom, rank.story_id)
    if not candidates or candidates[0].score < MIN_LEAD_SCORE:
        return None
    lead = attributed(newsroom, rank.story_id, candidates[0])
    chosen = [with_more_citations(newsroom, rank.story_id, lead)]
    for candidate in candidates[1:]:
        if len(chosen) > supports:
            break
        if is_new(candidate, chosen) and is_related(candidate, candidates[0]):
            chosen.append(attributed(newsroom, rank.story_id, candidate))
    headline = headline_of(candidates[0], subject_of(newsroom, candidates[0]))
    return StoryItem(rank.story_id, rank.category, headline, tuple(chosen))


def is_new(candidate: Candidate, chosen: list[Candidate]) -> bool:
    """Whether a sentence says something that the chosen ones do not."""
    return candidate.score >= MIN_LEAD_SCORE / 2 and all(
        overlap(candidate.text, other.text) < MAX_SAME for other in chosen
    )


def is_related(candidate: Candidate, lead: Candidate) -> bool:
    """Whether a sentence is about what the lead is about: same post, shared names, or shared words."""
    if candidate.sentence.post_id == lead.sentence.post_id:
        return True
    shared = {name for name in candidate.entity_ids & lead.entity_ids if not name.startswith("org:")}
    return bool(shared) or overlap(candidate.text, lead.text) >= MIN_RELATED


def attributed(newsroom: Newsroom, story_id: str, candidate: Candidate) -> Candidate:
    """The sentence with its source named, when only one author outside the organisation says it."""
    if candidate.is_quoted or candidate.is_official:
        return candidate
    if newsroom.material.ranks[story_id].origin_score >= INDEPENDENT_ORIGIN_SCORE:
        return candidate
    text = f"According to {candidate.speaker.name}, {lowered(candidate)}"
    if check_claim(text, [newsroom.cited(candidate.sentence.post_id)]) is not None:
        return candidate
    return replace(candidate, text=text)


INDEPENDENT_ORIGIN_SCORE = 0.5


def lowered(candidate: Candidate) -> str:
    """The sentence as it stands after a comma: a first word that is no name loses its capital."""
    first, _, rest = candidate.text.partition(" ")
    ordinary = first.istitle() and first.casefold() in COMMON_OPENERS
    return f"{first.lower()} {rest}" if ordinary else candidate.text


COMMON_OPENERS = frozenset(
    "the a an in on at as after before with without for from by its their our more most all new every each no some "
    "many several two three four five according under over during since until when while if".split()
)


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


def subject_of(newsroom: Newsroom, candidate: Candidate) -> str:
    """Name of the first model, chip or organisation that a sentence names."""
    mentions = newsroom.mentions_in(candidate.sentence.post_id, candidate.sentence.text)
    order = {"model": 0, "hardware": 1, "org": 2, "person": 3}
    named = sorted(mentions, key=lambda mention: (order[mention.entity_type], mention.span_start))
    others = [mention for mention in named if mention.canonical_name != candidate.speaker.name]
    return (others or named)[0].canonical_name if named else "the week"
