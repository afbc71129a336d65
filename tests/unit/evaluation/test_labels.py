"""Scores of labels against counts done by hand."""

from pipeline.evaluation.labels import score_labels


def gold(post_id, *categories, relevant=True):
    return {"id": post_id, "relevant": relevant, "categories": list(categories)}


def holds(*labels):
    return dict.fromkeys(labels, True)


GOLD = [
    gold("1", "release"),
    gold("2", "release", "infra"),
    gold("3", "safety"),
    gold("4", relevant=False),
]


def test_score_labels_counts_hits():
    predicted = {
        "1": holds("relevant", "release"),
        "2": holds("relevant"),
        "3": holds("relevant", "release", "safety"),
        "4": holds("relevant"),
    }
    scores = score_labels(GOLD, predicted)
    assert scores["release"]["precision"] == 0.5
    assert scores["release"]["recall"] == 0.5
    assert scores["release"]["f1"] == 0.5
    assert scores["safety"]["f1"] == 1.0
    assert scores["infra"]["f1"] == 0.0
    assert scores["relevant"]["precision"] == 0.75
    assert scores["relevant"]["recall"] == 1.0
    assert scores["macro_f1"] == 0.5


def test_perfect_labels_score_one_with_a_closed_interval():
    predicted = {
        row["id"]: holds(*row["categories"], *["relevant"] * row["relevant"]) for row in GOLD * 2
    }
    scores = score_labels(GOLD, predicted)
    assert scores["relevant"]["f1"] == 1.0
    assert scores["relevant"]["interval"][1] == 1.0
    assert scores["macro_f1"] == 1.0


def test_intervals_hold_the_score_and_are_reproducible():
    rows = [gold(str(n), *["release"] * (n % 2)) for n in range(40)]
    predicted = {str(n): holds("relevant", *["release"] * (n % 3 == 1)) for n in range(40)}
    first, second = score_labels(rows, predicted), score_labels(rows[::-1], predicted)
    assert first == second
    low, high = first["release"]["interval"]
    assert low <= first["release"]["f1"] <= high
    assert first["macro_f1_interval"][0] <= first["macro_f1"] <= first["macro_f1_interval"][1]


def test_posts_without_prediction_are_counted_not_scored():
    scores = score_labels(GOLD, {"1": holds("relevant", "release")})
    assert scores["posts"] == 1
    assert scores["missing"] == 3
    assert scores["release"]["n"] == 1


def test_nothing_to_score_is_said():
    assert score_labels(GOLD, {}) == {"posts": 0, "missing": 4}
