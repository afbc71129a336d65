"""Model names of families nobody has listed: by their shape, and by the words around them.

Three sources, strongest first: a hyphenated name with a parameter count ("Foo-7B"); a name with a
version, where the words nearby speak of a model; a bare capitalised name in a sentence that says
it is a model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.nlp.known_names import KnownNames
from pipeline.nlp.model_cues import MODEL_NOUN, MODEL_WORD, OTHER_BEHIND, OTHER_NOUN
from pipeline.nlp.model_tails import COUNTED
from pipeline.nlp.name_spans import NameSpan, is_inside, is_unspaced, slug, starts_name
from pipeline.nlp.unseen_patterns import (
    APPOSED,
    CHINESE,
    CUED,
    DESCRIBED,
    RELEASED,
    SHAPED,
    SIZED,
    SOFTWARE_VERSION,
    TITLED,
    VERSION_END,
    VERSIONED,
)
from pipeline.reference.registry import name_key

CONTEXT_CHARS = 80
NOUN_CHARS = 60  # behind a name that a sentence explains

DIGIT = re.compile(r"[0-9]")
MIN_NAME_LETTERS = 2
MIN_SHAPED_CHARS = 5
MIN_BARE_CHARS = 3
OTHER_END = re.compile(r"(?:Bench\w*|Leaderboard|Arena|Agents?|Studio|API|Hub|Dataset)$")


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\s_-]+", name) if word]


def _is_ordinary(word: str, known: KnownNames) -> bool:
    """Whether a word is no name: common and not in capitals, listed, or an adverb."""
    folded = word.casefold()
    if folded in known.words.not_names or (folded.endswith("ly") and len(folded) > 5):
        return True
    return folded in known.common_words and not (word.isupper() and len(word) > 2)


def _trim_start(text: str, start: int, end: int, known: KnownNames) -> int:
    """Leave out ordinary words and makers before the name: "Meet Foo 2"."""
    while True:
        space = text.find(" ", start, end)
        if space < 0 or not text[space + 1].isupper():
            return start
        word = text[start:space]
        if not (_is_ordinary(word, known) or name_key(word) in known.organisation_keys):
            return start
        start = space + 1


def _trim_end(text: str, start: int, end: int, known: KnownNames) -> int:
    """Leave out file formats and ordinary words behind the name, unless they are known variants."""
    while True:
        cut = max(
            text.rfind(" ", start, end), text.rfind("-", start, end), text.rfind("_", start, end)
        )
        if cut <= start:
            return end
        word = text[cut + 1 : end].casefold()
        is_loose = text[cut] == " " and word.isalpha() and word not in known.variant_words
        if word not in known.words.formats and not is_loose and text[end - 1] != ".":
            return end
        end = cut


def _head(name: str) -> str:
    """The letters a name begins with: "Foo" of "Foo-7B" and "Foo2.5"."""
    return re.split(r"[\s_-]+|\d", name, maxsplit=1)[0]


def _is_plausible(name: str, known: KnownNames) -> bool:
    head = _head(name)
    if len(head) < MIN_NAME_LETTERS or _is_ordinary(head, known):
        return False
    return not any(word.casefold() in known.words.not_names for word in _words(name))


def _around(text: str, start: int, end: int) -> str:
    return (
        text[max(0, start - CONTEXT_CHARS) : start] + " | " + text[end : end + CONTEXT_CHARS]
    ).lower()


def _ends_cleanly(text: str, end: int) -> bool:
    after, beyond = text[end : end + 1], text[end + 1 : end + 2]
    if after.isalnum() or after in ("_", "%", "…", "+"):
        return is_unspaced(after)
    return not (after in (".", ",") and beyond.isdigit())


def _sized(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    for match in SIZED.finditer(text):
        start, end = match.span()
        is_spaced = " " in match.group()
        if is_spaced and (COUNTED.match(text, end) and "param" not in text[end : end + 8]):
            continue
        start = _trim_start(text, start, end, known)
        end = _trim_end(text, start, end, known)
        name = text[start:end]
        if not _is_plausible(name, known) or not _ends_cleanly(text, end):
            continue
        if is_spaced and (
            name_key(_head(name)) in known.organisation_keys
            or not MODEL_WORD.search(_around(text, start, end))
        ):
            continue
        yield start, end


def _is_open(name: str, text: str, start: int, end: int, known: KnownNames) -> bool:
    """Whether a versioned name is nothing known, or an organisation's in talk of a model."""
    base = name_key(VERSION_END.sub("", name))
    if base in known.known_keys:
        return False
    if base in known.organisation_keys:
        around = _around(text, start, end)
        cues = {match.group() for match in MODEL_WORD.finditer(around)}
        return len(cues) > 1 or MODEL_NOUN.search(around) is not None
    return True


