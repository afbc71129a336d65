"""The claims gate: a sentence is published only if every post it cites says it.

A sentence drawn from a post is one run of its words, from the start of a sentence to the end of
one, after fixed rewrites (`openings`). The gate trusts nobody: it looks in the post for a run that
holds every word of the claim in order, and from which nothing was left out but marks of the
network. So numbers, names, negations, hedges, conditions and the order of actors cannot change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from pipeline.records import Post
from pipeline.text.quantities import find_quantities
from pipeline.writing.alignment import Alignment, Names
from pipeline.writing.marks import strip_pictographs
from pipeline.writing.relay import Relay
from pipeline.writing.words import Word, find_run, source_words, split_words

MARKUP = re.compile(r"https?://|[<{}]\w|\w[{}>]|\]\(")
QUOTED = re.compile(r"“([^”]+)”")
QUOTATION = re.compile(r"(?P<name>[^“”:]{1,80}) said: “(?P<words>.+)”\Z", re.DOTALL)
ATTRIBUTION = re.compile(r"According to (?P<name>[^“”,]{1,80}), ")
SAME_WEEK = "In the same week, "  # every post cited is of the week
SUBJECT_HEADLINE = re.compile(r"(?P<name>.{1,80}?) on (?P<subject>.+)\Z")
SAID_HEADLINE = re.compile(r", says (?P<name>[^“”,]{1,80})\Z")
OUTLET_HEADLINE = re.compile(r", per (?P<outlet>[^“”,]{1,40})\Z")
MAX_NAME_WORDS = 5
# Sections that repeat in few words what another tells in full: their sentences may be cut.
BRIEF_SECTIONS = frozenset({"snapshot", "themes", "safety"})
JOINING_WORDS = frozenset({"of", "and", "for", "the", "in"})
LABEL_HEADLINE = re.compile(r"(?P<name>[^:]{1,80}?)(?:: (?P<object>.+))?\Z")


@dataclass(frozen=True)
class CitedPost:
    """A cited post with the names its author goes by and the names its handles stand for.

    `is_organisation` says that the author is one, so that its name may stand for "we"; `house` is
    the one that a person works for, which "we" stands for where the person is named; `relay` is
    what the post reports when it is Chinese; `makers` says who makes each model or chip that the
    post names, by the registry.
    """

    post: Post
    speaker_names: tuple[str, ...]
    handle_names: Mapping[str, str]
    is_organisation: bool = False
    house: str = ""
    relay: Relay | None = None
    makers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def words(self) -> list[Word]:
        """The words of the post, "today" as the day it was posted on."""
        return source_words(self.post.body_text, self.post.posted_at.date())

    @cached_property
    def names(self) -> Names:
        """The words of its names."""
        return Names(
            speakers=tuple(map(name_keys, self.speaker_names)),
            handles={key.casefold(): name_keys(name) for key, name in self.handle_names.items()},
            is_company=self.is_organisation,
        )

    @cached_property
    def names_in_report(self) -> Names:
        """Its names where the author is named as the source: the house speaks by its staff."""
        if not self.house:
            return self.names
        return replace(self.names, speakers=(name_keys(self.house),), is_company=True)

    @cached_property
    def plain_text(self) -> str:
        """Its text as quotations are looked up in it."""
        return plain(self.post.body_text)


def name_keys(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared."""
    return tuple(word.key for word in split_words(name))


def check_claim(text: str, cited: Sequence[CitedPost]) -> str | None:
    """Why a sentence must not be published, or None when each cited post supports it on its own."""
    if not cited:
        return "cites no post"
    if MARKUP.search(text):
        return "holds an address or markup"
    return _first_problem(cited, lambda source: check_against(text, source))


def check_headline(headline: str, cited: Sequence[CitedPost]) -> str | None:
    """Why a headline must not be published; it may be the beginning of a sentence.

    Its verb may be in the present tense.
    Two short forms state nothing and only name: "Speaker on Subject" and "Name: Object".
    """
    if not cited:
        return "cites no post"
    if MARKUP.search(headline):
        return "holds an address or markup"
    return _first_problem(cited, lambda source: check_headline_against(headline, source))


def check_brief(text: str, cited: Sequence[CitedPost]) -> str | None:
    """Why a short sentence must not be published; it may end where a headline may.

    Its verb may be in the present tense too. A name alone is no sentence.
    """
    if not cited or check_claim(text, cited) is None:
        return None if cited else "cites no post"
    if MARKUP.search(text) or not text.endswith("."):
        return "is no sentence"
    return _first_problem(cited, lambda source: _check_cut(text[:-1], source))


def _first_problem(
    cited: Sequence[CitedPost], check: Callable[[CitedPost], str | None]
) -> str | None:
    for source in cited:
        problem = check(source)
        if problem:
            return f"{problem} (post {source.post.post_id})"
    return None


