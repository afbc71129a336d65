"""The tracker: what a week adds to it, and the quarter's table that the weeks make together."""

from __future__ import annotations

from pipeline.nlp.safety_records import SafetyWeek
from pipeline.nlp.tracker_assembly import join_trackers
from pipeline.nlp.tracker_deals import find_deals
from pipeline.nlp.tracker_incidents import find_incidents
from pipeline.nlp.tracker_records import WeekTracker
from pipeline.nlp.tracker_releases import find_releases
from pipeline.reference.registry import Registry
from pipeline.week_material import WeekMaterial


def build_tracker_items(
    material: WeekMaterial, safety: SafetyWeek, registry: Registry
) -> WeekTracker:
    """Releases, incidents and deals that the posts of one week report, with status and evidence."""
    return join_trackers(
        (
            find_releases(material, registry),
            find_incidents(safety, material, registry),
            find_deals(material, registry),
        )
    )
