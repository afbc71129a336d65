"""The gate before the rubric: what kind of thing a safety story is, or why it is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.nlp.safety_patterns import RubricPatterns
from pipeline.nlp.safety_sentences import FIRST_PERSON, Author, PostSentences, best_sentence
from pipeline.nlp.safety_statements import (
    Statement,
    is_averted,
    is_denied,
    manner_of,
    sells_protection,
)
from pipeline.nlp.safety_systems import is_in_ai_system, names_ai
from pipeline.records import Mention, Post
from pipeline.reference.safety_rubric import Kind, KindCues
from pipeline.text.sentence_spans import SentenceSpan
from pipeline.week_material import names_in

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
POST_GUARDS = ("joke", "fiction", "promotion")
TEST_FLAG = "test_only"
HAPPENED = frozenset({"incident", "near_miss"})
# Kinds that need stated harm; where the classifier alone sees one, it is a danger.
HARM_KINDS = HAPPENED
MIN_BELIEF = 0.6  # of the classifier in a kind that no words speak of
# Scores of the label safety: from the first on a post is about it, from the second on an
# organisation's post is a matter although no words of a kind say so.
SURE_SCORE, ALONE_SCORE = 0.6, 0.8


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

    `safety_score` is the classifier's score of the label, `suggestion` its kind with its score.
    """

    post: Post
    names: Sequence[Mention]
    statements: Sequence[Statement]
    sentences: PostSentences
    author: Author
    safety_score: float
    suggestion: tuple[Kind, float] | None


def judge_post(given: GateInput, patterns: RubricPatterns) -> Verdict:
    """Decide the kind of one post.

    Guards come first, then harm that a reporting sentence states, then the words of the kinds in
    reporting sentences together with the kind that the classifier suggests. A post that the
    label model is unsure of reports harm only from an organisation's account.
    """
    post = given.post
    for guard in POST_GUARDS:
        match = patterns.guards[guard].search(post.body_text)
        if match:
            return Verdict("not_safety", guard, post.post_id, *match.span())
    reporting = given.sentences.reporting
    if not reporting:
        return Verdict("not_safety", _commonest(given.sentences.reasons), post.post_id)
    is_sure = given.safety_score >= SURE_SCORE
    if not (is_sure or any(names_ai(each, given.names, patterns) for each in reporting)):
        return Verdict("not_safety", "no_ai_system", post.post_id)
    if patterns.guards["finance"].search(post.body_text) and not given.names:
        return Verdict("not_safety", "finance", post.post_id)
    harm = _harm(given.statements, reporting)
    if harm is not None and (is_sure or given.author.is_official):
        return _told("incident", harm.trigger_id, given, _sentence_of(harm, reporting), patterns)
    if not is_sure:
        return Verdict("not_safety", "unsure", post.post_id)
    return _judge_by_cues(given, patterns)


def _harm(statements: Sequence[Statement], reporting: Sequence[SentenceSpan]) -> Statement | None:
    """The first statement that harm was done outside a test, or is alleged to have been."""
    for statement in statements:
        is_done = statement.scale == "realised" and statement.manner in {"stated", "alleged"}
        is_reported = any(each.start <= statement.span_start < each.end for each in reporting)
        if is_done and is_reported and TEST_FLAG not in statement.flags:
            return statement
    return None


def _judge_by_cues(given: GateInput, patterns: RubricPatterns) -> Verdict:
    """The kind whose words a reporting sentence uses, the suggested one first, else the severer."""
    cues = _cues(given, patterns)
    suggested, belief = given.suggestion or ("not_safety", 0.0)
    if cues:
        kind = min(
            cues,
            key=lambda kind: (-belief * (kind == suggested), KIND_ORDER.index(kind)),
        )
        return _told(kind, kind, given, cues[kind], patterns)
    is_sure = given.safety_score >= ALONE_SCORE and belief >= MIN_BELIEF
    if suggested == "not_safety" or not is_sure or not given.author.is_official:
        return Verdict("not_safety", "no_cue", given.post.post_id)
    kind = "hazard" if suggested in HARM_KINDS else suggested
    return _told(kind, "classifier", given, None, patterns)


def _cues(given: GateInput, patterns: RubricPatterns) -> dict[Kind, SentenceSpan]:
    """For each kind the first reporting sentence that uses its words as a fact."""
    found: dict[Kind, SentenceSpan] = {}
    for cues, pattern in patterns.kinds:
        for sentence in given.sentences.reporting:
            match = pattern.search(sentence.text)
            if match is None or cues.kind in found:
                continue
            if _is_fact(cues, match, sentence, given.names, patterns):
                found[cues.kind] = sentence
    return found


def _is_fact(
    cues: KindCues,
    match: re.Match[str],
    sentence: SentenceSpan,
    names: Sequence[Mention],
    patterns: RubricPatterns,
) -> bool:
    """Whether a cue is neither denied nor, for what happens, only possible or guarded against."""
    text, start = sentence.text, match.start()
    if is_denied(text, start, patterns):
        return False
    if cues.located and not is_in_ai_system(sentence, match, names, patterns):
        return False
    if cues.kind in HAPPENED and manner_of(text, start, False, patterns) == "possible":
        return False
    if cues.kind in {"hazard", "capability_finding"} and sells_protection(text):
        return False
    return cues.kind not in HAPPENED | {"hazard"} or not is_averted(text, match, patterns)


def _told(
    kind: Kind,
    reason: str,
    given: GateInput,
    sentence: SentenceSpan | None,
    patterns: RubricPatterns,
) -> Verdict:
    """The verdict with the sentence that tells most, the one that decides it if any does."""
    post = given.post
    best = best_sentence(given.sentences.reporting, post, given.names, patterns, sentence)
    if sentence is None and not _names_actor(best, given.names):
        return Verdict("not_safety", "no_cue", post.post_id)
    return Verdict(kind, reason, post.post_id, best.start, best.end)


def _names_actor(sentence: SentenceSpan, names: Sequence[Mention]) -> bool:
    """Whether a whole sentence says who: it names somebody or something, or says "we"."""
    is_whole = not sentence.text.endswith(("…", "..."))
    inside = names_in(names, sentence.start, sentence.end)
    return is_whole and bool(inside or FIRST_PERSON.search(sentence.text))


def _sentence_of(statement: Statement, reporting: Sequence[SentenceSpan]) -> SentenceSpan:
    return next(each for each in reporting if each.start <= statement.span_start < each.end)


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
