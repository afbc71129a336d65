"""The events of a week that show a theme: what makers, outlets and people with standing tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.writing.candidates import Candidate, count_opinions
from pipeline.writing.headlines import headline_of
from pipeline.writing.items import StoryItem, briefly, checked_label
from pipeline.writing.judgement import CRYPTO, GREAT_EVENT
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.sections import point_score
from pipeline.writing.telling import Telling, is_newsworthy, subject_organisation
from pipeline.writing.words import split_words

GOOD_EVENTS = 2  # under a theme; with fewer it is shown only where themes are few
MAX_EVENTS = 3
MIN_THEMES, MAX_THEMES = 3, 5
EVENTS_CONSIDERED = 240
MAX_EVENT_WORDS = 36
# Of the id of a post and a sentence of it: whether that speaks of a theme.
IsOnTheme = Callable[[str, str], bool]


@dataclass(frozen=True)
class ThemeEvents:
    """What shows a theme: names for its headline, sentences, and the stories told anew."""

    names: tuple[str, ...]
    sentences: tuple[Candidate, ...]
    told: tuple[StoryItem, ...]


def show_themes(telling: Telling, tests: Sequence[IsOnTheme]) -> list[tuple[int, ThemeEvents]]:
    """The themes that events of the week stand under, by place in `tests`, with those events.

    Args:
        telling: The week, its developments told; what is told here is added.
        tests: For each theme, whether a sentence speaks of it.
    """
    shown: dict[int, ThemeEvents] = {}
    pointed: set[str] = set()
    for wanted, enough in ((GOOD_EVENTS, MAX_THEMES), (1, MIN_THEMES)):
        for place, is_on_theme in enumerate(tests):
            if place in shown or len(shown) >= enough:
                continue
            events = find_events(telling, is_on_theme, pointed)
            if len(events.sentences) >= wanted:
                shown[place] = events
                for item in events.told:
                    telling.add(item)
                pointed.update(post_id for each in events.sentences for post_id in each.post_ids)
    return sorted(shown.items())


def find_events(telling: Telling, is_on_theme: IsOnTheme, pointed: set[str]) -> ThemeEvents:
    """The best events of different houses on a theme: untold ones, then pointers to told ones.

    Args:
        telling: The week so far.
        is_on_theme: Whether a sentence speaks of the theme.
        pointed: Posts that other themes have cited.
    """
    newsroom = telling.newsroom
    fitting = [
        item
        for item in event_items(telling)
        if is_on_theme(item.lead.sentence.post_id, item.lead.text)
    ]
    fresh = [item for item in fitting if not telling.has(item)]
    chosen = of_different_houses(newsroom, fresh, MAX_EVENTS, ())
    told = [
        item
        for item in fitting
        if item.story_id in telling.story_ids and not pointed.intersection(item.lead.post_ids)
    ]
    missing = GOOD_EVENTS - len(chosen)
    pointers = of_different_houses(newsroom, told, missing, chosen)
    named = [(item, item.lead) for item in chosen]
    named += [
        (item, brief)
        for item in pointers
        if (brief := briefly(newsroom, item.lead, headline_of(item.lead))) is not None
    ]
    return ThemeEvents(
        tuple(checked_label(newsroom, item.lead) for item, _ in named),
        tuple(sentence for _, sentence in named),
        tuple(chosen),
    )


def event_items(telling: Telling) -> list[StoryItem]:
    """The week's stories that tell an event plainly, the best first."""
    ranks = telling.newsroom.material.ranks
    found = [
        item
        for rank in telling.ranked[:EVENTS_CONSIDERED]
        if (item := telling.in_a_sentence(rank)) is not None and is_plain_event(telling, item)
    ]
    return sorted(found, key=lambda item: (-point_score(item, ranks[item.story_id]), item.story_id))


def is_plain_event(telling: Telling, item: StoryItem) -> bool:
    """Whether a story tells an event in few words, without judging, by one with standing."""
    lead = item.lead
    return (
        is_newsworthy(item)
        and lead.event > 0
        and not lead.is_quoted
        and not lead.is_resale
        and not CRYPTO.search(lead.text)
        and count_opinions(lead.text) == 0
        and len(split_words(lead.text)) <= MAX_EVENT_WORDS
        and telling.newsroom.cited(lead.sentence.post_id).relay is None
        and has_standing(telling.newsroom, lead)
    )


def has_standing(newsroom: Newsroom, lead: Candidate) -> bool:
    """Whether who tells it reports for a living, did it, or works for a house that it names.

    What an organisation tells is an event when it is a great one, or of its own and in figures.
    """
    if lead.speaker.kind == "outlet":
        return not lead.text.startswith(lead.speaker.name)
    if lead.speaker.kind == "org":
        return lead.event == GREAT_EVENT or (lead.is_own and lead.has_figure)
    employer = newsroom.employer_id(newsroom.material.posts[lead.sentence.post_id])
    return employer is not None and f"house:{newsroom.house_of(employer)}" in lead.houses


def of_different_houses(
    newsroom: Newsroom, items: Sequence[StoryItem], count: int, before: Sequence[StoryItem]
) -> list[StoryItem]:
    """The first items, each about another house than the others and than those before."""
    chosen: list[StoryItem] = []
    houses = {subject_organisation(newsroom, item.lead) for item in before}
    for item in items:
        house = subject_organisation(newsroom, item.lead)
        if len(chosen) < count and house not in houses:
            houses.add(house)
            chosen.append(item)
    return chosen
