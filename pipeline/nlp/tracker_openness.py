"""Where posts say that a model's weights are open: in words, by a hub that has them, or as closed.

A post that says nothing of weights does not say that they are closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.nlp.tracker_launch_words import LIST_GAP
from pipeline.nlp.tracker_launches import Launch, are_related, speaking_organisation
from pipeline.nlp.tracker_proofs import FieldProofs
from pipeline.nlp.tracker_records import is_specific_model, plain_model_id
from pipeline.records import Mention, Post
from pipeline.reference.registry import Registry
from pipeline.text.sentence_spans import SentenceSpan, find_sentences
from pipeline.week_material import WeekMaterial, names_in

FIELD = "open_weights"
Said = tuple[bool, tuple[int, int]]  # whether the weights are open, span
MAX_GAP = 60  # characters between a model's name and the words that call it open
# What else is open besides a model: "the open-source community".
OTHER_THINGS = (
    r"(?! (?:\w+ ){0,3}?(?:code|codebase|agents?|sdk|tools?|toolkit|cli|projects?|frameworks?|"
    r"librar(?:y|ies)|"
    r"engine|software|packages?|repos?|repository|data|datasets?|communit(?:y|ies)|ecosystem|"
    r"harness|maintainers?|stack|platform|plugins?|benchmarks?|"
    r"robotics|models? (?:ecosystem|communit\w+|provider\w*|space|flow|lab)\w*)\b(?! models?\b))"
)
OPEN = re.compile(
    rf"\b(?:fully[- ])?(?:open[- ]weights?|open[- ]?sourc(?:e|ed|ing|es))\b{OTHER_THINGS}|"
    rf"\bfully[- ]open\b{OTHER_THINGS}|"
    r"\b(?:an?|our|this|the (?:new|best|top|first))\b(?: (?!of\b)[\w.-]+){0,4} open model\b"
    r"(?! (?:ecosystem|communit|provider|release|space|flow|lab|fear|race|succeed|win|is|can)\w*)|"
    r"\brank\w* [^.;\n]{0,30}\bamong open models?\b|"
    r"\bweights (?:(?:are|is) )?(?:now )?(?:open|on|at|available|released|out|live)\b|"
    r"\bapache[\s-]?2|\bMIT licen|开源|开放权重",
    re.IGNORECASE,
)
CLOSED = re.compile(
    r"\b(?:closed[- ](?:source|weights?)(?! (?:reverse|software|code|models|labs?)\b)|"
    r"proprietary(?! (?:data|models|software|code|labs?|systems?)\b)|no open[- ]weights?|"
    r"weights (?:are |will )?not)\b",
    re.IGNORECASE,
)
# Others that are open: "beats open-source models", "the best of all open models".
OF_OTHERS = re.compile(
    r"\b(?:outperform\w*|beat(?:s|ing)?|surpass\w*|exceed\w*|rival\w*|match(?:es|ing)?|than|vs|"
    r"versus|against|over|other|all|existing|previous|like|unlike|support(?:s|ing)?|"
    r"compet\w+|par with|compared (?:to|with)|combination of|gap)\b[^.;:\n]{0,25}$|"
    r"(?:超越|超过|优于|其他|媲美|对标)[^，。；\n]{0,12}$",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"\b(?:will|not|never|if|once|when|soon|coming|plans?|going to|to be|to come|hope\w*|would|"
    r"should|wish|could)\b[^.;:\n]{0,25}$|n['’]t\b[^.;:\n]{0,25}$|"
    r"(?:即将|将|会|过[一两几]天|计划|准备|没有?|未|不|希望|期待|等)[^，。；\n]{0,8}$",
    re.IGNORECASE,
)
# A name that another is measured by: "cheaper than Loom 3", "with Loom 3 level power".
MEASURE_BEFORE = re.compile(
    r"\b(?:than|with|like|over|to|vs\.?|versus|against|from|beats?) (?:the )?$|比\s?$",
    re.IGNORECASE,
)
NOT_YET_AFTER = re.compile(r"\s*(?:soon|coming|next|later|tomorrow|in \w+ weeks?)\b", re.IGNORECASE)
CLAUSE_END = re.compile(r"[.;!?]\s|[。；！？\n]")
HUB = r"@?hugging ?face\b(?!['’]s? ?(?:inference|spaces?))"
# "Loom 3 (8B) by @weavers is out on Hugging Face".
OUT_ON_HUB = re.compile(
    r"[\s:]*(?:\([^)]*\)\s*)?(?:(?:models?|family|series|weights|base|just|now|finally|officially|"
    r"has|have|was|were|been|is|are|also|today|by|from|in|@\w+)\s+){0,6}?"
    rf"(?:out|live|available|released?|dropp?(?:ed|s)|landed|up|now) (?:now )?on {HUB}",
    re.IGNORECASE,
)
RELEASED = re.compile(
    r"\b(?:just )?(?:releas(?:ed|es|ing)|dropp?(?:ed|s)|launch(?:ed|es)|publish(?:ed|es)|"
    r"upload(?:ed|s))\b[^.;\n]{0,30}$",
    re.IGNORECASE,
)
ON_HUB = re.compile(rf"\s*(?:\([^)]*\)\s*)?(?:models? )?on {HUB}", re.IGNORECASE)
OPEN_VERB = re.compile(
    r"open[- ]?sourc(?:ed|es|ing)$|(?:is|are) .*open[- ]?source$|开源$", re.IGNORECASE
)


def find_openness(text: str) -> Said | None:
    """Whether a sentence says that weights are closed or open, and the words; None for neither."""
    closed = CLOSED.search(text)
    if closed and not NOT_YET.search(text, 0, closed.start()):
        return False, closed.span()
    return next(((True, match.span()) for match in _open_words(text)), None)


def _open_words(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    for match in OPEN.finditer(text, start):
        before = text[: match.start()]
        is_doubtful = NOT_YET.search(before) or NOT_YET_AFTER.match(text, match.end())
        if not (is_doubtful or OF_OTHERS.search(before)):
            yield match


def note_openness(
    proofs: FieldProofs,
    launches: Sequence[Launch],
    posts: Sequence[Post],
    material: WeekMaterial,
    registry: Registry,
) -> None:
    """Add what a model's launches, its maker's posts and those of others say of its weights.

    The verb of a launch may say that the model is open. `posts` are those that describe it;
    others are believed when an organisation's account speaks, or two origins do.
    """
    for launch in launches:
        is_firm = not (launch.is_future or launch.is_rumour)
        if is_firm and OPEN_VERB.search(launch.verb):
            text, post_id = launch.post.body_text, launch.post.post_id
            start = text.find(launch.verb, launch.sentence.start)
            proofs.add(FIELD, True, post_id, (start, start + len(launch.verb)), text)
    key, owner = plain_model_id(launches[0].mention.entity_id), launches[0].owner_id
    described = {post.post_id for post in posts}
    others: list[tuple[Post, Said]] = []
    for post, models in _posts_naming(key, material):
        speaker = speaking_organisation(post, material, registry)
        is_about = post.post_id in described or are_related(speaker, owner, registry)
        said = _read_post(key, post, models, is_about)
        if said and is_about:
            proofs.add(FIELD, said[0], post.post_id, said[1], post.body_text)
        elif said and said[0]:
            others.append((post, said))
    is_known = any(material.author_organisation(post) for post, _ in others)
    if is_known or len(material.origins(post for post, _ in others)) > 1:
        for post, (is_open, span) in others:
            proofs.add(FIELD, is_open, post.post_id, span, post.body_text)


def _posts_naming(key: str, material: WeekMaterial) -> Iterator[tuple[Post, Sequence[Mention]]]:
    """The kept posts of the week that name a model, with the models they name."""
    for post_id in sorted(material.posts):
        names = material.mentions_of(post_id) if post_id not in material.duplicates else ()
        if any(plain_model_id(name.entity_id) == key for name in names):
            models = [name for name in names if name.entity_type == "model"]
            yield material.posts[post_id], models


def _read_post(key: str, post: Post, models: Sequence[Mention], is_about: bool) -> Said | None:
    """The first words of a post that call a model open or closed.

    Args:
        key: The model's plain id.
        post: One that names it.
        models: All models that the post names.
        is_about: The post presents the model, so that a sentence without a name is on it as well.
    """
    ids = {plain_model_id(name.entity_id) for name in models if not is_line_of(name, key)}
    for sentence in find_sentences(post.body_text):
        inside = names_in(models, sentence.start, sentence.end)
        named = {plain_model_id(name.entity_id) for name in inside if not is_line_of(name, key)}
        said = None
        if named == {key} or (is_about and not inside and ids == {key}):
            said = find_openness(sentence.text)
        if said is not None and not is_about and not _is_near(said, key, sentence, inside):
            said = None
        if said is None:
            said = _said_beside(key, sentence, inside)
        if said is not None:
            is_open, (start, end) = said
            return is_open, (sentence.start + start, sentence.start + end)
    return None


def _is_near(said: Said, key: str, sentence: SentenceSpan, names: Iterable[Mention]) -> bool:
    """Whether words stand closely before or after the model's name, in one clause with it."""
    start, end = said[1]
    for name in names:
        if plain_model_id(name.entity_id) == key:
            name_end = name.span_end - sentence.start
            first, last = sorted((end, name_end))
            is_close = end - MAX_GAP <= name_end <= start + MAX_GAP
            if is_close and not CLAUSE_END.search(sentence.text, first, last):
                return True
    return False


