"""One week's digest, gathered from the lake for the renderers."""

from __future__ import annotations

from itertools import groupby

from assets.workspace import Workspace
from pipeline.records import Claim, Post
from pipeline.render.model import SECTION_TITLES, Digest, Item, Section, Sentence, build_sources
from pipeline.render.wording import format_span
from pipeline.weeks import Week


def build_edition(workspace: Workspace, week: Week) -> Digest:
    """The published claims of a week in their sections, with numbered sources."""
    claims = [claim for claim in workspace.lake.read("gold.claims", Claim, week) if claim.is_published]
    sections = build_sections(claims)
    posts = {post.post_id: post for post in workspace.lake.read("silver.posts", Post, week)}
    return Digest(
        week_start=week.start,
        title=f"AI industry and safety, {format_span(week.start, week.last_day)}",
        sections=sections,
        sources=build_sources(sections, posts),
    )


def build_sections(claims: list[Claim]) -> tuple[Section, ...]:
    """Claims grouped into sections and items, in reading order."""
    order = list(SECTION_TITLES)
    ordered = sorted(claims, key=lambda claim: (order.index(claim.section), claim.item, claim.position))
    sections = []
    for section_id, members in groupby(ordered, key=lambda claim: claim.section):
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
