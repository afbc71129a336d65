"""Find the run of a post's words that a claim repeats, changed by nothing but fixed rewrites."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import Post
from pipeline.reference.wording import load_wording
from pipeline.writing.marks import may_be_cut
from pipeline.writing.openings import (
    READER,
    Opening,
    match_opening,
    present_forms,
    third_person,
)
from pipeline.writing.words import Word, day_name, ends_sentence, relative_day

OUTLET_WORDS = 4
AGREEMENT_REACH = 3  # words after "we" within which its verb stands
AUXILIARIES = frozenset(
    {"is", "are", "has", "have", "was", "were", "just", "now", "officially", "also"}
)
CALLED = ["which", "it", "calls"]
ARTICLES = frozenset({"a", "an", "our", "the"})
STATES_OF_OFFER = frozenset({"available", "live", "out", "here"})  # "available today" is available
CLAUSE_EDGE = re.compile(r"[,;:：，(—–]|\s[-|]\s")
LIST_GOES_ON = re.compile(r"(?!(?:up|down) from )[^,;.]{1,40}(?:,| and | or )|(?:and|or|&) ")
COMPLETE_END = re.compile(r"[.!?…。！？\"”’)]\s*\Z")
SOURCE_SIGN = re.compile(r"[:(—–|-]\s*\Z")


@dataclass(frozen=True, slots=True)
class Names:
    """Names as words: of who speaks, and those that handles stand for.

    `is_company` says that the speaker is an organisation, which its "we" and "our" stand for.
    """

    speakers: tuple[tuple[str, ...], ...]
    handles: Mapping[str, tuple[str, ...]]
    is_company: bool = False


@functools.cache
def headline_hedges() -> frozenset[str]:
    """Words that must not be left behind when a sentence is cut."""
    return frozenset(load_wording().headline_hedges)


@dataclass
class _State:
    """Where a comparison stands, and what it has seen."""

    claim_at: int
    source_at: int
    last_matched: int = -1
    since_speaker: int = AGREEMENT_REACH + 1
    has_speaker: bool = False
    has_reader: bool = False


@dataclass(frozen=True)
class Alignment:
    """A claim's words against a post's.

    A headline may end at a clause; one that is sourced has named the outlet apart.
    """

    claim: Sequence[Word]
    source: Sequence[Word]
    post: Post
    names: Names
    is_headline: bool = False
    is_verbatim: bool = False
    is_sourced: bool = False

    def problem(self) -> str | None:
        """Why no run of the post holds the claim; the reason of the run that came furthest."""
        if not self.claim:
            return "says nothing"
        reached, reason = -1, "says what the post does not"
        for state in self._starts():
            problem = self._compare(state)
            if problem is None:
                return None
            if state.claim_at > reached:
                reached, reason = state.claim_at, problem
        return reason

    def _starts(self) -> Iterator[_State]:
        """Where sentences of the post begin, company openings read as what they stand for."""
        previous: Word | None = None
        for index, word in enumerate(self.source):
            if word.is_mark:
                continue
            body = self.post.body_text
            is_start = previous is None or ends_sentence(body, previous, word)
            previous = word
            if not is_start:
                continue
            yield _State(0, index)
            if self.is_verbatim:
                continue
            opening = match_opening(body, word.start)
            if opening:
                yield from self._after_opening(opening)
            if [each.key for each in self.claim[:2]] == ["it", "is"] and _is_available(body, word):
                yield _State(2, index)

    def _after_opening(self, opening: Opening) -> Iterator[_State]:
        """The state behind "On 5 March, Company announced", where the claim begins so."""
        claim_at = 0
        if opening.day and self.claim[0].key.startswith("day:"):
            day = relative_day(opening.day, self.post.posted_at.date())
            if self.claim[0].key != f"day:{day_name(day)}".casefold():
                return
            claim_at = 1
        elif opening.day and not self.is_headline:
            return
        length = self._speaker_length(claim_at)
        verb_at = claim_at + length
        verbs = {opening.verb}
        if self.is_headline:
            verbs.add(present_forms().get(opening.verb, opening.verb))
        if length and verb_at < len(self.claim) and self.claim[verb_at].key in verbs:
            rest = (i for i, word in enumerate(self.source) if word.start >= opening.end)
            yield _State(verb_at + 1, next(rest, len(self.source)), has_speaker=True)

    def _speaker_length(self, at: int) -> int:
        """How many words of the claim from a place on are the speaker's name."""
        keys = tuple(word.key for word in self.claim[at : at + 6])
        found = [len(name) for name in self.names.speakers if keys[: len(name)] == name]
        return max(found, default=0)

    def _compare(self, state: _State) -> str | None:
        """Walk both texts; None when the claim is a run of the post."""
        while state.claim_at < len(self.claim):
            if state.source_at >= len(self.source):
                return f"goes on with {self.claim[state.claim_at].surface!r} where the post ends"
            if self._step(state):
                continue
            if not self._may_skip(state):
                said = self.claim[state.claim_at].surface
                return f"says {said!r}, which the post does not say there"
            state.source_at += 1
        return self._bad_end(state)

    def _step(self, state: _State) -> bool:
        """Match the next word or name, if it may stand for the post's next word."""
        claim, source = self.claim[state.claim_at], self.source[state.source_at]
        length = 0 if self.is_verbatim else self._handle_length(state, source)
        if length or claim.key == source.key:
            return self._advance(state, length or 1)
        if self.is_verbatim:
            return False
        if source.key in READER:
            return self._step_reader(state, claim, source)
        if self.names.is_company and self._step_person(state, claim, source):
            return True
        if self.is_headline and present_forms().get(source.key) == claim.key:
            return self._advance(state, 1)
        if self.is_headline and (source.key, claim.key) == ("will", "to"):
            return self._advance(state, 1)
        return self._insert(state, claim, source)

    def _advance(self, state: _State, count: int, *, is_speaker: bool = False) -> bool:
        state.since_speaker = 0 if is_speaker else state.since_speaker + 1
        state.has_speaker = state.has_speaker or is_speaker
        state.claim_at += count
        state.last_matched = state.source_at
        state.source_at += 1
        return True

    def _handle_length(self, state: _State, source: Word) -> int:
        name = self.names.handles.get(source.key, ()) if source.is_handle else ()
        keys = tuple(word.key for word in self.claim[state.claim_at : state.claim_at + len(name)])
        return len(name) if name and keys == name else 0

    def _step_reader(self, state: _State, claim: Word, source: Word) -> bool:
        """Who reads a post, as the users of what it tells of."""
        if claim.key == "users" or (state.has_reader and claim.key == READER[source.key]):
            state.has_reader = True
            return self._advance(state, 1)
        return False

    def _step_person(self, state: _State, claim: Word, source: Word) -> bool:
        """First person of a company told in the third."""
        if source.key in {"we", "us", "our", "ourselves"}:
            return self._step_speaker(state, claim, source)
        if state.since_speaker < AGREEMENT_REACH and claim.key == third_person(source.key):
            return self._advance(state, 1)
        return False

    def _step_speaker(self, state: _State, claim: Word, source: Word) -> bool:
        pronouns = {"we": "it", "us": "it", "our": "its", "ourselves": "itself"}
        if state.has_speaker and claim.key == pronouns[source.key]:
            return self._advance(state, 1, is_speaker=True)
        length = self._speaker_length(state.claim_at)
        if source.key == "our" and length:
            after = state.claim_at + length
            length = (
                length + 1 if self.claim[after : after + 1] and self.claim[after].key == "'s" else 0
            )
        return bool(length) and self._advance(state, length, is_speaker=True)

    def _insert(self, state: _State, claim: Word, source: Word) -> bool:
        """Words that a template puts in.

        They are "is" before a wire's "to", "per" before an outlet, and "which it calls" before what
        a company says of its own thing.
        """
        before = self.post.body_text[: source.start]
        told = [word.key for word in self.claim[state.claim_at : state.claim_at + len(CALLED)]]
        if told == CALLED and state.has_speaker and source.key in ARTICLES:
            is_aside = before.rstrip().endswith(",") and self.names.is_company
            state.claim_at += len(CALLED) * is_aside
            return is_aside
        is_wire = claim.key == "is" and source.surface == "TO"
        is_outlet = (
            claim.key == "per"
            and bool(SOURCE_SIGN.search(before))
            and (len(self.claim) - state.claim_at <= AGREEMENT_REACH + 1)
        )
        if not (is_wire or is_outlet) or state.claim_at + 1 == len(self.claim):
            return False
        state.claim_at += 1
        return True

    def _may_skip(self, state: _State) -> bool:
        """Whether the post's next word may be left out."""
        word = self.source[state.source_at]
        if word.is_mark:
            return True
        before = self.source[state.source_at - 1].key if state.source_at else ""
        if word.key.startswith("day:") and before in STATES_OF_OFFER:
            return True
        if not self.is_headline:
            return False
        if word.key.startswith("day:") or self._is_bracketed(word):
            return True
        if word.key not in AUXILIARIES:
            return False
        following = self.source[state.source_at + 1 : state.source_at + 3]
        wanted = self.claim[state.claim_at].key
        return any(present_forms().get(each.key) == wanted for each in following)

    def _is_bracketed(self, word: Word) -> bool:
        before = self.post.body_text[max(0, word.start - 80) : word.start]
        return before.rfind("(") > before.rfind(")")

    def _bad_end(self, state: _State) -> str | None:
        """Why the claim must not end where it does; None when a sentence ends there."""
        body, at = self.post.body_text, state.last_matched
        may_lose_day = self.is_headline or self.source[at].key in STATES_OF_OFFER
        rest = [
            word
            for word in self._rest_of_sentence(at)
            if not (word.key.startswith("day:") and may_lose_day)
        ]
        if not rest:
            following = self._next_word(at)
            may_break = may_be_cut(body, is_truncated=self.post.is_truncated)
            is_cut = following is None and may_break and not COMPLETE_END.search(body)
            return "ends where the post was cut off" if is_cut and not self.is_headline else None
        between = body[self.source[at].end : rest[0].start]
        hedges = headline_hedges() - ({"per"} if self.is_sourced else set())
        lost = next((word for word in rest if word.key in hedges), None)
        if lost is not None:
            return f"leaves out {lost.surface!r}"
        if not self.is_sourced and self._ends_on_outlet(rest):
            return f"leaves out its source, {rest[-1].surface!r}"
        if ";" in between or (self.is_headline and is_clause_edge(between, rest[0], body)):
            return None
        return f"breaks off before {rest[0].surface!r}"

    def _ends_on_outlet(self, rest: Sequence[Word]) -> bool:
        """Whether what is left of a sentence ends on the outlet that it comes from."""
        outlets = load_wording().outlets
        return any(
            " ".join(word.key for word in rest[-count:]) in outlets
            and SOURCE_SIGN.search(self.post.body_text[: rest[-count].start]) is not None
            for count in range(1, min(OUTLET_WORDS, len(rest)) + 1)
        )

    def _next_word(self, at: int) -> Word | None:
        return next((word for word in self.source[at + 1 :] if not word.is_mark), None)

    def _rest_of_sentence(self, at: int) -> list[Word]:
        """The words of the post from a place to the end of the sentence, marks left out."""
        rest: list[Word] = []
        previous = self.source[at]
        for word in self.source[at + 1 :]:
            if word.is_mark:
                continue
            if ends_sentence(self.post.body_text, previous, word):
                break
            rest.append(word)
            previous = word
        return rest


def is_clause_edge(between: str, following: Word, body: str) -> bool:
    """Whether a headline may end here: at a clause, and not within a list."""
    if following.key in load_wording().clause_words:
        return True
    if not CLAUSE_EDGE.search(between):
        return False
    return "," not in between or LIST_GOES_ON.match(body[following.start :]) is None


def _is_available(body: str, word: Word) -> bool:
    """Whether a fragment begins here that "It is" makes whole."""
    start = body[word.start : word.start + 24].casefold()
    return any(start.startswith(f"{opener} ") for opener in load_wording().availability_openers)
