"""The Bluesky client against Bluesky's own servers, which `bluesky_dev_env.sh` runs from npm.

A job of its own: skipped unless `DIGEST_BLUESKY_APPVIEW` and `DIGEST_BLUESKY_PDS` name them.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from pipeline.clients.bluesky import BlueskyClient, BlueskySettings, TargetKind
from pipeline.clients.bluesky_payloads import parse_bluesky_item
from pipeline.clients.http import HttpClient
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.errors import FetchError
from pipeline.records import RawPost

APPVIEW = os.environ.get("DIGEST_BLUESKY_APPVIEW", "")
PDS = os.environ.get("DIGEST_BLUESKY_PDS", "")
pytestmark = pytest.mark.skipif(
    not (APPVIEW and PDS), reason="Bluesky's dev-env is not running (DIGEST_BLUESKY_APPVIEW, …_PDS)"
)
INDEXED_SECONDS = 30.0
POSTS = 120  # more than one page of the AppView holds
LINK = "https://osprey.example/releases/9b"


@dataclass
class Account:
    """A new account of the PDS and what writes its records."""

    http: httpx2.Client
    did: str
    handle: str
    password: str

    def write(self, collection: str, **record: Any) -> dict[str, str]:
        """Create a record; gives its uri and cid."""
        stamp = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        content = {"$type": collection, "createdAt": stamp, **record}
        body = {"repo": self.did, "collection": collection, "record": content}
        answer = self.http.post("/xrpc/com.atproto.repo.createRecord", json=body)
        answer.raise_for_status()
        return {name: answer.json()[name] for name in ("uri", "cid")}

    def post(self, text: str, **record: Any) -> dict[str, str]:
        return self.write("app.bsky.feed.post", text=text, **record)


def sign_up() -> Account:
    http = httpx2.Client(base_url=PDS, timeout=30, trust_env=False)
    name = f"osprey-{uuid.uuid4().hex[:8]}"
    account = {"handle": f"{name}.test", "email": f"{name}@osprey.example", "password": name}
    answer = http.post("/xrpc/com.atproto.server.createAccount", json=account)
    answer.raise_for_status()
    http.headers["Authorization"] = f"Bearer {answer.json()['accessJwt']}"
    return Account(http, answer.json()["did"], account["handle"], name)


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    made = sign_up()
    yield made
    made.http.close()


@pytest.fixture(scope="module")
def word() -> str:
    """A word that only this run's posts hold."""
    return f"osprey{uuid.uuid4().hex[:10]}"


@pytest.fixture(scope="module")
def written(account: Account, word: str) -> dict[str, dict[str, str]]:
    """What the account wrote, once the AppView shows it: posts of every kind, and a list."""
    text = f"Résumé 🦅: the {word} weights are out, see the notes"
    start = len(text[: text.index("the notes")].encode())  # facets count bytes
    facet = {
        "index": {"byteStart": start, "byteEnd": len(text.encode())},
        "features": [{"$type": "app.bsky.richtext.facet#link", "uri": LINK}],
    }
    for number in range(POSTS):
        account.post(f"Measurement {number} of the {word} model")
    plain = account.post(text, facets=[facet])
    refs = {"root": plain, "parent": plain}
    embed = {"$type": "app.bsky.embed.record", "record": plain}
    quote = account.post(f"{word}, quoted", embed=embed)
    reply = account.post(f"{word}, answered", reply=refs)
    repost = account.write("app.bsky.feed.repost", subject=plain)
    made = account.write(
        "app.bsky.graph.list", purpose="app.bsky.graph.defs#curatelist", name="Ospreys"
    )
    account.write("app.bsky.graph.listitem", subject=account.did, list=made["uri"])
    return {"plain": plain, "quote": quote, "reply": reply, "repost": repost, "list": made}


def week() -> FetchWindow:
    now = dt.datetime.now(dt.UTC)
    return FetchWindow(now - dt.timedelta(days=3), now + dt.timedelta(days=4), now)


def client(http: HttpClient, kind: TargetKind, target: str) -> BlueskyClient:
    settings = BlueskySettings(public_url=APPVIEW, search_url=APPVIEW)
    return BlueskyClient("bsky:t", kind, target, settings, http.session("bsky:t"))


def read_until(
    found: BlueskyClient, count: int, window: FetchWindow
) -> tuple[list[FetchBatch], list[RawPost]]:
    """Read until the AppView has indexed what was written."""
    end = time.monotonic() + INDEXED_SECONDS
    while True:
        batches = list(found.fetch(window, None))
        posts = [post for batch in batches for post in batch.posts]
        if len(posts) >= count or time.monotonic() > end:
            return batches, posts
        time.sleep(0.5)


