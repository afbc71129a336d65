"""Where a post says that a model is released: the verb, the model, and who is speaking."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.nlp.tracker_launch_words import (
    ABOUT_MODEL,
    BACKGROUND,
    BACKGROUND_AFTER,
    BARE_VERB,
    BEFORE_BARE_VERB,
    FIRST_PERSON,
    FUTURE,
    GLAD_TO,
    JOKE,
    LAUNCH_AFTER,
    LAUNCH_VERBS,
    LIST_GAP,
    MAX_GAP,
    NEGATED,
    NEXT_WORD,
    NOT_A_MODEL,
    NOT_OBJECT,
    NOT_SUBJECT,
    NOT_VARIANTS,
    NOUN_BEFORE,
    OF_OBJECT,
    OFFERS,
    OWN_MODEL,
    PLACED,
    RUMOUR,
    SUBJECT_GAP,
    WHEN_QUESTION,
)
from pipeline.records import Mention, Post
from pipeline.reference.registry import Registry
from pipeline.text.dates import find_dates
from pipeline.text.sentence_spans import SentenceSpan, find_sentences
from pipeline.week_material import WeekMaterial, names_in

OLD_NEWS_DAYS = 7
# "Canopy Maps v2 (CMv2)": the second name is the first one's.
LISTED = re.compile(r"(?:,|&|\band|和|与|、)\s*$")
ALIAS_GAP = re.compile(r"\s*(?:v?\d[\w.]*\s*)?\((?:aka |a\.k\.a\. )?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Launch:
    """A sentence that reports the launch of one model.

    `speaker` is "owner", "reporter", or "integrator" for those who offer another's model;
    `is_placed` says that it becomes available in some place, as it may have been in others before.
    """

    post: Post
    mention: Mention
    owner_id: str | None
    sentence: SentenceSpan
    verb: str
    speaker: str
    is_future: bool
    is_rumour: bool
    is_placed: bool


@dataclass(frozen=True, slots=True)
class LaunchVerb:
    """A launch verb and whether it stands before or after its models; offsets are the text's."""

    start: int
    end: int
    text: str


def find_launches(material: WeekMaterial, registry: Registry) -> list[Launch]:
    """Every launch that a kept post of the week reports, by post and place."""
    launches: list[Launch] = []
    for post_id in sorted(material.posts):
        post = material.posts[post_id]
        if post_id in material.duplicates or JOKE.search(post.body_text):
            continue
        models = [m for m in material.mentions_of(post_id) if m.entity_type == "model"]
        for sentence in find_sentences(post.body_text) if models else ():
            launches += _launches_in(post, sentence, models, material, registry)
    return launches


def _launches_in(
    post: Post,
    sentence: SentenceSpan,
    models: Sequence[Mention],
    material: WeekMaterial,
    registry: Registry,
) -> Iterator[Launch]:
    if is_question(sentence.text) or is_old_news(sentence, post, material.week.start):
        return
    inside = _without_aliases(names_in(models, sentence.start, sentence.end), post.body_text)
    organisation = speaking_organisation(post, material, registry)
    for group in _lists(inside, post.body_text):
        verb = _verb_of(post.body_text, sentence, group, inside)
        if verb is None and are_related(organisation, group[0].owner_id, registry):
            verb = _own_words(post.body_text, sentence, group[0])
        if verb is None or _is_background(post.body_text, sentence, verb, group):
            continue
        for mention in group:
            if is_one_model(post.body_text, mention, registry):
                yield _describe(post, mention, sentence, verb, material, registry)


def is_question(text: str) -> bool:
    """Whether a sentence asks."""
    return text.rstrip("\"'”’) ").endswith(("?", "？")) or bool(WHEN_QUESTION.search(text))


