"""The claims gate: a sentence is published only if the posts it cites say it.

A sentence drawn from a post is what remains of one of its sentences after fixed rewrites (`voice`). The gate
undoes nothing and trusts nobody: it looks for a sentence of a cited post whose words, in their order, hold
every word of the claim, and in which nothing was left out that changes the meaning.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.records import Post
from pipeline.text.normalize import normalize_text
from pipeline.text.quantities import Quantity, find_quantities
from pipeline.writing.sentences import post_sentences
from pipeline.writing.voice import MONTHS, OPENING_WORDS, day_name

WORD = re.compile(r"[^\W_]+(?:[.'’+/&:-]?[^\W_]+)*[%+]?|[$€£¥]")
NEGATIONS = frozenset(
    "no not never none nobody nothing neither nor without cannot can't won't don't doesn't didn't isn't aren't "
    "wasn't weren't hasn't haven't hadn't shouldn't wouldn't couldn't ain't unable denies denied deny refuses "
    "refused refuse fails failed fail rejects rejected".split()
)
HEDGES = frozenset(
    "may might could would should reportedly allegedly alleged alleges rumor rumored rumour rumoured rumors "
    "possibly perhaps probably likely potentially expected expects plans planned planning considering "
    "considers proposed proposes aims intends seeks appears seems claims claimed suggests suggested suspected "
    "unconfirmed unverified talks nearly almost about around approximately roughly least most up over under "
    "than more fewer less only if unless until before after sources".split()
)
PROTECTED = NEGATIONS | HEDGES
QUOTED = re.compile(r"“([^”]+)”")
DATED = re.compile(rf"\b[Oo]n (\d{{1,2}} (?:{'|'.join(MONTHS)})),?")
ATTRIBUTIONS = (
    re.compile(r"^(?P<name>[^“”:]{1,80}): (?=“)"),
    re.compile(r"^According to (?P<name>[^“”,]{1,80}), "),
    re.compile(r", (?P<name>[^“”,]{1,80}) (?:said|reported|wrote)(?=\.$)"),
)
# What a rewrite may put in the place of what: the word of the claim, the words of a post.
REWRITES: Mapping[str, frozenset[str]] = {
    "its": frozenset({"our", "its"}),
    "is": frozenset({"we're", "are", "is"}),
    "has": frozenset({"we've", "have", "has"}),
    "will": frozenset({"we'll", "will"}),
}
NEAR_DAYS = tuple(dt.timedelta(days=shift) for shift in (-1, 0, 1))
RELATIVE_DAY_WORDS = ("today", "yesterday", "tomorrow", "this morning", "this afternoon", "this evening")


@dataclass(frozen=True)
class CitedPost:
    """A cited post with the names its author goes by and the names its handles stand for."""

    post: Post
    speaker_names: tuple[str, ...]
    handle_names: Mapping[str, str]


@dataclass(frozen=True)
class Word:
    """A word as it is compared, and as it stands."""

    key: str
    surface: str


def words_of(text: str) -> list[Word]:
    """The words of a text: case, curly quotes and handles' @ do not count."""
    return [
        Word(match.group().casefold().replace("’", "'").rstrip("+"), match.group())
        for match in WORD.finditer(text)
    ]


def check_claim(text: str, cited: Sequence[CitedPost]) -> str | None:
    """Why a sentence must not be published, or None when a cited post supports it and each names its part.

    Every cited post has to support the sentence on its own: a citation that does not is a wrong one.
    """
    if not cited:
        return "cites no post"
    if re.search(r"https?://|[<>{}]|\]\(", text):
        return "holds an address or markup"
    for source in cited:
        problem = check_against(text, source)
        if problem:
            return f"{problem} (post {source.post.post_id})"
    return None


def check_against(text: str, source: CitedPost) -> str | None:
    """Why one post does not support a sentence."""
    body, problem = strip_attribution(text, source)
    if problem:
        return problem
    body, problem = check_dates(body, source)
    if problem:
        return problem
    for quote in QUOTED.findall(body):
        if plain(quote.rstrip(".")) not in plain(normalize_text(source.post.body_text)):
            return f"quotes what the post does not say: {quote[:60]!r}"
    problems = [
        check_alignment(body, sentence.source, source) for sentence in post_sentences(source.post)
    ]
    if not problems:
        return "the post has no sentence"
    return min(problems, key=lambda found: (found is not None, found or ""))


