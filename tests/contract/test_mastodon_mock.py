"""The Mastodon client against mastodon_mock, a server of somebody else's that keeps statuses.

Skipped unless `DIGEST_MASTODON_MOCK` names its command, which `install_mastodon_mock.sh` installs.
The server seeds a few accounts and statuses, and takes the tokens of its demonstration.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import uuid
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from pipeline.clients import mastodon
from pipeline.clients.http import HttpClient
from pipeline.clients.mastodon import MastodonClient, TargetKind, parse_mastodon_status
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.errors import FetchError
from pipeline.records import RawPost
from tests.contract.counterparts import has_mastodon_mock, mastodon_mock

pytestmark = pytest.mark.skipif(
    not has_mastodon_mock(), reason="mastodon_mock is not installed (DIGEST_MASTODON_MOCK)"
)
STATUSES = 90  # more than two pages
AUTHOR, READER = "ada_token", "grace_token"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with mastodon_mock() as url:
        yield url


def api(server: str, method: str, path: str, token: str = AUTHOR, /, **body: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{server}/api/v1/{path}"
    answer = httpx2.request(method, url, json=body, headers=headers, trust_env=False, timeout=30)
    answer.raise_for_status()
    return answer.json()


@pytest.fixture(scope="module")
def tag() -> str:
    return f"osprey{uuid.uuid4().hex[:8]}"


@pytest.fixture(scope="module")
def written(server: str, tag: str) -> list[dict[str, Any]]:
    """Many statuses of one account, newest last."""
    return [
        api(server, "POST", "statuses", status=f"Measurement {number} of Osprey-9B #{tag}")
        for number in range(STATUSES)
    ]


@functools.cache
def week() -> FetchWindow:
    """One window for all reads: a cursor is of its window."""
    now = dt.datetime.now(dt.UTC)
    return FetchWindow(now - dt.timedelta(days=3), now + dt.timedelta(days=4), now)


def client(
    http: HttpClient, server: str, kind: TargetKind, target: str, token: str | None = None
) -> MastodonClient:
    return MastodonClient("m:t", kind, target, server, http.session("m:t"), token)


def posts_of(batches: list[FetchBatch]) -> list[RawPost]:
    assert not any(batch.quarantined for batch in batches)
    return [post for batch in batches for post in batch.posts]


def read(found: MastodonClient, cursor: str | None = None) -> list[FetchBatch]:
    return list(found.fetch(week(), cursor))


def test_an_account_is_read_by_link_headers_and_a_second_time_for_nothing(
    server: str, http: HttpClient, written: list[dict[str, Any]]
) -> None:
    account = client(http, server, "account", "ada")
    batches = read(account)
    posts = posts_of(batches)
    assert {status["uri"] for status in written} <= {post.external_id for post in posts}
    assert len({post.external_id for post in posts}) == len(posts)
    assert len(batches) >= STATUSES / mastodon.PAGE_SIZE
    assert batches[-1].covered
    again = posts_of(read(account, batches[-1].cursor))
    assert {(p.external_id, p.payload_sha256) for p in again} == {
        (p.external_id, p.payload_sha256) for p in posts
    }


def test_a_stopped_walk_goes_on(
    server: str, http: HttpClient, written: list[dict[str, Any]]
) -> None:
    account = client(http, server, "account", "ada")
    whole = {post.external_id for post in posts_of(read(account))}
    first = next(iter(account.fetch(week(), None)))
    newer = api(server, "POST", "statuses", status="Posted while the reader was down")
    rest = posts_of(read(account, first.cursor))
    found = {post.external_id for post in (*first.posts, *rest)}
    assert found == {*whole, newer["uri"]}


def test_tag_and_list_timelines(
    server: str, http: HttpClient, tag: str, written: list[dict[str, Any]]
) -> None:
    uris = {status["uri"] for status in written}
    of_tag = read(client(http, server, "tag", tag))
    assert {post.external_id for post in posts_of(of_tag)} == uris
    assert not of_tag[-1].covered  # a server keeps no whole history of a tag
    account_id = api(server, "GET", "accounts/verify_credentials")["id"]
    api(server, "POST", f"accounts/{account_id}/follow", READER)
    made = api(server, "POST", "lists", READER, title="Ospreys")
    api(server, "POST", f"lists/{made['id']}/accounts", READER, account_ids=[account_id])
    of_list = read(client(http, server, "list", made["id"], READER))
    assert uris <= {post.external_id for post in posts_of(of_list)}
    with pytest.raises(FetchError, match="wants a token"):
        read(client(http, server, "list", made["id"]))


def test_html_boosts_and_replies(server: str, http: HttpClient) -> None:
    text = "Weights & notes: https://osprey.example/9b <b>not bold</b>"
    original = api(server, "POST", "statuses", status=text, spoiler_text="Long")
    api(server, "POST", f"statuses/{original['id']}/reblog", READER)
    reply = api(server, "POST", "statuses", READER, status="Seen", in_reply_to_id=original["id"])
    parsed = {
        post.external_id: parse_mastodon_status(json.loads(post.payload), "m")
        for name in ("ada", "grace")
        for post in posts_of(read(client(http, server, "account", name)))
    }
    shown = parsed[original["uri"]]
    assert shown.text.startswith("Long\n\nWeights & notes: https://osprey.example/9b")
    assert "https://osprey.example/9b" in shown.link_urls
    assert parsed[reply["uri"]].is_reply
    (boost,) = [post for post in parsed.values() if post.is_repost]
    assert boost.text == shown.text
    assert boost.author_handle != shown.author_handle


def test_an_edit_is_a_version_of_the_same_post(server: str, http: HttpClient) -> None:
    status = api(server, "POST", "statuses", status="Osprey-9B has 9 billion parameters")
    account = client(http, server, "account", "ada")
    first = {post.external_id: post for post in posts_of(read(account))}
    api(server, "PUT", f"statuses/{status['id']}", status="Osprey-9B has 9.2 billion parameters")
    second = {post.external_id: post for post in posts_of(read(account))}
    before, after = first[status["uri"]], second[status["uri"]]
    assert before.payload_sha256 != after.payload_sha256
    assert before.posted_at == after.posted_at


def test_a_deleted_status_is_missing_from_a_walk_that_shows_all(
    server: str, http: HttpClient
) -> None:
    status = api(server, "POST", "statuses", status="Posted by mistake")
    account = client(http, server, "account", "ada")
    first = read(account)
    assert first[-1].is_whole
    assert status["uri"] in {post.external_id for post in posts_of(first)}
    api(server, "DELETE", f"statuses/{status['id']}")
    second = read(account, first[-1].cursor)
    assert second[-1].is_whole
    assert status["uri"] not in {post.external_id for post in posts_of(second)}
    first_page = next(iter(account.fetch(week(), None)))
    resumed = read(account, first_page.cursor)
    assert not resumed[-1].is_whole  # its first page was another run's


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ({"type": "status", "status": 503}, "status 503"),
        ({"type": "malformed", "truncate": True}, "not JSON"),
    ],
)
def test_the_faults_it_can_be_told_to_make(
    effect: dict[str, Any], words: str, server: str, http: HttpClient
) -> None:
    rule = {"match": {"path": "/api/v1/accounts/lookup"}, "effect": effect}
    made = api(server, "POST", "_mock/faults", **rule)
    try:
        with pytest.raises(Exception, match=words):
            read(client(http, server, "account", "ada"))
    finally:
        api(server, "DELETE", f"_mock/faults/{made['id']}")


def test_an_account_that_is_not_there(server: str, http: HttpClient) -> None:
    with pytest.raises(FetchError, match="no such account"):
        read(client(http, server, "account", "nobody"))
