"""Charts as SVG: no script, no inline style, a title and description each, colours by CSS class.

Colour never carries a meaning alone: numbers stand beside the marks, and each chart has a
description in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from pipeline.render.model import Kpi, LabelVolume, Mover, WeekFigures
from pipeline.render.wording import format_count, format_short_day

SPARK_WIDTH, SPARK_HEIGHT, SPARK_GAP = 96.0, 22.0, 2.0
VOLUME_WIDTH, VOLUME_HEIGHT = 560.0, 250.0
VOLUME_LEFT, VOLUME_RIGHT, VOLUME_TOP, VOLUME_BOTTOM = 34.0, 148.0, 12.0, 26.0
MIN_LABEL_DISTANCE = 15.0  # line height of the direct labels
MOVER_WIDTH, MOVER_ROW, MOVER_LEFT, MOVER_RIGHT = 560.0, 27.0, 148.0, 74.0
MAX_NAME_CHARACTERS = 20
TICK_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000)
WANTED_TICKS = 4


def draw_sparkline(kpi: Kpi) -> Markup:
    """Bars of a count's history; the last one, this week, is marked."""
    high = max(*kpi.history, 1)
    width = (SPARK_WIDTH - SPARK_GAP * (len(kpi.history) - 1)) / len(kpi.history)
    bars = []
    for position, count in enumerate(kpi.history):
        tall = max(SPARK_HEIGHT * count / high, 1.0)
        mark = "now" if position == len(kpi.history) - 1 else "then"
        bars.append(
            draw_rect(mark, position * (width + SPARK_GAP), SPARK_HEIGHT - tall, width, tall)
        )
    words = f"by week: {', '.join(format_count(count) for count in kpi.history)}"
    return wrap_svg("spark", SPARK_WIDTH, SPARK_HEIGHT, kpi.label, words, bars)


def draw_volumes(figures: WeekFigures) -> Markup:
    """Stacked bars, a week each, with the labels written beside the last one."""
    weeks = len(figures.weeks)
    totals = [sum(volume.counts[week] for volume in figures.volumes) for week in range(weeks)]
    high = max(*totals, 1)
    right = VOLUME_WIDTH - VOLUME_RIGHT
    slot = (right - VOLUME_LEFT) / weeks
    floor = VOLUME_HEIGHT - VOLUME_BOTTOM
    scale = (floor - VOLUME_TOP) / high
    parts = draw_grid(high, scale, floor, right)
    tops = [floor] * weeks
    middles: list[float] = []
    for series, volume in enumerate(figures.volumes):
        for week, count in enumerate(volume.counts):
            tops[week] -= count * scale
            left = VOLUME_LEFT + week * slot + slot * 0.12
            mark = f"series s{series}"
            parts.append(draw_rect(mark, left, tops[week], slot * 0.76, count * scale))
        middles.append(tops[-1] + volume.counts[-1] * scale / 2)
    for week, day in enumerate(figures.weeks):
        middle = VOLUME_LEFT + (week + 0.5) * slot
        parts.append(draw_text("axis middle", middle, VOLUME_HEIGHT - 8, format_short_day(day)))
    parts += draw_volume_labels(figures.volumes, middles, right)
    words = "; ".join(
        f"{volume.label}: {', '.join(format_count(count) for count in volume.counts)}"
        for volume in figures.volumes
    )
    title = f"{figures.volume_noun.capitalize()} by label, week by week"
    return wrap_svg("volumes", VOLUME_WIDTH, VOLUME_HEIGHT, title, words, parts)


def draw_grid(high: int, scale: float, floor: float, right: float) -> list[Markup]:
    """Horizontal lines at round counts."""
    step = next((step for step in TICK_STEPS if high / step <= WANTED_TICKS), high)
    parts = []
    for count in range(0, high + 1, step):
        y = floor - count * scale
        parts.append(draw_line("grid", VOLUME_LEFT, y, right, y))
        parts.append(draw_text("axis end", VOLUME_LEFT - 6, y + 4, format_count(count)))
    return parts


def draw_volume_labels(
    volumes: Sequence[LabelVolume], middles: Sequence[float], right: float
) -> list[Markup]:
    """Name and latest count of each series, moved apart where they would overlap."""
    parts = []
    lowest = VOLUME_HEIGHT
    for series, (volume, middle) in enumerate(zip(volumes, middles, strict=True)):
        y = min(middle + 4, lowest - MIN_LABEL_DISTANCE)
        lowest = y
        label = f"{shorten(volume.label)} {format_count(volume.counts[-1])}"
        parts.append(draw_rect(f"series s{series}", right + 6, y - 8, 8, 8))
        parts.append(draw_text("label", right + 19, y, label))
    return parts


def draw_movers(figures: WeekFigures) -> Markup:
    """A line a name from last week's count (ring) to this week's (disc)."""
    high = max(*(max(mover.last_week, mover.this_week) for mover in figures.movers), 1)
    height = MOVER_ROW * len(figures.movers) + 8
    parts: list[Markup] = []
    for row, mover in enumerate(figures.movers):
        parts += draw_mover(mover, MOVER_ROW * (row + 0.5) + 4, high)
    words = "; ".join(
        f"{mover.entity}: {mover.last_week} last week, {mover.this_week} this week"
        for mover in figures.movers
    )
    return wrap_svg("movers", MOVER_WIDTH, height, "Named more, named less", words, parts)


def draw_mover(mover: Mover, y: float, high: int) -> list[Markup]:
    """One row: name, dumbbell, both counts."""
    left, right = MOVER_LEFT + 8, MOVER_WIDTH - MOVER_RIGHT - 8
    start, stop = (
        left + (right - left) * count / high for count in (mover.last_week, mover.this_week)
    )
    way = "up" if mover.this_week > mover.last_week else "down"
    counts = f"{format_count(mover.last_week)} → {format_count(mover.this_week)}"
    return [
        draw_text("label end", MOVER_LEFT - 8, y + 4, shorten(mover.entity)),
        draw_line("grid", left, y, right, y),
        draw_line(f"move {way}", start, y, stop, y),
        draw_circle(f"ring {way}", start, y, 4.5),
        draw_circle(f"disc {way}", stop, y, 5.0),
        draw_text("label end strong", MOVER_WIDTH, y + 4, counts),
    ]


def shorten(name: str) -> str:
    """A name that fits the margin of a chart."""
    return name if len(name) <= MAX_NAME_CHARACTERS else f"{name[: MAX_NAME_CHARACTERS - 1]}…"


def wrap_svg(
    name: str, width: float, height: float, title: str, words: str, parts: Iterable[Markup]
) -> Markup:
    """An image with its title and description for those who cannot see it."""
    return Markup(
        '<svg class="chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}. {}">{}</svg>'
    ).format(name, number(width), number(height), title, words, Markup("").join(parts))


def draw_rect(mark: str, x: float, y: float, width: float, height: float) -> Markup:
    """A rectangle."""
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        mark, number(x), number(y), number(width), number(height)
    )


def draw_line(mark: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    """A line."""
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        mark, number(x1), number(y1), number(x2), number(y2)
    )


def draw_circle(mark: str, x: float, y: float, radius: float) -> Markup:
    """A circle."""
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(
        mark, number(x), number(y), number(radius)
    )


def draw_text(mark: str, x: float, y: float, text: str) -> Markup:
    """A piece of text."""
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(
        mark, number(x), number(y), escape(text)
    )


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")
