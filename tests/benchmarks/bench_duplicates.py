"""Speed and quality of duplicate detection on made-up posts; the one argument is how many.

Posts are made of pairs of generated sentences; copies of a heavy-tailed share of them are edited in
six ways, and hard negatives share one of their two sentences. The generator knows which are copies,
so precision and recall over pairs of posts are exact. Run as
`PYTHONPATH=. python tests/benchmarks/bench_duplicates.py 100000`.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator

from pipeline.nlp.duplicates import find_duplicates
from pipeline.records import ParsedPost, Post
from pipeline.text.normalize import split_repost
from pipeline.text.posts import build_post

SEED = 20260302
START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
VOCABULARY_SIZE = 12_000
COMMON_WORDS = ["the", "of", "to", "and", "in", "for", "on", "with", "that", "is", "it", "more"]
COPY_SHARE = 0.3
HARD_NEGATIVE_SHARE = 0.15
SYLLABLES = ["ka", "lo", "mi", "ra", "te", "su", "ven", "dor", "pli", "gan", "het", "isk"]


class Corpus:
    """Generated posts and, for each, the number of the text it was made from."""

    def __init__(self, size: int) -> None:
        self.random = random.Random(SEED)  # noqa: S311 - made-up posts
        self.words = ["".join(self.random.choices(SYLLABLES, k=3)) for _ in range(VOCABULARY_SIZE)]
        self.posts: list[Post] = []
        self.source_of: dict[str, int] = {}
        for number, text, author in self.texts(size):
            self.add(number, text, author)

    def any_author(self) -> str:
        return f"a{self.random.randrange(5000)}"

    def sentence(self) -> str:
        length = self.random.randint(14, 28)
        words = [
            self.random.choice(COMMON_WORDS)
            if self.random.random() < 0.35
            else self.random.choice(self.words)
            for _ in range(length)
        ]
        return " ".join(words).capitalize() + "."

    def texts(self, size: int) -> Iterator[tuple[int, str, str]]:
        pairs: list[tuple[str, str]] = []
        made = 0
        while made < size:
            first, second = self.sentence(), self.sentence()
            if pairs and self.random.random() < HARD_NEGATIVE_SHARE:
                first = self.random.choice(pairs)[self.random.randint(0, 1)]
            pairs.append((first, second))
            text = f"{first} {second}"
            author = self.any_author()
            yield len(pairs), text, author
            made += 1
            if self.random.random() < COPY_SHARE:
                copies = min(int(self.random.paretovariate(1.1)), 60, size - made)
                for _ in range(copies):
                    yield len(pairs), self.edited(text, author), self.any_author()
                made += copies

    def edited(self, text: str, author: str) -> str:
        """A copy as posts make them: the same, retyped, cut, reposted, framed, or reworded."""
        words = text.split()
        edit = self.random.randrange(6)
        if edit == 0:
            return text
        if edit == 1:
            return text.upper().replace(".", "!")
        if edit == 2:
            return " ".join(words[: int(len(words) * 0.85)])
        if edit == 3:
            return f"RT @{author}: {text[:130]}…"
        if edit == 4:
            return f"Breaking: {text} https://example.org/{self.random.randrange(10**6)} #news"
        for _ in range(3):
            words[self.random.randrange(len(words))] = self.random.choice(self.words)
        return " ".join(words)

    def add(self, number: int, text: str, author: str) -> None:
        post_id = f"{len(self.posts):07d}"
        template = self.posts[0] if self.posts else None
        if template is None:
            parsed = ParsedPost("bench", "0", "", text, START, author_handle=author)
            self.posts.append(build_post(parsed, "bench", ""))
            self.source_of[self.posts[0].post_id] = number
            return
        handle, body = split_repost(text)
        fields = {name: getattr(template, name) for name in Post.__dataclass_fields__}
        fields |= {"post_id": post_id, "body_text": body, "author_handle": author}
        fields |= {"author_id": f"bench:{author}", "reposted_handle": handle}
        fields |= {
            "is_repost": handle is not None,
            "posted_at": START + dt.timedelta(seconds=len(self.posts)),
        }
        self.posts.append(Post(**fields))
        self.source_of[post_id] = number


def pair_scores(corpus: Corpus) -> tuple[float, float]:
    """Precision and recall over pairs of posts that are said to be, or are, copies of one text."""
    original_of = {post.post_id: post.post_id for post in corpus.posts}
    for row in find_duplicates(corpus.posts):
        original_of[row.post_id] = row.duplicate_of_post_id
    both = Counter((original_of[post_id], corpus.source_of[post_id]) for post_id in original_of)
    agreed = pair_count(both)
    found = pair_count(Counter(original_of.values()))
    wanted = pair_count(Counter(corpus.source_of.values()))
    return agreed / found, agreed / wanted


def pair_count(sizes: Counter[object] | defaultdict[object, int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def main(size: int) -> None:
    corpus = Corpus(size)
    started = time.process_time()
    found = find_duplicates(corpus.posts)
    seconds = time.process_time() - started
    precision, recall = pair_scores(corpus) if size <= 200_000 else (float("nan"), float("nan"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{size} posts, {len(found)} duplicates, {seconds:.1f} s CPU, "
        f"{size / seconds:,.0f} posts/s, "
        f"precision {precision:.3f}, recall {recall:.3f}, peak {memory:,.0f} MB\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
