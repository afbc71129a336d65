"""What posts state about harm: triggers of the rubric with their spans, and how each is said."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.nlp.safety_patterns import RubricPatterns
from pipeline.nlp.safety_systems import follows_ai, is_in_ai_system, names_ai
from pipeline.records import Mention, Post
from pipeline.reference.safety_rubric import (
    SafetyRubric,
    Scale,
)
from pipeline.text.dates import find_dates
from pipeline.text.quantities import find_quantities
from pipeline.text.sentence_spans import SentenceSpan, find_sentences
from pipeline.week_material import RELAYED

Manner = Literal["stated", "alleged", "possible", "recap"]
DENIAL_REACH = 28  # characters before a trigger in which "no" or "without" denies it
POSSIBILITY_REACH = 60
AVERTED_REACH = 60
LOSS_REACH = 60
AI_REACH = 2  # sentences before and after
RECAP_DAYS = 14  # an event dated this long before the week is retold, not new
RECAP_DAYS_OF_NEWS = 180  # what an outlet brings to light may lie further back
NO_EVIDENCE = re.compile(r"\bno (?:evidence|indication|sign|proof)\b|没有证据", re.IGNORECASE)
CLAUSE_BREAK = re.compile(r"[;:,]\s|\s[-–—]\s|\bbut\b", re.IGNORECASE)
FAILING = re.compile(
    r"(?:can['’]t|cannot|won['’]t|didn['’]t|did not|fail(?:s|ed)? to|unable to)\s*$", re.IGNORECASE
)
# "Prompt injection defence" names what stands against the harm.
DEFENCE = re.compile(
    r"\s+(?:attack\s+)?(?:defen[cs]es?|defenders?|protections?|prevention|mitigations?|detection|"
    r"detectors?|guards?|guardrails?|filters?|filtering|scanners?|shields?|firewalls?|blocking|"
    r"blockers?|resistance|防护|防御|检测)\b",
    re.IGNORECASE,
)
PRODUCT = re.compile(
    r"\b(?:agents?|assistants?|apps?|tools?|toolkits?|platforms?|products?|services?|plugins?|"
    r"librar(?:y|ies)|suites?|startups?|scanners?|firewalls?|defen[cs]es?)\b"
    r"(?: that| which| to| for) (?:\w+ ){0,3}?(?:help|protect|secur|guard|defend|shield|scan|patch|"
    r"(?:find|catch|detect|fix)(?:s|es|ing)? and (?:fix|patch|block|repair))\w*",
    re.IGNORECASE,
)
PAST_MEANS = re.compile(r"\b(?:used|using|exploited)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """Words of a post that state a band of a dimension, and whether as a fact."""

    trigger_id: str
    dimension: str
    band: int
    scale: Scale
    manner: Manner
    has_pathway: bool
    flags: tuple[str, ...]
    post_id: str
    span_start: int
    span_end: int
    quote: str
    sentence: str


def find_statements(
    post: Post,
    names: Sequence[Mention],
    speaker: str | None,
    week_start: dt.date,
    patterns: RubricPatterns,
) -> list[Statement]:
    """The bands that a post states, by place, in sentences that have to do with an AI system.

    A sentence has to do with one when it, or one of the two before or after it, names one, or when
    an AI laboratory speaks.

    Args:
        post: The post.
        names: Its mentions.
        speaker: Entity id of the organisation whose account wrote it, if any.
        week_start: First day of the week; what is dated long before is retold.
        patterns: The rubric.
    """
    sentences = find_sentences(post.body_text)
    about_ai = [
        speaker in patterns.ai_organisations or names_ai(sentence, names, patterns)
        for sentence in sentences
    ]
    found: list[Statement] = []
    for place, sentence in enumerate(sentences):
        if any(about_ai[max(0, place - AI_REACH) : place + AI_REACH + 1]) and not is_question(
            sentence.text
        ):
            found += _statements_in(post, sentence, names, week_start, patterns)
    return found


def is_question(text: str) -> bool:
    """Whether a sentence asks."""
    return text.rstrip("\"'”’) ").endswith(("?", "？"))


def _statements_in(
    post: Post,
    sentence: SentenceSpan,
    names: Sequence[Mention],
    week_start: dt.date,
    patterns: RubricPatterns,
) -> Iterator[Statement]:
    is_recap = is_retold(sentence, post, week_start, patterns)
    for trigger, pattern in patterns.triggers:
        match = pattern.search(sentence.text)
        if match is None or is_denied(sentence.text, match.start(), patterns):
            continue
        if is_averted(sentence.text, match, patterns):
            continue
        if trigger.scale == "potential" and sells_protection(sentence.text):
            continue
        if trigger.located and not is_in_ai_system(sentence, match, names, patterns):
            continue
        if trigger.by_ai and not follows_ai(sentence, match, names, patterns):
            continue
        manner = manner_of(sentence.text, match.start(), is_recap, patterns)
        yield Statement(
            trigger_id=trigger.id,
            dimension=trigger.dimension,
            band=trigger.band,
            scale="potential" if manner == "possible" else trigger.scale,
            manner=manner,
            has_pathway=trigger.pathway,
            flags=trigger.flags,
            post_id=post.post_id,
            span_start=sentence.start + match.start(),
            span_end=sentence.start + match.end(),
            quote=match.group(),
            sentence=sentence.text,
        )
    yield from _losses(post, sentence, is_recap, patterns)


def is_denied(text: str, start: int, patterns: RubricPatterns) -> bool:
    """Whether "no" or "not" stands shortly before a trigger, or "no evidence" anywhere before."""
    if NO_EVIDENCE.search(text[:start]):
        return True
    before = CLAUSE_BREAK.split(text[max(0, start - DENIAL_REACH) : start])[-1]
    return bool(patterns.wording["denied"].search(before))


def is_averted(text: str, harm: re.Match[str], patterns: RubricPatterns) -> bool:
    """Whether words beside a harm say that it is guarded against or forbidden."""
    if DEFENCE.match(text, harm.end()):
        return True
    start = harm.start()
    before = CLAUSE_BREAK.split(text[max(0, start - AVERTED_REACH) : start])[-1]
    averting = patterns.wording["averted"].search(before)
    return averting is not None and not FAILING.search(before[: averting.start()])


def sells_protection(text: str) -> bool:
    """Whether a sentence says what a product is for, which is no finding: it guards or repairs."""
    return PRODUCT.search(text) is not None


def manner_of(text: str, start: int, is_recap: bool, patterns: RubricPatterns) -> Manner:
    """How a trigger is said: as a possibility, as an allegation, as old news, or as a fact."""
    if patterns.wording["general"].search(text):
        return "possible"
    before = text[max(0, start - POSSIBILITY_REACH) : start]
    if patterns.wording["possible"].search(before) and not PAST_MEANS.search(before):
        return "possible"
    if patterns.wording["alleged"].search(text):
        return "alleged"
    return "recap" if is_recap else "stated"


def is_retold(
    sentence: SentenceSpan, post: Post, week_start: dt.date, patterns: RubricPatterns
) -> bool:
    """Whether a sentence tells of something well before the week, and not as an outlet's news."""
    if patterns.wording["recap"].search(sentence.text):
        return True
    reach = RECAP_DAYS_OF_NEWS if RELAYED.search(sentence.text) else RECAP_DAYS
    limit = week_start - dt.timedelta(days=reach)
    return any(date.last_day < limit for date in find_dates(sentence.text, post.posted_at))


