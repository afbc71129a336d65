"""Web addresses: find them, and write those that lead to one page in one way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

# Chinese and Japanese set no space between an address and the words after it.
URL = re.compile(
    r"https?://[^\s<>\"'”’\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]+", re.I
)
TRAILING_PUNCTUATION = ".,;:!?…*_~"
CLOSING_BRACKETS = {")": "(", "]": "[", "}": "{"}
TRACKING_PARAMETERS = re.compile(
    r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|ref_src|ref_url|s|t|si|igshid"
)
SHORTENERS = frozenset({"t.co", "bit.ly", "buff.ly", "lnkd.in", "ow.ly", "tinyurl.com", "dlvr.it"})
POST_HOSTS = frozenset({"x.com", "twitter.com", "mobile.twitter.com", "mobile.x.com"})
DEFAULT_PORTS = frozenset({None, 80, 443})
# A post of X has one id and many addresses: any handle before it, pictures and counts after it.
POST_PATH = re.compile(r"/(?:i/web|\w+)/status(?:es)?/(\d+)")
PAPER_PATH = re.compile(r"/(?:abs|pdf|html)/(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?")


def find_urls(text: str) -> list[str]:
    """Addresses written out in a text, without the punctuation that follows them."""
    return [_without_trailing(match) for match in URL.findall(text)]


def _without_trailing(url: str) -> str:
    """Cut punctuation off the end; a closing bracket stays where the address opened it."""
    while url:
        last = url[-1]
        opening = CLOSING_BRACKETS.get(last)
        is_unopened = opening is not None and url.count(opening) < url.count(last)
        if last not in TRAILING_PUNCTUATION and not is_unopened:
            break
        url = url[:-1]
    return url


def canonical_url(url: str) -> str | None:
    """One spelling for one page: https, no tracking parameters, fragment, `www.` or trailing slash.

    Returns:
        None when the address is not http(s), cannot be read, or belongs to a link shortener: two
        short links to one page differ, so they say nothing about what is shared.
    """
    try:
        parts = urlsplit(url.strip())
        host = _host(parts)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        query = urlencode(
            sorted(pair for pair in pairs if not TRACKING_PARAMETERS.fullmatch(pair[0]))
        )
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or host in SHORTENERS:
        return None
    if host in POST_HOSTS:
        host = "x.com"
        if post := POST_PATH.match(parts.path):
            return f"https://x.com/i/status/{post[1]}"
    if host == "arxiv.org" and (paper := PAPER_PATH.fullmatch(parts.path)):
        return f"https://arxiv.org/abs/{paper[1]}"
    return urlunsplit(("https", host, parts.path.rstrip("/"), query, ""))


def _host(parts: SplitResult) -> str:
    """The host in lower case, with its port where that is not the usual one."""
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    if ":" in host:
        host = f"[{host}]"
    return host if parts.port in DEFAULT_PORTS else f"{host}:{parts.port}"


def canonical_urls(urls: Iterable[str]) -> tuple[str, ...]:
    """The distinct canonical forms, in order of first appearance."""
    return tuple(dict.fromkeys(url for url in map(canonical_url, urls) if url))
