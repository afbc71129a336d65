"""One week's digest, gathered from the lake for the renderers."""

from __future__ import annotations

import functools
from itertools import groupby

from assets.figures import CHART_WEEKS, timeline_of, week_figures
from assets.findings import KEPT_WEEKS, MATERIAL_TABLES, FileState, file_state
from assets.material import week_material
from assets.settings import Settings
from assets.workspace import Workspace
from pipeline.records import Claim
from pipeline.render.model import SECTION_TITLES, Digest, Item, Section, Sentence, build_sources
from pipeline.render.wording import format_span
from pipeline.weeks import Week

EDITION_TABLES = (
    *MATERIAL_TABLES, "gold.claims", "gold.stories", "gold.weekly_sources",
    "gold.weekly_label_counts", "gold.weekly_entity_counts",
)  # fmt: skip


def build_edition(workspace: Workspace, week: Week) -> Digest:
    """The published claims of a week in their sections, with numbered sources and figures.

    Kept in memory under the state of the files it was made from: digest and brief both ask for it.
    """
    weeks = [*week.before(CHART_WEEKS - 1), week]
    return _edition(workspace.settings, week, file_state(workspace, EDITION_TABLES, weeks))


@functools.lru_cache(maxsize=KEPT_WEEKS)
def _edition(settings: Settings, week: Week, _state: FileState) -> Digest:
    workspace = Workspace.open(settings)
    claims = [
        claim for claim in workspace.lake.read("gold.claims", Claim, week) if claim.is_published
    ]
    claims = in_reading_order(claims)
    material = week_material(workspace, week)
    sections = build_sections(claims)
    return Digest(
        week_start=week.start,
        title=f"AI industry and safety, {format_span(week.start, week.last_day)}",
        sections=sections,
        sources=build_sources(sections, material.posts),
        figures=week_figures(workspace, week, timeline_of(material, claims)),
    )


def in_reading_order(claims: list[Claim]) -> list[Claim]:
    """Claims as they stand in the digest."""
    order = list(SECTION_TITLES)
    return sorted(
        claims, key=lambda claim: (order.index(claim.section), claim.item, claim.position)
    )


def build_sections(claims: list[Claim]) -> tuple[Section, ...]:
    """Claims in reading order, grouped into sections and items."""
    sections = []
    for section_id, members in groupby(claims, key=lambda claim: claim.section):
        items = [
            build_item(list(group)) for _, group in groupby(members, key=lambda claim: claim.item)
        ]
        sections.append(Section(section_id, SECTION_TITLES[section_id], tuple(items)))
    return tuple(sections)


def build_item(claims: list[Claim]) -> Item:
    """The sentences of one item."""
    return Item(
        claims[0].headline,
        tuple(Sentence(claim.text, claim.post_ids, claim.query) for claim in claims),
    )
