"""Posts a second, on one core, of the finders of names; the one argument is how many posts.

Reads real posts from the folder that DIGEST_SHARED names, or from `shared` beside the checkout, and
makes some up where there are none. Times are of the processor (`process_time`), best of three.
Run as `PYTHONPATH=. python tests/benchmarks/bench_names.py 20000`.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.nlp.gazetteer import build_gazetteer, find_registry_names
from pipeline.nlp.known_names import build_known_names
from pipeline.nlp.mentions import find_mentions_in_text
from pipeline.nlp.model_grammar import build_grammar
from pipeline.nlp.model_names import find_model_names
from pipeline.nlp.unseen_organisations import find_unseen_organisations
from pipeline.reference.registry import load_registry
from pipeline.text.normalize import normalize_text

DEFAULT_COUNT = 20_000
RUNS = 3
FLOORS = {"gazetteer": 80_000, "grammar": 20_000}
MADE_UP = (
    "We moved our summariser from GPT-5.4 to Qwen3.5-27B and saved H100 hours, says @brindle.",
    "Nothing new today, only rain and a long walk along the canal with a thermos of tea.",
    "Introducing Zyntha-7B, our first open-weights model for law; thanks to NVIDIA for the help.",
)


def shared_folder() -> Path:
    """Where the shared corpus is looked for."""
    stated = os.environ.get("DIGEST_SHARED")
    return Path(stated) if stated else Path(__file__).resolve().parents[2].parent / "shared"


def texts(count: int) -> list[str]:
    """That many post texts: real ones when the corpus is there."""
    path = shared_folder() / "corpus" / "x_posts_2026.jsonl.gz"
    return list(
        itertools.islice(real_texts(path) if path.exists() else itertools.cycle(MADE_UP), count)
    )


def real_texts(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield normalize_text(json.loads(line)["text"])


def posts_per_second(find: Callable[[str], object], posts: list[str]) -> float:
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        for text in posts:
            find(text)
        seconds.append(time.process_time() - start)
    return len(posts) / min(seconds)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_COUNT
    posts, registry = texts(count), load_registry()
    start = time.process_time()
    gazetteer, _ = build_gazetteer(registry), build_grammar(registry)
    known = build_known_names(registry)
    seconds = time.process_time() - start
    sys.stdout.write(f"build {seconds:.2f} s, {len(gazetteer.names)} names, {len(posts)} posts\n")
    finders: dict[str, Callable[[str], object]] = {
        "gazetteer": lambda text: find_registry_names(text, gazetteer),
        "grammar": lambda text: find_model_names(text, registry),
        "unseen organisations": lambda text: find_unseen_organisations(text, (), known),
        "all mentions": lambda text: find_mentions_in_text(text, registry),
    }
    for name, find in finders.items():
        rate = posts_per_second(find, posts)
        floor = FLOORS.get(name)
        wanted = f"   floor {floor:,}" if floor else ""
        sys.stdout.write(f"{name:22} {rate:10,.0f} posts/s{wanted}\n")


if __name__ == "__main__":
    main()
