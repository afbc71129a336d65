"""What is found in a week once and stored in several tables: safety ratings and tracker records.

Results are kept in memory under the state of the files they were made from, since each of their
tables asks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from assets.material import build_newsroom, week_material
from assets.settings import Settings
from assets.workspace import Workspace
from pipeline.nlp.safety_items import build_safety_items
from pipeline.nlp.safety_kind import classify_safety_kinds
from pipeline.nlp.safety_records import SafetyItem, SafetyWeek
from pipeline.nlp.tracker_items import build_tracker_items
from pipeline.nlp.tracker_records import WeekTracker
from pipeline.reference.safety_rubric import Kind, load_safety_rubric
from pipeline.week_material import WeekMaterial
from pipeline.weeks import Week
from pipeline.writing.matters import title_statement

MATERIAL_TABLES = (
    "silver.posts", "silver.mentions", "silver.post_labels", "silver.post_duplicates",
    "gold.story_posts", "gold.weekly_story_ranks",
)  # fmt: skip
KEPT_WEEKS = 64
# Weeks back in which a safety matter that is told again counts as known.
KNOWN_MATTER_WEEKS = 6
FileState = tuple[tuple[str, int, int], ...]


def file_state(workspace: Workspace, tables: Iterable[str], weeks: Iterable[Week]) -> FileState:
    """Names, times and sizes of the files that hold some weeks of some tables."""
    chosen = list(weeks)
    states = []
    for table in tables:
        for path in workspace.lake.files(table, chosen):
            status = path.stat()
            states.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(states)


def week_safety(workspace: Workspace, week: Week) -> SafetyWeek:
    """The rated safety stories of a week, and the triggers that fired."""
    return _found(workspace.settings, week, found_state(workspace, week))[0]


def week_tracker(workspace: Workspace, week: Week) -> WeekTracker:
    """Releases, incidents and deals of a week, with evidence and status."""
    return _found(workspace.settings, week, found_state(workspace, week))[1]


def found_state(workspace: Workspace, week: Week) -> FileState:
    """The state of the files that a week's safety ratings and tracker records are made from."""
    known = file_state(workspace, ["gold.safety_items"], week.before(KNOWN_MATTER_WEEKS))
    return file_state(workspace, MATERIAL_TABLES, [week]) + known


@functools.lru_cache(maxsize=KEPT_WEEKS)
def _found(settings: Settings, week: Week, _state: FileState) -> tuple[SafetyWeek, WeekTracker]:
    workspace = Workspace.open(settings)
    material = week_material(workspace, week)
    safety = entitle(workspace, material, rate_safety(workspace, material))
    return safety, build_tracker_items(material, safety, workspace.registry)


def rate_safety(workspace: Workspace, material: WeekMaterial) -> SafetyWeek:
    """Rate the safety stories; the label model's kind is asked where the rules are silent."""
    registry = workspace.registry
    earlier = workspace.lake.read(
        "gold.safety_items", SafetyItem, material.week.before(KNOWN_MATTER_WEEKS)
    )
    posts = [post for post in material.posts.values() if material.has_label(post.post_id, "safety")]
    kinds = classify_safety_kinds(posts, material.mentions, registry) if posts else []
    return build_safety_items(
        material,
        load_safety_rubric(),
        registry,
        {kind.post_id: (cast(Kind, kind.kind), kind.score) for kind in kinds},
        [item for item in earlier if item.is_listed],
    )


def entitle(workspace: Workspace, material: WeekMaterial, safety: SafetyWeek) -> SafetyWeek:
    """The listed items called by their rated sentence as the digest prints it, or by a name."""
    newsroom = build_newsroom(workspace, material)
    items = [
        replace(
            item,
            title=title_statement(newsroom, item.title_post_id, item.title, matter_of(item)),
        )
        if item.is_listed
        else item
        for item in safety.items
    ]
    return replace(safety, items=tuple(items))


def matter_of(item: SafetyItem) -> str:
    """What an item is about: its kind, and the dimensions of harm done."""
    names = load_safety_rubric().dimension_names
    harms = " and ".join(names[dimension.partition("=")[0]] for dimension in item.dims)
    kind = item.kind.replace("_", " ")
    return f"{kind}, {harms}" if harms else kind
