"""The gate before the rubric: what kind of thing a safety story is, or why it is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.nlp.safety_statements import (
    RubricPatterns,
    Statement,
    is_denied,
    is_question,
    names_ai,
)
from pipeline.records import Mention, Post
from pipeline.reference.safety_rubric import Kind
from pipeline.text.sentence_spans import SentenceSpan, find_sentences
from pipeline.text.tokens import split_words

# Most severe first: ties between posts of a story go to the earlier.
KIND_ORDER: tuple[Kind, ...] = (
    "incident",
    "near_miss",
    "hazard",
    "capability_finding",
    "governance",
    "research",
)
UNRATED_KINDS = frozenset({"governance", "research"})
HARM_GUARDS = ("joke", "fiction", "promotion")
TEST_FLAG = "test_only"
MIN_WORDS = 4  # of a sentence that may stand for a story
SURE_SCORE = 0.6  # of the label safety, from which on the classifier's word counts


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of a post, or `not_safety` with the reason; `span` holds the words that decided."""

    kind: Kind
    reason: str
    post_id: str = ""
    span_start: int = 0
    span_end: int = 0


@dataclass(frozen=True, slots=True)
class GateInput:
    """What the gate knows of a post besides its text.

    `safety_score` is the classifier's score of the label, `suggestion` its kind; `is_official` says
    that an organisation's own account speaks.
    """

    post: Post
    names: Sequence[Mention]
    statements: Sequence[Statement]
    is_official: bool
    safety_score: float
    suggestion: Kind | None


def judge_post(given: GateInput, patterns: RubricPatterns) -> Verdict:
    """Decide the kind of one post.

    Guards come first, then stated harm, then the words of the kinds in sentences that are no guess,
    and where these say nothing the kind that the classifier suggests, if it is sure of the label.
    """
    post = given.post
    for guard in HARM_GUARDS:
        match = patterns.guards[guard].search(post.body_text)
        if match:
            return Verdict("not_safety", guard, post.post_id, *match.span())
    is_sure = given.safety_score >= SURE_SCORE
    sentences = find_sentences(post.body_text)
    if not (is_sure or any(names_ai(each, given.names, patterns) for each in sentences)):
        return Verdict("not_safety", "no_ai_system", post.post_id)
    if patterns.guards["finance"].search(post.body_text) and not given.names:
        return Verdict("not_safety", "finance", post.post_id)
    harm = _harm(given.statements)
    if harm is not None:
        return Verdict("incident", harm.trigger_id, post.post_id, harm.span_start, harm.span_end)
    verdict = _judge_by_cues(given, sentences, patterns)
    if verdict.kind == "not_safety" and verdict.reason == "no_cue":
        return _judge_by_suggestion(given, sentences, patterns)
    return verdict


def _harm(statements: Sequence[Statement]) -> Statement | None:
    """The first statement that harm was done outside a test, or is alleged to have been."""
    for statement in statements:
        is_done = statement.scale == "realised" and statement.manner in {"stated", "alleged"}
        if is_done and TEST_FLAG not in statement.flags:
            return statement
    return None


def _judge_by_cues(
    given: GateInput, sentences: Sequence[SentenceSpan], patterns: RubricPatterns
) -> Verdict:
    post_id, reason = given.post.post_id, "no_cue"
    is_named = (
        given.is_official
        or given.safety_score >= SURE_SCORE
        or any(name.entity_type in {"org", "model"} for name in given.names)
    )
    for kind, pattern in patterns.kinds:
        for sentence in sentences:
            match = pattern.search(sentence.text)
            if match is None or is_denied(sentence.text, match.start(), patterns):
                continue
            guess = _guess_reason(sentence.text, kind, match.start(), patterns)
            if guess or not (is_named or kind == "research"):
                reason = guess or "nothing_named"
                continue
            start = sentence.start
            return Verdict(kind, kind, post_id, start + match.start(), start + match.end())
    return Verdict("not_safety", reason, post_id)


def _judge_by_suggestion(
    given: GateInput, sentences: Sequence[SentenceSpan], patterns: RubricPatterns
) -> Verdict:
    """The classifier's kind, where it is sure of the label and a sentence about AI is no guess."""
    post_id = given.post.post_id
    if given.suggestion is None or given.safety_score < SURE_SCORE or not given.names:
        return Verdict("not_safety", "no_cue", post_id)
    for sentence in sentences:
        is_about_ai = names_ai(sentence, given.names, patterns)
        is_sentence = len(split_words(sentence.text)) >= MIN_WORDS
        if (
            is_sentence
            and is_about_ai
            and not _guess_reason(sentence.text, given.suggestion, 0, patterns)
        ):
            return Verdict(given.suggestion, "classifier", post_id, sentence.start, sentence.end)
    return Verdict("not_safety", "opinion", post_id)


def _guess_reason(text: str, kind: Kind, start: int, patterns: RubricPatterns) -> str | None:
    """Why a sentence is no report: it asks, supposes or holds an opinion."""
    if is_question(text):
        return "question"
    for guard in ("hypothetical", "opinion"):
        if patterns.guards[guard].search(text):
            return guard
    happened = kind in {"incident", "near_miss"}
    return "possible" if happened and patterns.wording["possible"].search(text[:start]) else None


def settle_kind(verdicts: Mapping[str, Verdict], preferred: Sequence[str]) -> Verdict:
    """The kind of a story: that of most of its posts, the preferred post counting twice.

    Ties go to the more severe kind. A story is dropped only when no post of it passes the gate, for
    the reason that most posts give.

    Args:
        verdicts: One a post.
        preferred: Post ids, the one that speaks best for the story first.
    """
    passed = {post_id: v for post_id, v in verdicts.items() if v.kind != "not_safety"}
    if not passed:
        reason = _commonest(verdict.reason for verdict in verdicts.values())
        return Verdict("not_safety", reason)
    votes: Counter[Kind] = Counter()
    for post_id, verdict in passed.items():
        votes[verdict.kind] += 2 if post_id == preferred[0] else 1
    kind = min(votes, key=lambda kind: (-votes[kind], KIND_ORDER.index(kind)))
    deciding = [post_id for post_id in preferred if post_id in passed]
    return next(passed[post_id] for post_id in deciding if passed[post_id].kind == kind)


def _commonest(reasons: Iterable[str]) -> str:
    counts = Counter(reasons)
    return min(counts, key=lambda reason: (-counts[reason], reason), default="no_cue")
