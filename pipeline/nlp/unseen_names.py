"""Model names of families nobody has listed: by their shape, and by the words around them.

Three sources, strongest first: a hyphenated name with a parameter count ("Foo-7B"); a name with a version, where
the words nearby speak of a model; a bare capitalised name in a sentence that says it is a model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import re2

from pipeline.nlp.model_grammar import ModelGrammar
from pipeline.nlp.model_tails import COUNTED, DERIVED, FORMATS
from pipeline.nlp.name_spans import NameSpan, is_inside, is_unspaced, slug, starts_name
from pipeline.reference.registry import name_key

CONTEXT_CHARS = 80
NOUN_CHARS = 60  # behind a name that a sentence explains

_PIECE = r"[A-Za-z0-9]+(?:\.[0-9]+)*"
_SIZE = r"(?:(?:[0-9]{1,3}x)?[0-9]{1,4}(?:\.[0-9]{1,2})?[bB]|[aAeE][0-9]{1,3}(?:\.[0-9])?[bB])"
CAPITALISED = r"[A-Z][A-Za-z]*[a-zA-Z0-9]*"
_VERSION = r"[vV]?[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}"
SIZED = re2.compile(
    rf"[A-Za-z][A-Za-z0-9]*(?:\.[0-9]+)*(?:[-_]{_PIECE})*[-_]{_SIZE}(?:[-_]{_PIECE})*"
    rf"|{CAPITALISED}(?:[ -]{CAPITALISED}){{0,2}}(?: {_VERSION})? {_SIZE}(?:[-_]{_PIECE})*"
)
VERSIONED = re2.compile(
    rf"{CAPITALISED}(?:[ -]{CAPITALISED}){{0,3}}(?:[- ]?{_VERSION})(?:[-_]{_PIECE})*(?: (?:[A-Z][a-z]+)){{0,2}}"
    rf"|[a-z]+(?:-[a-z0-9]+)*-v[0-9]{{1,2}}(?:\.[0-9]{{1,2}})?(?:-[a-z0-9]+)*"
)
CUED = re2.compile(
    r"(?:\b(?:[Ii]ntroducing|[Mm]eet|[Aa]nnouncing|[Rr]eleasing|[Ll]aunching|[Uu]nveil(?:s|ed|ing)|[Rr]eleased|[Ll]aunched|"
    r"[Rr]eleases|[Ll]aunches|[Oo]pen-?sourc(?:es|ed|ing)|[Ii]ntroduces|[Ii]ntroduced|[Pp]resenting|[Pp]resents|[Dd]rops|"
    r"[Dd]ropped|[Mm]odels? (?:like|such as|including|includes?|:)|new model,?|called|codenamed|named)\s+"
    r"(?:(?:our|the|its|their|a|new|latest|first|next|own|open|open-source|open-weight|open-weights|foundation|frontier|"
    r"model|[0-9]+[BT]?) ){0,4}[\"“']?)"
    rf"({CAPITALISED}(?:[- ]{CAPITALISED}){{0,2}})"
)
APPOSED = re2.compile(
    rf"({CAPITALISED}(?:[- ]{CAPITALISED}){{0,2}})"
    r"(?:,| is|:| -| –| —|\s\()\s?(?:our|a|an|the|its|their|first|new|latest|open)\b"
)
# endings that builders give to names of models, and heads they put before "Gemma" and the like
SHAPED = re2.compile(
    r"[A-Za-z0-9]*[A-Za-z0-9-](?:GPT|LM|LLM|VLM|VLA|BERT|Gemma|Llama|LLaMA|TTS|ASR|OCR|Coder|Prover|Embed|VL)"
    r"(?:[- ]?v?[0-9]{1,2}(?:\.[0-9]{1,2})?)?(?:-[A-Za-z0-9]+(?:\.[0-9]+)*)*"
    rf"|{CAPITALISED} (?:TTS|ASR|OCR|VLM|VLA|Coder|VL)(?:[- ]?v?[0-9]{{1,2}}(?:\.[0-9]{{1,2}})?)?"
)
NOT_SHAPED = frozenset(
    {"llm", "llms", "vlm", "vlms", "vllm", "mllm", "dllm", "slm", "tts", "asr", "ocr", "vla", "lm", "slms", "litellm", "autogpt"}
    | {"chatgpt", "mlm", "nlm", "rlm", "plm", "film", "realm", "elm", "palm", "calm", "helm", "diffusion", "glm", "notebooklm"}
)
OTHER_BEHIND = re.compile(
    r"[ -](?:Bench\w*|Arena|[Dd]ataset|[Ll]ibrary|[Ff]ramework|[Tt]oolkit|SDK|API|CLI|[Ss]tudio|Challenge)\b"
)
OTHER_NOUN = re.compile(
    r"^(?:,| is|:| -| –| —)?\s?(?:a|an|the|our|its)\s(?:[\w-]+ ){0,4}?(?:library|framework|tool|toolkit|system|dataset|benchmark|"
    r"method|platform|app|application|service|company|startup|course|technique|algorithm|protocol|agent|paper|robot)\b"
)
SIZE_BEHIND = re.compile(r"^\s?(?:\(|:|,|—|–|-| is| with)?\s?(?:a |an |our |new )*[\d.]+[BT][ -]?(?:param|MoE|total|active|dense|model|open|\)|/|,)")
MODEL_NOUN = re.compile(
    r"\b(?:language|foundation|world|reasoning|coding|vision|multimodal|diffusion|embedding|video|image|speech|audio|"
    r"frontier|open[- ]weights?|open[- ]source|tts|asr|ocr|moe|vla|robotics?|agentic|generative|voice|music|omni|base|"
    r"reranker|retrieval|forecasting|weather|protein|genomic|safety|small|large|ai|new|first|3d|hybrid|time series)[ -]"
    r"(?:[\w-]+ )?models?\b|"
    r"\b[\d.]+[bt] (?:param\w*|model|moe|dense)|\bparameters?\b|\bopen[- ]weights?\b|\bllms?\b|\bvlms?\b|\bmoe\b|"
    r"模型|モデル|开源权重|参数"
)
MODEL_WORD = re.compile(
    r"\bmodels?\b|\bweights?\b|\bllms?\b|\bvlms?\b|\bmoe\b|\bparam(?:eter)?s?\b|\bsota\b|\bcheckpoints?\b|\bhugging ?face\b|"
    r"\bopen[- ]?(?:source|weight)|\btext-to-\w+|\bimage-to-\w+|\bmultimodal\b|\bcontext window\b|\bfine-?tun\w*|"
    r"\boutperform\w*|\bbenchmarks?\b|\breasoning\b|\bgpt\b|\bclaude\b|\bgemini\b|\bqwen|\bdeepseek|\bllama\b|\bollama\b|"
    r"\b(?:video|image|speech|music|voice|audio) (?:gen\w*|model\w*|edit\w*|arena)\b|\blip[- ]?sync|\bvoice clon\w+|"
    r"\bvllm\b|\bgguf\b|\binference\b|\bembedding|\bleaderboard\b|\barena\b|\bopenrouter\b|模型|开源|参数"
)
NOT_NAMES = frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"}
    | {"december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "monday"}
    | {"tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "covid", "ios", "macos", "windows"}
    | {"python", "android", "cuda", "usb", "wi-fi", "wifi", "hdmi", "pcie", "ddr", "http", "tls", "sha", "web"}
    | {"java", "node", "react", "ubuntu", "fedora", "postgres", "kubernetes", "rust", "ruby", "php", "unity"}
    | {"top", "part", "day", "week", "phase", "chapter", "step", "season", "episode", "series", "level", "tier"}
    | {"version", "section", "article", "rule", "figure", "table", "page", "lesson", "volume", "vol", "no", "nr"}
    | {"ps", "xbox", "iphone", "ipad", "galaxy", "pixel", "tesla", "boeing", "airbus", "formula", "utc", "gmt"}
    | {"us", "uk", "eu", "un", "ai", "it", "q1", "q2", "q3", "q4", "h1", "h2", "b2b", "s&p", "nasdaq", "gen"}
    | {"introducing", "announcing", "presenting", "download", "generative", "launching", "releasing", "llms", "llm"}
    | {"thunderbolt", "bluetooth", "additionally", "meanwhile", "however", "moreover", "furthermore", "notably"}
    | {"api", "sdk", "cli", "gpu", "gpus", "cpu", "cpus", "ceo", "cto", "arr", "ipo", "agi", "asi", "rl", "ml", "pr"}
    | {"all", "eli5", "llm", "localllama", "research", "fellows", "beta", "alpha", "hbm", "ddr5"}
    | {"series", "round", "grade", "class", "area", "highway", "route", "room", "building", "office", "bill"}
)
SOFTWARE_VERSION = re.compile(r"\d\.\d+\.\d")  # models are not numbered so; libraries are
VERSION_END = re.compile(r"[- ]?[vV]?\d[\d.]*(?:[- ].*)?$")
MIN_NAME_LETTERS = 2
MIN_SHAPED_CHARS = 5
MIN_BARE_CHARS = 3
CAPITALISED_RUN = re2.compile(rf"{CAPITALISED}(?:[- ]{CAPITALISED}){{0,2}}")


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\s_-]+", name) if word]


def _is_ordinary(word: str, grammar: ModelGrammar) -> bool:
    """Whether a word is no name: common and not in capitals, a calendar word, a unit, or an adverb."""
    folded = word.casefold()
    if folded in NOT_NAMES or (folded.endswith("ly") and len(folded) > 5):
        return True
    return folded in grammar.common_words and not (word.isupper() and len(word) > 2)


def _trim_start(text: str, start: int, end: int, grammar: ModelGrammar) -> int:
    """Leave out ordinary and known words that only stand before the name: "Meet Foo 2", "Google Foo 2"."""
    while True:
        space = text.find(" ", start, end)
        if space < 0 or not text[space + 1].isupper():
            return start
        word = text[start:space]
        if not (_is_ordinary(word, grammar) or name_key(word) in grammar.organisation_keys):
            return start
        start = space + 1


def _trim_end(text: str, start: int, end: int, grammar: ModelGrammar) -> int:
    """Leave out file formats and ordinary words behind the name, unless they are known variants."""
    while True:
        cut = max(text.rfind(" ", start, end), text.rfind("-", start, end), text.rfind("_", start, end))
        if cut <= start:
            return end
        word = text[cut + 1 : end].casefold()
        is_loose = text[cut] == " " and word.isalpha() and word not in grammar.variant_display
        if word not in FORMATS and not is_loose and text[end - 1] != ".":
            return end
        end = cut


def _head(name: str) -> str:
    """The letters a name begins with: "Foo" of "Foo-7B" and "Foo2.5"."""
    return re.split(r"[\s_-]+|\d", name, maxsplit=1)[0]


def _is_plausible(name: str, grammar: ModelGrammar) -> bool:
    head = _head(name)
    if len(head) < MIN_NAME_LETTERS or _is_ordinary(head, grammar):
        return False
    return not any(word.casefold() in NOT_NAMES for word in _words(name))


def _around(text: str, start: int, end: int) -> str:
    return (text[max(0, start - CONTEXT_CHARS) : start] + " | " + text[end : end + CONTEXT_CHARS]).lower()


def _ends_cleanly(text: str, end: int) -> bool:
    after, beyond = text[end : end + 1], text[end + 1 : end + 2]
    if after.isalnum() or after in ("_", "%", "…"):
        return is_unspaced(after)
    return not (after in (".", ",") and beyond.isdigit())


def _sized(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    for match in SIZED.finditer(text):
        start, end = match.span()
        is_spaced = " " in match.group()
        if is_spaced and (COUNTED.match(text, end) and "param" not in text[end : end + 8]):
            continue
        start = _trim_start(text, start, end, grammar)
        end = _trim_end(text, start, end, grammar)
        name = text[start:end]
        if not _is_plausible(name, grammar) or not _ends_cleanly(text, end):
            continue
        if is_spaced and (
            name_key(_head(name)) in grammar.organisation_keys or not MODEL_WORD.search(_around(text, start, end))
        ):
            continue
        yield start, end


def _is_open(name: str, text: str, start: int, end: int, grammar: ModelGrammar) -> bool:
    """Whether a versioned name is not another known thing; an organisation's name needs a sentence that says model."""
    base = name_key(VERSION_END.sub("", name))
    if base in grammar.known_keys:
        return False
    if base in grammar.organisation_keys:
        around = _around(text, start, end)
        cues = {match.group() for match in MODEL_WORD.finditer(around)}
        return len(cues) > 1 or MODEL_NOUN.search(around) is not None
    return True


