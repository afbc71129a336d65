"""Which sentences of a story's posts can be published, and which say it best."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.records import Mention, Post
from pipeline.text.quantities import find_quantities
from pipeline.writing.cues import load_cues
from pipeline.writing.gate import check_claim
from pipeline.writing.judgement import AVAILABILITY, GUESS, event_weight, unfit_reason
from pipeline.writing.newsroom import ENGLISH, Newsroom
from pipeline.writing.ownership import (
    SPECIFIC,
    claims_anothers_work,
    is_maker,
    is_specific,
    names_early,
    post_subject,
    tells_of_itself,
)
from pipeline.writing.sentences import PostSentence, post_sentences
from pipeline.writing.voice import Speaker, is_quotation, restate, restate_of_house
from pipeline.writing.words import split_words

MAX_CITATIONS = 3
EARLY_WORDS = 14
PLACE_WORTH = {0: 0.8, 1: 0.3}  # of a post's first two sentences
MAX_ABOUT = 3.0
GOOD_LENGTH = 20
# Words of judgement that a sentence may hold: a stranger's none.
OPINIONS_ALLOWED = {"org": 1, "outlet": 1, "person": 0, "other": 0}
QUOTED_OPINIONS = 2  # more in quotation marks: they are the speaker's, and say so
INNER_NAME = re.compile(r"(?<!^)\b[A-Z][\w-]*")
# How hosts and tools say that they have a model.
OFFERED = re.compile(
    r"\b(?:(?:has |have |just |now )*(?:landed|lands|arrived|arrives) (?:on|in|at)|comes? to|"
    r"came to|introduced \S.{0,40} (?:from|by) [A-Z]|now supports?|added support for|support for|"
    r"rolling out (?:on|in))\b"
)
# "Built for weavers, Acme is releasing it" has its subject behind the comma.
ANOTHER_CLAUSE = re.compile(r", (?:[A-Z][\w.]*\s){1,3}(?:is|has|are|have|will)\b")
REPORTED = re.compile(r"^According to [^,]{1,80}, ")
# "Ada is on @gazette": on their show, which the handle does not say.
ON_A_SHOW = re.compile(r"\b(?:is|are|was|were|joins?|joined|live) on @\w")
TIME_UNITS = frozenset({"year", "month", "week", "day", "hour", "minute", "second"})


@dataclass(frozen=True)
class Candidate:
    """A publishable sentence with what it rests on and how well it says its story.

    `is_own` says that the speaker is the organisation it tells of; `leans` that it may only follow
    the sentence before it in its post; `event` is 2 for an event that leads a digest, 1 for a
    lesser one. `post_subject` is the model that an organisation's whole post is about.
    """

    text: str
    post_ids: tuple[str, ...]
    sentence: PostSentence
    speaker: Speaker
    is_own: bool
    is_maker: bool
    is_quoted: bool
    has_figure: bool
    speaks_of_ai: bool
    leans: bool
    event: int
    names_subject: bool
    mentions: tuple[Mention, ...]
    houses: frozenset[str]
    figures: frozenset[str]
    post_subject: str | None
    score: float

    @property
    def entity_ids(self) -> frozenset[str]:
        """What it names."""
        return frozenset(mention.entity_id for mention in self.mentions)

    @property
    def has_money(self) -> bool:
        """Whether it states a sum of money."""
        return bool(self.figures)

    @property
    def specific_ids(self) -> frozenset[str]:
        """Models and chips of one version that its first words name."""
        early = " ".join(self.text.split()[:EARLY_WORDS])
        return frozenset(
            item.entity_id
            for item in self.mentions
            if is_specific(item) and (item.surface in early or item.canonical_name in early)
        )

    @property
    def is_resale(self) -> bool:
        """Whether somebody says that another's thing can be had from them too."""
        is_offered = AVAILABILITY.search(self.text) or OFFERED.search(self.text)
        return not (self.is_own and self.is_maker) and is_offered is not None

    @property
    def is_guess(self) -> bool:
        """Whether a person says what may be or come."""
        return self.speaker.kind in {"person", "other"} and GUESS.search(self.text) is not None

    @property
    def can_lead(self) -> bool:
        """Whether it may open a paragraph."""
        return not self.leans and self.names_subject


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence before the gate; `leans` says that it may only follow the one before it."""

    text: str
    speaker: Speaker
    leans: bool


def story_candidates(newsroom: Newsroom, post_ids: Iterable[str]) -> list[Candidate]:
    """The sentences of posts that can be published, best first; ties by post and position."""
    posts = newsroom.material.posts
    told = [post_id for post_id in post_ids if posts[post_id].language == ENGLISH]
    weights = entity_weights(newsroom, told)
    found = [
        candidate
        for post_id in told
        for candidate in post_candidates(newsroom, posts[post_id], weights)
    ]
    return sorted(found, key=lambda item: (-item.score, item.sentence.post_id, item.sentence.index))


def post_candidates(
    newsroom: Newsroom, post: Post, weights: Mapping[str, float]
) -> list[Candidate]:
    """The publishable sentences of one post that the gate lets through."""
    return [
        candidate
        for sentence in post_sentences(post)
        if (candidate := build_candidate(newsroom, post, sentence, weights)) is not None
    ]


def entity_weights(newsroom: Newsroom, post_ids: Sequence[str]) -> dict[str, float]:
    """How much of a story each entity is: its share of the posts, models counted double."""
    counts: Counter[str] = Counter()
    types: dict[str, str] = {}
    for post_id in post_ids:
        mentions = {item.entity_id: item for item in newsroom.material.mentions.get(post_id, ())}
        counts.update(mentions.keys())
        types.update({key: item.entity_type for key, item in mentions.items()})
    return {
        entity_id: count / len(post_ids) * (2 if types[entity_id] in SPECIFIC else 1)
        for entity_id, count in counts.items()
    }


def build_candidate(
    newsroom: Newsroom, post: Post, sentence: PostSentence, weights: Mapping[str, float]
) -> Candidate | None:
    """A sentence restated and judged; None when it is unfit or the gate refuses it."""
    draft = draft_sentence(newsroom, post, sentence)
    if draft is None or check_claim(draft.text, [newsroom.cited(post.post_id)]) is not None:
        return None
    return judge(newsroom, post, sentence, draft, weights)


def draft_sentence(newsroom: Newsroom, post: Post, sentence: PostSentence) -> Draft | None:
    """A sentence as it would be printed, before the gate; None when it is unfit."""
    speaker = newsroom.speaker(post)
    written = newsroom.in_sentence_case(sentence.text)
    if ON_A_SHOW.search(sentence.text):
        return None
    quoted = sentence.quoted_handle
    if written is None or (quoted and not newsroom.is_of_one_house(post, quoted)):
        return None
    tell = restate_of_house if quoted and speaker.house else restate
    told = tell(newsroom.named_handles(written), speaker, post.posted_at.date())
    if told is not None and is_quotation(told):
        told = restate(sentence.text, speaker, post.posted_at.date())
    if told is None:
        return None
    leans, told = leaning(told)
    is_quoted = is_quotation(told)
    allowed = OPINIONS_ALLOWED[speaker.kind] + QUOTED_OPINIONS * is_quoted
    is_unfit = (
        count_opinions(told) > allowed
        or unfit_reason(_spoken(told), may_lean=leans, is_quoted=is_quoted) is not None
    )
    return None if is_unfit else Draft(told, speaker, leans)


def count_opinions(text: str) -> int:
    """How many words of judgement a sentence has; parts of names are none."""
    return len(load_cues().opinion.findall(INNER_NAME.sub(" ", text)))


def leaning(text: str) -> tuple[bool, str]:
    """Whether a sentence needs the one before it, and "Available …" made a sentence."""
    cues = load_cues()
    if cues.available.match(text) and not ANOTHER_CLAUSE.search(text):
        return True, f"It is {text[0].lower()}{text[1:]}"
    return cues.leaning.match(text) is not None, text


def _spoken(text: str) -> str:
    """What of a sentence is judged: of a quotation, the words quoted; of a report, what it says."""
    return re.sub(r"^[^“”:]{1,80} said: “(.*)”$", r"\1", REPORTED.sub("", text))


def judge(
    newsroom: Newsroom,
    post: Post,
    sentence: PostSentence,
    draft: Draft,
    weights: Mapping[str, float],
) -> Candidate | None:
    """A sentence as a candidate; None when it names nothing, or claims another's work."""
    text, speaker = draft.text, draft.speaker
    mentions = tuple(newsroom.mentions_in(post.post_id, f"{text} {sentence.text}"))
    is_company = speaker.kind == "org"
    if claims_anothers_work(newsroom, post, text, mentions):
        return None
    begins_named = newsroom.begins_with_name(text) or text.startswith(speaker.name)
    has_name = newsroom.is_relevant(post) and begins_named
    if not mentions and not draft.leans and not is_company and not has_name:
        return None
    spoken, is_quoted = _spoken(text), is_quotation(text)
    made_here = is_maker(newsroom, post, text, mentions)
    begins_well = (is_company or has_name) and begins_named
    quantities = find_quantities(sentence.text)
    candidate = Candidate(
        text=text,
        post_ids=(post.post_id,),
        sentence=sentence,
        speaker=speaker,
        is_own=tells_of_itself(newsroom, post, speaker, text, mentions),
        is_maker=made_here,
        is_quoted=is_quoted,
        has_figure=any(item.is_measured and item.unit not in TIME_UNITS for item in quantities),
        speaks_of_ai=newsroom.is_relevant(post) or tells_of_ai(text, mentions),
        leans=draft.leans,
        event=event_weight(split_words(spoken), spoken, is_maker=made_here),
        names_subject=is_quoted or begins_well or names_early(text, mentions, speaker),
        mentions=mentions,
        houses=houses_told(newsroom, post, speaker, text, mentions),
        figures=frozenset(f"{q.currency}{q.value.normalize()}" for q in quantities if q.currency),
        post_subject=post_subject(newsroom, post) if is_company else None,
        score=0.0,
    )
    is_fact = is_quoted or (candidate.figures and candidate.event)
    is_chat = is_casual(speaker, text, mentions) and not is_fact
    return None if is_chat else replace(candidate, score=score_of(candidate, weights))


