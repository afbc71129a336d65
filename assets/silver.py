"""Silver: what a week's posts are and say. One function a table, a few lines over `pipeline`."""

from assets.material import mentions_by_post
from assets.tables import table_asset
from assets.workspace import Workspace
from pipeline.clients.payloads import parse_payload
from pipeline.nlp.classifier import classify_posts
from pipeline.nlp.duplicates import find_duplicates
from pipeline.nlp.mentions import find_mentions
from pipeline.nlp.topics import PostTopic, find_topics
from pipeline.records import DroppedPayload, Mention, Post, PostDuplicate, PostLabel, RawPost
from pipeline.text.posts import PostSelection, select_posts
from pipeline.warehouse import Rows
from pipeline.weeks import Week

# Weeks in which a source's last post before this week is looked for.
HISTORY_WEEKS = 8


def week_selection(workspace: Workspace, week: Week) -> PostSelection:
    """The posts of a week and the payloads that made none."""
    raw_posts = workspace.lake.read("bronze.raw_posts", RawPost, week)
    return select_posts(raw_posts, parse_payload)


@table_asset("silver", deps=["bronze.raw_posts"])
def posts(workspace: Workspace, week: Week) -> tuple[Post, ...]:
    """Published posts of a week, one row a post, text normalised; the newest version of each."""
    return week_selection(workspace, week).posts


@table_asset("silver", deps=["bronze.raw_posts", "silver.posts"])
def dropped_payloads(workspace: Workspace, week: Week) -> tuple[DroppedPayload, ...]:
    """Payloads of a week that made no post of their own, with the reason."""
    return week_selection(workspace, week).dropped


@table_asset("silver", deps=["bronze.raw_posts"])
def source_health(workspace: Workspace, week: Week) -> Rows:
    """How each source that was asked for the week does: an empty answer is not a quiet week."""
    return workspace.lake.model("silver.source_health", week, HISTORY_WEEKS)


@table_asset("silver", deps=["silver.posts"])
def post_duplicates(workspace: Workspace, week: Week) -> list[PostDuplicate]:
    """Posts that repeat another of the week: exactly, as a repost, or nearly."""
    return find_duplicates(workspace.lake.read("silver.posts", Post, week))


@table_asset("silver", deps=["silver.posts"])
def mentions(workspace: Workspace, week: Week) -> list[Mention]:
    """Spans of post text that name an organisation, a model, hardware or a person.

    Grain: one row per (post_id, span_start). Names that are new this week are found from how
    several authors use them, so the whole week is read at once.
    """
    return find_mentions(workspace.lake.read("silver.posts", Post, week), workspace.registry)


@table_asset("silver", deps=["silver.posts", "silver.mentions"])
def entities(workspace: Workspace, week: Week) -> Rows:
    """Entities that the week's posts name: those of the registry and those discovered."""
    return workspace.lake.model("silver.entities", week)


@table_asset("silver", deps=["silver.posts"])
def post_topics(workspace: Workspace, week: Week) -> list[PostTopic]:
    """Themes of the field that posts speak of, with the words that say so."""
    return find_topics(workspace.lake.read("silver.posts", Post, week))


@table_asset("silver", deps=["silver.posts", "silver.mentions"])
def post_labels(workspace: Workspace, week: Week) -> list[PostLabel]:
    """Labels of posts (relevant, release, safety, infra, other) with scores and evidence."""
    week_posts = workspace.lake.read("silver.posts", Post, week)
    return classify_posts(week_posts, mentions_by_post(workspace, week), workspace.registry)
