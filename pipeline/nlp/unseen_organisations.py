"""Organisations outside the registry: by the form of their name, by the words beside it, and by their handle.

Forms are legal and institutional ("Foo Robotics", "University of Foo"); words beside it are those that only an
organisation takes ("Foo raises $20M", "the CEO of Foo"). A handle counts when its own parts or the words
around say that it is not a person's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import re2

from pipeline.nlp.model_grammar import ModelGrammar
from pipeline.nlp.name_spans import NameSpan, is_inside, slug, starts_name
from pipeline.nlp.unseen_names import NOT_NAMES
from pipeline.records import MentionMethod
from pipeline.reference.registry import name_key

_WORD = r"[A-Z][A-Za-z0-9&'’-]*"
_NAME = rf"{_WORD}(?:[ .]{_WORD}){{0,2}}"
_STRONG_ENDINGS = (
    "Inc|LLC|Ltd|Corp|Corporation|GmbH|PLC|Foundation|Institute|University|Association|Ventures|Technologies|"
    "Labs|Robotics|Semiconductors?|Pharmaceuticals|Therapeutics|Bank|Airlines|Motors|Commission|Ministry|Agency|"
    "Holdings|Securities|Biosciences|Aerospace|Laboratories|Laboratory|College|Hospital|Society|Federation|"
    "Department|Coalition|Alliance|Authority|Bureau|Analytics|Industries|Dynamics|Biotech|Photonics|Microsystems"
)
_WEAK_ENDINGS = (
    "Systems|Research|Group|Energy|Networks?|Media|Press|Health|Studios?|Security|Software|Capital|Partners|"
    "Power|Fund|Computing|Materials|Bio|Compute|Intelligence|Games|Pictures|Entertainment|Electric|Electronics"
)
ENDED = re2.compile(
    rf"{_WORD}(?: (?:of |for |and |& )?{_WORD}){{0,3}} (?:{_STRONG_ENDINGS}|{_WEAK_ENDINGS})\b"
)
STRONG_ENDING = re.compile(rf"(?:{_STRONG_ENDINGS})$")
BEGUN = re2.compile(
    r"\b(?:University|Institute|Ministry|Department|Bank|Office|Center|Centre|Bureau|Academy|School|College|Council)"
    rf" (?:of|for) (?:the )?{_WORD}(?:,? (?:of |for |and |& )?{_WORD}){{0,3}}"
)
BESIDE = re2.compile(
    rf"({_NAME})(?:'s|’s)? (?:CEO|CTO|COO|CFO|[Cc]o-?[Ff]ounders?|[Ff]ounders?|[Cc]hairman|[Ss]pokes\w+|"
    r"(?:has |have |just |is )?(?:rais(?:es|ed|ing)|secur(?:es|ed)|clos(?:es|ed)|land(?:s|ed)) (?:a |an |over |nearly )?[$€£]|"
    r"is a (?:startup|company|lab|non-?profit)|, a (?:startup|company|[\w-]+ startup))"
)
AFTER = re2.compile(
    r"\b(?:CEO|CTO|COO|CFO|[Cc]o-?[Ff]ounder|[Ff]ounder|[Cc]hairman|[Pp]resident|[Ss]cientist|[Ee]ngineer|[Pp]artner) (?:of|at|@) |"
    r"\b(?:[Ss]tartups?|[Cc]ompan(?:y|ies)|[Ff]irms?|[Ll]abs?)(?: (?:like|such as|called|named))? |"
    r"\b(?:acquires|acquired|acquiring|acquired by|acquisition of|backed by|spun out of|merger with|invested in|"
    r"investment in|partnership with|partnered with|partnering with|collaboration with|collaborated with|in partnership with) "
)
CONTRACTION = re.compile(r"['’](?:m|ve|re|ll|d|t|s)?$", re.IGNORECASE)
NAME = re2.compile(_NAME)
ACTS = re2.compile(
    rf"({_NAME}) (?:(?:has|have|just|today|also|is|was) )?(?:announc(?:es|ed)|acquir(?:es|ed)|partner(?:s|ed) with|published (?:a|its|their|new)|"
    r"raised|launched|open-sourc(?:es|ed)|signed (?:a|an)|filed (?:a|for)|plans to)\b"
)
SAYS = re2.compile(r"\b[Aa]ccording to ([A-Z]\w*[a-z]\w*[A-Z]\w*)")
HANDLE = re.compile(r"(?<![\w@/])@([A-Za-z0-9_]{2,30})")
HANDLE_PART = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+")
ORGANISATION_PARTS = frozenset(
    {"ai", "ml", "labs", "lab", "hq", "inc", "corp", "official", "dev", "devs", "research", "security", "cloud", "data"}
    | {"tech", "robotics", "capital", "ventures", "vc", "press", "news", "media", "university", "univ", "institute"}
    | {"foundation", "group", "protocol", "finance", "network", "networks", "systems", "bank", "xyz", "dao", "fund"}
    | {"energy", "health", "studio", "studios", "games", "support", "help", "io", "app", "magazine", "journal", "grade"}
    | {"partners", "software", "solutions", "labsai", "hub", "center", "centre", "college", "school", "gov", "dept"}
    | {"company", "motors", "airlines", "power", "bio", "pharma", "quantum", "semi", "compute", "builds", "works"}
    | {"cx", "fi", "gg", "connect", "fnd", "plus", "fed", "nft", "defi", "swap", "pay", "exchange", "trade", "trading"}
    | {"podcast", "times", "daily", "weekly", "tv", "radio", "post", "review", "books", "publishing", "upress"}
)
BRANCH_PARTS = ORGANISATION_PARTS | frozenset(
    {"us", "uk", "eu", "jp", "in", "india", "japan", "china", "europe", "asia", "africa", "canada", "deutschland", "france"}
    | {"korea", "brasil", "latam", "emea", "apac", "global", "usa", "australia", "mena", "uae", "developers", "developer"}
    | {"engineering", "eng", "design", "startups", "business", "edu", "education", "learn", "open", "source", "oss", "status"}
    | {"policy", "public", "blog", "events", "community", "team", "the", "get", "try", "use", "hello", "with", "join", "go"}
    | {"azure", "studio", "platform", "server", "servers", "dc", "storage", "networking", "jobs", "careers", "x", "org", "co"}
)
MIN_BRANCH_CHARS = 4
LONG_ENDINGS = tuple(
    sorted(part for part in ORGANISATION_PARTS if len(part) >= 4) + ["ai", "hq"]
)
ORGANISATION_HANDLE_BEFORE = re.compile(
    r"(?:\bthe|\bour friends at|\bat|\bpowered by|\breleased by|\bpublished by|\bbuilt by|\bbacked by|\bled by|\bsupport from|"
    r"\bpartner(?:ed|ing|s|ship)? with|\bspotlight:|\bfollowing|\baudit for|\bthanks to our sponsors?|"
    r"\bceo of|\bcto of|\bfounder of|\bco-?founder of|\bteam at|\bhosted by|\bsponsored by|\busing|\bper|\bour startup|\bhow|v/)\s+$",
    re.IGNORECASE,
)
ORGANISATION_HANDLE_AFTER = re.compile(
    r"^(?:'s|’s)?\s+(?:\||team\b|just (?:launched|released|raised)|rais(?:es|ed)|launch\w*|announc\w+|releas\w+|is hiring|(?:ceo|cto|founders?|co-?founder)\b(?! (?:&|and|@))|"
    r"(?:crossed|relaunch\w+|implement\w+|powers|is building|is heading|helps|is changing|delivers|offers|enables|introduc\w+|"
    r"ships|shipped|unveil\w+|partner\w+|hit|reached|has (?:launched|raised|released))\b|api\b|platform\b|customers?\b|committee\b|users?\b)",
    re.IGNORECASE,
)
PERSON_HANDLE_BEFORE = re.compile(
    r"(?:\bceo|\bcto|\bcoo|\bcso|\bcofounder|\bco-founder|\bfounder|\bsenator|\bdr\.?|\bprof\.?|\bprofessor|\bauthor|\bhost|"
    r"\bby|\bmy friend|\bcoworker|\bengineer|\bresearcher|\bpresident|\bchairman|\bwelcome|\bwith my|\btaught by)\s+$",
    re.IGNORECASE,
)
MADE_BY = re.compile(r"\b(?:powered|released|published|built|backed|sponsored|hosted) by\s+$", re.IGNORECASE)
PERSON_HANDLE_AFTER = re.compile(
    r"^\s+(?:says?|said|explains?|argues?|thinks?|believes?|writes?|wrote|sat down|teaches|breaks down|joins|and i\b|shares|"
    r"talks?|discuss\w*)",
    re.IGNORECASE,
)
CONTEXT_CHARS = 40
# the commonest given names of English-language posts: a handle that begins with one is a person's
GIVEN_NAMES = frozenset(
    "aaron adam alan alex alexander alice amanda amy andrea andrew andy angela anna anne anthony ben benjamin bill bob brad "
    "brandon brian bruce bryan carl carlos carol catherine charles chris christian christina christopher claire craig dan "
    "daniel dave david dean dennis derek diana donald doug dr drew dylan ed edward elizabeth ellen emily emma eric erik ethan "
    "eugene evan frank fred gary george gerald glen gordon grace greg guillermo hannah harry heather henry ian isaac jack "
    "jackson jacob jake james jamie jan jane jason jay jeff jen jennifer jeremy jerry jess jessica jim joe joel john jon "
    "jonathan jordan jose joseph josh joshua juan julia julian julie justin kanye karen kate katherine keith kelly ken kevin "
    "kim kyle larry laura lauren lee leo leonard linda lisa logan luca lucas luis luke marc marcus maria marie mark martin "
    "mary matt matthew max megan melissa michael michelle miguel mike mohamed mohammed molly monica nancy natalie nate nathan "
    "nick nicholas nicole noah olivia oscar pat patrick paul pedro peter phil philip pierre rachel ralph randy ray real rebecca "
    "richard rick rob robert robin roger ron rose ross roy russell ryan sam samantha samuel sandra sara sarah scott sean "
    "sebastian sergey sharon shawn simon sofia sophie stefan stephen steve steven stuart susan tara ted teresa thomas tim "
    "todd tom tony tyler vanessa victor victoria vincent walter wendy will william yann zach".split()
)


def _is_ordinary(word: str, grammar: ModelGrammar) -> bool:
    folded = word.casefold().rstrip(".'’s") if word.endswith(("'s", "’s")) else word.casefold()
    return folded in grammar.common_words or folded in NOT_NAMES


def _trimmed(text: str, start: int, end: int, grammar: ModelGrammar) -> tuple[int, int]:
    """A capitalised run without the ordinary words at its head: "At Foo Systems" is "Foo Systems"."""
    while (space := text.find(" ", start, end)) > 0 and _is_ordinary(text[start:space], grammar):
        start = space + 1
    if text[start:end].endswith(("'s", "’s")):
        end -= 2
    return start, end


def _ended(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    for match in ENDED.finditer(text):
        start, end = _trimmed(text, *match.span(), grammar)
        words = text[start:end].split()
        if len(words) < 2 or text[end : end + 1].isalnum() or re.match(r" [A-Z]", text[end : end + 2]):
            continue
        if start == match.start() and _is_ordinary(words[0], grammar):
            continue
        is_new = any(not _is_ordinary(word, grammar) for word in words[:-1])
        if is_new and (STRONG_ENDING.search(words[-1]) or not _is_ordinary(words[0], grammar)):
            yield start, end


def _begun(text: str, _: ModelGrammar) -> Iterator[tuple[int, int]]:
    for match in BEGUN.finditer(text):
        yield match.span()


def _is_organisation_name(name: str, grammar: ModelGrammar) -> bool:
    words = name.split()
    return (
        len(name) > 2
        and not CONTRACTION.search(name)
        and not any(_is_ordinary(word, grammar) for word in words)
        and name_key(name) not in grammar.homes
        and (name.casefold() not in grammar.known_words or name.casefold() in grammar.organisation_heads)
    )


def _beside(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    for pattern in (BESIDE, SAYS, ACTS):
        for match in pattern.finditer(text):
            start, end = _trimmed(text, *match.span(1), grammar)
            if _is_organisation_name(text[start:end], grammar):
                yield start, end


def _after(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    for match in AFTER.finditer(text):
        name = NAME.match(text, match.end())
        if name is None:
            continue
        start, end = _trimmed(text, *name.span(), grammar)
        if start == match.end() and _is_organisation_name(text[start:end], grammar):
            yield start, end


def handle_parts(handle: str) -> list[str]:
    """The words of a handle, as its capitals, digits and underscores divide them.

    >>> handle_parts("FooBarAI")
    ['foo', 'bar', 'ai']
    """
    return [part.casefold() for part in HANDLE_PART.findall(handle)]


def _handle_score(handle: str, before: str, after: str) -> int:
    """Evidence that a handle is an organisation's; 2 or more is enough."""
    parts = handle_parts(handle)
    score = 0
    if parts and (parts[-1] in ORGANISATION_PARTS or handle.casefold().endswith(LONG_ENDINGS)):
        score += 2
    if len(handle) > 4 and handle.isupper():
        score += 2
    if ORGANISATION_HANDLE_BEFORE.search(before):
        score += 2
    if ORGANISATION_HANDLE_AFTER.search(after):
        score += 2
    if parts and parts[0] in GIVEN_NAMES:
        score -= 2
    is_made_by = MADE_BY.search(before) is not None
    if (PERSON_HANDLE_BEFORE.search(before) and not is_made_by) or PERSON_HANDLE_AFTER.search(after):
        score -= 3
    return score


