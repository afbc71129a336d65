"""`brief.pdf`: the week on exactly one page, tagged (PDF/UA-1, PDF/A-2a), set by typst.

The template tries smaller type and fewer entries until the page fits. Text reaches it as JSON, so
no character of a post is ever read as markup, and only http(s) addresses become links.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from pipeline.errors import DigestError
from pipeline.render.brief import Brief
from pipeline.render.glyphs import has_endless_token, printable_text
from pipeline.render.model import Item, Kpi, Mover, Sentence, Source, WeekFigures
from pipeline.render.sanitise import safe_url
from pipeline.render.wording import (
    EMPTY_NOTES,
    format_change,
    format_count,
    format_mean,
    format_percent,
    format_short_day,
    format_span,
)
from pipeline.weeks import Week

Paper = Literal["a4", "us-letter"]
TEMPLATE = Path(__file__).parent / "templates" / "brief" / "brief.typ"
FONTS = Path(__file__).parent / "fonts"
MAX_SENTENCE_CHARACTERS = 420  # longer ones would leave no room for a second development
MAX_HEADLINE_CHARACTERS = 130
MAX_CELL_CHARACTERS = 170
MAX_NAME_CHARACTERS = 26
MAX_KPIS = 6
IMPRINT = (
    "Raised numbers lead to the posts that say it. Changes are against last week, shares are of "
    "all stories or posts. Severity is rated by rubric SRS-1 from what posts state. Days are UTC."
)

JsonValue = object


class BriefLayoutError(DigestError):
    """The brief could not be set on one page."""


@dataclass(frozen=True, slots=True)
class BriefLayout:
    """A brief that was set, the step it took (1 is the roomiest) and the entries left out."""

    pdf: bytes
    step: int
    omitted: Mapping[str, int]


def render_brief(brief: Brief, paper: Paper = "a4") -> bytes:
    """The brief as a PDF of one page; equal input gives equal bytes.

    Raises:
        BriefLayoutError: it does not fit on one page at the smallest step.
    """
    return layout_brief(brief, paper).pdf


def layout_brief(brief: Brief, paper: Paper = "a4") -> BriefLayout:
    """The brief as a PDF with the account of what was left out of it.

    Raises:
        BriefLayoutError: it does not fit on one page at the smallest step.
    """
    compiler = open_compiler(brief, paper)
    closed_at = Week(brief.week_start).end_at
    pdf = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=closed_at)
    fit = json.loads(compiler.query("<fit>", field="value", one=True))
    pages = json.loads(compiler.query("<pages>", field="value", one=True))
    if pages != 1 or not fit["fits"] or not isinstance(pdf, bytes):
        raise BriefLayoutError(f"brief of {brief.week_start}: {pages} pages at step {fit['step']}")
    omitted = {**fit["omitted"], "shortened": count_shortened(brief)}
    return BriefLayout(
        pdf, fit["step"], {entry: count for entry, count in omitted.items() if count}
    )


def render_brief_image(brief: Brief, paper: Paper = "a4", pixels_per_inch: float = 110) -> bytes:
    """The same page as a PNG image, for previews."""
    image = open_compiler(brief, paper).compile(format="png", ppi=pixels_per_inch)
    if not isinstance(image, bytes):
        raise BriefLayoutError(f"brief of {brief.week_start} is not one page")
    return image


def open_compiler(brief: Brief, paper: Paper) -> typst.Compiler:
    """A compiler for the template with the brief's data and no fonts but the vendored ones."""
    data = json.dumps(encode_brief(brief, paper), ensure_ascii=False, sort_keys=True)
    return typst.Compiler(
        TEMPLATE, root=TEMPLATE.parent, font_paths=load_fonts(), sys_inputs={"data": data}
    )


