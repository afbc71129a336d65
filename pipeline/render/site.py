"""The archive's index page: every week, newest first, under its year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from pipeline.render.html import load_environment
from pipeline.render.model import WeekEntry
from pipeline.render.wording import format_span
from pipeline.weeks import Week


def render_site_index(entries: Sequence[WeekEntry]) -> str:
    """The index page as HTML, in the style of the digest's page; links are relative to it."""
    newest = sorted(entries, key=lambda entry: entry.week_start, reverse=True)
    years = [(year, list(weeks)) for year, weeks in groupby(newest, lambda e: e.week_start.year)]
    template = load_environment().get_template("index.html.j2")
    return template.render(years=years, span=span_of)


def span_of(week_start: dt.date) -> str:
    """The days of a week, such as `2–8 March 2026`."""
    week = Week(week_start)
    return format_span(week.start, week.last_day)