def _owner_of_handle(handle: str, grammar: ModelGrammar) -> tuple[str, str] | None:
    """The registry organisation whose name a handle is, alone or with a branch: "@AcmeIndia"."""
    key = name_key(handle)
    if key in grammar.organisation_keys:
        return grammar.organisation_keys[key]
    parts = handle_parts(handle)
    for length in range(len(parts) - 1, 0, -1):
        for first in range(len(parts) - length + 1):
            inner = "".join(parts[first : first + length])
            rest = parts[:first] + parts[first + length :]
            if (
                len(inner) >= MIN_BRANCH_CHARS
                and inner not in grammar.common_words
                and all(part in BRANCH_PARTS for part in rest)
                and inner in grammar.organisation_keys
            ):
                return grammar.organisation_keys[inner]
    return None


def _is_product(handle: str, grammar: ModelGrammar) -> bool:
    """Whether a handle is that of a model or a product: "@GeminiApp"."""
    key = name_key(handle)
    if key in grammar.organisation_keys:
        return False
    if key.removesuffix("app").removesuffix("ai") in grammar.product_keys or key in grammar.product_keys:
        return True
    return any(part in grammar.family_words for part in handle_parts(handle))


def _handles(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    for match in HANDLE.finditer(text):
        handle = match.group(1)
        if handle.isdigit() or _is_product(handle, grammar):
            continue
        before = text[max(0, match.start() - CONTEXT_CHARS) : match.start()]
        after = text[match.end() : match.end() + CONTEXT_CHARS]
        if _owner_of_handle(handle, grammar) or _handle_score(handle, before, after) >= 2:
            yield match.span()


FINDERS: tuple[Callable[[str, ModelGrammar], Iterator[tuple[int, int]]], ...] = (
    _ended,
    _begun,
    _beside,
    _after,
)


def find_unseen_organisations(
    text: str, blocked: Sequence[tuple[int, int]], grammar: ModelGrammar
) -> list[NameSpan]:
    """Names and handles of organisations outside the registry; spans on a blocked range are left out."""
    taken = list(blocked)
    spans = []
    for finder in FINDERS:
        for start, end in finder(text, grammar):
            if is_inside(start, end, taken) or not starts_name(text, start):
                continue
            spans.append(_span(text, start, end, grammar))
            taken.append((start, end))
    if "@" in text:
        spans += [
            _span(text, start, end, grammar)
            for start, end in _handles(text, grammar)
            if not is_inside(start, end, taken)
        ]
    return sorted(spans, key=lambda span: span.start)


def _span(text: str, start: int, end: int, grammar: ModelGrammar) -> NameSpan:
    """An organisation's span; a short form of one name in the registry is that organisation."""
    name = text[start:end].lstrip("@")
    is_handle = text[start] == "@"
    known = (
        _owner_of_handle(name, grammar)
        if is_handle
        else grammar.organisation_heads.get(name.casefold())
    )
    entity_id, name = known or (f"org:{slug(name)}", name)
    method: MentionMethod = "handle" if is_handle else "grammar"
    return NameSpan(start, end, entity_id, "org", name, entity_id, method)