def houses_told(
    newsroom: Newsroom, post: Post, speaker: Speaker, text: str, mentions: Sequence[Mention]
) -> frozenset[str]:
    """The houses that a sentence is about: those it names, and the one its speaker acts for."""
    named = {newsroom.keys_of(item)[1] for item in mentions}
    if tells_of_itself(newsroom, post, speaker, text, mentions):
        named.add(f"house:{newsroom.house_behind(post.reposted_handle or post.author_handle)}")
    return frozenset(named)


def is_casual(speaker: Speaker, text: str, mentions: Sequence[Mention]) -> bool:
    """Whether somebody who speaks for nobody writes names in small letters ("claude", "openai").

    Such posts are chat, and their claims are made in passing.
    """
    return (
        speaker.kind in {"person", "other"}
        and not speaker.house
        and any(
            item.surface.islower() and not item.canonical_name.islower() and item.surface in text
            for item in mentions
        )
    )


def tells_of_ai(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a sentence names a model or chip, or speaks of AI in words."""
    return (
        any(item.entity_type in SPECIFIC for item in mentions)
        or load_cues().speaks_of_ai.search(text) is not None
    )


def score_of(candidate: Candidate, weights: Mapping[str, float]) -> float:
    """How well a sentence tells its story, as a sum of its good sides less its bad ones."""
    about = sum(weights.get(item.entity_id, 0.0) for item in candidate.mentions)
    place = PLACE_WORTH.get(candidate.sentence.index, 0.0)
    return (
        min(about, MAX_ABOUT)
        + 1.0 * candidate.has_figure
        + 0.9 * candidate.event
        + 1.4 * candidate.is_own
        - 0.6 * (candidate.is_own and candidate.speaker.kind == "person")
        + 1.2 * candidate.is_maker
        + 0.6 * candidate.names_subject
        + place
        - 1.6 * candidate.is_quoted
        - 1.0 * (" also " in candidate.text)
        - 1.2 * count_opinions(candidate.text)
        - 0.4 * (not candidate.sentence.is_complete)
        - 0.8 * (" - " in candidate.text)
        - 0.04 * abs(len(split_words(candidate.text)) - GOOD_LENGTH)
    )