def plain(text: str) -> str:
    """A text with one kind of quote and space, for looking up quotations."""
    return re.sub(r"\s+", " ", re.sub(r"[\"“”‘’'´`]", "'", text)).casefold()


def strip_attribution(text: str, source: CitedPost) -> tuple[str, str | None]:
    """The sentence without "according to …"; a problem when the name is not the author's."""
    for pattern in ATTRIBUTIONS:
        match = pattern.search(text)
        if match:
            if match["name"] not in source.speaker_names:
                if pattern is ATTRIBUTIONS[2]:
                    continue
                return text, f"attributes to {match['name']!r} what another says"
            return text[: match.start()] + text[match.end() :], None
    return text, None


def check_dates(text: str, source: CitedPost) -> tuple[str, str | None]:
    """The sentence without the dates that stand for "today"; a problem when one is of another day."""
    stated = plain(source.post.body_text)
    for match in list(DATED.finditer(text)):
        near = {day_name(source.post.posted_at.date() + shift) for shift in NEAR_DAYS}
        if match[1] in near and any(word in stated for word in RELATIVE_DAY_WORDS):
            text = text.replace(match.group(), "", 1)
        elif match[1].casefold() not in stated:
            return text, f"dates it on {match[1]}, which the post does not"
    return text, None


def check_alignment(body: str, sentence: str, source: CitedPost) -> str | None:
    """Why the words of a claim are not those of a sentence, in its order, with nothing telling left out."""
    claim, original = words_of(body), words_of(sentence)
    speaker = {word.key for name in source.speaker_names for word in words_of(name)}
    handles = handle_words(source)
    matched = align(claim, original, lambda word, other: is_same(word, other, handles), speaker)
    if isinstance(matched, Word):
        return f"says {matched.surface!r}, which the post does not say there"
    kept = set(matched)
    for index, word in enumerate(original):
        if index not in kept and word.key in PROTECTED:
            return f"leaves out {word.surface!r}"
    return check_quantities(body, sentence)


def handle_words(source: CitedPost) -> dict[str, frozenset[str]]:
    """For each handle in the post, the words of the name it stands for."""
    return {
        handle.casefold(): frozenset(word.key for word in words_of(name))
        for handle, name in source.handle_names.items()
    }


def is_same(word: Word, other: Word, handles: Mapping[str, frozenset[str]]) -> bool:
    """Whether a word of a claim may stand for a word of a post."""
    if word.key == other.key or other.key in REWRITES.get(word.key, ()):
        return True
    if word.key in OPENING_WORDS and other.key in OPENING_WORDS:
        return True
    return word.key in handles.get(other.key, ())


def align(
    claim: Sequence[Word],
    original: Sequence[Word],
    same: Callable[[Word, Word], bool],
    speaker: Iterable[str],
) -> list[int] | Word:
    """Positions in the original of the claim's words, in order; or the first word that has none.

    The speaker's own name may stand where the original says "we", or before everything.
    """
    names, position, matched = set(speaker), 0, []
    for word in claim:
        found = next(
            (index for index in range(position, len(original)) if same(word, original[index])), None
        )
        if found is not None:
            matched.append(found)
            # A name of several words may stand for one handle.
            position = found + (0 if word.key != original[found].key else 1)
        elif word.key not in names:
            return word
    return matched


def check_quantities(body: str, sentence: str) -> str | None:
    """Why a number of the claim is not a number of the sentence, with its unit and currency."""
    stated = [quantity_key(quantity) for quantity in find_quantities(sentence)]
    for quantity in find_quantities(body):
        if quantity_key(quantity) not in stated:
            return f"states {quantity.text!r}, which the post does not"
    return None


def quantity_key(quantity: Quantity) -> tuple[Decimal, str | None, str | None]:
    """What makes two numbers the same."""
    return quantity.value, quantity.unit, quantity.currency

