"""Mutated payloads and documents: each becomes a post or a refusal, never a crash, never slowly.

`DIGEST_FUZZ_EXAMPLES` sets how many are tried of each format; with `DIGEST_FUZZ_TABLE` their
figures are written to that file. tests/contract/FUZZ.md was written so, with 10,000 of each.
"""

import contextlib
import copy
import datetime as dt
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.clients import feed_documents
from pipeline.clients.arxiv import read_results
from pipeline.clients.calls import Answer
from pipeline.clients.feed_documents import read_feed
from pipeline.clients.feed_entries import build_payloads, parse_feed_entry
from pipeline.clients.feed_worker import read_document
from pipeline.clients.payloads import parse_payload
from pipeline.clients.raw_posts import content_sha256
from pipeline.clients.wire import dump_json
from pipeline.clients.x_archive import read_archive_file
from pipeline.errors import PayloadError

EXAMPLES = int(os.environ.get("DIGEST_FUZZ_EXAMPLES", "200"))
MAX_SECONDS = 1.0
SAMPLES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "clients" / "payloads.json").read_text()
)
STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.sampled_from(["", "\ud800", "\x00", "<p>" * 50, "9" * 400, "2026-02-30", "-1", "[removed]"]),
    st.sampled_from([[], {}, [[]], [None], {"$type": 3}, [{"a": [1]}], 10**30, -1, 1e300]),
)
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Figures:
    """What became of the mutated payloads of one format."""

    read: int = 0
    refused: int = 0
    slowest_ms: float = 0.0


FIGURES: dict[str, Figures] = defaultdict(Figures)


@contextlib.contextmanager
def counted(name: str) -> Iterator[None]:
    """Count a payload as read or as refused; it must not take long."""
    figures = FIGURES[name]
    began = time.process_time()
    try:
        yield
        figures.read += 1
    except PayloadError:
        figures.refused += 1
    seconds = time.process_time() - began
    figures.slowest_ms = max(figures.slowest_ms, 1_000 * seconds)
    assert seconds < MAX_SECONDS


