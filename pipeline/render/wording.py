"""Dates, numbers and fixed sentences as readers see them: one spelling for all outputs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from pipeline.render.model import Kpi, Source

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MINUS = "\u2212"
EN_DASH = "\u2013"
PLATFORM_NAMES: Mapping[str, str] = {
    "x": "X",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "reddit": "Reddit",
    "hn": "Hacker News",
    "rss": "feed",
    "github": "GitHub",
    "arxiv": "arXiv",
}
EMPTY_NOTES: Mapping[str, str] = {
    "snapshot": "Too little was posted this week for a summary.",
    "developments": "No story of this week met the bar for a development.",
    "themes": "No theme stood out from the posts of this week.",
    "patterns": "No count moved enough against the weeks before to be called a pattern.",
    "mentions": "No further data point of this week could be tied to a post.",
    "safety": "No safety story was found in the posts; that does not mean none happened.",
    "watch": "No dated or promised event was found in the posts of this week.",
    "sources": "No post is cited this week.",
    "coverage": "Nothing was recorded about what was read this week.",
}
LABEL_NAMES: Mapping[str, str] = {
    "release": "Model releases",
    "safety": "Safety",
    "infra": "Infrastructure",
}


def format_day(day: dt.date) -> str:
    """A day such as `26 February 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def format_short_day(day: dt.date) -> str:
    """A day without its year, such as `26 Feb`."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def format_span(first: dt.date, last: dt.date) -> str:
    """Two days as one span: `23 February – 1 March 2026`, `2–8 March 2026`."""
    if first.year != last.year:
        return f"{format_day(first)} {EN_DASH} {format_day(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} {EN_DASH} {format_day(last)}"
    return f"{first.day}{EN_DASH}{format_day(last)}"


def format_count(count: float) -> str:
    """A count with thousands separators; a fraction keeps one decimal."""
    return f"{count:,.0f}" if float(count).is_integer() else f"{count:,.1f}"


def format_mean(mean: float) -> str:
    """A mean, with one decimal where that matters: `11.3`, `2,190`."""
    return format_count(round(mean) if mean >= 100 else round(mean, 1))


def format_change(change: float) -> str:
    """A signed change: `+12`, `−3`, `±0`."""
    if round(change, 1) == 0:
        return "±0"
    return f"{'+' if change > 0 else MINUS}{format_count(round(abs(change), 1))}"


def format_percent(part: float, whole: float) -> str:
    """A share as a whole percentage; `<1%` for what rounds to nothing."""
    share = 100 * part / whole if whole else 0.0
    return "<1%" if 0 < share < 1 else f"{share:.0f}%"


def describe_change(kpi: Kpi) -> str:
    """The change against last week in words and sign, such as `▲ +12 on last week`."""
    if kpi.last_week is None:
        return "no earlier week"
    change = kpi.value - kpi.last_week
    arrow = "▲" if change > 0 else "▼" if change < 0 else "="
    return f"{arrow} {format_change(change)} on last week"


def describe_source(source: Source) -> str:
    """Who posted it and when: `Ada Quill (@adaquill), X, 26 February 2026`."""
    handle = f"@{source.author_handle}" if source.author_handle else ""
    name = source.author_name or ""
    if name and handle and name.casefold() != handle[1:].casefold():
        author = f"{name} ({handle})"
    else:
        author = handle or name or "unnamed author"
    platform = PLATFORM_NAMES.get(source.platform, source.platform)
    return f"{author}, {platform}, {format_day(source.posted_at.date())}"


def summarise_sources(sources: Sequence[Source]) -> str:
    """How many posts and authors stand behind the digest, as one sentence."""
    authors = {(source.platform, source.author_handle or source.author_name) for source in sources}
    return f"{count_noun(len(sources), 'post')} by {count_noun(len(authors), 'author')}."


def count_noun(count: int, noun: str) -> str:
    """A count with its noun: `1 post`, `3 posts`, `2 stories`."""
    if count == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{format_count(count)} {plural}"
