"""Cue rules over a text: which of them fire, and on which words.

A rule only observes. What its firing is worth is learned (`pipeline.nlp.label_model`); the words it
fired on are the evidence stored with a label.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Protocol

import re2

from pipeline.reference.labels import LabelBook

MAX_AUTOMATON_BYTES = 64 << 20  # all rules of a book are one automaton, built as texts need it
MAX_SURFACE_CHARS = 40


class _Rule(Protocol):
    """What a cue finder reads of a rule."""

    @property
    def name(self) -> str: ...


def _pattern(en: Sequence[str], zh: Sequence[str]) -> str:
    words = [rf"\b(?:{'|'.join(en)})\b"] if en else []
    return f"(?i)(?:{'|'.join([*words, *zh])})"


class CueFinder:
    """Tells which rules of a fixed list fire on a text."""

    def __init__(self, names: Iterable[str], patterns: Iterable[str]) -> None:
        options = re2.Options()
        options.max_mem = MAX_AUTOMATON_BYTES
        self.names: tuple[str, ...] = tuple(names)
        self._searches = []
        self._automaton = re2.Set.SearchSet(options)  # type: ignore[no-untyped-call]
        for pattern in patterns:
            self._automaton.Add(pattern)
            search = re2.compile(pattern, options)  # type: ignore[no-untyped-call]
            self._searches.append(search)
        if self.names:
            self._automaton.Compile()

    def find(self, text: str) -> list[int]:
        """Positions in `names` of the rules that fire, ascending."""
        return sorted(self._automaton.Match(text) or ()) if text and self.names else []

    def evidence(self, text: str, rule: int) -> str:
        """The rule's name and the words it fired on first: "launch_verb:introducing"."""
        match = self._searches[rule].search(text)
        surface = " ".join(match.group(0).split()).lower() if match else ""
        return f"{self.names[rule]}:{surface[:MAX_SURFACE_CHARS]}"


def _finder(rules: Sequence[_Rule], patterns: Iterable[str]) -> CueFinder:
    return CueFinder((rule.name for rule in rules), patterns)


@functools.lru_cache(maxsize=4)
def build_text_cues(book: LabelBook) -> CueFinder:
    """The finder of all rules that read the text."""
    rules = [rule for rule in book.rules if not rule.bio]
    return _finder(rules, (_pattern(rule.en, rule.zh) for rule in rules))


@functools.lru_cache(maxsize=4)
def build_author_cues(book: LabelBook) -> CueFinder:
    """The finder of all rules that read the author's own description."""
    rules = [rule for rule in book.rules if rule.bio]
    return _finder(rules, (_pattern(rule.bio, ()) for rule in rules))


@functools.lru_cache(maxsize=4)
def build_kind_cues(book: LabelBook) -> CueFinder:
    """The finder of the rules that tell the kinds of safety posts apart."""
    return _finder(book.kinds, (_pattern(rule.en, rule.zh) for rule in book.kinds))
