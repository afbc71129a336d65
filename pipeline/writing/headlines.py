"""Headlines: actor, verb and object of a lead sentence, cut only where a clause ends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipeline.writing.alignment import CLAUSE_EDGE, LIST_GOES_ON, headline_hedges
from pipeline.writing.candidates import REPORTED, Candidate
from pipeline.writing.cues import load_cues
from pipeline.writing.judgement import TRAILING, balanced
from pipeline.writing.labels import is_word_at, labels_of, written_name
from pipeline.writing.openings import present_forms
from pipeline.writing.verbs import PARTICLES, has_finite_verb, is_finite
from pipeline.writing.words import DAY, Word, split_words

MAX_HEADLINE_WORDS = 13
MAX_WHOLE_WORDS = 18  # of a sentence that bears no cut
MIN_WORDS_BEFORE_TO = 7
GOOD_HEADLINE_WORDS = 11
MIN_HEADLINE_WORDS = 3
MIN_SHORTENED_WORDS = 7
BRIEF_WORDS = 20
ARTICLE_REACH = 4  # words before a clause within which a noun phrase has its article
OUTLET = re.compile(r",? per (?P<outlet>[A-Z][^,.“”]{1,39})\Z")
DAY_PHRASE = re.compile(rf"^(?i:on) {DAY}, |,?(?: starting)? \bon {DAY}\b")
# A clause that these open says more of what was told; without it the sentence stays whole.
FREE_CLAUSE_WORDS = frozenset(
    {
        "after", "ahead", "allowing", "alongside", "amid", "as", "because", "bringing", "despite",
        "enabling", "featuring", "following", "giving", "including", "making", "since", "so", "to",
        "while",
    }
)  # fmt: skip
# A clause that these open says which one is meant: it goes only from a noun with an article.
RELATIVES = frozenset({"that", "which", "who", "whose", "where", "when"})
# What the last noun before a relative clause must not be: "its first model that runs on phones".
RANKED = frozenset(
    {"first", "last", "only", "same", "second", "third", "latest", "one", "best", "most", "kind"}
)
# "Acme introduced in Weft: automatic looms" tells what only behind its colon.
LOST_NOVELTY = re.compile(r"\bintroduce[ds] in [^,:]+\Z")
# What these share out stands behind them: "$2 billion and $5 billion respectively in Acme".
DISTRIBUTIVE = frozenset({"respectively", "each", "both"})
# After these "to" and its verb are what is told, and so they are after a noun of purpose.
CAUSATIVE = frozenset(
    {
        "allow", "allows", "allowed", "ask", "asks", "asked", "cause", "causes", "caused", "enable",
        "enables", "enabled", "force", "forces", "forced", "get", "gets", "got", "lead", "leads",
        "led", "order", "orders", "ordered", "permit", "permits", "push", "pushes", "pushed",
        "teach", "taught", "tell", "tells", "told", "train", "trains", "trained", "urge", "urges",
        "urged", "want", "wants", "wanted", "ban", "bans", "use", "uses", "used",
    }
)  # fmt: skip
CAUSE_REACH = 4
AIMS = frozenset(
    {"bid", "effort", "move", "attempt", "plan", "race", "push", "opportunity", "deal"}
)
# Words that stand before their noun, by their endings and by hyphens.
ADJECTIVE = re.compile(r"\w-\w|[a-z](?:able|ible|ous|ive|ful|less|ical|ary|ed|ing)$")
NOUN_AHEAD = re.compile(r"[a-z]+-\w|[a-z]+(?:able|ible|ous|ive|ful|less|ical)\b")
CLOSING = re.compile(r"[\"”’')\]]*")


def headline_of(lead: Candidate) -> str:
    """A headline for a development: its lead up to the edge of a clause, in the present tense.

    One that rests on a single account names it, as its lead does.
    """
    if lead.is_quoted:
        return f"{lead.speaker.name} on {subject_of(lead)}"
    text = REPORTED.sub("", lead.text)
    said = f", says {lead.speaker.name}" if text != lead.text else ""
    headline = cut_headline(text)
    return f"{headline}{said}" if headline else labels_of(lead)[0]


def cut_headline(text: str) -> str:
    """A sentence as a headline; empty when it is long and bears no cut."""
    text = without_brackets(DAY_PHRASE.sub("", text).rstrip(".!"))
    is_lowered = text[:1].islower() and text[1:2].islower()
    text = text[:1].upper() + text[1:] if is_lowered else text
    outlet = OUTLET.search(text)
    piece = cut_at_clause(text[: outlet.start()] if outlet else text)
    source = f", per {outlet['outlet']}" if outlet else ""
    return f"{in_present(piece)}{source}" if piece else ""


def without_brackets(text: str) -> str:
    """The text without what stands in round brackets."""
    return re.sub(r"\s*\([^()]*\)", "", text)


def with_actor(headline: str, lead: Candidate, makers: Mapping[str, str], *, is_named: bool) -> str:
    """The headline with its thing's maker before it, or with who says so where it names nobody.

    Args:
        headline: A clause cut from the lead.
        lead: The sentence.
        makers: Names of models and chips that the post has, and who makes each.
        is_named: Its first word is a name.
    """
    if has_label_form(headline, lead):
        return headline
    own = headline.removesuffix(f", says {lead.speaker.name}") if lead.is_maker else headline
    made = with_maker(own, makers)
    if made is not None:
        return made
    is_sourced = ", says " in headline or ", per " in headline
    if is_sourced or is_named or lead.speaker.kind == "other" or names_somebody(headline, lead):
        return headline
    return f"{headline}, says {lead.speaker.name}"


def with_maker(text: str, makers: Mapping[str, str]) -> str | None:
    """A text that begins with a thing, its maker's name before it; None for any other text."""
    for name in sorted(makers, key=len, reverse=True):
        maker = makers[name]
        if is_word_at(text, name, 0):
            is_known = maker in text or name.casefold().startswith(maker.casefold().split()[0])
            return text if is_known else f"{maker}'s {text}"
    return None


