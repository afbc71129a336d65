"""What posts state about a released model: size, context, licence, price, scores, where it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.nlp.tracker_proofs import FieldProofs
from pipeline.records import Mention, Post
from pipeline.text.sentence_spans import SentenceSpan, find_sentences
from pipeline.week_material import names_in

Found = tuple[str, object, tuple[int, int]]  # field, value, span in the post's text
POWERS = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
NUMBER = r"\d+(?:\.\d+)?"
TOTAL_PARAMETERS = re.compile(
    rf"(?<![\w.-])(?P<n>{NUMBER})[\s-]?(?P<s>[BTM]|billion|trillion|million)[\s-]*(?:total[\s-]*)?"
    rf"(?:param(?:eter)?s?\b|(?<=total )|(?:MoE|dense)\b)|"
    rf"(?<![\w.-])(?P<n2>{NUMBER})(?P<s2>[BT]) total\b",
    re.IGNORECASE,
)
ACTIVE_PARAMETERS = re.compile(
    rf"(?<![\w.-])(?P<n>{NUMBER})[\s-]?(?P<s>[BTM]|billion|"
    rf"million)[\s-]*(?:param(?:eter)?s?[\s-]*)?"
    r"(?:are )?(?:active|activated)\b|\bactiv(?:e|ates?|ating) (?:only |just )?"
    rf"(?P<n2>{NUMBER})[\s-]?(?P<s2>[BM]|billion)\b",
    re.IGNORECASE,
)
SIZE_IN_NAME = re.compile(
    rf"(?<![\w.])(?P<total>{NUMBER})B(?:-A(?P<active>{NUMBER})B)?\b", re.IGNORECASE
)
CONTEXT = re.compile(
    rf"(?<![\w.])(?P<n>{NUMBER})\s?(?P<s>[KM]|million)[\s-]?(?:tokens?[\s-]?)?(?:of )?context\b|"
    r"\bcontext (?:window|length|size)?(?: of| to| up to|:| is| =)*\s*"
    rf"(?P<n2>{NUMBER})\s?(?P<s2>[KM]|million)\b",
    re.IGNORECASE,
)
LICENCES = (
    ("Apache-2.0", re.compile(r"\bapache[\s-]?(?:licen[cs]e )?(?:v?2(?:\.0)?)?\b", re.IGNORECASE)),
    ("modified MIT", re.compile(r"\bmodified MIT\b", re.IGNORECASE)),
    (
        "MIT",
        re.compile(
            r"\bMIT[\s-]licen[cs]ed?\b|\b(?:under|licen[cs]e:?) (?:an? |the )?MIT\b", re.IGNORECASE
        ),
    ),
    ("CC-BY-NC-4.0", re.compile(r"\bCC[\s-]BY[\s-]NC\b", re.IGNORECASE)),
    ("CC-BY-4.0", re.compile(r"\bCC[\s-]BY[\s-]4\b", re.IGNORECASE)),
    ("OpenRAIL", re.compile(r"\bopen-?rail\b", re.IGNORECASE)),
)
PLACES = (
    ("api", re.compile(r"\b(?:the |our |via |in |on |through )*API\b")),
    ("hugging_face", re.compile(r"\bhugging ?face\b", re.IGNORECASE)),
    ("github", re.compile(r"\bgithub\b", re.IGNORECASE)),
    ("app", re.compile(r"\b(?:apps?|ios|android|chatgpt)\b", re.IGNORECASE)),
    (
        "cloud",
        re.compile(r"\b(?:bedrock|vertex|azure|foundry|cloud|model studio)\b", re.IGNORECASE),
    ),
    ("waitlist", re.compile(r"\bwait[- ]?list\b", re.IGNORECASE)),
    (
        "limited",
        re.compile(
            r"\b(?:trusted (?:access|testers|partners)|limited (?:preview|release)|"
            r"select (?:partners|customers)|early access)\b",
            re.IGNORECASE,
        ),
    ),
    ("free", re.compile(r"\bfree (?:tier|users|for|to use)\b|\bfor free\b|免费", re.IGNORECASE)),
)
PER_MILLION = re.compile(
    r"(?:/|per|每)\s?(?:1?\s?M\b|1?\s?million|mtok|1M tok|百万)", re.IGNORECASE
)
PRICES = (
    re.compile(
        rf"\$(?P<input>{NUMBER})[^$\n]{{0,40}}?\bin(?:put)?\b[^$\n]{{0,40}}\$(?P<output>{NUMBER})"
        r"[^$\n]{0,40}?\bout(?:put)?\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\binput\b[^$\n]{{0,20}}\$(?P<input>{NUMBER})[^$\n]{{0,40}}?\boutput\b[^$\n]{{0,20}}"
        rf"\$(?P<output>{NUMBER})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\$(?P<input>{NUMBER})\s?/\s?\$(?P<output>{NUMBER})\s?(?:/|per)\s?(?:1?M|million)",
        re.IGNORECASE,
    ),
)
BENCHMARK = (
    r"SWE-?bench(?: Verified| Pro| Multilingual)?|Terminal-?Bench(?: \d\.\d)?|HLE|"
    r"Humanity['’]s Last Exam|"
    r"GPQA(?: Diamond)?|MMLU(?:-Pro)?|MMMU(?:-Pro)?|AIME(?: ?20\d\d)?|ARC-AGI(?:-[123])?|"
    r"OSWorld(?:-Verified)?|"
    r"BrowseComp|LiveCodeBench|HumanEval|FrontierMath|[Tτ](?:au)?[²2]?-bench|MATH-500|SimpleQA|"
    r"VideoMME"
)
SCORE_AFTER = re.compile(
    rf"\b(?P<name>(?>{BENCHMARK}))\b(?:\s?[:=(]|\s+score of|\s+at|"
    rf"\s+of)?\s*(?P<score>{NUMBER})\s?%?(?![\w.]*[BTMK]\b|\d)"
)
SCORE_BEFORE = re.compile(
    rf"(?<![+\w.-])(?P<score>{NUMBER})\s?% (?:accuracy |score |resolved )?(?:on|"
    rf"in) (?:the )?(?P<name>{BENCHMARK})\b"
)
FRAMEWORK_LEVEL = re.compile(
    r"\b(?:ASL-\d|AI Safety Level \d|(?:High|Critical) (?:capability )?(?:in|under|"
    r"for) (?:\w+ ){0,3}"
    r"(?:Preparedness|Frontier Safety)[\w ]{0,20})\b"
)
COMPUTE = re.compile(rf"(?P<n>{NUMBER})\s?(?:[x×*]\s?10\^?|e)(?P<e>2\d)\s?FLOPs?\b", re.IGNORECASE)
TRAINED_ON = re.compile(
    r"\b(?:pre-?)?train(?:ed|ing) (?:entirely |fully |end-to-end )?(?:on|with|"
    r"using)\b[^.;\n]{0,60}$",
    re.IGNORECASE,
)
BASED_ON = re.compile(
    r"\b(?:built on|based on|fine-?tuned (?:from|on)|post-?trained (?:from|on)|"
    r"distilled from)\b[^.;\n]{0,30}$",
    re.IGNORECASE,
)
REPLACES = re.compile(
    r"\b(?:(?:successor|replacement|upgrade|update|follow-?up) (?:to|for|of|over)|replac(?:es|ing)|"
    r"supersed(?:es|ing)|improves? (?:up)?on)(?: (?:the|our|its))?(?: [a-z-]+){0,2}\s*$",
    re.IGNORECASE,
)
CARD_LINK = re.compile(r"(?:system|model)[-_]?card", re.IGNORECASE)


def note_attributes(
    proofs: FieldProofs, post: Post, mention: Mention, names: Sequence[Mention]
) -> None:
    """Add what a post states about one model; sentences that name another model are passed over."""
    models = {name.entity_id for name in names if name.entity_type == "model"}
    for sentence in find_sentences(post.body_text):
        inside = names_in(names, sentence.start, sentence.end)
        named = {name.entity_id for name in inside if name.entity_type == "model"}
        based_on = _named_after(BASED_ON, post, sentence, inside, mention)
        if based_on:
            proofs.add(
                "base_model",
                based_on.canonical_name,
                post.post_id,
                (based_on.span_start, based_on.span_end),
                post.body_text,
            )
            named.discard(based_on.entity_id)
            models.discard(based_on.entity_id)
        replaced = _named_after(REPLACES, post, sentence, inside, mention)
        if replaced:
            span = replaced.span_start, replaced.span_end
            proofs.add("supersedes", replaced.entity_id, post.post_id, span, post.body_text)
            named.discard(replaced.entity_id)
            models.discard(replaced.entity_id)
        if named == {mention.entity_id} or (not named and models == {mention.entity_id}):
            for name, value, span in _stated(sentence, inside):
                proofs.add(name, value, post.post_id, span, post.body_text)
    _note_size_in_name(proofs, mention, post)


def _named_after(
    words: re.Pattern[str],
    post: Post,
    sentence: SentenceSpan,
    inside: Sequence[Mention],
    mention: Mention,
) -> Mention | None:
    """Another model that a sentence on this one puts after `words`."""
    for name in inside:
        before = post.body_text[sentence.start : name.span_start]
        others = [each for each in inside if each.span_end <= name.span_start]
        is_of_this = all(
            each.entity_id == mention.entity_id for each in others if each.entity_type == "model"
        )
        is_other = name.entity_type == "model" and name.entity_id != mention.entity_id
        if is_other and is_of_this and words.search(before):
            return name
    return None


def _note_size_in_name(proofs: FieldProofs, mention: Mention, post: Post) -> None:
    match = SIZE_IN_NAME.search(mention.surface)
    if match is None:
        return
    span = mention.span_start, mention.span_end
    proofs.add("parameters_total", float(match["total"]) * 1e9, post.post_id, span, post.body_text)
    if match["active"]:
        proofs.add(
            "parameters_active", float(match["active"]) * 1e9, post.post_id, span, post.body_text
        )


def _stated(sentence: SentenceSpan, names: Sequence[Mention]) -> Iterator[Found]:
    for find in (
        _find_parameters,
        _find_context,
        _find_terms,
        _find_places,
        _find_prices,
        _find_scores,
        _find_training,
    ):
        for name, value, (start, end) in find(sentence.text):
            yield name, value, (sentence.start + start, sentence.start + end)
    for hardware in names:
        before = sentence.text[: hardware.span_start - sentence.start]
        if hardware.entity_type == "hardware" and TRAINED_ON.search(before):
            span = hardware.span_start, hardware.span_end
            yield "training_hardware", hardware.canonical_name, span


def _scaled(match: re.Match[str]) -> float:
    number, scale = match["n"] or match["n2"], match["s"] or match["s2"]
    return float(number) * POWERS[scale[0].casefold()]


def _find_parameters(text: str) -> Iterator[Found]:
    active = list(ACTIVE_PARAMETERS.finditer(text))
    for match in active:
        yield "parameters_active", _scaled(match), match.span()
    for match in TOTAL_PARAMETERS.finditer(text):
        if not any(match.start() < other.end() and other.start() < match.end() for other in active):
            yield "parameters_total", _scaled(match), match.span()


def _find_context(text: str) -> Iterator[Found]:
    for match in CONTEXT.finditer(text):
        yield "context_tokens", int(_scaled(match)), match.span()


def _find_terms(text: str) -> Iterator[Found]:
    for licence, pattern in LICENCES:
        match = pattern.search(text)
        if match:
            yield "license", licence, match.span()
            break
    level = FRAMEWORK_LEVEL.search(text)
    if level:
        yield "safety_framework_level", level.group(), level.span()


def _find_places(text: str) -> Iterator[Found]:
    if re.search(
        r"\b(?:available|live|out|try|access|rolling out|roll out|download|free)\b|上线|可用|免费",
        text,
        re.IGNORECASE,
    ):
        for place, pattern in PLACES:
            match = pattern.search(text)
            if match:
                yield "availability", place, match.span()


def _find_prices(text: str) -> Iterator[Found]:
    if not PER_MILLION.search(text):
        return
    for pattern in PRICES:
        match = pattern.search(text)
        if match:
            yield "price_in_usd_per_mtok", float(match["input"]), match.span()
            yield "price_out_usd_per_mtok", float(match["output"]), match.span()
            return


def _find_scores(text: str) -> Iterator[Found]:
    for pattern in (SCORE_BEFORE, SCORE_AFTER):
        for match in pattern.finditer(text):
            if float(match["score"]) <= 100:
                yield "benchmarks_claimed", f"{match['name']}={match['score']}", match.span()


def _find_training(text: str) -> Iterator[Found]:
    match = COMPUTE.search(text)
    if match:
        yield "training_compute_flop", float(match["n"]) * 10 ** int(match["e"]), match.span()


def card_url(posts: Sequence[Post]) -> str | None:
    """The address of a system or model card that a post links to."""
    links = sorted({url for post in posts for url in post.link_urls if CARD_LINK.search(url)})
    return links[0] if links else None
