"""From a story to a paragraph: a lead, what supports it, and who else says it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.records import StoryRank
from pipeline.writing.candidates import MAX_CITATIONS, Candidate, story_candidates
from pipeline.writing.comparison import (
    content_words,
    is_same_event,
    launched_ids,
    repeats,
    shared_words,
)
from pipeline.writing.cues import load_cues
from pipeline.writing.gate import SAME_WEEK, check_brief, check_claim, check_headline
from pipeline.writing.headlines import headline_of, shortened, with_actor, with_maker
from pipeline.writing.judgement import GREAT_EVENT, GUESS
from pipeline.writing.labels import labels_of
from pipeline.writing.leads import choose_lead, main_name
from pipeline.writing.newsroom import ENGLISH, Newsroom
from pipeline.writing.old_launches import is_old_launch
from pipeline.writing.ownership import is_specific
from pipeline.writing.relayed import relayed_candidates
from pipeline.writing.specifications import quoted_specifications
from pipeline.writing.verbs import has_finite_verb
from pipeline.writing.words import split_words

MIN_SHARED_WORDS = 3  # beside names, for two sentences to be on one matter
PAIR = 2
MAX_RELATED_POSTS = 60
MIN_NEW_WORDS = 2  # that a support adds to what is told
MAX_SUPPORTS = 2
MAX_PARAGRAPH_WORDS = 140
MIN_BRIEF_WORDS, MAX_BRIEF_WORDS = 4, 26
MIN_SUPPORT_SCORE = 0.8
MIN_FOLLOWING_SCORE = -0.5  # of a sentence that goes on where the last one ended
INDEPENDENT_ORIGIN_SCORE = 0.5
# Openers that mean the one model that the sentence before has named.
SINGULAR_OPENERS = ("It ", "The model ", "This model ", "This updated model ", "It’s ", "It's ")
OFFER = re.compile(
    r"\b(?:is|are)(?: now| also| officially)* (?:available|live|out|open[- ]source|in the API)\b|"
    r"\bopen-?sourced (?:on|at)\b|\bnow (?:available|live|on)\b"
)
SAYS_SO = re.compile(
    r"\b(?:according to|says|said|reported|reports|reportedly|told|per|announced|wrote)\b",
    re.IGNORECASE,
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
    newsroom: Newsroom, rank: StoryRank, supports: int = MAX_SUPPORTS
) -> StoryItem | None:
    """Tell a story in a lead sentence and up to `supports` more; None when nothing can be told.

    Supports may come from other posts on the same matter, whose stories are then told too.
    """
    post_ids = newsroom.material.story_post_ids(rank.story_id)
    candidates = story_candidates(newsroom, post_ids)
    lead = choose_lead(candidates, main_name(newsroom, post_ids))
    lead = lead or next(iter(relayed_candidates(newsroom, post_ids)), None)
    if lead is None:
        return None
    told = with_more_citations(newsroom, rank.story_id, attributed(newsroom, rank, lead))
    headline = checked_headline(newsroom, told)
    chosen = [told]
    if supports:
        more = story_candidates(newsroom, related_posts(newsroom, rank.story_id, lead))
        chosen += choose_supports(newsroom, lead, [*candidates, *more], supports)
    if supports and not any(item.has_figure for item in chosen):
        figures = quoted_specifications(newsroom, lead)
        chosen = [*chosen[:supports], *figures] if figures else chosen
    stories = (newsroom.story_of.get(item.sentence.post_id) for item in chosen)
    story_ids = tuple(dict.fromkeys((rank.story_id, *(story for story in stories if story))))
    return StoryItem(story_ids, rank.category, headline, tuple(chosen))


def related_posts(newsroom: Newsroom, story_id: str, lead: Candidate) -> list[str]:
    """Posts outside a story that may be on its matter, the closest first.

    They go on in the lead's thread, or name the model or chip of its lead, or two of its bodies.
    What leads the week itself is told on its own.
    """
    weights = dict.fromkeys(lead.houses, 1)
    weights |= {item.entity_id: 2 for item in lead.mentions if is_specific(item)}
    counts: Counter[str] = Counter()
    for key, weight in weights.items():
        for post_id in newsroom.posts_naming.get(key, ()):
            counts[post_id] += weight
    counts |= Counter(dict.fromkeys(newsroom.thread_of(lead.sentence.post_id), MAX_RELATED_POSTS))
    inside = {member.post_id for member in newsroom.material.stories[story_id]}
    found = [
        post_id
        for post_id, count in counts.items()
        if count > 1 and post_id not in inside and not newsroom.leads_the_week(post_id)
    ]
    return sorted(found, key=lambda post_id: (-counts[post_id], post_id))[:MAX_RELATED_POSTS]


def choose_supports(
    newsroom: Newsroom, lead: Candidate, candidates: Sequence[Candidate], count: int
) -> list[Candidate]:
    """Sentences with new facts on the lead's matter: what follows it first, then the best."""
    chosen: list[Candidate] = []
    thread = set(newsroom.thread_of(lead.sentence.post_id))
    for candidate in sorted(candidates, key=lambda item: support_order(item, lead)):
        if len(chosen) == count or too_long([lead, *chosen, candidate]):
            break
        if candidate.is_guess or (candidate.leans and not follows(candidate, [lead, *chosen])):
            continue
        in_thread = candidate.sentence.post_id in thread and not GUESS.search(candidate.text)
        is_fit = in_thread or is_related(candidate, lead)
        is_fit = is_fit and not is_old_launch(newsroom, candidate)
        if is_fit and is_new(candidate, [lead, *chosen], in_thread=in_thread):
            chosen.append(attributed(newsroom, None, candidate))
    return chosen