def has_label_form(headline: str, lead: Candidate) -> bool:
    """Whether a headline only names, and states nothing."""
    words = split_words(headline)
    return lead.is_quoted or not has_finite_verb(words, headline, load_cues())


def names_somebody(headline: str, lead: Candidate) -> bool:
    """Whether a headline has a name before its verb."""
    words, cues = split_words(headline), load_cues()
    verbs = (at for at in range(1, len(words)) if is_finite(words, at, headline, cues))
    subject = headline[: words[next(verbs, len(words) - 1)].start]
    names = [lead.speaker.name, *(item.surface for item in lead.mentions)]
    is_proper = any(word.surface != word.surface.casefold() for word in split_words(subject)[1:])
    return is_proper or any(name in subject for name in names)


def subject_of(candidate: Candidate) -> str:
    """The name of what a quotation is about."""
    order = {"model": 0, "hardware": 1, "org": 2, "person": 3}
    named = [
        (order[item.entity_type], item.span_start, written_name(item, candidate.text))
        for item in candidate.mentions
        if written_name(item, candidate.text) not in {"", candidate.speaker.name}
    ]
    return min(named)[2] if named else ""


def in_present(text: str) -> str:
    """The first verb in the present tense, also that of "is launching" and "has raised".

    Only after a name, which is one body: the past of "researchers proposed" stays.
    """
    words, cues = split_words(text), load_cues()
    for index in range(1, len(words)):
        word = words[index]
        if word.key in PARTICLES and word.surface.islower():
            continue
        following = next((each for each in words[index + 1 :] if each.key not in PARTICLES), None)
        if following and word.key in {"is", "are"} and following.key in cues.progressives:
            return _with_verb(text, word.start, following.end, following.key)
        if following and word.key in {"has", "have"} and following.key in present_forms():
            return _with_verb(text, word.start, following.end, following.key)
        if is_finite(words, index, text, cues):
            start = words[index - 1].start if words[index - 1].key in PARTICLES else word.start
            return _with_verb(text, start, word.end, word.key)
        if word.surface.islower() and word.key != "'s":
            return text
    return text


def _with_verb(text: str, start: int, end: int, verb: str) -> str:
    present = present_forms().get(verb)
    return f"{text[:start]}{present}{text[end:]}" if present and verb != "was" else text


def cut_at_clause(text: str) -> str:
    """The start of a text that ends at the edge of a clause and is short enough for a headline.

    Empty when there is none. First choice is a cut that loses nothing which the rest needs, then
    the whole text where it is short, then a cut before a phrase of place or manner.
    """
    free = _pieces(text, FREE_CLAUSE_WORDS | RELATIVES)
    whole = [text] if len(split_words(text)) <= MAX_HEADLINE_WORDS else []
    bound = _pieces(text, load_cues().clause_words - RELATIVES)
    for found in (free, whole, bound):
        pieces = [piece for piece in found if is_headline_length(piece)]
        good = [piece for piece in pieces if len(split_words(piece)) <= GOOD_HEADLINE_WORDS]
        if good:
            return max(good, key=len)
        if pieces:
            return min(pieces, key=len)
    fair = [piece for piece in [text, *free, *bound] if len(split_words(piece)) <= MAX_WHOLE_WORDS]
    return max(fair, key=len, default="")