def _without_aliases(models: Sequence[Mention], text: str) -> list[Mention]:
    """Models without those that a parenthesis names as another name of the one before."""
    kept = list(models[:1])
    for before, mention in pairwise(models):
        is_closed = text[mention.span_end : mention.span_end + 1] == ")"
        gap = text[before.span_end : mention.span_start]
        if not (is_closed and ALIAS_GAP.fullmatch(gap)):
            kept.append(mention)
    return kept


def _lists(models: Sequence[Mention], text: str) -> list[list[Mention]]:
    """Models in runs that only commas and "and" hold apart."""
    groups: list[list[Mention]] = []
    for mention in models:
        if groups and LIST_GAP.fullmatch(text[groups[-1][-1].span_end : mention.span_start]):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def is_one_model(text: str, mention: Mention, registry: Registry) -> bool:
    """Whether a mention names one model: not a line such as "Claude", half a name, or a product."""
    family = registry.families.get(mention.entity_id.removeprefix("model:"))
    following = NEXT_WORD.match(text, mention.span_end)
    is_half = following is not None and following[1].casefold() in registry.variant_words
    is_line = family is not None and family.versioned
    last_word = re.split(r"[ -]", mention.canonical_name)[-1].casefold()
    if last_word in NOT_VARIANTS:
        return False
    return not (is_line or is_half or NOT_A_MODEL.match(text, mention.span_end))


def _verb_of(
    text: str, sentence: SentenceSpan, group: Sequence[Mention], models: Sequence[Mention]
) -> LaunchVerb | None:
    """The verb whose object or subject a list of models is; `models` are all of the sentence."""
    first, last = group[0].span_start, group[-1].span_end
    nearest = max((m.span_end for m in models if m.span_end <= first), default=sentence.start)
    for match in reversed(list(LAUNCH_VERBS.finditer(text, sentence.start, first))):
        between = OF_OBJECT.sub("", text[match.end() : first])
        is_noun = NOUN_BEFORE.search(text, sentence.start, match.start()) or (
            BARE_VERB.match(match.group())
            and not BEFORE_BARE_VERB.search(text, sentence.start, match.start())
        )
        is_listed = LISTED.search(text, match.end(), first) is not None
        is_next = (match.end() >= nearest or is_listed) and len(between) <= MAX_GAP
        if is_next and not is_noun and not NOT_OBJECT.search(between):
            return LaunchVerb(match.start(), match.end(), match.group())
    before = text[sentence.start : first]
    if NOT_SUBJECT.search(before) and not ABOUT_MODEL.search(before):
        return None
    after = LAUNCH_AFTER.match(text, last, sentence.end)
    return LaunchVerb(*after.span("verb"), after["verb"]) if after else None


def _own_words(text: str, sentence: SentenceSpan, mention: Mention) -> LaunchVerb | None:
    """The words by which a maker presents a model without a verb of launching."""
    match = OWN_MODEL.search(text, sentence.start, mention.span_start)
    return LaunchVerb(match.start(), match.end(), match.group().strip()) if match else None


def _is_background(
    text: str, sentence: SentenceSpan, verb: LaunchVerb, group: Sequence[Mention]
) -> bool:
    """Whether a launch is denied, or only told to date something else."""
    before = text[sentence.start : min(verb.start, group[0].span_start)]
    end = max(verb.end, group[-1].span_end)
    is_past = BACKGROUND_AFTER.match(text, end, sentence.end)
    return bool(NEGATED.search(before) or BACKGROUND.search(before) or is_past)


def _describe(
    post: Post,
    mention: Mention,
    sentence: SentenceSpan,
    verb: LaunchVerb,
    material: WeekMaterial,
    registry: Registry,
) -> Launch:
    text = post.body_text
    owner_id = mention.owner_id or _named_owner(post, sentence, verb, material, registry)
    clause = GLAD_TO.sub("", text[max(sentence.start, verb.start - 40) : verb.start])
    is_placed = bool(PLACED.match(text, max(verb.end, mention.span_end), sentence.end))
    return Launch(
        post=post,
        mention=mention,
        owner_id=owner_id,
        sentence=sentence,
        verb=verb.text,
        speaker=_speaker(post, owner_id, sentence, verb, is_placed, material, registry),
        is_future=bool(FUTURE.search(clause)),
        is_rumour=bool(RUMOUR.search(sentence.text)),
        is_placed=is_placed,
    )


