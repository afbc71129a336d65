"""Gather the tables of a week for those who read all of them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from assets.workspace import Workspace
from pipeline.records import Claim, Mention, Post, PostDuplicate, PostLabel, StoryPost, StoryRank
from pipeline.warehouse import sql_text
from pipeline.week_material import WeekMaterial
from pipeline.weeks import Week
from pipeline.writing.launches import EarlierReport, EarlierReports, launch_told
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.old_sums import large_sums

LAUNCH_WEEKS = 8  # back; a launch that was told in them is no news
REPORT_WEEKS = 13  # back, a quarter: of posts that report launches
# A launch on the last days before a week may be told in it, where no digest told it.
DAYS_OF_GRACE = 2


def mentions_by_post(workspace: Workspace, week: Week) -> dict[str, list[Mention]]:
    """The mentions of a week by post id, in text order."""
    grouped: dict[str, list[Mention]] = defaultdict(list)
    for mention in workspace.lake.read("silver.mentions", Mention, week):
        grouped[mention.post_id].append(mention)
    return grouped


def week_material(workspace: Workspace, week: Week) -> WeekMaterial:
    """Everything the lake holds of a week, keyed for reading."""
    lake = workspace.lake
    labels: dict[str, dict[str, float]] = defaultdict(dict)
    for label in lake.read("silver.post_labels", PostLabel, week):
        if label.is_assigned:
            labels[label.post_id][label.label] = label.score
    stories: dict[str, list[StoryPost]] = defaultdict(list)
    for member in sorted(
        lake.read("gold.story_posts", StoryPost, week),
        key=lambda row: (row.story_id, not row.is_representative, row.post_id),
    ):
        stories[member.story_id].append(member)
    return WeekMaterial(
        week=week,
        posts={post.post_id: post for post in lake.read("silver.posts", Post, week)},
        mentions=mentions_by_post(workspace, week),
        labels=labels,
        stories=stories,
        ranks={row.story_id: row for row in lake.read("gold.weekly_story_ranks", StoryRank, week)},
        duplicates={
            row.post_id: row for row in lake.read("silver.post_duplicates", PostDuplicate, week)
        },
        official_handles=workspace.official_handles(),
    )


def build_newsroom(workspace: Workspace, material: WeekMaterial) -> Newsroom:
    """A week with the names that its handles stand for."""
    registry = workspace.registry
    organisations = {
        handle.casefold(): entry.name
        for entry in registry.organisations.values()
        for handle in entry.handles
    }
    people = {
        handle.casefold(): entry.name
        for entry in registry.people.values()
        for handle in entry.handles
    }
    outlets = frozenset(
        handle.casefold()
        for entry in registry.organisations.values()
        if entry.kind == "media"
        for handle in entry.handles
    )
    accounts = {
        handle.casefold(): entry.name
        for entry in registry.organisations.values()
        for handle in entry.accounts
    }
    told = told_before(workspace, material.week)
    return Newsroom(
        material,
        {**people, **organisations},
        frozenset([*organisations, *accounts]),
        outlets,
        workspace.organisation_parents(),
        accounts,
        registry.common_words,
        frozenset(f"org:{key}" for key, e in registry.organisations.items() if e.kind == "media"),
        workspace.staff_handles(),
        {f"org:{key}": entry.name for key, entry in registry.organisations.items()},
        workspace.spokespeople(),
        sums_before(told),
        launched_before(told),
        earlier_reports(workspace, material.week),
    )


def told_before(workspace: Workspace, week: Week) -> list[str]:
    """The published sentences of the digests of the weeks before."""
    return [
        claim.text
        for earlier in week.before(LAUNCH_WEEKS)
        for claim in workspace.lake.read("gold.claims", Claim, earlier)
        if claim.is_published
    ]


def launched_before(texts: Iterable[str]) -> dict[str, list[str]]:
    """What sentences told the launch of, casefolded, and how."""
    told: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        if name := launch_told(text):
            told[name.casefold()].append(text)
    return dict(told)


def sums_before(texts: Iterable[str]) -> dict[str, list[str]]:
    """The large sums that sentences told, and how."""
    told: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        for figure in large_sums(text):
            told[figure].append(text)
    return dict(told)


def earlier_reports(workspace: Workspace, week: Week) -> EarlierReports:
    """The posts of the weeks before that report a release."""
    end = week.start - dt.timedelta(days=DAYS_OF_GRACE)
    rows = workspace.lake.query(
        sql_text("queries", "reported_releases"), weeks=week.before(REPORT_WEEKS)
    )
    return EarlierReports(
        [
            EarlierReport.of(row["author_handle"] or "", row["posted_at"], row["body_text"])
            for row in rows
            if row["posted_at"].date() < end
        ]
    )
