"""Every ready question has a tested answer on two small weeks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pipeline.warehouse import sql_folder

WEEK = dt.date(2026, 3, 2)
BEFORE = dt.date(2026, 2, 23)
MODELS = (
    "silver.entities",
    "gold.stories",
    "gold.weekly_label_counts",
    "gold.weekly_entity_counts",
    "gold.weekly_entity_pairs",
    "gold.weekly_topic_counts",
    "gold.weekly_sources",
    "gold.weekly_authors",
)
# These hold one row a name or a source over all weeks.
WITHOUT_WEEK = {"names_to_review"}


def pick(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def write_week_before(tables: Any) -> None:
    """Ten posts: all on chips, all naming Acme, eight of them Mira's."""
    for number in range(10):
        tables.post(
            f"b{number}",
            week=BEFORE,
            author=f"author{number % 5}",
            names=["org:acme"],
            topics=["chips"],
            story=f"old{number}",
        )


def write_week(tables: Any) -> None:
    """Ten kept relevant posts: six in two release stories of Nova with its model, four alone."""
    release = ["relevant", "release"]
    for number in range(6):
        tables.post(
            f"p{number}",
            author=f"author{number}",
            labels=release,
            names=["model:nova-2>org:nova", "org:nova", "hw:h300"][: 3 if number < 2 else 2],
            topics=["agents"],
            story="s1" if number < 4 else "s2",
        )
    for number in range(6, 10):
        tables.post(f"p{number}", author="author0", topics=["chips"], story=f"s{number}")
    tables.post("q1", author="author9", labels=release, story="s1", duplicate_of="p0")
    tables.post("q2", author="author9", labels=[])
    tables.insert(
        "silver.mentions",
        {"post_id": "p9", "entity_id": "org:fresh", "canonical_name": "Fresh"}
        | {"method": "discovered"},
    )


@pytest.fixture(scope="module")
def weeks(own_tables: Any) -> Any:
    """The two weeks with everything that is computed from them; the tests only read."""
    tables = own_tables
    write_week_before(tables)
    write_week(tables)
    tables.connection.execute(
        "update gold.story_posts set is_representative = true where post_id in "
        "('p0', 'p4', 'p6', 'p7', 'p8', 'p9') or post_id like 'b%'"
    )
    for week in (BEFORE, WEEK):
        for model in MODELS:
            tables.make(model, week)
    for rank, story in enumerate(("s1", "s2", "s6", "s7", "s8", "s9"), start=1):
        category = "release" if rank < 3 else "infra"
        tables.insert(
            "gold.weekly_story_ranks", {"story_id": story, "rank": rank, "category": category}
        )
    tables.insert(
        "gold.claims",
        {"claim_id": "c1", "post_ids": ["p0"], "is_published": True, "item": 1},
        {
            "claim_id": "c2",
            "post_ids": ["p1"],
            "rejection": "states 3",
            "text": "Three.",
            "item": 2,
        },
    )
    tables.insert("bronze.raw_posts", {"payload_sha256": "p0"})
    return tables


def of_week(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["week_start"] == WEEK]


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in (sql_folder() / "queries").glob("*.sql"))
)
def test_query_runs_on_empty_tables_and_says_which_week(tables: Any, name: str) -> None:
    assert tables.query(name) == []
    columns = tables.connection.execute(
        (sql_folder() / "queries" / f"{name}.sql").read_text(encoding="utf-8")
    ).description
    assert name in WITHOUT_WEEK or "week_start" in {column[0] for column in columns}


def test_author_concentration(weeks: Any) -> None:
    rows = weeks.query("author_concentration")
    assert pick(
        rows,
        "week_start",
        "author_count",
        "relevant_post_count",
        "top_ten_post_count",
        "top_author_post_count",
        "share",
        "previous_share",
    ) == [(BEFORE, 5, 10, 10, 2, 1.0, None), (WEEK, 6, 10, 10, 5, 1.0, 1.0)]


