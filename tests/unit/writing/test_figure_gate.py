"""A figure is published only if a cell of its kind, in a row that the sentence names, gives it."""

from __future__ import annotations

import pytest

from pipeline.writing.figure_gate import check_direction, check_fractions, check_statistics

TOTAL: dict[str, object] = {"relevant_post_count": 1130}
ROWS = [
    TOTAL | {"canonical_name": "GPT-5.4", "post_count": 212, "share": 212 / 1130},
    TOTAL | {"canonical_name": "Nova", "post_count": 31, "share": 31 / 1130},
    TOTAL | {"canonical_name": None, "post_count": 7, "share": 7 / 1130},
]
UNNAMED = [
    {"label": "safety", "post_count": 12, "share": 0.12},
    {"label": "release", "post_count": 30, "share": 0.3},
]


@pytest.mark.parametrize(
    "text",
    [
        "GPT-5.4 was named in 212 of 1,130 relevant posts (18.8%).",
        "GPT-5.4 has 212 posts, Nova 31.",
        "Nova says nothing of numbers.",
        "No name and no figure.",
    ],
)
def test_supported_sentence_passes(text: str) -> None:
    assert check_statistics(text, ROWS) is None


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("GPT-5.4 was named in 213 of 1,130 relevant posts.", "213"),
        ("GPT-5.4 was named in 212 posts (18.9%).", "18.9%"),
        ("Nova was named in 212 of 1,130 relevant posts.", "212"),
        ("Nova was named in 1130 posts.", "1130"),
        ("GPT-5.5 was named in 31 posts.", "names"),
    ],
)
def test_changed_figure_or_name_is_named(text: str, figure: str) -> None:
    assert figure in str(check_statistics(text, ROWS))


def test_figures_without_a_name_come_from_one_row() -> None:
    assert check_statistics("Safety: 12 posts, 12.0%.", UNNAMED) is None
    assert check_statistics("Safety: 12 posts, 30.0%.", UNNAMED) is not None


def test_nothing_supports_a_figure_without_rows() -> None:
    assert check_statistics("There were 3 posts.", []) is not None


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Nova: 212 authors.", "212"),
        ("Nova: 31 stories.", "31"),
        ("Nova: 1,130 relevant posts.", None),
    ],
)
def test_noun_says_which_column_a_count_is_of(text: str, figure: str | None) -> None:
    row = {"canonical_name": "Nova", "post_count": 212, "author_count": 31, "story_count": 9}
    problem = check_statistics(text, [row | {"relevant_post_count": 1130}])
    assert problem is None if figure is None else figure in str(problem)


def test_standard_errors_and_week_numbers_are_no_figures() -> None:
    row = {"change_z": 3.0, "history_week_count": 4, "is_new": True, "post_count": 7}
    for figure in ("3", "4", "1"):
        assert check_statistics(f"There are {figure}.", [row]) is not None


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("came up in 212 of 1,130 relevant posts (18.8%)", True),
        ("came up in 212 of 1,130 relevant posts (18.7%)", False),
        ("Of 1,130 relevant posts, 212 (18.8%) dealt with it", True),
        ("Of 1,130 relevant posts, 218 (18.8%) dealt with it", False),
        ("took up 18.8% of the relevant posts (212 of 1,130)", True),
        ("took up 18.8% of the relevant posts (212 of 1,310)", False),
        ("0 of 0 stories (0.0%)", False),
    ],
)
def test_percentages_are_worked_out_again(text: str, is_right: bool) -> None:
    assert (check_fractions(text) is None) is is_right


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("It has 18.8%, up from 15.2% the week before.", True),
        ("It has 18.8%, down from 15.2% the week before.", False),
        ("It has 18.8%, down from 20.0% the week before.", True),
        ("It has 18.8%, up from 20.0% the week before.", False),
        ("It went up from 20.0%.", False),
        ("It has 18.8%, above the mean of the four weeks before (15.2%).", True),
        ("It has 18.8%, below the mean of the four weeks before (15.2%).", False),
        ("It has 18.8%, below the last one (18.8%).", False),
        ("It has 18.8%, as before.", True),
    ],
)
def test_direction_agrees_with_the_percentages(text: str, is_right: bool) -> None:
    assert (check_direction(text) is None) is is_right


def test_name_inside_a_longer_name_names_no_row() -> None:
    rows = [
        {"canonical_name": "Nova", "post_count": 5},
        {"canonical_name": "Nova 2", "post_count": 9},
    ]
    assert check_statistics("Nova 2 has 9 posts.", rows) is None
    assert check_statistics("Nova 2 has 5 posts.", rows) is not None
    assert check_statistics("Nova has 5 posts, Nova 2 has 9.", rows) is None
