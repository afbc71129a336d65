"""Gold: what the week was. Stories, ranks, counts with change, claims."""

from collections import defaultdict
from collections.abc import Sequence

from assets.findings import week_safety, week_tracker
from assets.ledger import stored_tracker, waiting_records
from assets.material import build_newsroom, mentions_by_post, week_material
from assets.tables import table_asset
from assets.workspace import Workspace
from assets.writing import write_tables
from pipeline.nlp.clustering import cluster_posts
from pipeline.nlp.ranking import RankingEvidence, rank_stories
from pipeline.nlp.safety_records import SafetyDimension, SafetyItem
from pipeline.nlp.story_edges import score_edges, select_story_posts
from pipeline.nlp.threads import StoryThread, link_threads, outline_story
from pipeline.nlp.tracker_records import TrackerEvidence, TrackerItem, TrackerStatus
from pipeline.nlp.watch_agreed import find_agreed
from pipeline.nlp.watch_followed import follow_up
from pipeline.nlp.watch_items import WatchItem, find_watch_items
from pipeline.nlp.watch_joined import join_watch_items
from pipeline.records import (
    Claim,
    Post,
    PostDuplicate,
    PostLabel,
    StoryEdge,
    StoryPost,
    StoryRank,
)
from pipeline.warehouse import Rows
from pipeline.weeks import Week
from pipeline.writing.compose import compose_claims

HISTORY_WEEKS = 4
# A name that these weeks before did not hold is new, and ties posts of a launch together.
WEEKS_OF_KNOWN_NAMES = 3
# Stories below this rank are not followed over weeks.
THREADED_RANKS = 100


def story_posts_of_week(workspace: Workspace, week: Week) -> list[Post]:
    """Posts that may belong to a story: those that are relevant, and those that react to them."""
    lake = workspace.lake
    return select_story_posts(
        lake.read("silver.posts", Post, week),
        mentions_by_post(workspace, week),
        relevance_scores(workspace, week),
        lake.read("silver.post_duplicates", PostDuplicate, week),
    )


def relevance_scores(workspace: Workspace, week: Week) -> dict[str, float]:
    """How probably each post of a week is relevant."""
    return {
        label.post_id: label.score
        for label in workspace.lake.read("silver.post_labels", PostLabel, week)
        if label.label == "relevant"
    }


@table_asset(
    "gold",
    deps=["silver.posts", "silver.mentions", "silver.post_labels", "silver.post_duplicates"],
)
def story_edges(workspace: Workspace, week: Week) -> list[StoryEdge]:
    """Scored pairs of posts that may report one event: the log of every grouping decision."""
    return score_edges(
        story_posts_of_week(workspace, week),
        mentions_by_post(workspace, week),
        workspace.lake.read("silver.post_duplicates", PostDuplicate, week),
        workspace.lake.read("silver.posts", Post, week.before(WEEKS_OF_KNOWN_NAMES)),
        workspace.official_handles(),
    )


@table_asset("gold", deps=["gold.story_edges"])
def story_posts(workspace: Workspace, week: Week) -> list[StoryPost]:
    """Membership of posts in stories, by average link over the edges."""
    return cluster_posts(
        story_posts_of_week(workspace, week),
        workspace.lake.read("gold.story_edges", StoryEdge, week),
        workspace.lake.read("silver.post_duplicates", PostDuplicate, week),
        relevance_scores(workspace, week),
    )


@table_asset("gold", deps=["gold.story_posts", "silver.posts", "silver.mentions"])
def stories(workspace: Workspace, week: Week) -> Rows:
    """Stories of a week: posts that report one event."""
    return workspace.lake.model("gold.stories", week)


@table_asset("gold", deps=["gold.story_posts", "silver.post_labels", "silver.entities"])
def weekly_story_ranks(workspace: Workspace, week: Week) -> list[StoryRank]:
    """Stories of a week in order, with every component of the score; four are the developments."""
    lake = workspace.lake
    labels: dict[str, list[PostLabel]] = defaultdict(list)
    for label in lake.read("silver.post_labels", PostLabel, week):
        labels[label.post_id].append(label)
    evidence = RankingEvidence(
        posts={post.post_id: post for post in lake.read("silver.posts", Post, week)},
        mentions=mentions_by_post(workspace, week),
        labels=labels,
        official_handles=workspace.official_handles(),
        parents=workspace.organisation_parents(),
        staff_handles=workspace.staff_handles(),
        seen_entity_ids=entities_before(workspace, week),
        repeated_post_ids={
            row.post_id for row in lake.read("silver.post_duplicates", PostDuplicate, week)
        },
    )
    return rank_stories(lake.read("gold.story_posts", StoryPost, week), evidence)


def entities_before(workspace: Workspace, week: Week) -> set[str] | None:
    """Entities that the weeks before named; None when none of those weeks is in the lake."""
    earlier = [
        past
        for past in week.before(HISTORY_WEEKS)
        if workspace.lake.files("silver.entities", [past])
    ]
    if not earlier:
        return None
    return {str(entity_id) for _, entity_id in workspace.lake.keys("silver.entities", earlier)}


@table_asset("gold", deps=["gold.weekly_story_ranks", "silver.mentions"], reads_own_history=True)
def story_threads(workspace: Workspace, week: Week) -> list[StoryThread]:
    """Matters that go on over weeks: which are new, which develop and with what, which rest."""
    material = week_material(workspace, week)
    outlines = [
        outline_story(
            rank.story_id,
            [material.posts[member.post_id] for member in material.stories[rank.story_id]],
            material.mentions,
        )
        for rank in material.ranked_stories()[:THREADED_RANKS]
    ]
    return link_threads(week, outlines, threads_before(workspace, week))


