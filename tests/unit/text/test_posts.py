"""From payloads to the posts of a week: times, identities, versions, and what is left out."""

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import PayloadError
from pipeline.records import ParsedPost, RawPost
from pipeline.text.posts import (
    build_post,
    is_time_contradicted,
    post_id_of,
    select_posts,
    snowflake_time,
)

POSTED_AT = dt.datetime(2026, 2, 23, 18, 16, tzinfo=dt.UTC)
PARSED = ParsedPost("x", "2026000000000000000", "https://x.com/lab/status/1", "Hello", POSTED_AT)
RAW = RawPost("x", "1", "file:a", "test", "Hello", "sha-1", POSTED_AT, "stated", POSTED_AT)


def parse(_format: str, payload: str, source_id: str) -> ParsedPost:
    """Read a payload that is the text of the post itself."""
    if payload == "broken":
        raise PayloadError(source_id, "broken")
    return replace(
        PARSED, external_id="1", text=payload, posted_at=POSTED_AT - dt.timedelta(days=9)
    )


def version(number: int, text: str, minutes: int = 0) -> RawPost:
    fetched_at = POSTED_AT + dt.timedelta(minutes=minutes)
    return replace(RAW, payload=text, payload_sha256=f"sha-{number}", fetched_at=fetched_at)


def reasons(raw_posts: list[RawPost]) -> dict[str, str]:
    dropped = select_posts(raw_posts, parse).dropped
    return {payload.payload_sha256: payload.reason for payload in dropped}


@pytest.mark.parametrize(
    ("external_id", "expected"),
    [
        ("2026000000000000000", "2026-02-23 18:23:35.916000+00:00"),
        ("2025884386001138056", "2026-02-23 10:44:11.391000+00:00"),
        ("1000000000000000", "2010-11-06 19:56:33.236000+00:00"),
        ("20", None),
        ("9223372036854775808", None),
        ("٢٠٢٦000000000000000", None),
        ("2.026E+18", None),
        ("", None),
    ],
)
def test_snowflake_time_is(external_id: str, expected: str | None) -> None:
    moment = snowflake_time(external_id)
    assert (str(moment) if moment else None) == expected


@given(st.integers(10**15, 2**63 - 1))
def test_snowflake_time_grows_with_the_id(number: int) -> None:
    earlier, later = (
        snowflake_time(str(number)),
        snowflake_time(str(min(number + 2**22, 2**63 - 1))),
    )
    assert earlier is not None
    assert later is not None
    assert earlier <= later


@pytest.mark.parametrize(
    ("minutes", "platform", "basis", "expected"),
    [
        (1, "x", "stated", False),
        (3, "x", "stated", True),
        (-3, "x", "stated", True),
        (3, "hn", "stated", False),
        (3, "x", "first_seen", False),
    ],
)
def test_time_is_contradicted_by_an_id_only_when_stated(
    minutes: int, platform: str, basis: str, expected: bool
) -> None:
    id_time = snowflake_time(PARSED.external_id)
    assert id_time is not None
    parsed = replace(
        PARSED,
        platform=platform,
        posted_at=id_time + dt.timedelta(minutes=minutes),
        posted_at_basis=basis,
    )
    assert is_time_contradicted(parsed) is expected


def test_post_ids_of_other_platforms_carry_their_platform() -> None:
    assert post_id_of("x", "1") == "1"
    assert post_id_of("hn", "1") == "hn:1"


def test_build_post_takes_a_repost_apart() -> None:
    post = build_post(replace(PARSED, text="RT @Lab: New &amp; open"), "file:a", "sha")
    assert (post.is_repost, post.reposted_handle, post.body_text) == (True, "Lab", "New & open")


def test_build_post_names_the_author_by_handle_then_name_then_source() -> None:
    named = replace(PARSED, author_handle="Lab", author_name="The Lab")
    assert build_post(named, "file:a", "sha").author_id == "x:lab"
    assert build_post(replace(named, author_handle=None), "file:a", "sha").author_id == "x:the lab"
    assert build_post(PARSED, "file:a", "sha").author_id == "x:file:a"


def test_build_post_with_a_quoted_id_is_a_quote() -> None:
    post = build_post(replace(PARSED, platform="bluesky", quoted_external_id="7"), "s", "sha")
    assert (post.is_quote, post.quoted_post_id) == (True, "bluesky:7")


def test_newest_fetched_version_wins_in_any_order() -> None:
    versions = [version(1, "first"), version(2, "third", 2), version(3, "second", 1)]
    for order in itertools.permutations(versions):
        selection = select_posts(order, parse)
        assert [post.body_text for post in selection.posts] == ["third"]
        assert reasons(list(order)) == {"sha-1": "older_version", "sha-3": "older_version"}


def test_versions_fetched_at_one_moment_are_told_apart_by_content() -> None:
    one, other = version(1, "one"), version(2, "other")
    assert select_posts([one, other], parse) == select_posts([other, one], parse)


def test_newest_readable_version_wins_over_an_unreadable_one() -> None:
    versions = [version(1, "old"), version(2, "good", 1), version(3, "broken", 2)]
    assert [post.body_text for post in select_posts(versions, parse).posts] == ["good"]
    assert reasons(versions) == {"sha-1": "older_version", "sha-3": "unreadable"}


def test_payload_without_text_or_sense_is_dropped_with_its_reason() -> None:
    empty = replace(version(1, "https://t.co/only"), external_id="1")
    broken = replace(version(2, "broken"), external_id="2")
    assert select_posts([empty, broken], parse).posts == ()
    assert reasons([empty, broken]) == {"sha-1": "empty_text", "sha-2": "unreadable"}


def test_one_payload_that_came_twice_counts_once() -> None:
    selection = select_posts([version(1, "same"), version(1, "same", 5)], parse)
    assert len(selection.posts) == 1
    assert selection.dropped == ()


def test_time_of_bronze_stands_where_a_parser_reads_another_week() -> None:
    post = select_posts([version(1, "text")], parse).posts[0]
    assert post.posted_at == POSTED_AT


def test_posts_come_sorted_by_id() -> None:
    raws = [replace(version(n, "text"), external_id=str(n)) for n in (3, 1, 2)]
    assert [post.payload_sha256 for post in select_posts(raws, parse).posts] == [
        "sha-1",
        "sha-2",
        "sha-3",
    ]
