"""The Link header (RFC 8288), by which Mastodon and GitHub name the next page."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from pipeline.clients.calls import Answer
from pipeline.errors import PayloadError

LINK = re.compile(r"<([^<>]*)>([^<]*)")
NEXT = re.compile(r";\s*rel\s*=\s*\"?(?:[^\";,]* )?next\b", re.IGNORECASE)


def next_link(answer: Answer, source_id: str) -> str | None:
    """Address of the page after this one, None on the last.

    Raises:
        PayloadError: the next page is on another host, which must not see our token.
    """
    for target, parameters in LINK.findall(answer.headers.get("link", "")):
        if NEXT.search(parameters):
            url: str = urljoin(answer.url, target)
            if urlsplit(url)[:2] != urlsplit(answer.url)[:2]:
                raise PayloadError(source_id, "the next page is on another host")
            return url
    return None