def check_against(text: str, source: CitedPost) -> str | None:
    """Why one post does not support a sentence."""
    quotation = QUOTATION.match(text)
    if quotation:
        return check_quotation(quotation["name"], quotation["words"], source)
    if text.startswith(f"{SAME_WEEK}a"):
        text = f"A{text[len(SAME_WEEK) + 1 :]}"
    text = text.removeprefix(SAME_WEEK)
    if source.relay is not None:
        told = {source.relay.sentence(name) for name in source.speaker_names}
        return None if text in told else "is not what the Chinese post reports"
    attribution = ATTRIBUTION.match(text)
    if attribution:
        if attribution["name"] not in source.speaker_names:
            return f"attributes to {attribution['name']!r} what another says"
        text = text[attribution.end() :]
    names = source.names_in_report if attribution else source.names
    problem = check_quotes(text, source) or check_quantities(text, source)
    return problem or Alignment(split_words(text), source.words, source.post, names).problem()


def check_quotation(name: str, words: str, source: CitedPost) -> str | None:
    """Why words are not what a person said, from the start of a sentence to the end of one."""
    if name not in source.speaker_names:
        return f"puts words into the mouth of {name!r}"
    if plain(words.rstrip(".")) not in source.plain_text:
        return f"quotes what the post does not say: {words[:60]!r}"
    alignment = Alignment(
        split_words(words, source.post.posted_at.date()),
        source.words,
        source.post,
        Names((), {}),
        is_verbatim=True,
    )
    return alignment.problem()


def check_quotes(text: str, source: CitedPost) -> str | None:
    """Why a span in quotation marks is not in the post."""
    for quote in QUOTED.findall(text):
        if plain(quote.rstrip(".,")) not in source.plain_text:
            return f"quotes what the post does not say: {quote[:60]!r}"
    return None


def plain(text: str) -> str:
    """A text with one kind of quote and space and no pictographs, for looking up quotations."""
    text = re.sub(r"[\"“”‘’'´`]", "'", strip_pictographs(text))
    return re.sub(r"\s+", " ", text).casefold()


def check_quantities(text: str, source: CitedPost) -> str | None:
    """Why a number of the claim is not a number of the post, with its unit and currency."""
    stated = {
        (item.value, item.unit, item.currency) for item in find_quantities(source.post.body_text)
    }
    for item in find_quantities(_without_days(text)):
        if (item.value, item.unit, item.currency) not in stated:
            return f"states {item.text!r}, which the post does not"
    return None


def _without_days(text: str) -> str:
    for word in split_words(text):
        if word.key.startswith("day:"):
            text = text.replace(word.surface, " ", 1)
    return text


def check_headline_against(headline: str, source: CitedPost) -> str | None:
    """Why one post does not support a headline."""
    if headline in source.speaker_names or any(_labels(headline, source)):
        return None
    if source.relay is not None:
        is_told = headline in {source.relay.headline, *source.relay.names_told}
        return None if is_told else "is not what the Chinese post reports"
    return _check_cut(headline, source)


def _check_cut(headline: str, source: CitedPost) -> str | None:
    """Why one post does not begin a sentence so, up to the edge of a clause."""
    if source.relay is not None:
        return "is not what the Chinese post reports"
    headline = _without_maker(headline, source)
    attribution = ATTRIBUTION.match(headline)
    if attribution and attribution["name"] in source.speaker_names:
        headline = headline[attribution.end() :]
    said = SAID_HEADLINE.search(headline)
    if said:
        if said["name"] not in source.speaker_names:
            return f"attributes to {said['name']!r} what another says"
        headline = headline[: said.start()]
    outlet = OUTLET_HEADLINE.search(headline)
    if outlet:
        if plain(outlet["outlet"]) not in source.plain_text:
            return f"names {outlet['outlet']!r}, which the post does not"
        headline = headline[: outlet.start()]
    problem = check_quotes(headline, source) or check_quantities(headline, source)
    return (
        problem
        or Alignment(
            split_words(headline),
            source.words,
            source.post,
            source.names_in_report if attribution or said else source.names,
            is_headline=True,
            is_sourced=outlet is not None,
        ).problem()
    )


def _without_maker(headline: str, source: CitedPost) -> str:
    """The headline without the maker's name before a thing that is that maker's."""
    for thing, maker in source.makers.items():
        if headline.startswith(f"{maker}'s {thing}"):
            return headline[len(maker) + len("'s ") :]
    return headline


def _labels(headline: str, source: CitedPost) -> Iterator[bool]:
    """Whether the headline is one of the short forms, each part of it named by the post."""
    subject = SUBJECT_HEADLINE.match(headline)
    if subject and subject["name"] in source.speaker_names:
        yield _is_named(subject["subject"], source)
    label = LABEL_HEADLINE.match(headline)
    if label:
        is_known = label["name"] in source.speaker_names or _is_named(label["name"], source)
        yield is_known and (label["object"] is None or _is_named(label["object"], source))


def _is_named(phrase: str, source: CitedPost) -> bool:
    """Whether a post or its handles hold a name word for word."""
    words = split_words(phrase)
    is_name = len(words) == 1 or all(
        not word.surface.islower() or word.key in JOINING_WORDS for word in words
    )
    keys = tuple(word.key for word in words)
    return (
        len(words) <= MAX_NAME_WORDS
        and is_name
        and (
            find_run(source.words, words)
            or keys in source.names.handles.values()
            or phrase in source.speaker_names
        )
    )
