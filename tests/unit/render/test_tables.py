from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from pipeline.render.tables import Column, render_csv
from pipeline.render.tracker import SCHEMA_VERSION, TRACKER_COLUMNS, render_tracker_csv


def read_cell(kind, value) -> str:
    text = render_csv([Column("cell", kind), Column("end")], [{"cell": value, "end": "."}])
    return list(csv.reader(io.StringIO(text, newline="")))[1][0]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', "  =1", "＝1", "\n=1"],
)
def test_text_that_starts_a_formula_is_guarded(text: str) -> None:
    assert read_cell("text", text) == f"'{text}"


@pytest.mark.parametrize("text", ["a=1", "1-2", "a@b", "", "'quoted'", 'say "hi", now', "a\r\nb"])
def test_other_text_is_kept_as_it_is(text: str) -> None:
    assert read_cell("text", text) == text


@pytest.mark.parametrize(
    ("number", "cell"),
    [(-3, "-3"), (-0.5, "-0.5"), (290e9, "290000000000"), (1e-7, "0.0000001"), (0.2, "0.2")],
)
def test_numbers_stay_numbers(number, cell: str) -> None:
    assert read_cell("number", number) == cell


def test_dates_times_booleans_and_lists_have_one_form() -> None:
    moment = dt.datetime(2026, 2, 23, 10, 30, 5, 999, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert read_cell("time", moment) == "2026-02-23T09:30:05Z"
    assert read_cell("date", dt.date(2026, 2, 23)) == "2026-02-23"
    assert read_cell("boolean", False) == "false"
    assert read_cell("list", ["=a", "b|c"]) == "'=a|b/c"
    assert read_cell("number", None) == ""


@pytest.mark.parametrize(
    ("kind", "value"),
    [("number", "12"), ("number", True), ("date", "2026-02-23"), ("list", "a"), ("text", 3)],
)
def test_a_cell_of_another_kind_is_refused(kind, value) -> None:
    with pytest.raises(ValueError, match="cell"):
        read_cell(kind, value)


def test_a_row_with_an_unknown_column_is_refused() -> None:
    with pytest.raises(ValueError, match="no column for surplus"):
        render_csv([Column("cell")], [{"surplus": "x"}])


def test_tracker_columns_are_fixed_and_unique() -> None:
    names = [column.name for column in TRACKER_COLUMNS]
    assert len(names) == len(set(names))
    assert names[:3] == ["schema_version", "record_id", "record_type"]
    assert names[-1] == "circular_flag"


def test_tracker_rows_are_sorted_and_versioned() -> None:
    rows = [
        {"record_type": "model_release", "record_id": "b"},
        {"record_type": "model_release", "record_id": "a", "event_date": dt.date(2026, 2, 1)},
        {"record_type": "infra_deal", "record_id": "c"},
    ]
    text = render_tracker_csv(rows)
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["record_id"] for row in read] == ["c", "a", "b"]
    assert {row["schema_version"] for row in read} == {SCHEMA_VERSION}
    assert render_tracker_csv(reversed(rows)) == text


def test_a_tracker_row_needs_an_id() -> None:
    with pytest.raises(ValueError, match="record_id"):
        render_tracker_csv([{"record_type": "infra_deal"}])
