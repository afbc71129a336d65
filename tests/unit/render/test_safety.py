from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from pipeline.errors import ContractError
from pipeline.render.model import SafetyDimension, SafetyItem
from pipeline.render.safety import SAFETY_COLUMNS, render_safety_csv, render_safety_md
from pipeline.weeks import Week

WEEK = Week(dt.date(2026, 2, 23))
INVOICES = SafetyItem(
    record_id="safety-1",
    story_id="s1",
    title="A billing agent sent 1,100 wrong invoices",
    kind="incident",
    event_date=dt.date(2026, 2, 26),
    event_date_basis="first_report",
    realised_band=3,
    potential_band=4,
    likelihood=2,
    evidence_grade="B",
    causal_link="direct",
    dims=(SafetyDimension("financial", 3, "$140,000 was billed in error"),),
    flags=(),
    risk_score=57,
    risk_label="Elevated",
    rationale="S3 (financial): $140,000 was billed in error; direct; grade B (2 origins).",
    confidence="medium",
    missing=("people affected",),
    post_ids=("2027000000000000001",),
    urls=("https://x.com/brasscloud/status/2027000000000000001",),
)
LAW = replace(
    INVOICES,
    record_id="safety-2",
    title="A ministry will require audits",
    kind="governance",
    realised_band=None,
    potential_band=None,
    likelihood=None,
    dims=(),
    risk_score=None,
    risk_label="Unrated",
)


def test_the_arithmetic_is_shown_with_the_items_own_numbers() -> None:
    text = render_safety_md(WEEK, [INVOICES])
    assert (
        "S 3/5 = 0.60, P 4/5 × L 2/5 = 0.32; 100 × 0.60 × 0.95 (evidence B) = 57, Elevated" in text
    )


def test_a_score_that_its_bands_do_not_give_is_refused() -> None:
    with pytest.raises(ContractError, match="safety-1"):
        render_safety_md(WEEK, [replace(INVOICES, risk_score=80)])


def test_unknown_bands_are_unknown_and_not_negligible() -> None:
    text = render_safety_md(WEEK, [LAW])
    assert "| unknown | unknown |" in text
    assert "S1" not in text.split("## The week's items")[1]


def test_highest_risk_comes_first_and_unrated_last() -> None:
    low = replace(INVOICES, record_id="safety-0", realised_band=None, potential_band=None)
    low = replace(low, risk_score=0, risk_label="Low", dims=(), title="Nothing was harmed")
    low = replace(low, potential_band=1, likelihood=0)
    rows = list(csv.DictReader(io.StringIO(render_safety_csv(WEEK, [LAW, low, INVOICES]))))
    assert [row["record_id"] for row in rows] == ["safety-1", "safety-0", "safety-2"]
    assert list(rows[0]) == [column.name for column in SAFETY_COLUMNS]
    assert rows[0]["dims"] == "financial=3"
    assert rows[2]["risk_score"] == ""


def test_hostile_text_and_addresses_do_no_harm() -> None:
    hostile = replace(
        INVOICES,
        title="| <script> ![x](https://evil.example) =cmd",
        urls=("javascript:alert(1)", "https://x.com/a/status/1"),
    )
    html = MarkdownIt("commonmark").enable("table").render(render_safety_md(WEEK, [hostile]))
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript:" not in html
    assert html.count("<th>") + html.count("<th ") == 7


def test_a_week_without_items_explains_the_rubric_and_says_so() -> None:
    text = render_safety_md(WEEK, [])
    assert "rubric SRS-1" in text
    assert "does not mean none happened" in text


def test_post_ids_in_a_rationale_become_links() -> None:
    post_id = INVOICES.post_ids[0]
    told = replace(INVOICES, rationale=f"Harm of band S3, from “billed” [{post_id}]. [other] kept.")
    text = render_safety_md(WEEK, [told])
    assert f"from “billed” [@\u2060brasscloud](https://x.com/brasscloud/status/{post_id})." in text
    assert "other" in text.split("### ")[1]
