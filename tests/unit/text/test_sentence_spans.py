import pytest

from pipeline.text.sentence_spans import find_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("BREAKING: It works. Dr. Ada said so!", ["It works.", "Dr. Ada said so!"]),
        (
            "Acme widened its bans. xAI closed a loom.",
            ["Acme widened its bans.", "xAI closed a loom."],
        ),
        ("Loom runs at 4 p.m. every day.", ["Loom runs at 4 p.m. every day."]),
        ("🚨 New chip from the U.S. maker.\n\n• faster\n• cheaper →", None),
        ("版本4.2发布了。价格不变！", ["版本4.2发布了。", "价格不变！"]),
        ("1/ The first of three.", ["The first of three."]),
        ("v2.1 scored 9.5 points. Good.", ["v2.1 scored 9.5 points.", "Good."]),
    ],
)
def test_splits_and_trims(text, sentences):
    expected = sentences or ["New chip from the U.S. maker.", "faster", "cheaper"]
    assert [sentence.text for sentence in find_sentences(text)] == expected


def test_spans_are_verbatim():
    text = "👉 One thing happened. \n  Another did, too — really? Yes."
    for sentence in find_sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
