"""Posts a second, on one core, of labelling, and the scores; the one argument is how many posts.

Reads real posts from the folder that DIGEST_SHARED names, or from `shared` beside the checkout, and
makes some up where there are none; then there are no scores. Times are of the processor
(`process_time`), best of three, mentions given. Scores are those of the shipped weights on the
frozen split and on gold labels, neither of which they were trained on.
Run as `PYTHONPATH=. python tests/benchmarks/bench_labels.py 20000`.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from pipeline.evaluation.labels import score_labels
from pipeline.nlp.classifier import classify_posts
from pipeline.nlp.label_model.train import LABELS_TSV
from pipeline.nlp.label_model.training_data import read_labelled_posts, read_posts
from pipeline.nlp.mentions import find_mentions
from pipeline.nlp.safety_kind import classify_safety_kinds
from pipeline.records import Mention, ParsedPost, Post
from pipeline.reference.registry import Registry, load_registry
from pipeline.text.posts import build_post

DEFAULT_COUNT = 20_000
RUNS = 3
FLOOR = 5_000
CORPORA = ("x_posts_2025.jsonl.gz", "x_posts_2026.jsonl.gz")
MADE_UP = (
    "Introducing Zyntha-7B, our first open-weights model for law, on Hugging Face today.",
    "Nothing new today, only rain and a long walk along the canal with a thermos of tea.",
    "A 2 GW data center for training is planned beside the old mill, per the county.",
)


def shared_folder() -> Path:
    """Where the shared corpus is looked for."""
    stated = os.environ.get("DIGEST_SHARED")
    return Path(stated) if stated else Path(__file__).resolve().parents[2].parent / "shared"


def made_up_posts(count: int) -> dict[str, Post]:
    posted_at = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    texts = itertools.islice(itertools.cycle(MADE_UP), count)
    posts = [
        build_post(ParsedPost("x", str(number), "", text, posted_at), "made up", "")
        for number, text in enumerate(texts)
    ]
    return {post.post_id: post for post in posts}


def mentions_of(posts: list[Post], registry: Registry) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in find_mentions(posts, registry):
        found[mention.post_id].append(mention)
    return found


def report_speed(posts: list[Post], registry: Registry) -> None:
    mentions = mentions_of(posts, registry)
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        classify_posts(posts, mentions, registry)
        seconds.append(time.process_time() - start)
    rate = len(posts) / min(seconds)
    sys.stdout.write(f"labels {rate:,.0f} posts/s of {len(posts)}   floor {FLOOR:,}\n")


def report_scores(
    name: str, rows: list[dict[str, Any]], posts: dict[str, Post], registry: Registry
) -> None:
    known = [posts[row["id"]] for row in rows if row["id"] in posts]
    mentions = mentions_of(known, registry)
    predicted: dict[str, dict[str, bool]] = defaultdict(dict)
    for label in classify_posts(known, mentions, registry):
        predicted[label.post_id][label.label] = label.is_assigned
    sys.stdout.write(f"{name}: {json.dumps(score_labels(rows, predicted), indent=1)}\n")
    kinds = {row["id"]: row["kind"] for row in rows if row["kind"]}
    safety = [post for post in known if post.post_id in kinds]
    found = classify_safety_kinds(safety, mentions, registry)
    right = sum(kind.kind == kinds[kind.post_id] for kind in found)
    sys.stdout.write(f"{name}: kind right for {right} of {len(found)} safety posts\n")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_COUNT
    registry, shared = load_registry(), shared_folder()
    files = [shared / "corpus" / name for name in CORPORA]
    is_shared_here = all(file.exists() for file in files)
    posts = read_posts(files) if is_shared_here else made_up_posts(count)
    report_speed(list(posts.values())[:count], registry)
    if not is_shared_here:
        return
    frozen = [
        {
            "id": row.post_id,
            "relevant": row.relevant,
            "categories": row.categories,
            "kind": row.kind,
        }
        for row in read_labelled_posts(LABELS_TSV)
        if row.split == "frozen"
    ]
    gold = (shared / "gold" / "labels.jsonl").read_text("utf-8").splitlines()
    report_scores("frozen", frozen, posts, registry)
    report_scores("gold", [json.loads(line) for line in gold], posts, registry)


if __name__ == "__main__":
    main()