def test_claims_rejected(weeks: Any) -> None:
    assert pick(weeks.query("claims_rejected"), "rejection", "text") == [("states 3", "Three.")]


def test_discovered_names(weeks: Any) -> None:
    assert pick(weeks.query("discovered_names"), "week_start", "canonical_name") == [
        (WEEK, "Fresh")
    ]


def test_duplicates_by_method(weeks: Any) -> None:
    assert pick(
        weeks.query("duplicates_by_method"), "method", "duplicate_count", "original_count"
    ) == [("exact", 1, 1)]


def test_entity_history_is_that_of_the_most_named(weeks: Any) -> None:
    rows = weeks.query("entity_history")
    assert pick(rows, "canonical_name", "week_start", "post_count")[:2] == [
        ("Acme", BEFORE, 10),
        ("Acme", WEEK, 0),
    ]


def test_falling_entities(weeks: Any) -> None:
    (row,) = of_week(weeks.query("falling_entities"))
    assert pick([row], "canonical_name", "post_count", "mean_post_count_4w") == [("Acme", 0, 10.0)]
    # Worked out by hand from the four cells 0.5, 10.5, 10.5 and 0.5.
    assert row["change_z"] == pytest.approx(-2.975, abs=0.001)


def test_rising_entities_have_posts_authors_and_stories(weeks: Any) -> None:
    rows = of_week(weeks.query("rising_entities"))
    assert pick(rows, "entity_id", "post_count", "author_count", "story_count") == [
        ("model:nova-2", 6, 6, 2),
        ("org:nova", 6, 6, 2),
    ]
    assert pick(rows, "relevant_post_count", "history_week_count") == [(10, 1)] * 2


def test_hardware_named(weeks: Any) -> None:
    assert pick(weeks.query("hardware_named"), "canonical_name", "post_count") == [("H300", 2)]


def test_loudest_authors(weeks: Any) -> None:
    first = of_week(weeks.query("loudest_authors"))[0]
    assert pick([first], "author_handle", "relevant_count", "share") == [("author0", 5, 0.5)]


def test_models_by_organisation(weeks: Any) -> None:
    assert pick(weeks.query("models_by_organisation"), "organisation", "model", "post_count") == [
        ("Nova", "Nova-2", 6)
    ]


def test_most_named_pairs(weeks: Any) -> None:
    first, *_ = weeks.query("most_named_pairs")
    assert pick([first], "canonical_name", "other_canonical_name", "post_count", "story_count") == [
        ("Nova-2", "Nova", 6, 2)
    ]
    assert first["is_maker_and_product"]


def test_names_to_review(weeks: Any) -> None:
    assert pick(weeks.query("names_to_review"), "canonical_name", "post_count") == [("Fresh", 1)]


def test_posts_of_top_story_show_duplicates_too(weeks: Any) -> None:
    rows = weeks.query("posts_of_top_story")
    assert pick(rows, "author_handle", "is_duplicate") == [
        ("author0", False),
        ("author1", False),
        ("author2", False),
        ("author3", False),
        ("author9", True),
    ]


def test_release_cadence_gives_a_story_to_the_maker_of_its_model(weeks: Any) -> None:
    assert pick(
        weeks.query("release_cadence"), "canonical_name", "story_count", "release_story_count"
    ) == [("Nova", 2, 2)]


def test_reported_releases_leave_out_repetitions_and_other_matters(weeks: Any) -> None:
    rows = weeks.query("reported_releases")
    assert pick(rows, "post_id", "author_handle") == [
        (f"p{number}", f"author{number}") for number in range(6)
    ]


def test_sources(weeks: Any) -> None:
    rows = of_week(weeks.query("sources"))
    assert pick(rows, "post_count", "kept_count", "relevant_count", "relevant_share") == [
        (12, 11, 10, pytest.approx(10 / 11))
    ]