def support_order(candidate: Candidate, lead: Candidate) -> tuple[bool, float, str, int]:
    """The sentence that follows the lead first, then by score."""
    sentence = candidate.sentence
    is_next = (
        sentence.post_id == lead.sentence.post_id and sentence.index == lead.sentence.index + 1
    )
    return not is_next, -candidate.score, sentence.post_id, sentence.index


def follows(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether what it leans on is there: the sentence before it, or the one model named."""
    last, sentence = chosen[-1], candidate.sentence
    if last.sentence.post_id == sentence.post_id and last.sentence.index == sentence.index - 1:
        return True
    is_one_model = {candidate.post_subject} == set(last.specific_ids)
    return is_one_model and candidate.text.startswith(SINGULAR_OPENERS)


def too_long(sentences: Sequence[Candidate]) -> bool:
    """Whether a paragraph would have too many words."""
    return sum(len(split_words(item.text)) for item in sentences) > MAX_PARAGRAPH_WORDS


def is_new(candidate: Candidate, chosen: Sequence[Candidate], *, in_thread: bool = False) -> bool:
    """Whether a sentence says something that the chosen ones do not.

    What a house says that is no event and has no figure must name the lead's thing, or go on in
    another post of its thread.
    """
    lead = chosen[0]
    on_subject = candidate.specific_ids & lead.specific_ids
    is_elsewhere = candidate.sentence.post_id != lead.sentence.post_id
    is_of_subject = candidate.is_own and bool(
        (on_subject and candidate.is_maker) or not lead.specific_ids
    )
    is_told_by_house = is_of_subject or (in_thread and is_elsewhere)
    has_news = is_told_by_house or candidate.leans or candidate.event > 0 or candidate.has_figure
    known = frozenset().union(*(content_words(other.text) for other in chosen))
    return (
        has_news
        and len(content_words(candidate.text) - known) >= MIN_NEW_WORDS
        and not launched_ids(candidate) & launched_ids(lead)
        and (candidate.has_figure or not candidate.is_resale)
        and candidate.score >= (MIN_FOLLOWING_SCORE if candidate.leans else MIN_SUPPORT_SCORE)
        and not any(
            repeats(candidate, other) or (is_offer(candidate) and is_offer(other))
            for other in chosen
        )
    )


def is_offer(candidate: Candidate) -> bool:
    """Whether a sentence says where a thing can be had; one such says enough of it."""
    return candidate.is_resale or OFFER.search(candidate.text) is not None


def is_related(candidate: Candidate, lead: Candidate) -> bool:
    """Whether a sentence is on the lead's matter: same post, same model, or shared words."""
    if candidate.sentence.post_id == lead.sentence.post_id:
        return not candidate.is_quoted or lead.is_quoted
    if candidate.specific_ids & lead.specific_ids:
        return True
    is_on_subject = candidate.is_own and candidate.post_subject in lead.specific_ids
    if is_same_event(candidate, lead) or (is_on_subject and candidate.houses & lead.houses):
        return True
    shared = len(candidate.houses & lead.houses)
    is_pair = shared == len(candidate.houses) == PAIR
    if is_pair and candidate.has_money and candidate.event == GREAT_EVENT == lead.event:
        return True
    if shared > 1 and candidate.event > 0:
        return shared_words(candidate, lead) >= MIN_SHARED_WORDS - 1
    return shared > 0 and shared_words(candidate, lead) >= MIN_SHARED_WORDS


def attributed(newsroom: Newsroom, rank: StoryRank | None, candidate: Candidate) -> Candidate:
    """The sentence with its source named, unless it names itself or several origins tell it.

    A lead whose house speaks without its name has it put before; a stranger is always named.
    """
    is_said = SAYS_SO.search(candidate.text) or candidate.text.startswith(candidate.speaker.name)
    is_own = candidate.is_own and (rank is None or candidate.speaker.name in candidate.text)
    if candidate.is_quoted or is_own or candidate.leans or is_said:
        return candidate
    has_origins = rank is not None and rank.origin_score >= INDEPENDENT_ORIGIN_SCORE
    if has_origins and not candidate.is_own and candidate.speaker.kind != "other":
        return candidate
    text = f"According to {candidate.speaker.name}, {lowered(newsroom, candidate.text)}"
    if check_claim(text, list(map(newsroom.cited, candidate.post_ids))) is not None:
        return candidate
    return replace(candidate, text=text)


def in_short(newsroom: Newsroom, lead: Candidate) -> Candidate:
    """A lead up to its first clauses, with its actor; as it is when that is not supported."""
    text = shortened(lead.text)
    made = with_maker(text, newsroom.cited(lead.sentence.post_id).makers)
    if made is None and len(split_words(text)) > MAX_BRIEF_WORDS:
        text = checked_headline(newsroom, lead)
    return briefly(newsroom, lead, made or text) or lead


def briefly(newsroom: Newsroom, lead: Candidate, text: str) -> Candidate | None:
    """A lead in fewer words, made a sentence; None when its posts would not support it."""
    text = f"{text.rstrip('.')}."
    words = split_words(text)
    is_whole = len(words) >= MIN_BRIEF_WORDS and has_finite_verb(words, text, load_cues())
    problem = check_brief(text, list(map(newsroom.cited, lead.post_ids)))
    return replace(lead, text=text) if is_whole and problem is None else None


def in_same_week(newsroom: Newsroom, candidate: Candidate) -> Candidate:
    """The sentence marked as another event of the week, where the gate lets it."""
    if candidate.text.startswith(("On ", "In ")):
        return candidate
    is_attributed = candidate.text.startswith("According to ")
    told = f"a{candidate.text[1:]}" if is_attributed else lowered(newsroom, candidate.text)
    text = f"{SAME_WEEK}{told}"
    problem = check_claim(text, list(map(newsroom.cited, candidate.post_ids)))
    return candidate if problem else replace(candidate, text=text)


def lowered(newsroom: Newsroom, text: str) -> str:
    """The sentence as it stands after a comma: a first word that is no name loses its capital."""
    first, _, rest = text.partition(" ")
    if first in {"A", "An"}:
        return f"{first.lower()} {rest}"
    key = first.casefold().rstrip(",")
    form = newsroom.casing.get(key) or newsroom.casing.get(key.split("-")[0], "")
    is_ordinary = form.islower() and first[1:] == first[1:].lower()
    may_be_name = (
        rest[:1].isupper()
        and key not in load_cues().function_words
        and "-" not in key
        and not key.endswith("s")
    )
    return f"{first.lower()} {rest}" if is_ordinary and not may_be_name else text


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
    """A headline that the gate lets through, with its actor; a label where none does."""
    source = newsroom.cited(lead.sentence.post_id)
    headline = source.relay.headline if source.relay else headline_of(lead)
    acted = with_actor(headline, lead, source.makers, is_named=newsroom.begins_with_name(headline))
    for told in dict.fromkeys((acted, headline)):
        if check_headline(told, [source]) is None:
            return told
    return checked_label(newsroom, lead)


def checked_label(newsroom: Newsroom, lead: Candidate) -> str:
    """The best label that the post names."""
    source = newsroom.cited(lead.sentence.post_id)
    return next(
        (label for label in labels_of(lead) if check_headline(label, [source]) is None),
        lead.speaker.name,
    )