def _named_owner(
    post: Post,
    sentence: SentenceSpan,
    verb: LaunchVerb,
    material: WeekMaterial,
    registry: Registry,
) -> str | None:
    """Whose an unknown model is: the organisation before the verb, or the one that says "we".

    A cloud that says the model is to be had "on" itself runs another's.
    """
    names = names_in(material.mentions_of(post.post_id), sentence.start, verb.start)
    named = [name.entity_id for name in names if name.entity_type == "org"]
    if named:
        return named[-1]
    speaker = material.author_organisation(post)
    if speaker is None or not FIRST_PERSON.search(sentence.text):
        return None
    known = registry.organisations.get(speaker.removeprefix("org:"))
    is_host = known is not None and known.kind == "cloud" and f"on {known.name}" in post.body_text
    return None if is_host else speaker


def is_old_news(sentence: SentenceSpan, post: Post, week_start: dt.date) -> bool:
    """Whether a sentence dates what it tells to before the week; a few days before still count."""
    return any(
        date.last_day
        < week_start - dt.timedelta(days=OLD_NEWS_DAYS if date.precision == "day" else 0)
        for date in find_dates(sentence.text, post.posted_at)
    )


def _speaker(
    post: Post,
    owner: str | None,
    sentence: SentenceSpan,
    verb: LaunchVerb,
    is_placed: bool,
    material: WeekMaterial,
    registry: Registry,
) -> str:
    """Who tells of a launch: its owner, a reporter, or one who offers another's model."""
    organisation = speaking_organisation(post, material, registry)
    if organisation and are_related(organisation, owner, registry):
        return "owner"
    names = names_in(material.mentions_of(post.post_id), sentence.start, sentence.end)
    is_owner_named = any(
        name.entity_type == "org" and are_related(name.entity_id, owner, registry) for name in names
    )
    is_first_person = bool(FIRST_PERSON.search(sentence.text))
    is_others = owner is not None and not is_owner_named and _has_subject(post, names, verb)
    if is_others or (organisation and OFFERS.match(sentence.text)):
        return "integrator"
    if is_placed and not is_owner_named:
        return "integrator"
    if organisation and (is_placed or (is_first_person and not is_owner_named)):
        return "integrator"
    return "reporter"


def _has_subject(post: Post, names: Sequence[Mention], verb: LaunchVerb) -> bool:
    """Whether an organisation stands right before the verb, so that it is the one that launches."""
    return any(
        name.entity_type == "org"
        and name.span_end <= verb.start
        and SUBJECT_GAP.fullmatch(post.body_text, name.span_end, verb.start)
        for name in names
    )


def speaking_organisation(post: Post, material: WeekMaterial, registry: Registry) -> str | None:
    """The organisation an author speaks for: of its official account, or a known member."""
    return material.author_organisation(post) or member_organisations(registry).get(
        (post.author_handle or "").casefold()
    )


@functools.lru_cache(maxsize=8)
def member_organisations(registry: Registry) -> dict[str, str]:
    """Entity ids of the organisations that known people belong to, by case-folded handle."""
    return {
        handle.casefold(): f"org:{person.affiliation}"
        for person in registry.people.values()
        if person.affiliation in registry.organisations
        for handle in person.handles
    }


def are_related(one: str | None, other: str | None, registry: Registry) -> bool:
    """Whether two organisations are one, or parent and child, or children of one parent."""
    if one is None or other is None:
        return False
    return bool(_house(one, registry) & _house(other, registry))


def _house(entity_id: str, registry: Registry) -> set[str]:
    key = entity_id.removeprefix("org:")
    entry = registry.organisations.get(key)
    return {key, entry.parent} if entry and entry.parent else {key}
