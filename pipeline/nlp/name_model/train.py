"""Train the name model: `python -m pipeline.nlp.name_model.train --posts FILE.jsonl.gz [FILE …]`.

Reads the marks and the labelled accounts beside this file (ids, handles and offsets only), and
texts and profiles from the given files in the exchange format; learns from posts before the first
one of the split `frozen`, prints the scores of that split, and writes the weights. The same files
give the same bytes.
"""

# mypy: disable-error-code="no-untyped-call, no-any-return"
# scikit-learn and scipy.sparse carry no types.

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from pipeline.nlp.label_model.training_data import read_posts
from pipeline.nlp.name_model.features import handle_features, profile_features, use_features
from pipeline.nlp.name_model.training_data import (
    MarkedPost,
    read_labelled_accounts,
    read_marked_posts,
)
from pipeline.nlp.name_model.weights import WEIGHTS_FILE, LinearModel, NameWeights, save_weights
from pipeline.nlp.unseen_handles import HANDLE
from pipeline.records import Post
from pipeline.reference.registry import NameWords, Registry, load_registry

MARKS_TSV = Path(__file__).with_name("marks.tsv")
ACCOUNTS_TSV = Path(__file__).with_name("accounts.tsv")
PROFILE_REGULARISATION = 0.5  # inverse strength, as in LogisticRegression
USE_REGULARISATION = 0.3
MAX_ITERATIONS = 1_000
MIN_EXAMPLES = 3  # features of fewer examples are left out
SURE_ORGANISATION = 0.8  # a profile's probability from which its handle teaches the second model
SURE_PERSON = 0.2
MAX_USES = 8  # of one handle
MARKED_WEIGHT = 3.0  # a use that a reader has marked, against one whose account is known
LISTED_WEIGHT = 0.5  # a listed handle by itself
THRESHOLDS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Example:
    """Features, whether they are an organisation's, and how much that counts."""

    features: frozenset[str]
    is_organisation: bool
    weight: float = 1.0


def _fit(examples: Sequence[Example], regularisation: float) -> LinearModel:
    counts = Counter(feature for example in examples for feature in example.features)
    names = sorted(name for name, count in counts.items() if count >= MIN_EXAMPLES)
    column = {name: position for position, name in enumerate(names)}
    rows = [sorted(column[f] for f in example.features if f in column) for example in examples]
    ends = np.cumsum([0, *map(len, rows)])
    matrix = sparse.csr_matrix(
        (np.ones(ends[-1]), np.concatenate([np.array(row, np.int32) for row in rows]), ends),
        shape=(len(rows), len(names)),
    )
    model = LogisticRegression(C=regularisation, max_iter=MAX_ITERATIONS)
    truth = np.array([example.is_organisation for example in examples])
    model.fit(matrix, truth, sample_weight=np.array([example.weight for example in examples]))
    weights = zip(names, model.coef_[0].tolist(), strict=True)
    return LinearModel(
        float(model.intercept_[0]), {crc32(name.encode()): weight for name, weight in weights}
    )


def _listed_handles(registry: Registry) -> dict[str, bool]:
    """Handles of the registry, as written -> whether they are an organisation's."""
    handles = {h: False for person in registry.people.values() for h in person.handles}
    for entry in registry.organisations.values():
        handles |= dict.fromkeys((*entry.handles, *entry.accounts), True)
    return handles


def _newest_profiles(posts: Iterable[Post]) -> dict[str, Post]:
    ordered = sorted(posts, key=lambda post: (post.posted_at, post.post_id))
    return {post.author_handle.casefold(): post for post in ordered if post.author_handle}


def _features_of_profile(post: Post, words: NameWords) -> frozenset[str]:
    return profile_features(post.author_handle or "", post.author_name, post.author_bio, words)


def _fit_profiles(
    profiles: Mapping[str, Post], labels: Mapping[str, bool], words: NameWords
) -> LinearModel:
    examples = [
        Example(_features_of_profile(post, words), labels[handle])
        for handle, post in sorted(profiles.items())
        if handle in labels
    ]
    return _fit(examples, PROFILE_REGULARISATION)


