"""The Link header (RFC 8288), by which Mastodon and GitHub name the next page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from pipeline.clients.calls import Answer

LINK = re.compile(r"<([^<>]*)>([^<]*)")
NEXT = re.compile(r";\s*rel\s*=\s*\"?(?:[^\";,]* )?next\b", re.IGNORECASE)
OTHER_HOST = "the next page is on another host"


@dataclass(frozen=True, slots=True)
class NextLink:
    """Address of the page after this one, or why it is not followed; both None on the last page."""

    url: str | None = None
    problem: str | None = None


def next_link(answer: Answer) -> NextLink:
    """The next page that an answer names; one on another host must not see our token."""
    for target, parameters in LINK.findall(answer.headers.get("link", "")):
        if NEXT.search(parameters):
            return _checked(answer.url, target)
    return NextLink()


def _checked(url: str, target: str) -> NextLink:
    try:
        joined = urljoin(url, target)
        is_same_host = urlsplit(joined)[:2] == urlsplit(url)[:2]
    except ValueError:
        return NextLink(problem="the next page has no address")
    return NextLink(joined) if is_same_host else NextLink(problem=OTHER_HOST)
