"""Safety matters: the sentence that holds the rated words, as a digest prints it, or a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.records import Mention, Post
from pipeline.writing.candidates import Candidate, Draft, build_candidate, judge
from pipeline.writing.gate import check_claim
from pipeline.writing.items import attributed
from pipeline.writing.judgement import LABEL_BEFORE, NO_VERB, unfit_reason
from pipeline.writing.launches import launch_told
from pipeline.writing.newsroom import ENGLISH, Newsroom
from pipeline.writing.sentences import PostSentence, post_sentences
from pipeline.writing.voice import quotation
from pipeline.writing.words import split_words

MIN_SHARED = 0.7  # of the words of a sentence, to be the same cleaned of marks
# Why a sentence is not restated although, word for word, it is understood by itself.
LEANS = "leans on what is not there"
QUOTABLE = frozenset(
    {None, LABEL_BEFORE, "about the post", "not prose", "of an occasion", "advert"}
)
# "New Acme research: Looms that lie" has the title of a study after its colon.
STUDY = re.compile(
    r"(?:New|Latest)\b[^:.]{0,40}\b(?:research|paper|study|report|blog|post)\b[^:.]{0,12}: "
    r"(?P<title>.{8,120}[^…])\Z",
    re.IGNORECASE,
)
SUBORDINATE = re.compile(r"(?:As|After|While|Earlier) ")
KIND = re.compile(r"Kind: (?P<kind>[a-z ]+)")
WEAKEST_GRADE = "evidence grade D"
EVENT_KINDS = frozenset({"incident", "near miss", "hazard", "capability finding"})


@dataclass(frozen=True)
class SafetyMatter:
    """A listed safety item: the post and the sentence that it rests on, and its rating in words.

    `title` is the sentence as it is printed, or a name where none can be.
    """

    story_id: str
    post_id: str
    title: str
    rating: str
    is_scored: bool

    @property
    def kind(self) -> str:
        """The kind that the rating begins with, such as "governance"."""
        found = KIND.match(self.rating)
        return found["kind"] if found else ""

    @property
    def is_event(self) -> bool:
        """Whether harm was done or may be: neither a rule, a decision nor a study."""
        return self.is_scored or self.kind in EVENT_KINDS

    @property
    def is_weakly_evidenced(self) -> bool:
        """Whether nobody but an account of no standing says so."""
        return self.rating.rstrip(".").endswith(WEAKEST_GRADE)

    @property
    def is_but_a_kind(self) -> bool:
        """Whether the title says no more than whose matter of what kind it is."""
        return self.title.endswith(f": {self.kind}")


def tell_statement(newsroom: Newsroom, post_id: str, statement: str) -> tuple[Candidate, ...]:
    """The sentence of a post that says what a verbatim one says, as a digest prints it.

    A sentence that leans on the one before it comes after that one; nothing when it cannot stand.
    """
    post = newsroom.material.posts[post_id]
    same = (each for each in post_sentences(post) if is_same_sentence(each.text, statement))
    sentence = next(same, None)
    return tell_sentence(newsroom, post, sentence) if sentence else ()


def told_sentences(newsroom: Newsroom, matter: SafetyMatter) -> tuple[Candidate, ...]:
    """The sentences of a matter's title as candidates.

    Of a study that has but a title, what its house says first of it in the same post.
    """
    post = newsroom.material.posts[matter.post_id]
    found = [tell_sentence(newsroom, post, sentence) for sentence in post_sentences(post)]
    titled = next((told for told in found if told and joined_text(told) == matter.title), ())
    if titled or matter.is_event or matter.is_but_a_kind:
        return titled
    own = (told for told in found if told and told[0].is_own and not told[0].is_quoted)
    return next(own, ())


def joined_text(told: Sequence[Candidate]) -> str:
    """Sentences in a row."""
    return " ".join(item.text for item in told)


def tell_sentence(newsroom: Newsroom, post: Post, sentence: PostSentence) -> tuple[Candidate, ...]:
    """A sentence restated with its actor, after the one it leans on; else quoted, else nothing."""
    if post.language != ENGLISH:
        return ()
    told = build_candidate(newsroom, post, sentence, {})
    if told is None or not (told.leans or names_actor(newsroom, told)):
        quoted = quote_sentence(newsroom, post, sentence)
        return (quoted,) if quoted else ()
    if not told.leans:
        return (with_actor(newsroom, told),)
    before = [each for each in post_sentences(post) if each.index == sentence.index - 1]
    lead = build_candidate(newsroom, post, before[0], {}) if before else None
    is_named = lead and lead.can_lead and (lead.specific_ids or launch_told(lead.text))
    return (lead, told) if lead and is_named else ()


def quote_sentence(newsroom: Newsroom, post: Post, sentence: PostSentence) -> Candidate | None:
    """A sentence that can be understood by itself, word for word after who said it."""
    reason = unfit_reason(sentence.text, is_quoted=True)
    speaker = newsroom.speaker(post)
    is_named = speaker.kind == "outlet" or newsroom.mentions_in(post.post_id, sentence.text)
    is_whole = reason in QUOTABLE or (reason == NO_VERB and bool(is_named))
    if not is_whole and not (reason == LEANS and SUBORDINATE.match(sentence.text)):
        return None
    text = quotation(sentence.text, speaker)
    if check_claim(text, [newsroom.cited(post.post_id)]) is not None:
        return None
    return judge(newsroom, post, sentence, Draft(text, speaker, leans=False), {})


def is_same_sentence(cleaned: str, statement: str) -> bool:
    """Whether a cleaned sentence of a post and a verbatim one are one."""
    one, other = ({word.key for word in split_words(text)} for text in (cleaned, statement))
    return len(one & other) >= MIN_SHARED * max(len(one), len(other), 1)


def names_actor(newsroom: Newsroom, told: Candidate) -> bool:
    """Whether a sentence says of whom or what it tells, once its source is named."""
    named = with_actor(newsroom, told).text
    return bool(told.mentions) or told.speaker.name in named


def with_actor(newsroom: Newsroom, told: Candidate) -> Candidate:
    """The sentence with its source before it where it names nobody itself."""
    is_named = any(
        item.surface in told.text or item.canonical_name in told.text for item in told.mentions
    )
    if is_named or told.leans or told.speaker.name in told.text:
        return told
    return attributed(newsroom, None, told)


def title_statement(newsroom: Newsroom, post_id: str, statement: str, matter: str) -> str:
    """What a safety item is called: its sentence as the digest prints it, or whose matter it is.

    Args:
        newsroom: The week.
        post_id: The post whose words were rated.
        statement: The sentence that holds them, verbatim.
        matter: What it is about in a word or two, for an item that no sentence can name.
    """
    told = tell_statement(newsroom, post_id, statement)
    study = STUDY.match(statement)
    matter = study["title"].rstrip(".") if study else matter
    return joined_text(told) or f"{house_name(newsroom, post_id, statement)}: {matter}"


def house_name(newsroom: Newsroom, post_id: str, statement: str) -> str:
    """The organisation that a sentence is about, else the one its post is, else who speaks."""
    post = newsroom.material.posts[post_id]
    mentions = sorted(
        newsroom.material.mentions.get(post_id, ()),
        key=lambda item: (item.surface not in statement, item.span_start),
    )
    for item in mentions:
        if item.entity_type == "org" and item.entity_id not in newsroom.press:
            return item.canonical_name
    known = next((item.canonical_name for item in mentions if is_thing(item)), None)
    return known or newsroom.speaker(post).name


def is_thing(mention: Mention) -> bool:
    """Whether a mention is of a model or chip."""
    return mention.entity_type in {"model", "hardware"}


__all__ = ["SafetyMatter", "tell_statement", "title_statement", "told_sentences"]
