import datetime as dt
from typing import Any

import pytest

from pipeline.clients.payloads import parse_payload
from pipeline.clients.protocol import FetchWindow
from pipeline.clients.withdrawals import find_changes
from pipeline.errors import PayloadError
from pipeline.records import RawPost

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
WINDOW = FetchWindow(START, START + dt.timedelta(days=7), START + dt.timedelta(days=3))


def held(name: str, hours: float = 1.0, **more: Any) -> dict[str, Any]:
    return {
        "platform": "bluesky",
        "external_id": name,
        "source_id": "bsky:a",
        "payload_format": "bluesky-feed-item",
        "posted_at": START + dt.timedelta(hours=hours),
        "posted_at_basis": "stated",
        "fetched_at": START + dt.timedelta(days=1),
    } | more


def shown(*names: str) -> dict[str, RawPost]:
    at = WINDOW.fetched_at
    return {
        name: RawPost(
            platform="bluesky",
            external_id=name,
            source_id="bsky:a",
            payload_format="bluesky-feed-item",
            payload="{}",
            payload_sha256=name * 8,
            posted_at=at,
            posted_at_basis="stated",
            fetched_at=at,
        )
        for name in names
    }


def test_what_a_whole_walk_no_longer_shows_was_taken_back() -> None:
    changes, notice = find_changes([held("a"), held("b")], shown("a"), WINDOW)
    (withdrawn,) = changes
    assert notice is None
    parsed = parse_payload(withdrawn.payload_format, withdrawn.payload, "bsky:a")
    assert (parsed.external_id, parsed.text) == ("b", "")
    assert parsed.posted_at == withdrawn.posted_at == START + dt.timedelta(hours=1)
    again, _ = find_changes([held("b")], shown(), WINDOW)
    assert again == [withdrawn]


@pytest.mark.parametrize(
    "row",
    [
        held("b", hours=71.5),  # too new to be surely indexed
        held("b", hours=-5),  # of another week
        held("b", payload_format="withdrawal"),  # known already
    ],
)
def test_what_is_no_news(row: dict[str, Any]) -> None:
    assert find_changes([held("a"), row], shown("a"), WINDOW) == ([], None)


def test_a_post_that_comes_back_is_a_version_of_its_own() -> None:
    later = START + dt.timedelta(days=2)
    rows = [held("a"), held("a", payload_format="withdrawal", fetched_at=later)]
    (restored,), _ = find_changes(rows, shown("a"), WINDOW)
    assert restored.external_id == "a"
    assert restored.payload_sha256 != shown("a")["a"].payload_sha256


def test_many_at_once_are_the_services_fault() -> None:
    rows = [held(name) for name in "abcdefgh"]
    changes, notice = find_changes(rows, shown("a"), WINDOW)
    assert (changes, notice) == ([], "7 of 8 posts are no longer shown")


def test_other_payloads_are_no_withdrawals() -> None:
    with pytest.raises(PayloadError):
        parse_payload("withdrawal", '{"platform": "x", "external_id": "1"}', "s")