@cache
def load_fonts() -> typst.Fonts:
    """The vendored faces alone, so that every machine sets the same page."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def encode_brief(brief: Brief, paper: Paper) -> dict[str, JsonValue]:
    """The data of the template: text made printable, numbers written out, citations resolved."""
    week = Week(brief.week_start)
    sources = {source.post_id: source for source in brief.sources}
    span = format_span(week.start, week.last_day)
    return {
        "paper": paper,
        "title": clip(brief.title, MAX_HEADLINE_CHARACTERS),
        "kicker": "AI Digest: the brief",
        "span": span,
        "edition": f"Week {week.start.isocalendar().week} of {week.start.isocalendar().year}",
        "description": f"AI industry and AI safety, {span}, on one page",
        "keywords": ["AI", "AI safety", week.key],
        "snapshot": encode_sentences(brief.snapshot, sources),
        "developments": encode_items(brief.developments, sources),
        "points": encode_items(brief.points, sources),
        "watch": encode_items(brief.watch, sources),
        "safety": [
            {
                "severity": row.severity,
                "word": clip(f"{row.severity or ''} {row.word}", MAX_NAME_CHARACTERS),
                "title": clip(row.title, MAX_CELL_CHARACTERS),
                "cites": encode_cites(row.post_ids, sources),
            }
            for row in brief.safety
        ],
        "ledger": [
            {
                "kind": clip(row.kind, MAX_NAME_CHARACTERS),
                "who": clip(row.who, MAX_CELL_CHARACTERS),
                "what": clip(row.what, MAX_CELL_CHARACTERS),
                "cites": encode_cites(row.post_ids, sources),
            }
            for row in brief.ledger
        ],
        "sources": [encode_source(source) for source in brief.sources],
        "notes": {key: EMPTY_NOTES[key] for key in ("developments", "safety")},
        "imprint": IMPRINT,
        **encode_figures(brief.figures),
    }


def encode_figures(figures: WeekFigures) -> dict[str, JsonValue]:
    """The data of the strip and the charts, with the words that stand for each chart."""
    volumes = figures.volumes if figures.weeks else ()
    return {
        "kpis": [encode_kpi(kpi) for kpi in figures.kpis[:MAX_KPIS]],
        "movers": [encode_mover(mover) for mover in figures.movers],
        "mover-noun": printable_text(figures.mover_noun.capitalize()),
        "volumes-title": printable_text(f"{figures.volume_noun} by label, week by week"),
        "weeks": [format_short_day(week) for week in figures.weeks],
        "volumes": [
            {
                "label": clip(volume.label, MAX_NAME_CHARACTERS),
                "counts": list(volume.counts),
                "latest": format_count(volume.counts[-1]),
            }
            for volume in volumes
        ],
        "volumes-alt": "; ".join(
            f"{printable_text(volume.label)}: {', '.join(map(str, volume.counts))}"
            for volume in volumes
        ),
    }


def encode_kpi(kpi: Kpi) -> dict[str, JsonValue]:
    """A count with its change, share and history as words."""
    change = None if kpi.last_week is None else kpi.value - kpi.last_week
    arrow = "" if not change else "▲ " if change > 0 else "▼ "
    return {
        "label": clip(kpi.label, MAX_NAME_CHARACTERS),
        "value": format_count(kpi.value),
        "share": format_percent(kpi.value, kpi.base) if kpi.base else None,
        "change": "first week" if change is None else f"{arrow}{format_change(change)}",
        "last": None if kpi.last_week is None else format_count(kpi.last_week),
        "mean": None if kpi.mean_four_weeks is None else format_mean(kpi.mean_four_weeks),
        "history": list(kpi.history),
        "alt": f"{printable_text(kpi.label)} by week: {', '.join(map(str, kpi.history))}",
    }


def encode_mover(mover: Mover) -> dict[str, JsonValue]:
    """A name with both of its counts."""
    name = clip(mover.entity, MAX_NAME_CHARACTERS)
    return {
        "name": name,
        "last": mover.last_week,
        "this": mover.this_week,
        "alt": f"{name}: {mover.last_week} last week, {mover.this_week} this week",
    }


def encode_items(items: Sequence[Item], sources: Mapping[str, Source]) -> list[JsonValue]:
    """Items with their citations resolved."""
    return [
        {
            "headline": clip(item.headline, MAX_HEADLINE_CHARACTERS),
            "sentences": encode_sentences(item.sentences, sources),
        }
        for item in items
    ]


def encode_sentences(
    sentences: Sequence[Sentence], sources: Mapping[str, Source]
) -> list[JsonValue]:
    """Sentences with their citations resolved."""
    return [
        {
            "text": clip(sentence.text, MAX_SENTENCE_CHARACTERS),
            "cites": encode_cites(sentence.post_ids, sources),
        }
        for sentence in sentences
    ]


def encode_cites(post_ids: Sequence[str], sources: Mapping[str, Source]) -> list[JsonValue]:
    """The sources of the posts, in the order of their numbers."""
    cited = {
        sources[post_id].number: sources[post_id] for post_id in post_ids if post_id in sources
    }
    return [encode_source(cited[number]) for number in sorted(cited)]


def encode_source(source: Source) -> dict[str, JsonValue]:
    """A source under its number; the address is None when it is not safe to link to."""
    author = f"@{source.author_handle}" if source.author_handle else source.author_name
    label = f"{author or source.platform}, {format_short_day(source.posted_at.date())}"
    return {
        "number": source.number,
        "url": safe_url(source.url),
        "label": clip(label, MAX_CELL_CHARACTERS),
    }


def count_shortened(brief: Brief) -> int:
    """How many sentences, headlines and rows are longer than the page can take and end in "…"."""
    items = (*brief.developments, *brief.points, *brief.watch)
    sentences = (*brief.snapshot, *(sentence for item in items for sentence in item.sentences))
    limits = [
        *((sentence.text, MAX_SENTENCE_CHARACTERS) for sentence in sentences),
        *((item.headline, MAX_HEADLINE_CHARACTERS) for item in items),
        *((row.title, MAX_CELL_CHARACTERS) for row in brief.safety),
        *((row.what, MAX_CELL_CHARACTERS) for row in brief.ledger),
    ]
    return sum(
        has_endless_token(text) or len(printable_text(text)) > limit for text, limit in limits
    )


def clip(text: str, limit: int) -> str:
    """Printable text of at most `limit` characters; a longer one ends after a word, with "…"."""
    printable = printable_text(text)
    if len(printable) <= limit:
        return printable
    head = printable[: limit - 1]
    words = head.rsplit(" ", 1)[0]
    return f"{words if len(words) > limit // 2 else head}…"
