"""The feed behind an address that someone typed: a feed, or a web page that names its feed."""

from __future__ import annotations

from dataclasses import dataclass

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]

from pipeline.clients.calls import Answer, Call
from pipeline.clients.feed_documents import absolute_url, read_feed
from pipeline.clients.feeds import ACCEPT
from pipeline.clients.http import HttpSession
from pipeline.clients.markup import html_to_text
from pipeline.errors import PayloadError

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
WEB_PAGE = "text/html"


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that could be read; `title` is empty where it has none."""

    url: str
    title: str


def discover_feed(url: str, session: HttpSession) -> FoundFeed:
    """Read the feed at an address, or the first one that the page there names.

    Raises:
        SourceError: there is none, or it cannot be read.
    """
    answer = _ask(url, session)
    try:
        return _read(answer, session.source_id)
    except PayloadError:
        named = feed_links(answer) if answer.media_type == WEB_PAGE else []
        if not named:
            raise
    return _read(_ask(named[0], session), session.source_id)


def feed_links(answer: Answer) -> list[str]:
    """Addresses of the feeds that a web page names in its head, in order."""
    try:
        page = lxml.html.document_fromstring(answer.body)
    except (lxml.etree.LxmlError, ValueError):
        return []
    found = [
        absolute_url(answer.url, link.get("href") or "")
        for link in page.iterfind(".//link")
        if "alternate" in (link.get("rel") or "").lower().split()
        and (link.get("type") or "").strip().lower() in FEED_TYPES
    ]
    return [link for link in found if link]


def _ask(url: str, session: HttpSession) -> Answer:
    return session.send(Call(url, headers={"Accept": ACCEPT}))


def _read(answer: Answer, source_id: str) -> FoundFeed:
    document = read_feed(answer.body, answer.url, source_id)
    return FoundFeed(answer.url, html_to_text(document.title).text)
