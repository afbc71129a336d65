"""Speed of stories and ranks on a made-up week; the one argument is how many posts it has.

A week is made of events of heavy-tailed size, each with its own product, company, figures and
words, and of posts that belong to none. Run as `PYTHONPATH=. python
tests/benchmarks/bench_stories.py 4000`.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from itertools import pairwise

from pipeline.evaluation.stories import score_stories
from pipeline.nlp.clustering import cluster_posts
from pipeline.nlp.ranking import RankingEvidence, rank_stories
from pipeline.nlp.story_edges import score_edges
from pipeline.records import Mention, ParsedPost, Post, PostLabel
from pipeline.text.posts import build_post

SEED = 20260302
START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
WEEK_HOURS = 168
ALONE_SHARE = 0.55
SYLLABLES = ["ka", "lo", "mi", "ra", "te", "su", "ven", "dor", "pli", "gan", "het", "isk"]
OPENERS = ["Introducing", "Spent the day with", "They released", "First numbers for", "Notes on"]


class MadeUpWeek:
    """Posts, mentions, labels and the event that each post tells."""

    def __init__(self, size: int) -> None:
        self.random = random.Random(SEED)  # noqa: S311 - made-up posts
        self.vocabulary = [self.word() for _ in range(6000)]
        self.companies = [self.word().capitalize() for _ in range(max(8, size // 60))]
        self.posts: list[Post] = []
        self.mentions: dict[str, list[Mention]] = {}
        self.gold: list[dict[str, str | None]] = []
        while len(self.posts) < size:
            if self.random.random() < ALONE_SHARE:
                self.add(self.text(""), START + self.hours(WEEK_HOURS), None, "")
            else:
                self.add_event(size)

    def word(self) -> str:
        return "".join(self.random.choices(SYLLABLES, k=3))

    def hours(self, most: float) -> dt.timedelta:
        return dt.timedelta(hours=self.random.uniform(0, most))

    def text(self, subject: str) -> str:
        words = self.random.choices(self.vocabulary, k=self.random.randint(12, 35))
        return f"{self.random.choice(OPENERS)} {subject} {' '.join(words)}"

    def add_event(self, size: int) -> None:
        company = self.random.choice(self.companies)
        version = f"{self.random.randint(1, 9)}.{self.random.randint(1, 9)}"
        model = f"{self.word().capitalize()} {version}"
        first = START + self.hours(WEEK_HOURS - 72)
        theme = " ".join(self.random.choices(self.vocabulary, k=4))
        for _ in range(min(int(self.random.paretovariate(0.9)) + 1, size // 20)):
            subject = f"{model} by {company} {theme}"
            self.add(self.text(subject), first + self.hours(72), model, company)

    def add(self, text: str, moment: dt.datetime, model: str | None, company: str) -> None:
        post_id = f"{len(self.posts):07d}"
        author = f"a{self.random.randrange(2000)}"
        parsed = ParsedPost("x", post_id, "", text, moment, author_handle=author)
        post = build_post(parsed, "bench", "")
        self.posts.append(post)
        self.gold.append({"id": post_id, "story": model})
        names = [(model, "model"), (company, "org")] if model else []
        self.mentions[post_id] = [
            Mention(
                post_id, at, at + len(name), name, f"{kind}:{name}", kind, name, None, "registry"
            )
            for name, kind in names
            if (at := post.body_text.find(name)) >= 0
        ]

    def evidence(self) -> RankingEvidence:
        labels = {p.post_id: [PostLabel(p.post_id, "relevant", 0.9, True, ())] for p in self.posts}
        return RankingEvidence({p.post_id: p for p in self.posts}, self.mentions, labels)


def main(size: int) -> None:
    week = MadeUpWeek(size)
    marks = [time.process_time()]
    edges = score_edges(week.posts, week.mentions)
    marks.append(time.process_time())
    rows = cluster_posts(week.posts, edges)
    marks.append(time.process_time())
    rank_stories(rows, week.evidence())
    marks.append(time.process_time())
    scores = score_stories(week.gold, [], {row.post_id: row.story_id for row in rows})
    edge_seconds, cluster_seconds, rank_seconds = (
        later - earlier for earlier, later in pairwise(marks)
    )
    sys.stdout.write(
        f"{size} posts, {len(edges)} edges: edges {edge_seconds:.2f} s, clusters "
        f"{cluster_seconds:.2f} s, ranks {rank_seconds:.2f} s CPU; B-cubed F1 "
        f"{scores['b3_f1']:.3f}, pair F1 {scores['pair_f1']:.3f}, over-merged "
        f"{scores['over_merge']:.3f}\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000)
