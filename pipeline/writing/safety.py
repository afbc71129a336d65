"""The safety section: each listed item by its rated sentence, events with the highest risk first.

It is read by itself, so an item that a development told is told again in short.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.text.dates import find_dates
from pipeline.writing.candidates import Candidate, build_candidate
from pipeline.writing.comparison import is_same_event, repeats
from pipeline.writing.gate import ATTRIBUTION, check_headline
from pipeline.writing.items import (
    INDEPENDENT_ORIGIN_SCORE,
    attributed,
    checked_label,
    in_short,
    with_more_citations,
)
from pipeline.writing.labels import MIN_NAME_LETTERS, written_name
from pipeline.writing.launches import launch_told
from pipeline.writing.matters import SafetyMatter, told_sentences
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.sentences import post_sentences
from pipeline.writing.telling import Telling
from pipeline.writing.words import split_words

MAX_SAFETY_ITEMS = 5
MANY_SCORED = 2
MAX_OTHERS, MAX_OTHERS_BESIDE_SCORED = 4, 3  # items without a score
OLD_DAYS = 31  # before the week, from which on what happened is no news of it
MAX_LISTED = 3  # bodies that one label lists
MAX_RETOLD_WORDS = 30  # beyond which a sentence told elsewhere is shortened
PERCENT = re.compile(r"\d+(?:\.\d+)?%")
NONE_STANDS = (
    "The safety report lists matters of the week; no sentence that states one stands by itself."
)
PUBLIC_BODY = re.compile(
    r"\b(?:Pentagon|White House|Congress|Senat\w+|Parliament|Commission|Department|Minist(?:ry|er)|"
    r"President|government|Treasury|Attorney General|court|judge|regulators?|lawmakers?|military|"
    r"governor|U\.?S\.? state|European Union)\b",
    re.IGNORECASE,
)
# How far an incident went, or that it is over.
LIMIT = re.compile(
    r"\b(?:no (?:evidence|indication|sign|users?|customers?)|limited to|"
    r"only (?:a|an|in|when|if|to)|"
    r"(?:was|were|has|have|is|are) (?:not|now|since|been|already)? ?(?:been )?"
    r"(?:affected|accessed|compromised|exploited|fixed|patched|mitigated|resolved|contained|"
    r"remediated|removed|restored|disabled|revoked)|"
    r"(?:fixed|patched|mitigated|resolved|contained|disabled|revoked) (?:it|the|this|that))\b",
    re.IGNORECASE,
)
SUBJECT_REACH = 30  # characters within which a body that acts is named
PUBLIC_ACT = re.compile(
    r"\b(?:law|bill|Act|SB \d+|executive order|EXECUTIVE ORDER|ban|bans|banned|banning|"
    r"designat\w+|deemed|fines|fined|notified|orders|ordered|directing|ruled|rules that|sues|sued|"
    r"lawsuit|subpoena\w*|investigat\w+|prosecut\w+|treaty|regulation)\b"
)
# Two or more words with capitals in a row.
NAME_RUN = re.compile(r"[A-Z][\w’'-]*(?:\.? (?:of |for )?[A-Z][\w-]*){1,3}")
MAX_CAPITALS = 0.5  # share of words beyond which a text has the capitals of a heading


@dataclass(frozen=True)
class RatedItem:
    """A safety item of the digest: what it newly tells, or what another section told, in short."""

    headline: str
    sentences: tuple[Candidate, ...]
    matter: SafetyMatter
    retold: tuple[Candidate, ...] = ()


def write_safety(telling: Telling, matters: Sequence[SafetyMatter]) -> list[RatedItem]:
    """The first matters that a sentence tells, one item each.

    Scored ones go first, those of the weakest evidence behind the rest; then the others by what
    hangs on them, of which there are few beside scored ones. An event of an earlier month is
    left out.

    Args:
        telling: The week, its developments told.
        matters: The listed safety items, highest rated first.
    """
    newsroom = telling.newsroom
    told_before = tuple(telling.sentences)
    told_here: list[Candidate] = []
    found: list[RatedItem] = []
    able = [(each, told) for each in matters if (told := told_sentences(newsroom, each))]
    able.sort(
        key=lambda pair: (
            not pair[0].is_scored,
            pair[0].is_scored and pair[0].is_weakly_evidenced,
            0 if pair[0].is_scored else -consequence(newsroom, pair[0], pair[1][-1]),
        )
    )
    for matter, sentences in able:
        if not has_room(found, matter) or says_any(sentences, told_here):
            continue
        if matter.is_event and is_old(newsroom, sentences[-1]):
            continue
        is_known = any(is_told(sentences[-1], other) for other in told_before)
        tell = tell_again if is_known else tell_in_full
        limits = limiting_sentences(newsroom, sentences[-1]) if matter.is_event else ()
        found.append(tell(telling, matter, (*sentences, *limits)))
        told_here += sentences
    return found


def limiting_sentences(newsroom: Newsroom, told: Candidate) -> tuple[Candidate, ...]:
    """The sentence behind one of an event, in its post, that says how far it went; often none."""
    post = newsroom.material.posts[told.sentence.post_id]
    behind = (each for each in post_sentences(post) if each.index == told.sentence.index + 1)
    following = next(behind, None)
    if told.is_quoted or following is None or not LIMIT.search(following.text):
        return ()
    limit = build_candidate(newsroom, post, following, {})
    return (limit,) if limit and not limit.is_quoted and not repeats(limit, told) else ()


def has_room(found: Sequence[RatedItem], matter: SafetyMatter) -> bool:
    """Whether the section takes one more item, scored or not."""
    scored = sum(item.matter.is_scored for item in found)
    others = MAX_OTHERS_BESIDE_SCORED if scored >= MANY_SCORED else MAX_OTHERS
    return len(found) < MAX_SAFETY_ITEMS and (matter.is_scored or len(found) - scored < others)


def consequence(newsroom: Newsroom, matter: SafetyMatter, sentence: Candidate) -> int:
    """How much hangs on what has no score, in points.

    More where harm may come of it, where public power acts, where the house itself speaks or
    several origins do; less for a quotation and for the launch of a product.
    """
    rank = newsroom.material.ranks.get(matter.story_id)
    body = PUBLIC_BODY.search(ATTRIBUTION.sub("", sentence.text))
    acts = PUBLIC_ACT.search(sentence.text) is not None
    return (
        2 * acts
        + (body is not None and body.start() < SUBJECT_REACH)
        + matter.is_event
        + sentence.is_own
        + (rank is not None and rank.origin_score >= INDEPENDENT_ORIGIN_SCORE)
        - 2 * sentence.is_quoted
        - 2 * bool(launch_told(sentence.text) and not acts)
    )


def is_old(newsroom: Newsroom, sentence: Candidate) -> bool:
    """Whether a sentence dates what it tells, and to long before the week."""
    week, post = newsroom.material.week, newsroom.material.posts[sentence.sentence.post_id]
    dates = find_dates(sentence.sentence.text, post.posted_at)
    return bool(dates) and all(
        date.last_day < week.start - dt.timedelta(days=OLD_DAYS) for date in dates
    )


def says_any(sentences: Sequence[Candidate], others: Sequence[Candidate]) -> bool:
    """Whether the last of some sentences tells what another does, or gives its percentage."""
    last = sentences[-1]
    return any(
        is_told(last, other) or is_same_event(last, other) or shares(last) & shares(other)
        for other in others
    )


def shares(sentence: Candidate) -> set[str]:
    """The percentages that a sentence gives."""
    return set(PERCENT.findall(sentence.text))


def is_told(sentence: Candidate, other: Candidate) -> bool:
    """Whether two sentences are one of a post, or say the same."""
    return sentence.sentence == other.sentence or repeats(sentence, other)


def tell_again(telling: Telling, matter: SafetyMatter, sentences: Sequence[Candidate]) -> RatedItem:
    """An item of what another section told, in short where it stands by itself, under a label."""
    newsroom = telling.newsroom
    sourced = [attributed(newsroom, None, item) for item in sentences]
    is_long = len(sourced[-1].text.split()) > MAX_RETOLD_WORDS
    if is_long and len(sourced) == 1 and not sourced[0].is_quoted:
        sourced = [in_short(newsroom, sourced[0])]
    return RatedItem(label_of(newsroom, sentences[0]), (), matter, tuple(sourced))


def tell_in_full(
    telling: Telling, matter: SafetyMatter, sentences: Sequence[Candidate]
) -> RatedItem:
    """An item of the rated sentence, and of one it leans on, under a label."""
    newsroom = telling.newsroom
    sourced = [attributed(newsroom, None, item) for item in sentences]
    if matter.story_id in newsroom.material.stories and len(sourced) == 1:
        sourced = [with_more_citations(newsroom, matter.story_id, sourced[0])]
    telling.sentences += sourced
    rank = newsroom.material.ranks.get(matter.story_id)
    led = telling.in_a_sentence(rank) if rank else None
    if led is not None and led.lead.sentence.post_id == matter.post_id:
        telling.story_ids.add(matter.story_id)
    return RatedItem(label_of(newsroom, sentences[0]), tuple(sourced), matter)


def label_of(newsroom: Newsroom, sentence: Candidate) -> str:
    """Whose matter a sentence tells, or what it is on; who says so only where neither is named."""
    label, speaker = checked_label(newsroom, sentence), sentence.speaker.name
    if label != speaker:
        begins = sentence.text.startswith(speaker) and not sentence.is_quoted
        return speaker if begins and is_anothers(newsroom, sentence, label) else label
    if sentence.text.startswith(speaker) and not sentence.is_quoted:
        return speaker
    source = newsroom.cited(sentence.sentence.post_id)
    options = [listed_bodies(newsroom, sentence), *names_inside(newsroom, sentence)]
    return next((each for each in options if each and not check_headline(each, [source])), label)


def is_anothers(newsroom: Newsroom, sentence: Candidate, label: str) -> bool:
    """Whether a label names what is not of the house that speaks."""
    post = newsroom.material.posts[sentence.sentence.post_id]
    house = newsroom.house_of(newsroom.organisation_id(post))
    return any(
        newsroom.house_of(item.owner_id or item.entity_id) != house
        for item in sentence.mentions
        if label in {item.canonical_name, item.surface}
    )


def listed_bodies(newsroom: Newsroom, sentence: Candidate) -> str:
    """The bodies that a sentence names beside who says it and the press: "Acme and Heron"."""
    names = {
        name: sentence.text.find(name)
        for item in sentence.mentions
        if item.entity_type == "org"
        and item.entity_id not in newsroom.press
        and (name := written_name(item, sentence.text)) not in {"", sentence.speaker.name}
    }
    *first, last = sorted(names, key=lambda name: (names[name], name)) or [""]
    return f"{', '.join(first)} and {last}" if first and len(names) <= MAX_LISTED else last


def names_inside(newsroom: Newsroom, sentence: Candidate) -> list[str]:
    """The names of two words or more in what is said, in order, and one that opens it."""
    said = sentence.sentence.text
    words = split_words(said)
    capitals = sum(word.surface[0].isupper() for word in words[1:])
    if capitals > MAX_CAPITALS * len(words):
        return []
    found = [match.group() for match in NAME_RUN.finditer(said)]
    opening = [words[0].surface] if newsroom.begins_with_name(said) else []
    return [
        name
        for name in (*found, *opening)
        if sentence.speaker.name not in name and len(name) >= MIN_NAME_LETTERS
    ]
