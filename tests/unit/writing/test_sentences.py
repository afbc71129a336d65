from collections.abc import Callable

import pytest

from pipeline.records import Post
from pipeline.writing.sentences import clean_sentence, post_sentences

MakePost = Callable[..., Post]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("🚨 BREAKING: Loom 3 is out 🧵", "Loom 3 is out"),
        ("JUST IN: $ACME is not dropped here", "$ACME is not dropped here"),
        ("2/ Loom 3 ranks #1 of 40 #AI #LLM", "Loom 3 ranks #1 of 40"),
        ("Loom 3 is free (via @loomfan)", "Loom 3 is free"),
        (".@acme ships Loom 3", "@acme ships Loom 3"),
        ("Weights are open！", "Weights are open!"),
    ],
)
def test_clean_sentence_takes_off_what_is_of_the_network(text: str, expected: str) -> None:
    assert clean_sentence(text) == expected


def texts(post: Post) -> list[str]:
    return [sentence.text for sentence in post_sentences(post)]


def test_abbreviations_end_no_sentence(make_post: MakePost) -> None:
    post = make_post(
        "Loomworks Inc. opened an office in the U.S. capital. It hires Dr. Ada B. Byron."
    )
    assert texts(post) == [
        "Loomworks Inc. opened an office in the U.S. capital.",
        "It hires Dr. Ada B. Byron.",
    ]


def test_model_size_ends_a_sentence(make_post: MakePost) -> None:
    assert texts(make_post("It beats Loom-20B. In tests it won.")) == [
        "It beats Loom-20B.",
        "In tests it won.",
    ]


def test_list_stays_with_its_lead(make_post: MakePost) -> None:
    post = make_post("Loom 3 comes in two sizes:\n- small, 4B\n- large, 40B\n\nEnjoy.")
    assert texts(post) == ["Loom 3 comes in two sizes: small, 4B; large, 40B.", "Enjoy."]


def test_last_sentence_of_a_cut_post_is_left_out(make_post: MakePost) -> None:
    assert texts(make_post("Loom 3 is out. It will cost", is_truncated=True)) == ["Loom 3 is out."]
    assert (
        texts(make_post(f"Loom 3 is out. {'It runs well. ' * 20}It will cost"))[-1]
        == "It runs well."
    )


def test_pictograph_before_an_opener_ends_a_sentence(make_post: MakePost) -> None:
    post = make_post("Loom 3 is launching today 🎉 Our new model reads maps.")
    assert texts(post) == ["Loom 3 is launching today", "Our new model reads maps."]


def test_pictograph_inside_a_sentence_ends_none(make_post: MakePost) -> None:
    assert len(texts(make_post("We train Loom 3 with 🧶 Spindle and sell it."))) == 1


def test_name_that_begins_small_opens_a_sentence(make_post: MakePost) -> None:
    post = make_post("Acme Labs sued a reseller. xAI joined it. e.g. in Lima.")
    assert [each.text for each in post_sentences(post)][:2] == [
        "Acme Labs sued a reseller.",
        "xAI joined it. e.g. in Lima.",
    ]


QUOTING = "Twice the looms this weekend.\n\nx.com/acme/status/{}…\n\nAcme (@acme)\n\nMeet Loom 3."


# The posts are of 5 March 2026; these ids begin as those of 18 January, of 4 March, and too short.
@pytest.mark.parametrize(
    ("digits", "is_kept"), [("20127", False), ("20290", True), ("201", True), ("", True)]
)
def test_old_post_that_is_quoted_tells_nothing(
    make_post: MakePost, digits: str, is_kept: bool
) -> None:
    told = texts(make_post(QUOTING.format(digits)))
    assert told[0] == "Twice the looms this weekend."
    assert ("Meet Loom 3." in told) is is_kept


def test_id_of_a_quoted_post_says_how_old_it_is(make_post: MakePost) -> None:
    text = "Twice the looms.\n\nAcme (@acme)\n\nMeet Loom 3."
    assert "Meet Loom 3." in texts(make_post(text))
    assert texts(make_post(text, quoted_post_id="2012700000000000000")) == ["Twice the looms."]
    assert "Meet Loom 3." in texts(make_post(text, quoted_post_id="2029000000000000000"))


def test_list_of_people_is_no_quoted_post(make_post: MakePost) -> None:
    post = make_post("We speak:\n\n- Ada Byron (@ada)\n\nAll on looms.", quoted_post_id="2" * 18)
    assert texts(post)[-1] == "All on looms."
