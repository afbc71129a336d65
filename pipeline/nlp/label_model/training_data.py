"""What the model is trained on: labels by post id, and texts from files in the exchange format."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.records import ParsedPost, Post
from pipeline.text.posts import build_post, snowflake_time


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """A row of labels.tsv.

    `split` is train or frozen; only safety posts have a `kind`; `draw` is sample for posts that no
    model has chosen, chosen, or feed.
    """

    post_id: str
    posted_week: str
    relevant: bool
    categories: tuple[str, ...]
    kind: str
    split: str
    draw: str

    def holds(self, label: str) -> bool:
        """Whether the reader gave the label."""
        return self.relevant if label == "relevant" else label in self.categories


def read_labelled_posts(path: Path) -> list[LabelledPost]:
    """Read labels.tsv, in file order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            LabelledPost(
                post_id=row["post_id"],
                posted_week=row["posted_week"],
                relevant=row["relevant"] == "1",
                categories=tuple(filter(None, row["categories"].split(","))),
                kind=row["kind"],
                split=row["split"],
                draw=row["draw"],
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def _posted_at(fields: dict[str, Any]) -> dt.datetime | None:
    stated = fields.get("created_at")
    if stated:
        return dt.datetime.fromisoformat(stated).astimezone(dt.UTC)
    from_id = snowflake_time(str(fields["id"])) if fields.get("platform", "x") == "x" else None
    if from_id or not fields.get("first_seen"):
        return from_id
    return dt.datetime.fromisoformat(fields["first_seen"]).astimezone(dt.UTC)


def _parsed_post(fields: dict[str, Any], posted_at: dt.datetime) -> ParsedPost:
    link = fields.get("link")
    body = fields.get("body")
    return ParsedPost(
        platform=fields.get("platform") or "x",
        external_id=str(fields["id"]),
        url=fields.get("url") or link or "",
        text=f"{fields['text']}\n\n{body}" if body else fields["text"],
        posted_at=posted_at,
        author_handle=fields.get("author_handle"),
        author_name=fields.get("author_name"),
        author_bio=fields.get("author_bio"),
        is_repost=fields.get("is_repost"),
        is_reply=fields.get("is_reply"),
        is_quote=fields.get("is_quote"),
        quoted_external_id=fields.get("quoted_id"),
        media_count=fields.get("media"),
        link_urls=(link,) if link else (),
    )


def _lines(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    return (line for line in text.decode("utf-8").split("\n") if line.strip())


def read_posts(paths: Sequence[Path]) -> dict[str, Post]:
    """Posts of the files by id; a later line with the same id replaces an earlier one."""
    posts = {}
    for path in paths:
        for line in _lines(path):
            fields = json.loads(line)
            posted_at = _posted_at(fields)
            if posted_at is not None:
                post = build_post(_parsed_post(fields, posted_at), path.stem, "")
                posts[post.post_id] = post
    return posts
