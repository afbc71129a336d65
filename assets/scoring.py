"""Score what the lake holds against labelled files, each of which may be missing."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from assets.workspace import Workspace
from pipeline.errors import UsageError
from pipeline.evaluation.documents import score_documents
from pipeline.evaluation.events import DigestItem, score_events
from pipeline.evaluation.labels import score_labels
from pipeline.evaluation.mentions import score_mentions
from pipeline.evaluation.stories import score_stories
from pipeline.nlp.mentions import find_mentions_in_text
from pipeline.records import Mention, PostLabel, StoryPost
from pipeline.render.document import parse_digest_json
from pipeline.weeks import Week

Scores = dict[str, Any]
Rows = list[dict[str, Any]]
LABELS = ("relevant", "release", "safety", "infra")


def score_lake(workspace: Workspace, gold: Path) -> tuple[Scores, list[str]]:
    """Scores of every labelled file that is there, and what was skipped and why.

    Only posts and weeks that the lake holds are scored; how many labelled ones it does not is said.
    """
    scores: Scores = {}
    skipped: list[str] = []
    scorers: Mapping[str, Callable[[Workspace, Rows, list[str]], Scores]] = {
        "labels.jsonl": score_label_file,
        "documents.jsonl.gz": score_document_file,
        "top_events.jsonl": score_event_file,
    }
    for name, score in scorers.items():
        path = gold / name
        if path.exists():
            scores |= score(workspace, read_rows(path), skipped)
        else:
            skipped.append(f"{name}: not in {gold}")
    story_files = sorted(gold.glob("stories*.jsonl"))
    if story_files:
        rows = [row for path in story_files for row in read_rows(path)]
        scores["stories"] = score_story_rows(workspace, rows, thin_posts(gold), skipped)
    else:
        skipped.append(f"stories*.jsonl: not in {gold}")
    return scores, skipped


def read_rows(path: Path) -> Rows:
    """The rows of a labelled file, gzipped or not.

    Raises:
        UsageError: a line is not JSON.
    """
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return [json.loads(line) for line in content.decode().splitlines() if line.strip()]
    except (OSError, EOFError, ValueError) as error:
        raise UsageError(f"{path}: not readable as JSON lines: {error}") from None


def thin_posts(gold: Path) -> frozenset[str]:
    """Posts whose own text does not name their event, from every story index."""
    return frozenset(
        post_id
        for path in sorted(gold.glob("stories*_index.json"))
        for story in json.loads(path.read_text(encoding="utf-8")).values()
        for post_id in story.get("thin_post_ids", ())
    )


def held(rows: Rows, ids: Iterable[str], what: str, skipped: list[str]) -> Rows:
    """The rows whose post the lake holds; says how many it does not."""
    known = set(ids)
    found = [row for row in rows if row["id"] in known]
    if len(found) < len(rows):
        skipped.append(f"{what}: {len(rows) - len(found)} of {len(rows)} posts are not in the lake")
    return found


def score_label_file(workspace: Workspace, rows: Rows, skipped: list[str]) -> Scores:
    """Names and labels of single posts."""
    predicted: dict[str, dict[str, bool]] = defaultdict(dict)
    for label in workspace.lake.read("silver.post_labels", PostLabel, None):
        predicted[label.post_id][label.label] = label.is_assigned
    mentions: dict[str, list[Mention]] = defaultdict(list)
    for mention in workspace.lake.read("silver.mentions", Mention, None):
        mentions[mention.post_id].append(mention)
    scored = held(rows, predicted, "labels", skipped)
    return {
        "mentions": score_mentions(scored, mentions, workspace.registry),
        "labels": score_labels(scored, predicted),
    }


def score_document_file(workspace: Workspace, rows: Rows, _skipped: list[str]) -> Scores:
    """Names in whole documents, which are not posts of the lake."""
    registry = workspace.registry
    return {
        "documents": score_documents(
            rows, lambda text: find_mentions_in_text(text, registry), registry
        )
    }


def score_story_rows(
    workspace: Workspace, rows: Rows, thin_post_ids: frozenset[str], skipped: list[str]
) -> Scores:
    """Grouping of posts into stories; a post in no story of ours is alone."""
    stories = {
        member.post_id: member.story_id
        for member in workspace.lake.read("gold.story_posts", StoryPost, None)
    }
    authors = {
        row["post_id"]: row["author_id"]
        for row in workspace.lake.query("select post_id, author_id from silver.posts")
    }
    scored = held(rows, authors, "stories", skipped)
    return dict(score_stories(scored, thin_post_ids, stories, authors))


def score_event_file(workspace: Workspace, rows: Rows, skipped: list[str]) -> Scores:
    """Coverage of a week's events by its published digest."""
    digests: dict[str, list[DigestItem]] = {}
    for key in sorted({row["week"] for row in rows}):
        week = Week.containing(Week.parse(key).start, workspace.lake.first_day)
        path = workspace.settings.report_folder(week) / "digest.json"
        if path.exists():
            digests[key] = digest_items(path)
        else:
            skipped.append(f"top_events: week {key} has no published digest")
    return {"events": score_events([row for row in rows if row["week"] in digests], digests)}


def digest_items(path: Path) -> list[DigestItem]:
    """What a published digest says, item by item."""
    digest = parse_digest_json(path.read_text(encoding="utf-8"))
    return [
        DigestItem(
            text=" ".join([item.headline, *(sentence.text for sentence in item.sentences)]),
            post_ids=tuple(post_id for sentence in item.sentences for post_id in sentence.post_ids),
            is_development=section.id == "developments",
        )
        for section in digest.all_sections()
        for item in section.items
    ]
