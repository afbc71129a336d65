"""200 real feeds and the test documents of feedparser and feed-rs.

`DIGEST_FEED_DOCUMENTS` sets how many documents of each test suite are read; "all" takes minutes.
"""

import datetime as dt
import itertools
import json
import os
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.clients.feed_documents import read_feed
from pipeline.clients.feed_entries import build_payloads, parse_feed_entry
from pipeline.clients.wire import dump_json
from pipeline.errors import PayloadError

DOCUMENTS = os.environ.get("DIGEST_FEED_DOCUMENTS", "40")
URL = "https://feeds.example/feed"
SEEN = dt.datetime(2026, 3, 2, tzinfo=dt.UTC).isoformat()


def members(archive: Path, suffixes: tuple[str, ...], every: int) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        # In the order of the archive: going back in a compressed file starts it from the beginning.
        files = (member for member in tar if member.isfile() and member.name.endswith(suffixes))
        for member in itertools.islice(files, 0, None, every):
            content = tar.extractfile(member)
            assert content is not None
            yield member.name, content.read()


def read_all(body: bytes) -> tuple[int, int]:
    """How many entries a document has, and how many become posts."""
    document = read_feed(body, URL, "rss:test")
    payloads = build_payloads(document, URL, "rss:test")
    posts = 0
    for payload in payloads:
        post = parse_feed_entry(json.loads(dump_json({**payload, "first_seen": SEEN})), "rss:test")
        assert post.external_id
        post.text.encode()
        posts += 1
    return len(payloads), posts


def test_real_feeds(wire: Path) -> None:
    entries = 0
    for name, body in members(wire / "feeds" / "real-feeds-200.tar.xz", ("",), 1):
        if name.endswith(("LICENSE", "README.md")):
            continue
        began = time.process_time()
        found, posts = read_all(body)
        assert found == posts > 0, name
        assert time.process_time() - began < 3.0, name
        entries += found
    assert entries > 6_500


@pytest.mark.parametrize(
    ("archive", "suffixes"),
    [
        ("feedparser-tests-6.0.14.tar.gz", (".xml",)),
        ("feed-rs-fixtures.tar.gz", (".xml", ".json", ".rss", ".atom")),
    ],
)
def test_documents_of_feed_test_suites(archive: str, suffixes: tuple[str, ...], wire: Path) -> None:
    path = wire / "feeds" / archive
    with tarfile.open(path) as tar:
        total = sum(name.endswith(suffixes) for name in tar.getnames())
    every = 1 if DOCUMENTS == "all" else max(1, total // int(DOCUMENTS))
    read = refused = 0
    for name, body in members(path, suffixes, every):
        if name.endswith(".serde.json"):
            continue
        try:
            found, posts = read_all(body)
        except PayloadError:
            refused += 1
        else:
            assert found == posts, name
            read += 1
    assert read > 4 * refused
