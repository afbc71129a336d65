"""The shapes in which names of unlisted models stand, as linear patterns."""

from __future__ import annotations

import re

from pipeline.nlp.linear_patterns import compile_linear

_PIECE = r"[A-Za-z0-9]+(?:\.[0-9]+)*"
_SIZE = r"(?:(?:[0-9]{1,3}x)?[0-9]{1,4}(?:\.[0-9]{1,2})?[bB]|[aAeE][0-9]{1,3}(?:\.[0-9])?[bB])"
CAPITALISED = r"[A-Z][A-Za-z]*[a-zA-Z0-9]*"
_VERSION = r"[vV]?[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}"
SIZED = compile_linear(
    rf"[A-Za-z][A-Za-z0-9]*(?:\.[0-9]+)*(?:[-_]{_PIECE})*[-_]{_SIZE}(?:[-_]{_PIECE})*"
    rf"|{CAPITALISED}(?:[ -]{CAPITALISED}){{0,2}}(?: {_VERSION})? {_SIZE}(?:[-_]{_PIECE})*"
)
VERSIONED = compile_linear(
    rf"{CAPITALISED}(?:[ -]{CAPITALISED}){{0,3}}(?:[- ]?{_VERSION})(?:[-_]{_PIECE})*"
    r"(?: (?:[A-Z][a-z]+)){0,2}"
    rf"|[a-z]+(?:-[a-z0-9]+)*-v[0-9]{{1,2}}(?:\.[0-9]{{1,2}})?(?:-[a-z0-9]+)*"
)
CUED = compile_linear(
    r"(?:\b(?:[Ii]ntroducing|[Mm]eet|[Aa]nnouncing|[Rr]eleasing|[Ll]aunching|[Uu]nveil(?:s|ed|"
    r"ing)|[Rr]eleased|[Ll]aunched|"
    r"[Rr]eleases|[Ll]aunches|[Oo]pen-?sourc(?:es|ed|ing)|[Ii]ntroduces|[Ii]ntroduced|"
    r"[Pp]resenting|[Pp]resents|[Dd]rops|"
    r"[Dd]ropped|[Mm]odels? (?:like|such as|including|includes?|:)|new model,?|called|"
    r"codenamed|named)\s+"
    r"(?:(?:our|the|its|their|a|new|latest|first|next|own|open|open-source|open-weight|"
    r"open-weights|foundation|frontier|"
    r"model|[0-9]+[BT]?) ){0,4}[\"“']?)"
    rf"({CAPITALISED}(?:[- ]{CAPITALISED}){{0,2}})"
)
APPOSED = compile_linear(
    rf"({CAPITALISED}(?:[- ]{CAPITALISED}){{0,2}})"
    r"(?:,| is|:| -| –| —|\s\()\s?(?:our|a|an|the|its|their|first|new|latest|open)\b"
)
# "…模型：Foo", "…模型 Foo 1.5" and "Foo 是一个开源模型", "名叫 Foo 的世界模型"
CHINESE = (
    compile_linear(
        rf"模型(?:\s?[：:]\s?|\s|\s?[「“])({CAPITALISED}(?:[- ]?{_VERSION}|[- ]{CAPITALISED})*)"
    ),
    compile_linear(
        rf"({CAPITALISED}(?:[- ]?{_VERSION}|[- ]{CAPITALISED})*)\s?(?:，|,|是|的|这个|这款|为)"
        r"[\s\p{Han}]{0,10}模型"
    ),
)
# endings that builders give to names of models, and heads they put before "Gemma" and the like
SHAPED = compile_linear(
    r"[A-Za-z0-9]*[A-Za-z0-9-](?:GPT|LM|LLM|VLM|VLA|BERT|Gemma|Llama|LLaMA|TTS|ASR|OCR|Coder|"
    r"Prover|Embed|VL)"
    r"(?:[- ]?v?[0-9]{1,2}(?:\.[0-9]{1,2})?)?(?:-[A-Za-z0-9]+(?:\.[0-9]+)*)*"
    rf"|{CAPITALISED} (?:TTS|ASR|OCR|VLM|VLA|Coder|VL)(?:[- ]?v?[0-9]{{1,2}}(?:\.[0-9]{{1,2}})?)?"
)
# a name directly followed by its size: "Foo (30B)", "Foo: a 30B MoE"
DESCRIBED = compile_linear(
    rf"({CAPITALISED}(?:[- ]{CAPITALISED}){{0,2}})\s?(?:\(|:|,|—|–|-| is| with)?\s?"
    r"(?:a |an |our |new )*"
    r"[0-9.]+[BT][ -]?(?:param|MoE|total|active|dense|model|open|\)|/|,)"
)
# "Acme released Foo" and then an end of line or the place where weights are put
RELEASED = compile_linear(
    r"([A-Z][\w.]*) (?:just |has |have )?(?:released|releases|open-?sources|open-?sourced|"
    r"introduces|introduced|drops|dropped|launches|launched|unveils|unveiled) "
    r"([A-Za-z][A-Za-z0-9]*(?:[.-][A-Za-z0-9]+)*)"
    r"(?:\s*\n|\s+on @?[Hh]ugging ?[Ff]ace\b|, (?:a|an|its|the) (?:[\w-]+ ){0,4}model\b)"
)
# a paper's name on a line of its own, and a title that calls it a model
TITLED = compile_linear(
    rf"^\s*(?:[A-Z]\w* presents )?({CAPITALISED}(?:[-+]{CAPITALISED})*(?: {CAPITALISED})?)\s*\n\s*"
    r"(?:An? )?((?:[A-Z0-9][\w-]*,? |and ){1,6}(?:Models?|LM|LLM|VLM|Generator))"
    r"(?: (?:for|with|via|at|in|from|of|that)\b|\s*\n|\s*$)"
)
SOFTWARE_VERSION = re.compile(r"\d\.\d+\.\d")  # models are not numbered so; libraries are
VERSION_END = re.compile(r"[- ]?[vV]?\d[\d.]*(?:[- ].*)?$")