def _versioned(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    for match in VERSIONED.finditer(text):
        start, end = match.span()
        start = _trim_start(text, start, end, grammar)
        end = _trim_end(text, start, end, grammar)
        name = text[start:end]
        if not _is_plausible(name, grammar) or not any(map(str.isdigit, name)) or SOFTWARE_VERSION.search(name):
            continue
        if not _is_open(name, text, start, end, grammar):
            continue
        if not _ends_cleanly(text, end) or COUNTED.match(text, end):
            continue
        if _speaks_of_model(text, start, end, name, grammar):
            yield start, end


def _speaks_of_model(text: str, start: int, end: int, name: str, grammar: ModelGrammar) -> bool:
    """Whether the words around make a versioned name a model: more is asked of a whole number."""
    around = _around(text, start, end)
    cues = {match.group() for match in MODEL_WORD.finditer(around)}
    cues |= {lab for lab in grammar.lab_names if lab in around}
    is_decimal = re.search(r"\d\.\d|[-\s]?[vV]\d", name) is not None
    needed = 1 if is_decimal else 2
    return len(cues) >= needed or MODEL_NOUN.search(around) is not None


def _shaped(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    for match in SHAPED.finditer(text):
        start, end = match.span()
        end = _trim_end(text, start, end, grammar)
        if not _ends_cleanly(text, end) or OTHER_BEHIND.match(text, end):
            continue
        if _is_shaped_name(text[start:end], grammar) and MODEL_WORD.search(_around(text, start, end)):
            yield start, end


def _is_shaped_name(name: str, grammar: ModelGrammar) -> bool:
    """Whether a word with a model's ending is a name: "FooVLM" is, "LLM-based" and "LLMs" are not."""
    words = _words(name)
    head = words[0].casefold()
    if len(name) < MIN_SHAPED_CHARS or not name[0].isupper() or head in NOT_SHAPED:
        return False
    if name.casefold() in grammar.known_words or words[-1].casefold() in DERIVED:
        return False
    if len(words) > 1 and head in grammar.common_words:
        return False
    return name_key(words[0]) not in grammar.organisation_keys or len(words) == 1


def _described(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    """Capitalised names directly followed by their size: "Foo (30B)", "Foo: 30B MoE"."""
    for match in CAPITALISED_RUN.finditer(text):
        start, end = match.span()
        if not any(map(str.isdigit, text[end : end + 12])) or not SIZE_BEHIND.match(text[end : end + 40]):
            continue
        start = _trim_start(text, start, end, grammar)
        if text[:start].endswith((" with ", " of ", " in ")):
            continue
        if not any(_is_ordinary(word, grammar) or word.casefold() in grammar.known_words for word in _words(text[start:end])):
            yield start, end


def _is_bare_name(name: str, grammar: ModelGrammar) -> bool:
    """Whether a capitalised run can be a new name: some word of it is no common word, and it is nothing known."""
    words = _words(name)
    key = name_key(name)
    if len(name) < MIN_BARE_CHARS or any(word.casefold() in NOT_NAMES for word in words):
        return False
    if key in grammar.known_keys or key in grammar.organisation_keys or key in grammar.product_keys:
        return False
    fresh = [word for word in words if not _is_ordinary(word, grammar) and word.casefold() not in grammar.known_words]
    if len(words) == 1:
        return bool(fresh)
    return name_key(words[0]) not in grammar.organisation_keys and any(
        not _is_ordinary(word, grammar) for word in words
    )


def _bare(text: str, grammar: ModelGrammar) -> Iterator[tuple[int, int]]:
    for pattern in (CUED, APPOSED):
        for match in pattern.finditer(text):
            start, end = match.span(1)
            start = _trim_start(text, start, end, grammar)
            if not _is_bare_name(text[start:end], grammar) or not _ends_cleanly(text, end):
                continue
            if OTHER_NOUN.match(text[end : end + CONTEXT_CHARS].lower()):
                continue
            if MODEL_NOUN.search(_around(text, start, end)[-NOUN_CHARS:] if pattern is APPOSED else _around(text, start, end)):
                yield start, end


def find_unseen_names(
    text: str, blocked: Sequence[tuple[int, int]], grammar: ModelGrammar
) -> list[NameSpan]:
    """Names of models outside the registry; spans that touch a blocked range are left out.

    Args:
        text: One post or document.
        blocked: Ranges already read as a name, or known not to be one.
        grammar: Compiled registry; its common words and known names are what is not new.
    """
    taken = list(blocked)
    spans = []
    for finder in (_sized, _versioned, _shaped, _described, _bare):
        for start, end in finder(text, grammar):
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
