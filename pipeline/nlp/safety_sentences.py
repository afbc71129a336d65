"""Which sentences of a post report something, and which of them tells it best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.nlp.safety_patterns import RubricPatterns
from pipeline.nlp.safety_statements import Statement, is_question, is_retold
from pipeline.nlp.safety_systems import names_ai
from pipeline.records import Mention, Post
from pipeline.text.sentence_spans import SentenceSpan, find_sentences
from pipeline.text.tokens import split_words
from pipeline.weeks import Week

MIN_WORDS = 5
GOOD_WORDS = range(8, 45)
MIN_HEADLINE_WORDS = 5
MIN_HEADLINE_SHARE = 0.7  # of a headline's letters that are capitals
LONGEST_SMALL_WORD = 3  # shorter words stay small in titles
MIN_CUT_WORDS = 12  # a sentence cut off after so many still reports
GLAD = re.compile(
    r"^(?:i|we)(?:['’](?:m|re)| am| are)(?: \w+){0,2} (?:excited|thrilled|happy|proud|pleased|"
    r"glad|delighted) to\b",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(r"\b(?:we|our|us|we['’](?:re|ve|ll))\b", re.IGNORECASE)
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|「[^」]*」")
ANNOUNCED = re.compile(r"^new\b.{0,40}\b(?:research|paper|study|report|post)\s?:", re.IGNORECASE)
REPLY = re.compile(r"^@\w+\s+[\"“'‘a-z]")
ANAPHORA = re.compile(
    r"^(?:and|but|so|it|its|it['’]s|they|their|this|that|these|those|he|she|both|such|then|also|"
    r"for example|instead|risky ones|one|the (?:deal|move|company|model|paper|system))\b|"
    r"^(?:这|它|他们|其)",
    re.IGNORECASE,
)
FINISHED = re.compile(r"[.!?…。！？\"”’)\]]$")


@dataclass(frozen=True, slots=True)
class Author:
    """For whom the author of a post speaks: an organisation's account, one of its people, nobody.

    `entity_id` is the organisation of an official account.
    """

    entity_id: str | None
    is_staff: bool

    @property
    def is_official(self) -> bool:
        """Whether an organisation's own account speaks."""
        return self.entity_id is not None


@dataclass(frozen=True, slots=True)
class PostSentences:
    """The sentences of a post that report something, and why others do not, commonest first."""

    reporting: tuple[SentenceSpan, ...]
    reasons: tuple[str, ...]


def read_sentences(
    post: Post,
    author: Author,
    statements: Sequence[Statement],
    week: Week,
    patterns: RubricPatterns,
) -> PostSentences:
    """Sort the sentences of a post into those that report and the reasons why others do not."""
    sentences = find_sentences(post.body_text)
    reporting: list[SentenceSpan] = []
    reasons: list[str] = []
    stated = {statement.sentence for statement in statements}
    for sentence in sentences:
        is_cut = post.is_truncated and sentence == sentences[-1]
        reason = (
            "fragment"
            if is_cut and is_broken_off(sentence.text)
            else why_no_report(sentence, post, author, sentence.text in stated, week, patterns)
        )
        if reason is None:
            reporting.append(sentence)
        else:
            reasons.append(reason)
    return PostSentences(tuple(reporting), tuple(reasons))


def is_broken_off(text: str) -> bool:
    """Whether a sentence that a collector may have cut has no end and too little before it."""
    return not FINISHED.search(text) and len(split_words(text)) < MIN_CUT_WORDS


def why_no_report(
    sentence: SentenceSpan,
    post: Post,
    author: Author,
    states_harm: bool,
    week: Week,
    patterns: RubricPatterns,
) -> str | None:
    """Why a sentence reports nothing: it asks, supposes, judges, teases, retells; None if it does.

    An author who speaks for nobody must besides state a harm or use a word of reporting, and not
    address readers.
    """
    text = GLAD.sub("", QUOTED.sub(" ", sentence.text))
    if is_question(sentence.text) and not ANNOUNCED.match(sentence.text):
        return "question"
    for guard in ("hypothetical", "opinion", "teaser", "recruiting"):
        if patterns.guards[guard].search(text):
            return guard
    if is_retold(sentence, post, week.start, patterns):
        return "retold"
    if len(split_words(sentence.text)) < MIN_WORDS or REPLY.match(sentence.text):
        return "fragment"
    if author.is_official or is_headline(sentence.text):
        return None
    if patterns.guards["reader"].search(text):
        return "opinion"
    is_own = author.is_staff and FIRST_PERSON.search(sentence.text)
    states_fact = states_harm and not is_title(sentence.text)
    is_told = is_own or states_fact or patterns.wording["report"].search(sentence.text)
    return None if is_told else "no_report"


def is_headline(text: str) -> bool:
    """Whether a sentence is set in capitals, as news desks set theirs."""
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    is_long = len(re.findall(r"[A-Z]+", text)) >= MIN_HEADLINE_WORDS
    return is_long and capitals >= MIN_HEADLINE_SHARE * len(letters)


def is_title(text: str) -> bool:
    """Whether a line is set like the title of a paper: its words capitalised, no end."""
    words = [word for word in text.split() if word[0].isalpha() and len(word) > LONGEST_SMALL_WORD]
    capitals = sum(word[0].isupper() for word in words)
    return not FINISHED.search(text) and capitals >= MIN_HEADLINE_SHARE * len(words) > 0


def best_sentence(
    sentences: Sequence[SentenceSpan],
    post: Post,
    names: Sequence[Mention],
    patterns: RubricPatterns,
    decisive: SentenceSpan | None = None,
) -> SentenceSpan:
    """The sentence that tells most: the decisive one unless it says little; ties by place.

    A sentence tells more when it names an AI system, is neither short nor long, uses a word of
    reporting, and stands alone or has its antecedent before it.
    """
    return min(
        sentences,
        key=lambda sentence: (
            -4 * (sentence == decisive)
            + 3 * is_dangling(sentence, post.body_text, names, patterns)
            - 2 * names_ai(sentence, names, patterns)
            - (len(split_words(sentence.text)) in GOOD_WORDS)
            - bool(patterns.wording["report"].search(sentence.text)),
            sentence.start,
        ),
    )


def is_dangling(
    sentence: SentenceSpan, text: str, names: Sequence[Mention], patterns: RubricPatterns
) -> bool:
    """Whether a sentence has an "it" and nothing before it that says what that is."""
    is_referring = ANAPHORA.match(sentence.text) is not None
    return is_referring and antecedent_of(sentence, text, names, patterns) is None


def antecedent_of(
    sentence: SentenceSpan, text: str, names: Sequence[Mention], patterns: RubricPatterns
) -> SentenceSpan | None:
    """The nearest sentence before that stands alone, one that names an AI system if there is any.

    None for a sentence that needs none.
    """
    if not ANAPHORA.match(sentence.text):
        return None
    earlier = [
        each
        for each in find_sentences(text)
        if each.end <= sentence.start
        and not ANAPHORA.match(each.text)
        and not is_question(each.text)
        and len(split_words(each.text)) >= MIN_WORDS
    ]
    naming = [each for each in earlier if names_ai(each, names, patterns)]
    return next(reversed(naming or earlier), None)