def _losses(
    post: Post, sentence: SentenceSpan, is_recap: bool, patterns: RubricPatterns
) -> Iterator[Statement]:
    """A sum in dollars that a sentence says was lost; other currencies are not converted."""
    for cue in patterns.loss.finditer(sentence.text):
        for sum_lost in find_quantities(sentence.text):
            distance = max(sum_lost.start - cue.end(), cue.start() - sum_lost.end)
            if sum_lost.currency != "USD" or distance > LOSS_REACH or sum_lost.value < 1000:
                continue
            yield Statement(
                trigger_id="stated_loss",
                dimension="financial",
                band=loss_band(float(sum_lost.value), patterns.rubric),
                scale="realised",
                manner=manner_of(sentence.text, sum_lost.start, is_recap, patterns),
                has_pathway=False,
                flags=(),
                post_id=post.post_id,
                span_start=sentence.start + sum_lost.start,
                span_end=sentence.start + sum_lost.end,
                quote=sum_lost.text,
                sentence=sentence.text,
            )
            return


def loss_band(amount_usd: float, rubric: SafetyRubric) -> int:
    """The band of a sum of money lost."""
    for band, limit in sorted(rubric.loss_limits_usd.items()):
        if amount_usd < limit:
            return band
    return max(rubric.loss_limits_usd) + 1