def is_headline_length(text: str) -> bool:
    """Whether a headline has neither too few words nor too many."""
    return MIN_HEADLINE_WORDS <= len(split_words(text)) <= MAX_HEADLINE_WORDS


def shortened(text: str) -> str:
    """A sentence up to its first clauses, without its day; the whole where it cannot be cut."""
    bare = DAY_PHRASE.sub("", text).rstrip(".")
    bare = bare[:1].upper() + bare[1:] if text[:1].isupper() else bare
    if len(split_words(bare)) <= BRIEF_WORDS:
        return f"{bare}."
    pieces = [
        piece
        for piece in _pieces(bare, FREE_CLAUSE_WORDS | RELATIVES)
        if MIN_SHORTENED_WORDS <= len(split_words(piece)) <= BRIEF_WORDS
    ]
    return f"{max(pieces, key=len)}." if pieces else text


def _pieces(text: str, clause_words: frozenset[str]) -> list[str]:
    """The beginnings of a text that could stand alone; a semicolon ends the longest."""
    words = split_words(text)
    pieces = []
    for before, after in pairwise(words):
        if after.start < before.end or not _is_edge(text, before, after, clause_words):
            continue
        piece = text[: before.end] + "".join(CLOSING.findall(text[before.end : after.start])[:1])
        rest = {word.key for word in split_words(text[after.start :])}
        told = split_words(piece)
        if not rest & headline_hedges() and is_whole(piece, told, text):
            pieces.append(piece)
        if ";" in text[before.end : after.start]:
            break
    return pieces


def is_whole(piece: str, words: Sequence[Word], text: str) -> bool:
    """Whether the beginning of a text is a clause with its verb, and no phrase is broken."""
    dashes = piece.count("—")
    return (
        balanced(piece)
        and not TRAILING.search(piece)
        and not (dashes % 2 and text.count("—") > dashes)
        and not ends_on_verb(words, piece)
        and words[-1].key not in RANKED
        and words[-1].key not in DISTRIBUTIVE
        and (len(words) < 2 or words[-2].key != "to")
        and not LOST_NOVELTY.search(piece)
        and has_finite_verb(words, piece, load_cues())
    )


def _is_edge(text: str, before: Word, after: Word, clause_words: frozenset[str]) -> bool:
    """Whether a clause ends between two words, and neither a list nor what a verb needs is cut."""
    between = text[before.end : after.start]
    is_name = before.surface != before.surface.casefold()
    is_describing = not is_name and ADJECTIVE.search(before.key) is not None
    if CLAUSE_EDGE.search(between):
        is_phrase = after.key in load_cues().clause_words
        is_list = not is_phrase and LIST_GOES_ON.match(text[after.start :]) is not None
        opens_noun = NOUN_AHEAD.match(text[after.start :]) is not None
        return "," not in between or not (is_describing or is_list or opens_noun)
    if after.key not in clause_words or before.key in load_cues().tight_words or is_describing:
        return False
    if after.key == "to":
        return _opens_purpose(text, before, after)
    return after.key not in RELATIVES or _has_article(text[: before.end])


def _opens_purpose(text: str, before: Word, after: Word) -> bool:
    """Whether "to" says what for: a verb follows, and an act with its object comes before."""
    cues = load_cues()
    following = split_words(text[after.end :])[:1]
    is_verb = any(word.key in cues.base_verbs for word in following)
    words = split_words(text[: before.end])
    if CAUSATIVE & {word.key for word in words[-CAUSE_REACH:]} or before.key in AIMS:
        return False
    is_object = before.surface != before.surface.casefold() or len(words) >= MIN_WORDS_BEFORE_TO
    return is_verb and is_object


def _has_article(piece: str) -> bool:
    """Whether the noun that a piece ends on has its article: "a model", not "found cases"."""
    last = [word.key for word in split_words(piece)[-ARTICLE_REACH:]]
    return bool({"a", "an", "its", "their"} & set(last)) and not RANKED & set(last)


def ends_on_verb(words: Sequence[Word], text: str) -> bool:
    """Whether a piece breaks off at a verb, which wants its object."""
    cues, last = load_cues(), words[-1].key
    before = words[-2].key if len(words) > 1 else ""
    if last in cues.base_verbs:
        return before in {
            "to",
            "help",
            "helps",
            "let",
            "lets",
            "will",
            "can",
            "could",
            "may",
            "might",
            "would",
            "must",
            "should",
        }
    return (
        (last in cues.third_persons and before in cues.clause_openers)
        or last in cues.progressives
        or last in cues.irregular
        or last in cues.pasts
        or is_finite(words, len(words) - 1, text, cues)
    )
