"""How well the launches of a model are evidenced: origins, grade, and whether to record them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.nlp.tracker_launches import Launch
from pipeline.nlp.tracker_openness import find_hub
from pipeline.week_material import WeekMaterial, names_in

MIN_REPORTER_FOLLOWERS = 50_000


def is_accepted(launches: Sequence[Launch], material: WeekMaterial) -> bool:
    """Whether the owner says it, or two independent origins, or one that can be named for it."""
    if any(launch.speaker == "owner" and not launch.is_placed for launch in launches):
        return True
    firm = [launch for launch in launches if not (launch.is_rumour or launch.is_future)]
    if len(launch_origins(firm or launches, material)) > 1:
        return True
    return any(is_strong_report(launch, material) for launch in firm)


def is_strong_report(launch: Launch, material: WeekMaterial) -> bool:
    """Whether a lone reporter is an organisation or well known, and says what can be looked up.

    That is whose the model is, or that the model of a maker we know is out on a hub for weights.
    """
    is_known = bool(material.author_organisation(launch.post)) or (
        (launch.post.author_followers or 0) >= MIN_REPORTER_FOLLOWERS
    )
    sentence = launch.sentence
    names = names_in(material.mentions_of(launch.post.post_id), sentence.start, sentence.end)
    names_owner = any(
        name.entity_type == "org"
        and (name.span_start < launch.mention.span_start or name.entity_id == launch.owner_id)
        for name in names
    )
    start, end = launch.mention.span_start, launch.mention.span_end
    is_on_hub = find_hub(launch.post.body_text, start, end) is not None
    return is_known and launch.owner_id is not None and (names_owner or is_on_hub)


def launch_origins(launches: Iterable[Launch], material: WeekMaterial) -> list[str]:
    """Distinct origins; everyone who speaks for the owner is one."""
    return sorted(
        {
            f"org:{launch.owner_id}" if launch.speaker == "owner" else material.origin(launch.post)
            for launch in launches
        }
    )


def grade_launches(launches: Sequence[Launch], material: WeekMaterial) -> str:
    """A when the owner's account says it, B for two origins, C for one named, D otherwise."""
    if any(
        launch.speaker == "owner" and material.author_organisation(launch.post)
        for launch in launches
    ):
        return "A"
    if len(launch_origins(launches, material)) > 1:
        return "B"
    is_named = any(
        launch.speaker == "owner" or is_strong_report(launch, material) for launch in launches
    )
    return "C" if is_named else "D"