def test_an_author_is_read_page_by_page_and_a_second_time_for_nothing(
    http: HttpClient, account: Account, written: dict[str, dict[str, str]]
) -> None:
    window = week()
    author = client(http, "author", account.handle)
    batches, posts = read_until(author, POSTS + 4, window)
    assert Counter(post.external_id for post in posts).most_common(1)[0][1] == 1
    assert len(posts) == POSTS + 4
    assert (len(batches), batches[-1].covered) == (2, True)
    assert not any(batch.quarantined for batch in batches)
    again = list(author.fetch(week(), batches[-1].cursor))
    known = {(post.external_id, post.payload_sha256) for post in posts}
    assert {(p.external_id, p.payload_sha256) for b in again for p in b.posts} == known


def test_reposts_quotes_replies_and_facets(
    http: HttpClient, account: Account, written: dict[str, dict[str, str]]
) -> None:
    _, posts = read_until(client(http, "author", account.handle), POSTS + 4, week())
    parsed = {post.external_id: parse_bluesky_item(json.loads(post.payload), "b") for post in posts}
    assert LINK in parsed[written["plain"]["uri"]].link_urls
    assert parsed[written["quote"]["uri"]].quoted_external_id == written["plain"]["uri"]
    assert parsed[written["reply"]["uri"]].is_reply
    assert parsed[written["repost"]["uri"]].is_repost
    assert sum(post.is_repost for post in parsed.values()) == 1


def test_a_list_and_a_search(
    http: HttpClient, word: str, written: dict[str, dict[str, str]]
) -> None:
    of_list, posts = read_until(client(http, "list", written["list"]["uri"]), POSTS + 3, week())
    # The AppView leaves an author's repost of a post of their own out of list feeds.
    assert len(posts) == POSTS + 3
    assert of_list[-1].covered
    found, hits = read_until(client(http, "search", word), POSTS + 3, week())
    # A repost is no hit of its own.
    assert len({post.external_id for post in hits}) == len(hits) == POSTS + 3
    assert found[-1].covered


def test_a_search_with_a_login_goes_through_the_users_own_server(
    http: HttpClient, account: Account, word: str, written: dict[str, dict[str, str]]
) -> None:
    settings = BlueskySettings(account.handle, account.password, login_url=PDS)
    found = BlueskyClient("bsky:t", "search", word, settings, http.session("bsky:t"))
    _, hits = read_until(found, POSTS + 3, week())
    assert len(hits) == POSTS + 3
    wrong = BlueskySettings(account.handle, "not-the-password", login_url=PDS)
    with pytest.raises(FetchError, match="does not accept the login"):
        list(BlueskyClient("b", "search", word, wrong, http.session("b")).fetch(week(), None))


def test_a_stopped_walk_goes_on_and_a_cursor_that_is_no_longer_known_is_survived(
    http: HttpClient, account: Account, written: dict[str, dict[str, str]]
) -> None:
    window = week()
    author = client(http, "author", account.handle)
    read_until(author, POSTS + 4, window)
    first = next(iter(author.fetch(window, None)))
    rest = list(author.fetch(window, first.cursor))
    ids = {post.external_id for batch in [first, *rest] for post in batch.posts}
    assert len(ids) == POSTS + 4
    damaged = json.loads(str(first.cursor))
    damaged["window"]["resume"] = "no-cursor-of-this-server"
    again = list(author.fetch(window, json.dumps(damaged)))
    assert {post.external_id for batch in again for post in batch.posts} == ids


def test_a_deleted_post_is_missing_from_a_walk_that_shows_all(
    http: HttpClient, account: Account, written: dict[str, dict[str, str]]
) -> None:
    made = account.post("Posted by mistake")
    author, window = client(http, "author", account.handle), week()
    batches, posts = read_until(author, POSTS + 5, window)
    assert batches[-1].is_whole
    assert made["uri"] in {post.external_id for post in posts}
    body = {"repo": account.did, "collection": "app.bsky.feed.post"}
    body["rkey"] = made["uri"].rpartition("/")[2]
    account.http.post("/xrpc/com.atproto.repo.deleteRecord", json=body).raise_for_status()
    end = time.monotonic() + INDEXED_SECONDS
    while made["uri"] in {post.external_id for post in posts} and time.monotonic() < end:
        batches, posts = read_until(author, POSTS + 4, window)
    assert len(posts) == POSTS + 4
    assert batches[-1].is_whole


def test_a_name_that_is_not_there(http: HttpClient) -> None:
    with pytest.raises(FetchError, match="Profile not found"):
        list(client(http, "author", "nobody.test").fetch(week(), None))