def test_status(weeks: Any) -> None:
    (row,) = weeks.query("status")
    assert pick([row], "posts", "kept", "relevant", "stories", "claims", "rejected") == [
        (12, 11, 10, 6, 1, 1)
    ]


def test_story_independence(weeks: Any) -> None:
    row = of_week(weeks.query("story_independence"))[0]
    assert pick(
        [row],
        "story_count",
        "single_author_story_count",
        "independent_story_count",
        "previous_share",
    ) == [(6, 4, 1, 0.0)]


def test_top_stories(weeks: Any) -> None:
    rows = weeks.query("top_stories")
    assert pick(rows, "rank", "category", "author_handle")[:2] == [
        (1, "release", "author0"),
        (2, "release", "author4"),
    ]


def test_topic_stories_are_those_that_are_mostly_about_it(weeks: Any) -> None:
    rows = weeks.query("topic_stories")
    assert pick(rows, "topic_id", "story_id", "topic_post_count")[:2] == [
        ("agents", "s1", 4),
        ("agents", "s2", 2),
    ]


def test_weekly_label_counts_have_their_denominators(weeks: Any) -> None:
    rows = {row["label"]: row for row in of_week(weeks.query("weekly_label_counts"))}
    assert pick([rows["relevant"], rows["release"]], "post_count", "total_post_count") == [
        (10, 11),
        (6, 10),
    ]
    assert rows["relevant"]["change_z"] is None
    assert rows["release"]["change_z"] == pytest.approx(2.171, abs=0.001)


def test_weekly_topics(weeks: Any) -> None:
    rows = of_week(weeks.query("weekly_topics"))
    assert pick(rows, "topic_id", "post_count", "relevant_post_count", "previous_post_count") == [
        ("agents", 6, 10, 0),
        ("chips", 4, 10, 10),
    ]
    assert [row["change_z"] > 0 for row in rows] == [True, False]


def test_safety_items_by_risk_leaves_out_what_the_gate_turned_away(tables: Any) -> None:
    tables.insert(
        "gold.safety_items",
        {"record_id": "a", "story_id": "a", "is_listed": True, "risk_score": 40},
        {"record_id": "b", "story_id": "b", "is_listed": True, "risk_score": None},
        {"record_id": "c", "story_id": "c", "is_listed": True, "risk_score": 70},
        {"record_id": "d", "story_id": "d", "is_listed": False}
        | {"kind": "not_safety", "drop_reason": "news of the week before"},
    )
    assert pick(tables.query("safety_items_by_risk"), "record_id") == [("c",), ("a",), ("b",)]


@pytest.mark.parametrize(
    ("name", "record_type"),
    [("tracker_releases", "model_release"), ("tracker_deals", "infra_deal")],
)
def test_tracker_queries_hold_one_type(tables: Any, name: str, record_type: str) -> None:
    tables.insert(
        "gold.tracker_items",
        {"record_id": "a", "record_type": "model_release"},
        {"record_id": "b", "record_type": "infra_deal"},
    )
    expected = {"model_release": "a", "infra_deal": "b"}[record_type]
    assert pick(tables.query(name), "record_id") == [(expected,)]


def test_week_releases_and_their_totals_leave_rumours_out(tables: Any) -> None:
    tables.post("p1")
    url = tables.connection.execute("select url from silver.posts").fetchall()[0][0]
    tables.make("gold.weekly_label_counts", WEEK)
    release = {"record_type": "model_release", "primary_source_url": url, "model_name": "Loom 4"}
    tables.insert(
        "gold.tracker_items",
        release | {"record_id": "a", "status": "available", "open_weights": True},
        release | {"record_id": "b", "status": "announced", "parameters_total": 27e9},
        release | {"record_id": "c", "status": "rumoured"},
    )
    assert pick(
        tables.query("week_releases"), "record_id", "is_open", "parameters_billion", "post_id"
    ) == [("a", True, None, "p1"), ("b", False, 27.0, "p1")]
    assert pick(tables.query("week_release_totals"), "release_count", "open_release_count") == [
        (2, 1)
    ]


