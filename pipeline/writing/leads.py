"""Which sentence of a story leads it: what its house announces, before what others say of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.writing.candidates import Candidate
from pipeline.writing.judgement import ACT, AVAILABILITY, GREAT_EVENT
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.ownership import is_specific

MAIN_SHARE = 0.34
SUBJECT_REACH, OBJECT_REACH = 16, 60  # characters
LAUNCH = re.compile(
    r"\b(?:introduc|announc|launch|releas|unveil|open-?sourc)\w+|"
    r"\b(?:is|are) (?:now )?(?:here|live|out|available)\b"
)
HOSTED = re.compile(r"\b(?:on|in|inside|via|at) @?[A-Z]")  # says where else a thing can be had
LAUNCH_REACH = 80  # characters
MIN_LEAD_SCORE = 1.5


def main_name(newsroom: Newsroom, post_ids: Sequence[str]) -> str | None:
    """The model or chip that most posts of a story name, when at least a third of them do."""
    counts: Counter[str] = Counter()
    for post_id in post_ids:
        mentions = newsroom.material.mentions.get(post_id, ())
        counts.update({item.entity_id for item in mentions if is_specific(item)})
    name, count = max(counts.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0))
    return name if count > 1 and count >= MAIN_SHARE * len(post_ids) else None


def choose_lead(candidates: Sequence[Candidate], main: str | None) -> Candidate | None:
    """The sentence that states the event of a story best, of those on its main name if any.

    Of these, the sentence of the maker, or one on a great event, goes before the reseller's; what a
    house announces of itself goes before what others say of that.
    """
    able = [
        item
        for item in candidates
        if item.can_lead
        and item.score >= MIN_LEAD_SCORE
        and (item.event > 0 or item.has_figure or item.is_own)
    ]
    about = [item for item in able if main and begins_with(item, main)]
    announced = [
        item for item in able if item.is_own and item.event == GREAT_EVENT and not item.is_resale
    ]
    telling = [
        item
        for item in about
        if item.event == GREAT_EVENT
        or (item.event and (item.is_own or AVAILABILITY.search(item.text)))
    ]
    launching = [item for item in telling if LAUNCH.search(item.text[:LAUNCH_REACH])]
    launching.sort(key=lambda item: item.is_resale and HOSTED.search(item.text) is not None)
    first_hand = [item for item in launching if not item.is_resale]
    acting = [item for item in first_hand if is_announcement(item)]
    if main is None:
        return first_told_by_itself(announced, able)
    return next(
        iter(acting or first_hand or announced or launching or telling or about or able), None
    )


def is_announcement(candidate: Candidate) -> bool:
    """Whether a sentence says that somebody brought a thing out, before that or where it is there.

    "Loom 2 now open-sourced on Weft" has nobody who did it.
    """
    act = ACT.search(candidate.text[:LAUNCH_REACH])
    state = AVAILABILITY.search(candidate.text)
    return act is not None and (state is None or act.start() < state.start())


def first_told_by_itself(
    announced: Sequence[Candidate], able: Sequence[Candidate]
) -> Candidate | None:
    """The best sentence, or what its house announces where that is what it repeats."""
    best = next(iter(able), None)
    if best is None or best.is_own:
        return best
    return next((item for item in announced if item.houses & best.houses), best)


def begins_with(candidate: Candidate, entity_id: str) -> bool:
    """Whether a sentence names a thing as its subject, or as what its maker made."""
    reach = OBJECT_REACH if candidate.is_maker else SUBJECT_REACH
    return any(
        name.entity_id == entity_id and -1 < candidate.text.find(name.surface) <= reach
        for name in candidate.mentions
    )