def is_line_of(name: Mention, key: str) -> bool:
    """Whether a name is that of a line of models, or of the series that a model is of."""
    other = plain_model_id(name.entity_id)
    is_series = key != other and re.match(rf"{re.escape(other)}[\s-]", key) is not None
    return is_series or not is_specific_model(other)


def _said_beside(key: str, sentence: SentenceSpan, names: Sequence[Mention]) -> Said | None:
    """What stands closely after a model's name: that it is open, or that a hub has it."""
    text = sentence.text
    spans = [(n.span_start - sentence.start, n.span_end - sentence.start, n) for n in names]
    for start, end, name in spans:
        if plain_model_id(name.entity_id) != key or MEASURE_BEFORE.search(text, 0, start):
            continue
        hub_end = find_hub(text, start, end)
        if hub_end is not None:
            return True, (start, hub_end)
        later = [(at, until) for at, until, other in spans if at >= end and other is not name]
        reach = _reach(text, end, later)
        for match in _open_words(text, end):
            is_adjective = any(0 <= at - match.end() <= 1 for at, _ in later)
            if match.start() < reach and not is_adjective:
                return True, match.span()
    return None


def find_hub(text: str, start: int, end: int) -> int | None:
    """The end of the words by which the name at a place is said to be out on a hub for weights."""
    hub = OUT_ON_HUB.match(text, end)
    if hub is None and RELEASED.search(text, 0, start):
        hub = ON_HUB.match(text, end)
    return hub.end() if hub and not NOT_YET.search(text, 0, start) else None


def _reach(text: str, end: int, later: Sequence[tuple[int, int]]) -> int:
    """Up to where words after a name are about it: the end of a clause, or the next name.

    Names that only commas and "and" hold apart are spoken of together.
    """
    for at, until in sorted(later):
        if not LIST_GAP.fullmatch(text, end, at):
            return min(at, end + MAX_GAP)
        end = until
    stop = CLAUSE_END.search(text, end)
    return min(stop.start() if stop else len(text), end + MAX_GAP)