def paths_of(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where a value or something in it can be replaced."""
    found = [path] if path else []
    pairs = value.items() if isinstance(value, dict) else ()
    pairs = enumerate(value) if isinstance(value, list) else pairs
    for key, child in pairs:
        found += paths_of(child, (*path, key))
    return found


def mutate(payload: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """Replace or take away up to three parts of a payload."""
    payload = copy.deepcopy(payload)
    for _ in range(data.draw(st.integers(1, 3))):
        paths = paths_of(payload)
        if not paths:
            break
        *parents, last = data.draw(st.sampled_from(paths))
        home: Any = payload
        for key in parents:
            home = home[key]
        if data.draw(st.booleans()) and isinstance(home, dict):
            del home[last]
        else:
            home[last] = copy.deepcopy(data.draw(STRANGE))
    return payload


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_mutated_payloads_are_read_or_refused(name: str) -> None:
    @FUZZ
    @given(st.data())
    def check(data: st.DataObject) -> None:
        payload = dump_json(mutate(SAMPLES[name], data))
        with counted(name):
            post = parse_payload(name, payload, "s")
            assert post.external_id
            assert post.posted_at.tzinfo is dt.UTC
            for text in (post.external_id, post.url, post.text, *post.link_urls):
                text.encode()
            content_sha256(post)

    check()


RSS = b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Kestrel</title>
<link>https://kestrel.example/</link><item><title>One &amp; two</title><link>/1</link><guid>1</guid>
<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate><description>&lt;p&gt;Text&lt;/p&gt;</description>
</item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Kestrel</title><entry><id>urn:1</id>
<title type="html">&lt;b&gt;One&lt;/b&gt;</title><link href="https://kestrel.example/1"/>
<updated>2026-03-02T08:00:00Z</updated><summary>Text</summary></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Kestrel",
        "items": [
            {"id": "1", "url": "https://kestrel.example/1", "content_html": "<p>x</p>"}
            | {"date_published": "2026-03-02T08:00:00Z"}
        ],
    }
).encode()
PIECES = [
    *(b"<", b">", b"&", b'"', b"\x00", b"\xff", b"&a;", b"<![CDATA["),
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
]


def splice(document: bytes, data: st.DataObject) -> bytes:
    """Cut pieces out of a document and put others in."""
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(document)))
        end = min(len(document), start + data.draw(st.integers(0, 12)))
        piece = data.draw(st.sampled_from([b"", *PIECES]) | st.binary(max_size=8))
        document = document[:start] + piece + document[end:]
    return document


def run_in_this_process(body: bytes, source_id: str) -> bytes:
    """The forgiving parser without its process, whose start takes a third of a second.

    Whatever it raises would end that process, which is a refusal.
    """
    try:
        return read_document(body).encode()
    except Exception as error:
        raise PayloadError(source_id, f"the parser failed: {error}") from None


# dateutil, which fastfeedparser asks about odd dates, warns of the zones it does not know.
@pytest.mark.filterwarnings("ignore:tzname .* identified but not understood")
# feedparser warns of a field that it will take away, which we read for feeds without the other.
@pytest.mark.filterwarnings("ignore:To avoid breaking existing software:DeprecationWarning")
@pytest.mark.parametrize(
    ("name", "document"), [("rss", RSS), ("atom", ATOM), ("json-feed", JSON_FEED)]
)
def test_mutated_feeds_are_read_or_refused(
    name: str, document: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_documents, "run_worker", run_in_this_process)

    @FUZZ
    @given(st.data())
    def check(data: st.DataObject) -> None:
        spliced = splice(document, data)
        with counted(name):
            feed = read_feed(spliced, "https://kestrel.example/feed", "s")
            for payload in build_payloads(feed, "https://kestrel.example/feed", "s"):
                parse_feed_entry(json.loads(dump_json(payload)), "s")

    check()


ARXIV = b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/">
<o:totalResults>1</o:totalResults><entry><id>http://arxiv.org/abs/2603.00001v1</id><title>A</title>
<summary>B</summary><published>2026-03-02T00:00:00Z</published><author><name>C</name></author>
</entry></feed>"""


@FUZZ
@given(st.data())
def test_mutated_arxiv_answers_are_read_or_refused(data: st.DataObject) -> None:
    answer = Answer(200, {}, splice(ARXIV, data), "https://export.arxiv.org/api/query")
    with counted("arxiv"):
        for entry in read_results(answer, "s").entries:
            parse_payload("arxiv-entry", dump_json(entry), "s")


@FUZZ
@given(st.data())
def test_mutated_archive_files_are_read_or_refused(data: st.DataObject) -> None:
    tweets = json.dumps([{"tweet": SAMPLES["x-archive-tweet"]["tweet"]}]).encode()
    with counted("x-archive"):
        read_archive_file(splice(b"window.YTD.tweets.part0 = " + tweets, data), "tweets.js")


def test_the_figures_are_written_where_they_are_asked_for() -> None:
    path = os.environ.get("DIGEST_FUZZ_TABLE")
    if not path:
        pytest.skip("DIGEST_FUZZ_TABLE names no file")
    lines = [
        "# Mutated payloads",
        "",
        "Made by `DIGEST_FUZZ_EXAMPLES=10000 DIGEST_FUZZ_TABLE=tests/contract/FUZZ.md pytest",
        "tests/unit/clients/test_fuzz.py`: hypothesis changes a payload or cuts a document. Each",
        "must be read, or be refused and so quarantined, within a second; nothing may be raised.",
        "",
        "| format | read | refused | slowest, ms |",
        "|---|---:|---:|---:|",
    ]
    for name, figures in sorted(FIGURES.items()):
        row = f"| {name} | {figures.read:,} | {figures.refused:,} | {figures.slowest_ms:.0f} |"
        lines.append(row)
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