def _versioned(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    for match in VERSIONED.finditer(text):
        start, end = match.span()
        start = _trim_start(text, start, end, known)
        end = _trim_end(text, start, end, known)
        name = text[start:end]
        if (
            not _is_plausible(name, known)
            or not any(map(str.isdigit, name))
            or SOFTWARE_VERSION.search(name)
        ):
            continue
        if not _is_open(name, text, start, end, known):
            continue
        if not _ends_cleanly(text, end) or COUNTED.match(text, end):
            continue
        if _speaks_of_model(text, start, end, name, known):
            yield start, end


def _speaks_of_model(text: str, start: int, end: int, name: str, known: KnownNames) -> bool:
    """Whether the words around make a versioned name a model: more is asked of a whole number."""
    around = _around(text, start, end)
    cues = {match.group() for match in MODEL_WORD.finditer(around)}
    is_decimal = re.search(r"\d\.\d|[-\s]?[vV]\d", name) is not None
    needed = 1 if is_decimal else 2
    if len(cues) >= needed or MODEL_NOUN.search(around) is not None:
        return True
    return len(cues) + sum(lab in around for lab in known.lab_names) >= needed


def _shaped(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    for match in SHAPED.finditer(text):
        start, end = match.span()
        end = _trim_end(text, start, end, known)
        if not _ends_cleanly(text, end) or OTHER_BEHIND.match(text, end):
            continue
        if _is_shaped_name(text[start:end], known) and MODEL_WORD.search(_around(text, start, end)):
            yield start, end


def _is_shaped_name(name: str, known: KnownNames) -> bool:
    """Whether a word with a model's ending is a name: "FooVLM" is, "LLM-based" is not."""
    words = _words(name)
    head = words[0].casefold()
    if len(name) < MIN_SHAPED_CHARS or not name[0].isupper() or head in known.words.not_shaped:
        return False
    if name.casefold() in known.known_words or words[-1].casefold() in known.words.derived:
        return False
    if len(words) > 1 and head in known.common_words:
        return False
    return name_key(words[0]) not in known.organisation_keys or len(words) == 1


def _described(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    """Capitalised names directly followed by their size: "Foo (30B)", "Foo: 30B MoE"."""
    for match in DESCRIBED.finditer(text):
        start, end = match.span(1)
        start = _trim_start(text, start, end, known)
        if text[:start].endswith((" with ", " of ", " in ")):
            continue
        if not any(
            _is_ordinary(word, known) or word.casefold() in known.known_words
            for word in _words(text[start:end])
        ):
            yield start, end


def _is_bare_name(name: str, known: KnownNames) -> bool:
    """Whether a capitalised run can be a new name: not all common words, nothing known."""
    words = _words(name)
    key = name_key(name)
    if len(name) < MIN_BARE_CHARS or any(
        word.casefold() in known.words.not_names for word in words
    ):
        return False
    if key in known.known_keys or key in known.organisation_keys or key in known.product_keys:
        return False
    fresh = [
        word
        for word in words
        if not _is_ordinary(word, known) and word.casefold() not in known.known_words
    ]
    if len(words) == 1:
        return bool(fresh)
    return name_key(words[0]) not in known.organisation_keys and any(
        not _is_ordinary(word, known) for word in words
    )


def _bare(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    for pattern in (CUED, APPOSED):
        for match in pattern.finditer(text):
            start, end = match.span(1)
            start = _trim_start(text, start, end, known)
            if not _is_bare_name(text[start:end], known) or not _ends_cleanly(text, end):
                continue
            if OTHER_NOUN.match(text[end : end + CONTEXT_CHARS].lower()):
                continue
            if MODEL_NOUN.search(
                _around(text, start, end)[-NOUN_CHARS:]
                if pattern is APPOSED
                else _around(text, start, end)
            ):
                yield start, end


def _chinese(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    """Names in Chinese text that the words beside them call a model."""
    if "模型" not in text:
        return
    for pattern in CHINESE:
        for match in pattern.finditer(text):
            start, end = match.span(1)
            name = text[start:end]
            if (
                _is_bare_name(name, known)
                and name.casefold() not in known.words.not_shaped
                and not OTHER_END.search(name)
                and _ends_cleanly(text, end)
            ):
                yield start, end


def _released(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    """What a known organisation releases as builders release a model."""
    for match in RELEASED.finditer(text):
        is_known = name_key(match.group(1)) in known.organisation_keys
        if is_known and _is_bare_name(match.group(2), known):
            yield match.span(2)


def _titled(text: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    """The name of a paper whose title says that it is a model."""
    for match in TITLED.finditer(text):
        is_action = match.group(2).split()[0].endswith("ing")
        if not is_action and _is_bare_name(match.group(1), known):
            yield match.span(1)


FINDERS = (_sized, _versioned, _shaped, _described, _bare, _chinese, _released, _titled)
WORD_FINDERS = (_shaped, _bare, _chinese, _released, _titled)  # those that need no digit


def find_unseen_names(
    text: str, blocked: Sequence[tuple[int, int]], known: KnownNames
) -> list[NameSpan]:
    """Names of models outside the registry; spans that touch a blocked range are left out.

    Args:
        text: One post or document.
        blocked: Ranges already read as a name, or known not to be one.
        known: Compiled registry; its common words and known names are what is not new.
    """
    taken = list(blocked)
    spans = []
    finders = FINDERS if DIGIT.search(text) else WORD_FINDERS
    for finder in finders:
        for start, end in finder(text, known):
            if is_inside(start, end, taken) or not starts_name(text, start):
                continue
            spans.append(_span(text, start, end))
            taken.append((start, end))
    spans += _repeats(text, spans, taken)
    return sorted(spans, key=lambda span: span.start)


def _repeats(
    text: str, spans: Sequence[NameSpan], taken: Sequence[tuple[int, int]]
) -> Iterator[NameSpan]:
    """The other places where a name stands that the text has once shown to be a model."""
    for name in sorted({span.canonical_name for span in spans}):
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            is_free = starts_name(text, start) and _ends_cleanly(text, end)
            if is_free and not is_inside(start, end, taken):
                yield _span(text, start, end)
            start = text.find(name, end)


def _span(text: str, start: int, end: int) -> NameSpan:
    name = text[start:end]
    return NameSpan(start, end, f"model:{slug(name)}", "model", name, None, "grammar")