def _known_accounts(
    profiles: Mapping[str, Post], labels: Mapping[str, bool], model: LinearModel, words: NameWords
) -> dict[str, bool]:
    """Labelled accounts, and those of which the model of profiles is sure."""
    known = dict(labels)
    for handle, post in profiles.items():
        if handle not in known:
            probability = model.probability(model.logit(_features_of_profile(post, words)))
            if probability >= SURE_ORGANISATION or probability <= SURE_PERSON:
                known[handle] = probability >= SURE_ORGANISATION
    return known


def _uses(
    text: str, is_organisation: Callable[[str, int], bool | None], weight: float, words: NameWords
) -> Iterator[tuple[str, Example]]:
    """(case-folded handle, example) of each handle in a text whose kind is known."""
    for match in HANDLE.finditer(text):
        truth = is_organisation(match.group(1).casefold(), match.start())
        if truth is not None:
            features = handle_features(match.group(1), words) | set(
                use_features(text, *match.span())
            )
            yield match.group(1).casefold(), Example(features, truth, weight)


def _known_uses(
    posts: Sequence[Post], known: Mapping[str, bool], words: NameWords
) -> Iterator[Example]:
    """Uses of handles whose account is known, a few of each, one a text."""
    counts: Counter[str] = Counter()
    texts: set[str] = set()
    for post in sorted(posts, key=lambda post: post.post_id):
        if "@" not in post.body_text or post.body_text in texts:
            continue
        texts.add(post.body_text)
        for handle, example in _uses(post.body_text, lambda h, _: known.get(h), 1.0, words):
            counts[handle] += 1
            if counts[handle] <= MAX_USES:
                yield example


def _marked_uses(
    row: MarkedPost, post: Post, listed: Collection[str], words: NameWords
) -> Iterator[Example]:
    """Uses in a marked post of handles outside the registry."""
    starts = {start for start, _ in row.organisations}

    def truth(handle: str, start: int) -> bool | None:
        return None if handle in listed else start in starts

    text = post.body_text[: row.read_chars]
    yield from (example for _, example in _uses(text, truth, MARKED_WEIGHT, words))


def _report(model: LinearModel, examples: Sequence[Example]) -> str:
    truth = np.array([example.is_organisation for example in examples], dtype=bool)
    scores = np.array([model.probability(model.logit(e.features)) for e in examples])
    lines = [f"{len(truth)} unknown handles in the frozen split, {truth.sum()} of organisations"]
    for threshold in THRESHOLDS:
        found = scores >= threshold
        hits = int((found & truth).sum())
        lines.append(
            f"from {threshold:.2f}  precision {hits / max(1, int(found.sum())):.3f}"
            f"  recall {hits / max(1, int(truth.sum())):.3f}"
        )
    return "\n".join(lines) + "\n"


def train(post_files: Sequence[Path], out: Path) -> str:
    """Train, write the weights, and return the report on the frozen split."""
    registry = load_registry()
    words, listed = registry.words, _listed_handles(registry)
    listed_keys = {handle.casefold(): truth for handle, truth in listed.items()}
    posts = read_posts(post_files)
    marks = [row for row in read_marked_posts(MARKS_TSV) if row.post_id in posts]
    frozen = [row for row in marks if row.split == "frozen"]
    first_frozen = min(posts[row.post_id].posted_at for row in frozen)
    marked = {row.post_id for row in marks}
    earlier = [
        post
        for post in posts.values()
        if post.posted_at < first_frozen and post.post_id not in marked
    ]
    profiles = _newest_profiles(earlier)
    labels = listed_keys | read_labelled_accounts(ACCOUNTS_TSV)
    profile = _fit_profiles(profiles, labels, words)
    uses = {
        split: [
            example
            for row in marks
            if row.split == split
            for example in _marked_uses(row, posts[row.post_id], listed_keys.keys(), words)
        ]
        for split in ("train", "frozen")
    }
    by_themselves = [
        Example(handle_features(handle, words), truth, LISTED_WEIGHT)
        for handle, truth in sorted(listed.items())
    ]
    known = _known_accounts(profiles, labels, profile, words)
    known_uses = _known_uses(earlier, known, words)
    use = _fit([*known_uses, *by_themselves, *uses["train"]], USE_REGULARISATION)
    save_weights(out, NameWeights(profile, use))
    return _report(use, uses["frozen"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description="Train the name model.")
    parser.add_argument("--posts", nargs="+", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE)
    options = parser.parse_args(arguments)
    sys.stdout.write(train(options.posts, options.out))


if __name__ == "__main__":
    main()
