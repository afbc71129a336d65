"""`digest.html`: one self-contained page with no script, its styles pinned by hash.

Everything a post says is escaped by the template engine; only http(s) addresses become links.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.render import charts, wording
from pipeline.render.model import Digest, Sentence, Source, TimelineEvent
from pipeline.render.sanitise import safe_url, tidy_line
from pipeline.weeks import DAYS_PER_WEEK

FONT_FACES = (("400", "SourceSerif4-Regular.woff2"), ("600", "SourceSerif4-SemiBold.woff2"))
EVENT_SHAPES: Mapping[str, str] = {"release": "●", "safety": "▲", "infra": "■"}
# Files beside the page, with the words they are offered by.
COMPANION_FILES: Mapping[str, str] = {
    "brief.pdf": "One-page brief (PDF)",
    "digest.md": "Markdown",
    "digest.json": "JSON",
    "safety.md": "Safety report",
    "tracker.csv": "Tracker (CSV)",
}


def render_html(
    digest: Digest, companions: Mapping[str, str] = COMPANION_FILES, archive_url: str | None = None
) -> str:
    """The digest as an HTML page.

    Args:
        digest: The week.
        companions: Addresses of the other outputs, relative to the page, with their names.
        archive_url: Address of the list of all weeks, when there is one.
    """
    numbers = digest.number_of()
    figures = digest.figures
    return (
        load_environment()
        .get_template("digest.html.j2")
        .render(
            digest=digest,
            sections=digest.all_sections(),
            empty_notes=wording.EMPTY_NOTES,
            span=wording.format_span(digest.week_start, digest.week_end),
            companions=companions,
            archive_url=archive_url,
            cites=lambda sentence: cited_numbers(sentence, numbers),
            sources_summary=wording.summarise_sources(digest.sources),
            days=group_by_day(digest),
            volumes=charts.draw_volumes(figures) if figures.volumes and figures.weeks else None,
            movers=charts.draw_movers(figures) if figures.movers else None,
        )
    )


@cache
def load_environment() -> Environment:
    """The template engine: escapes everything and refuses undefined names."""
    environment = Environment(
        loader=FileSystemLoader(str(files("pipeline.render") / "templates" / "html")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=tidy_value,
    )
    style = read_style()
    environment.globals.update(style=Markup(style), style_hash=hash_style(style))  # noqa: S704
    environment.globals.update(
        event_shapes=EVENT_SHAPES,
        label_names=wording.LABEL_NAMES,
        sparkline=charts.draw_sparkline,
    )
    environment.filters.update(
        change=wording.describe_change,
        count=wording.format_count,
        mean=wording.format_mean,
        share=wording.format_percent,
        short_day=wording.format_short_day,
        long_day=wording.format_day,
        author=name_author,
        url=safe_url,
    )
    return environment


def tidy_value(value: object) -> object:
    """Plain text without control and direction characters; markup stays as it is."""
    return tidy_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def read_style() -> str:
    """The style sheet with its typeface in it, as it stands between the style tags."""
    folder = files("pipeline.render")
    faces = []
    for weight, name in FONT_FACES:
        face = base64.b64encode((folder / "fonts" / name).read_bytes()).decode("ascii")
        faces.append(
            f'@font-face{{font-family:"Source Serif 4";font-weight:{weight};font-display:swap;'
            f'src:url(data:font/woff2;base64,{face}) format("woff2")}}'
        )
    sheet = (folder / "templates" / "html" / "digest.css").read_text("utf-8")
    return "\n".join(["", *faces, sheet.strip(), ""])


def hash_style(style: str) -> str:
    """The hash that a content security policy names a style sheet by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")


def cited_numbers(sentence: Sentence, numbers: Mapping[str, int]) -> list[int]:
    """The numbers of the sources a sentence cites, rising."""
    return sorted({numbers[post_id] for post_id in sentence.post_ids})


def name_author(source: Source) -> str:
    """Who posted it: the name, else the handle."""
    return source.author_name or source.author_handle or "unnamed author"


def group_by_day(
    digest: Digest,
) -> Sequence[tuple[dt.date, list[tuple[TimelineEvent, int | None]]]]:
    """Each day of the week with its events and their sources' numbers; empty without events."""
    if not digest.figures.timeline:
        return []
    numbers = digest.number_of()
    days = [digest.week_start + dt.timedelta(days=offset) for offset in range(DAYS_PER_WEEK)]
    return [
        (
            day,
            [
                (event, numbers.get(event.post_id or ""))
                for event in digest.figures.timeline
                if event.day == day
            ],
        )
        for day in days
    ]