def test_week_deals_name_a_sum_or_a_power(tables: Any) -> None:
    tables.post("p1")
    url = tables.connection.execute("select url from silver.posts").fetchall()[0][0]
    deal = {"record_type": "infra_deal", "status": "confirmed", "primary_source_url": url}
    money = {"amount": 3e9, "amount_currency": "USD", "amount_usd": 3e9}
    tables.insert(
        "gold.tracker_items",
        deal | {"record_id": "a"} | money,
        deal | {"record_id": "b", "power_mw": 900, "power_basis": "facility"},
        deal | {"record_id": "c"},
    )
    assert pick(tables.query("week_deals"), "record_id", "amount_usd_billion", "power_mw") == [
        ("a", 3.0, None),
        ("b", None, 900.0),
    ]


def test_week_safety_kinds_count_what_is_listed(tables: Any) -> None:
    tables.insert(
        "gold.safety_items",
        {"record_id": "a", "story_id": "a", "is_listed": True, "kind": "governance"},
        {"record_id": "b", "story_id": "b", "is_listed": True, "kind": "near_miss"},
        {"record_id": "c", "story_id": "c", "is_listed": False}
        | {"kind": "not_safety", "drop_reason": "news of the week before"},
    )
    assert pick(
        tables.query("week_safety_kinds"), "listed_count", "governance_count", "incident_count"
    ) == [(2, 1, 1)]


def test_promises_overdue_are_open_and_past(tables: Any) -> None:
    tables.insert(
        "gold.watch_items",
        {"watch_id": "a", "status": "open", "is_overdue": True},
        {"watch_id": "b", "status": "open", "is_overdue": False},
        {"watch_id": "c", "status": "happened", "is_overdue": True, "status_quote": "out now"},
    )
    assert pick(tables.query("promises_overdue"), "watch_id") == [("a",)]


def test_watch_list_says_how_long_and_names_what(tables: Any) -> None:
    tables.insert(
        "gold.watch_items",
        {"watch_id": "a", "status": "happened", "status_quote": "out now", "actor": "Acme"}
        | {"found_week": WEEK - dt.timedelta(days=14), "promised_at": at(WEEK, -12)},
        {"watch_id": "b", "status": "open", "record_id": "release-1", "subject": "Acme 2"}
        | {"found_week": WEEK, "promised_at": at(WEEK, -22)},
        {"watch_id": "c", "status": "open", "record_id": "deal-1", "subject": "Acme’s deal"}
        | {"found_week": WEEK, "promised_at": at(WEEK, 1), "party_ids": ["org:acme"]},
    )
    rows = tables.query("watch_list")
    assert pick(rows, "watch_id", "subject_canonical_name", "watched_week_count") == [
        ("a", "Acme", 2),
        ("b", "Acme 2", 0),
        ("c", "Acme’s deal", 0),
    ]
    assert pick(rows, "silent_week_count", "is_release")[:2] == [(1, False), (3, True)]
    assert pick(rows, "has_subject", "is_tracked", "is_agreed") == [
        (False, False, False),
        (True, True, False),
        (True, True, True),
    ]


def test_watch_open_counts_what_earlier_weeks_left_open(tables: Any) -> None:
    ahead, past = WEEK + dt.timedelta(days=30), WEEK - dt.timedelta(days=30)
    tables.insert(
        "gold.watch_items",
        {"watch_id": "a", "status": "open", "found_week": past, "due_date": ahead},
        {"watch_id": "b", "status": "open", "found_week": past, "due_date": past},
        {"watch_id": "c", "status": "open", "found_week": WEEK, "due_date": ahead},
        {"watch_id": "d", "status": "happened", "status_quote": "out", "found_week": past},
    )
    assert pick(tables.query("watch_open"), "open_item_count", "dated_item_count") == [(2, 1)]


def at(day: dt.date, offset: int) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=offset), dt.time(12))