def threads_before(workspace: Workspace, week: Week) -> list[StoryThread]:
    """The threads of the newest earlier week that is in the lake."""
    earlier = [past for past in workspace.lake.weeks("gold.story_threads") if past < week]
    return workspace.lake.read("gold.story_threads", StoryThread, earlier[-1]) if earlier else []


@table_asset(
    "gold",
    deps=["silver.posts", "silver.post_duplicates", "silver.post_labels"],
    reads_own_history=True,
)
def weekly_label_counts(workspace: Workspace, week: Week) -> Rows:
    """Posts of each label, with change against last week and the mean of the four before."""
    return workspace.lake.model("gold.weekly_label_counts", week, HISTORY_WEEKS)


@table_asset(
    "gold",
    deps=["silver.mentions", "silver.post_labels", "silver.post_duplicates"],
    reads_own_history=True,
)
def weekly_entity_counts(workspace: Workspace, week: Week) -> Rows:
    """Relevant posts that name each entity, with change."""
    return workspace.lake.model("gold.weekly_entity_counts", week, HISTORY_WEEKS)


@table_asset(
    "gold",
    deps=["silver.post_topics", "silver.post_labels", "gold.story_posts"],
    reads_own_history=True,
)
def weekly_topic_counts(workspace: Workspace, week: Week) -> Rows:
    """Relevant posts on each theme, with change and how sure it is."""
    return workspace.lake.model("gold.weekly_topic_counts", week, HISTORY_WEEKS)


@table_asset(
    "gold",
    deps=["silver.mentions", "silver.post_labels", "silver.post_duplicates"],
    reads_own_history=True,
)
def weekly_entity_pairs(workspace: Workspace, week: Week) -> Rows:
    """Pairs of entities named in one relevant post, with change."""
    return workspace.lake.model("gold.weekly_entity_pairs", week, HISTORY_WEEKS)


@table_asset(
    "gold",
    deps=["silver.posts", "silver.post_duplicates", "silver.post_labels"],
    reads_own_history=True,
)
def weekly_sources(workspace: Workspace, week: Week) -> Rows:
    """What each source gave, and what became of it."""
    return workspace.lake.model("gold.weekly_sources", week, HISTORY_WEEKS)


@table_asset("gold", deps=["gold.story_posts", "silver.post_labels"], reads_own_history=True)
def weekly_authors(workspace: Workspace, week: Week) -> Rows:
    """What each author wrote."""
    return workspace.lake.model("gold.weekly_authors", week, HISTORY_WEEKS)


RANKED = ("gold.weekly_story_ranks", "gold.story_posts", "silver.post_labels", "silver.mentions")


@table_asset("gold", deps=RANKED, reads_own_history=True)
def safety_items(workspace: Workspace, week: Week) -> Sequence[SafetyItem]:
    """Safety stories rated by rubric SRS-1; those that are none are kept with the reason."""
    return week_safety(workspace, week).items


@table_asset("gold", deps=[*RANKED, "gold.safety_items"])
def safety_dimensions(workspace: Workspace, week: Week) -> Sequence[SafetyDimension]:
    """The triggers that fired for a safety story, each with its words."""
    return week_safety(workspace, week).dimensions


@table_asset("gold", deps=[*RANKED, "gold.safety_items"])
def tracker_items(workspace: Workspace, week: Week) -> Sequence[TrackerItem]:
    """Model releases, safety incidents and infrastructure deals that the week's posts report."""
    return week_tracker(workspace, week).items


@table_asset("gold", deps=[*RANKED, "gold.safety_items"])
def tracker_evidence(workspace: Workspace, week: Week) -> Sequence[TrackerEvidence]:
    """Which words of which post prove a field of a tracker record."""
    return week_tracker(workspace, week).evidence


@table_asset("gold", deps=[*RANKED, "gold.safety_items"])
def tracker_status_log(workspace: Workspace, week: Week) -> Sequence[TrackerStatus]:
    """The first post of the week that says a tracked thing has a status."""
    return week_tracker(workspace, week).statuses


@table_asset(
    "gold",
    deps=[*RANKED, "gold.tracker_items", "gold.tracker_evidence", "gold.tracker_status_log"],
    reads_own_history=True,
)
def watch_items(workspace: Workspace, week: Week) -> list[WatchItem]:
    """Promised events and agreed deals: the week's, what became of open ones, and what waits."""
    material = week_material(workspace, week)
    earlier = [past for past in workspace.lake.weeks("gold.watch_items") if past < week][-1:]
    followable = [
        item
        for item in workspace.lake.read("gold.watch_items", WatchItem, earlier)
        if item.record_id is None or item.party_ids
    ]
    return join_watch_items(
        promises=find_watch_items(material, workspace.registry),
        agreed=find_agreed(stored_tracker(workspace, week), material),
        followed=follow_up(followable, material),
        waiting=waiting_records(workspace, week),
    )


@table_asset(
    "gold",
    deps=[
        "silver.dropped_payloads",
        "silver.source_health",
        "gold.safety_items",
        "gold.tracker_items",
        "gold.watch_items",
        "gold.story_threads",
        "gold.stories",
        "gold.weekly_story_ranks",
        "gold.weekly_label_counts",
        "gold.weekly_entity_counts",
        "gold.weekly_entity_pairs",
        "gold.weekly_topic_counts",
        "gold.weekly_sources",
        "gold.weekly_authors",
    ],
    reads_own_history=True,
)
def claims(workspace: Workspace, week: Week) -> list[Claim]:
    """Sentences of the digest and what they rest on; those the gate refused keep the reason."""
    newsroom = build_newsroom(workspace, week_material(workspace, week))
    return compose_claims(newsroom, write_tables(workspace, newsroom))
