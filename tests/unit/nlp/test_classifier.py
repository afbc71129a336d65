"""Labels of posts: cases in both languages, laws over rows, features, weights and training."""

import csv
import datetime as dt
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ReferenceDataError
from pipeline.nlp.classifier import classify_posts
from pipeline.nlp.label_model.features import build_feature_reader, hash_terms, mask_names
from pipeline.nlp.label_model.train import LABELS_TSV, train
from pipeline.nlp.label_model.training_data import read_labelled_posts, read_posts
from pipeline.nlp.label_model.weights import (
    SCORED_LABELS,
    WEIGHTS_FILE,
    load_weights,
    save_weights,
)
from pipeline.nlp.mentions import find_mentions
from pipeline.records import Mention, ParsedPost
from pipeline.reference.labels import load_labels
from pipeline.reference.registry import load_registry
from pipeline.text.posts import build_post

CASES = Path(__file__).parents[2] / "data" / "label_cases.tsv"
MIN_SHARE_OF_CASES = 0.9
MAX_WEIGHTS_BYTES = 2_000_000
LABELS = ["relevant", "release", "safety", "infra", "other"]


@pytest.fixture(scope="module")
def registry():
    return load_registry()


def make_post(external_id, text, author_handle=None):
    posted_at = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    parsed = ParsedPost("x", external_id, "", text, posted_at, author_handle=author_handle)
    return build_post(parsed, "test", "")


def label(posts, registry):
    mentions = defaultdict(list)
    for mention in find_mentions(posts, registry):
        mentions[mention.post_id].append(mention)
    return classify_posts(posts, mentions, registry)


def read_cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def case_rows(registry):
    posts = [
        make_post(str(number), case["text"], case["author_handle"] or None)
        for number, case in enumerate(read_cases(), start=100)
    ]
    return posts, label(posts, registry)


def test_cases_get_their_labels(case_rows):
    _, rows = case_rows
    found = defaultdict(list)
    for row in rows:
        if row.is_assigned and row.label != "other":
            found[row.post_id].append(row.label)
    misses = [
        (case["text"], case["labels"], found[str(number)])
        for number, case in enumerate(read_cases(), start=100)
        if (",".join(found[str(number)]) or "-") != case["labels"]
    ]
    share = 1 - len(misses) / len(read_cases())
    assert share >= MIN_SHARE_OF_CASES, misses


def test_every_post_gets_every_label_once(case_rows):
    posts, rows = case_rows
    expected = [(post_id, name) for post_id in sorted(p.post_id for p in posts) for name in LABELS]
    assert [(row.post_id, row.label) for row in rows] == expected


def test_scores_are_probabilities(case_rows):
    assert all(0 <= row.score <= 1 for row in case_rows[1])


def test_no_category_without_relevance_and_other_only_without_category(case_rows):
    by_post = defaultdict(dict)
    for row in case_rows[1]:
        by_post[row.post_id][row.label] = row.is_assigned
    for assigned in by_post.values():
        categories = [assigned[name] for name in ("release", "safety", "infra")]
        assert assigned["relevant"] or not any(categories)
        assert assigned["other"] == (assigned["relevant"] and not any(categories))


def test_evidence_stands_in_the_text(case_rows):
    posts, rows = case_rows
    texts = {post.post_id: " ".join(post.body_text.lower().split()) for post in posts}
    for row in rows:
        for piece in row.evidence:
            assert piece.partition(":")[2] in texts[row.post_id]


def test_labels_of_a_launch_say_why(registry):
    rows = label([make_post("1", "Introducing Heron-2 70B, our new open-weights model")], registry)
    release = next(row for row in rows if row.label == "release")
    assert release.is_assigned
    assert "launch_verb:introducing" in release.evidence


def test_labels_do_not_depend_on_order_or_company(case_rows, registry):
    posts, rows = case_rows
    assert label(posts[::-1], registry) == rows
    alone = label(posts[:1], registry)
    assert alone == [row for row in rows if row.post_id == posts[0].post_id]


def test_no_posts_give_no_rows(registry):
    assert classify_posts([], {}, registry) == []


def test_an_empty_text_is_not_relevant(registry):
    assert not any(row.is_assigned for row in classify_posts([make_post("1", "")], {}, registry))


def make_mention(text, surface, entity_type, entity_id):
    start = text.index(surface)
    return Mention(
        "1", start, start + len(surface), surface, entity_id, entity_type, surface, None, "registry"
    )


