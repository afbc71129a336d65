"""Web addresses: find them, and write those that lead to one page in one way."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

URL = re.compile(r"https?://[^\s<>\"'”’）】]+")
TRAILING_PUNCTUATION = ".,;:!?)]}…"
TRACKING_PARAMETERS = re.compile(r"^(utm_\w+|fbclid|gclid|mc_[ce]id|ref|ref_src|ref_url|s|t|si|igshid)$")
SHORTENERS = frozenset({"t.co", "bit.ly", "buff.ly", "lnkd.in", "ow.ly", "tinyurl.com", "dlvr.it"})
POST_HOSTS = frozenset({"x.com", "twitter.com", "mobile.twitter.com"})


def find_urls(text: str) -> list[str]:
    """Addresses written out in a text, without the punctuation that follows them."""
    return [match.rstrip(TRAILING_PUNCTUATION) for match in URL.findall(text)]


def canonical_url(url: str) -> str | None:
    """One spelling for one page: no tracking parameters, fragment, `www.` or trailing slash.

    Returns:
        None when the address is not http(s), cannot be read, or belongs to a link shortener: two short
        links to one page differ, so they say nothing about what is shared.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or host in SHORTENERS:
        return None
    if host in POST_HOSTS:
        host = "x.com"
    query = urlencode(
        sorted(pair for pair in parse_qsl(parts.query) if not TRACKING_PARAMETERS.match(pair[0]))
    )
    return urlunsplit(("https", host, parts.path.rstrip("/"), query, ""))


def canonical_urls(urls: list[str]) -> tuple[str, ...]:
    """The distinct canonical forms, in order of first appearance."""
    return tuple(dict.fromkeys(url for url in map(canonical_url, urls) if url))