def test_mask_names_replaces_names_by_type():
    text = "Nimbus ships Heron 2 on N900"
    mentions = [
        make_mention(text, "N900", "hardware", "hw:n900"),
        make_mention(text, "Heron 2", "model", "model:heron-2"),
        make_mention(text, "Nimbus", "org", "org:nimbus"),
    ]
    masked = mask_names(text, mentions, {"org:nimbus": "chip_maker"})
    assert masked.split() == ["xorgchipmaker", "ships", "xmodel", "on", "xhardware"]


def test_terms_do_not_see_numbers_handles_or_addresses():
    first = hash_terms("v 12 by @ann at https://a.example/x for $abc")
    second = hash_terms("v 98 by @bob at https://b.example/y for $xyz")
    assert first == second


def test_terms_take_chinese_in_pairs():
    assert hash_terms("开源") != hash_terms("源开")
    assert len(hash_terms("开")) == 1  # only as the first word of the text


def test_author_features_say_kind_not_name(registry):
    reader = build_feature_reader(load_labels(), registry)
    assert reader.author_features["anthropicai"] == ("A:org", "AK:org:lab")
    names = set(load_weights().named_index)
    assert not any("anthropic" in name.lower() for name in names)


def test_weights_are_small_and_whole():
    weights = load_weights()
    assert WEIGHTS_FILE.stat().st_size < MAX_WEIGHTS_BYTES
    assert weights.term_weights.shape == (len(weights.term_index), len(SCORED_LABELS))
    assert np.isfinite(weights.term_weights).all()
    assert np.isfinite(weights.named_weights).all()
    assert ((weights.threshold > 0) & (weights.threshold < 1)).all()


def test_saving_weights_again_gives_the_same_bytes(tmp_path):
    copy = tmp_path / "weights.npz"
    save_weights(copy, load_weights())
    assert copy.read_bytes() == WEIGHTS_FILE.read_bytes()


def test_load_weights_says_when_there_is_no_file(tmp_path):
    with pytest.raises(ReferenceDataError, match="weights"):
        load_weights(tmp_path / "none.npz")


def test_labels_file_splits_by_time():
    rows = read_labelled_posts(LABELS_TSV)
    ids = [row.post_id for row in rows]
    assert len(ids) == len(set(ids))
    with LABELS_TSV.open(encoding="utf-8", newline="") as file:
        weeks = [(row["posted_week"], row["split"]) for row in csv.DictReader(file, delimiter="\t")]
    last_trained = max(week for week, split in weeks if split == "train")
    assert last_trained <= min(week for week, split in weeks if split == "frozen")
    assert all(row.relevant or not row.categories for row in rows)
    assert all(bool(row.kind) == ("safety" in row.categories) for row in rows)


def write_posts(path, texts):
    lines = [
        json.dumps(
            {
                "platform": "x",
                "id": str(1_000_000 + number),
                "text": text,
                "created_at": f"2026-01-{1 + number // 8:02}T12:00:00+00:00",
            }
        )
        for number, text in enumerate(texts)
    ]
    path.write_text("\n".join(lines), "utf-8")


def write_labels(path, texts):
    lines = ["post_id\tposted_week\trelevant\tcategories\tkind\tsplit\tdraw"]
    for number, text in enumerate(texts):
        category = next((c for c in ("release", "safety", "infra") if c in text), "")
        kind = ("hazard", "research")[number % 3 == 0] if category == "safety" else ""
        split = "frozen" if number >= len(texts) * 2 // 3 else "train"
        row = (
            1_000_000 + number,
            f"week {number // 6}",
            int(bool(category)),
            category,
            kind,
            split,
            ("sample", "chosen")[number % 8 >= 4],
        )
        lines.append("\t".join(map(str, row)))
    path.write_text("\n".join(lines), "utf-8")


def test_training_twice_gives_the_same_bytes(tmp_path):
    nouns = [f"thing{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(72)]
    subjects = ("a release of", "a safety flaw in", "an infra deal for", "lunch with")
    texts = [
        f"{subjects[n % 4]} {noun} and {nouns[n - 1]} by {nouns[n - 2]}"
        for n, noun in enumerate(nouns)
    ]
    write_posts(tmp_path / "posts.jsonl", texts)
    write_labels(tmp_path / "labels.tsv", texts)
    assert len(read_posts([tmp_path / "posts.jsonl"])) == len(texts)
    files = [tmp_path / "first.npz", tmp_path / "second.npz"]
    reports = [
        train([tmp_path / "posts.jsonl"], tmp_path / "labels.tsv", file, latent_dimensions=5)
        for file in files
    ]
    assert reports[0] == reports[1]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert "release" in reports[0]
