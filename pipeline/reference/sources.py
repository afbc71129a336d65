"""Who is read: default sources, the user's own file on top, and how a source is written down.

A source is one line of text, its spec:

    rss:URL                       a feed (RSS, Atom, JSON Feed)
    x:@handle  x:list:ID  x:search:QUERY
    bsky:handle  bsky:list:at://…  bsky:search:QUERY
    mastodon:@user@host  mastodon:#tag@host  mastodon:list:ID@host
    hn:QUERY                      stories of Hacker News
    arxiv:QUERY                   papers, such as arxiv:cat:cs.CL
    github:owner/name             releases of a repository
    reddit:name  reddit:search:QUERY
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from tomlkit.items import AoT, Array

from pipeline.errors import ReferenceDataError, UsageError

DEFAULT_SOURCES = Path(__file__).with_name("sources.toml")
Service = Literal["rss", "x", "bsky", "mastodon", "hn", "arxiv", "github", "reddit"]
Role = Literal[
    "lab",
    "vendor",
    "safety",
    "incidents",
    "research",
    "policy",
    "press",
    "analyst",
    "developer",
    "person",
    "community",
    "other",
]
X_HANDLE = re.compile(r"@(\w{1,15})")
X_LIST = re.compile(r"list:(\d{1,19})")
SEARCH = re.compile(r"search:(.+)")
DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
BLUESKY_HANDLE = re.compile(rf"@?({DOMAIN}|did:(?:plc|web):[\w.:%-]+)")
BLUESKY_LIST = re.compile(r"list:(at://did:[\w:.%-]+/app\.bsky\.graph\.list/\w+)")
MASTODON_ACCOUNT = re.compile(rf"@([\w.-]+)@({DOMAIN})")
MASTODON_TAG = re.compile(rf"#(\w+)@({DOMAIN})")
MASTODON_LIST = re.compile(rf"list:(\w+)@({DOMAIN})")
REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
SUBREDDIT = re.compile(r"(?:r/)?(\w{2,21})")
REQUIRED_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "x": ("x_bearer_token",),
    "reddit": ("reddit_client_id", "reddit_client_secret"),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """A spec taken apart. `target` is what the service knows the source by."""

    service: Service
    kind: str
    target: str
    host: str | None = None


class Source(BaseModel):
    """One source; `min_points` is for Hacker News, `quiet_days` a silence that is not normal."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    spec: str
    name: str = Field(min_length=1)
    role: Role = "other"
    enabled: bool = True
    min_points: int = Field(default=0, ge=0)
    quiet_days: int = Field(default=45, ge=1)

    @field_validator("spec")
    @classmethod
    def _is_spec(cls, value: str) -> str:
        parse_spec(value)
        return value

    @property
    def parsed(self) -> Spec:
        """The spec taken apart."""
        return parse_spec(self.spec)

    @property
    def service(self) -> Service:
        """The service that is asked."""
        return self.parsed.service

    @property
    def kind(self) -> str:
        """What of the service is read: a user, a list, a search."""
        return self.parsed.kind

    @property
    def target(self) -> str:
        """What the service knows the source by."""
        return self.parsed.target

    @property
    def host(self) -> str | None:
        """The server, for services that have many."""
        return self.parsed.host

    @property
    def source_id(self) -> str:
        """The id in every table: the spec in its one spelling, lower case where case is nothing."""
        parsed = self.parsed
        if parsed.kind in {"user", "author", "releases", "subreddit", "account", "tag"}:
            mark = {"user": "@", "account": "@", "tag": "#"}.get(parsed.kind, "")
            server = f"@{parsed.host}" if parsed.host else ""
            return f"{parsed.service}:{mark}{parsed.target.lower()}{server}"
        return f"{parsed.service}:{self.spec.partition(':')[2].strip()}"

    @property
    def required_settings(self) -> tuple[str, ...]:
        """Names of the settings without which the service cannot be asked."""
        return REQUIRED_SETTINGS.get(self.service, ())


class _SourceFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    use_default_sources: bool = True
    source: tuple[Source, ...] = ()


def parse_spec(text: str) -> Spec:
    """Take a spec apart.

    Raises:
        ValueError: it is none; the message says how that service's specs are written.
    """
    service, _, rest = text.strip().partition(":")
    parse = SPEC_PARSERS.get(service)
    if parse is None:
        services = ", ".join(f"{name}:" for name in SPEC_PARSERS)
        raise ValueError(f"{text!r} does not begin with one of {services}")
    spec = parse(rest.strip())
    if spec is None:
        raise ValueError(f"{text!r} is not written as {SPEC_FORMS[service]}")
    return spec


def _parse_rss(rest: str) -> Spec | None:
    try:
        parts = urlsplit(rest)
    except ValueError:
        return None
    is_address = parts.scheme in {"http", "https"} and parts.hostname and " " not in rest
    # An id is shown and stored everywhere, so that an address with a password cannot be one.
    is_address = is_address and "@" not in parts.netloc
    return Spec("rss", "feed", rest) if is_address else None


def _parse_x(rest: str) -> Spec | None:
    if match := X_HANDLE.fullmatch(rest):
        return Spec("x", "user", match[1])
    if match := X_LIST.fullmatch(rest):
        return Spec("x", "list", match[1])
    match = SEARCH.fullmatch(rest)
    return Spec("x", "search", match[1].strip()) if match else None


def _parse_bluesky(rest: str) -> Spec | None:
    if match := BLUESKY_LIST.fullmatch(rest):
        return Spec("bsky", "list", match[1])
    if match := SEARCH.fullmatch(rest):
        return Spec("bsky", "search", match[1].strip())
    match = BLUESKY_HANDLE.fullmatch(rest)
    return Spec("bsky", "author", match[1].lower()) if match else None


def _parse_mastodon(rest: str) -> Spec | None:
    for kind, pattern in (
        ("account", MASTODON_ACCOUNT),
        ("tag", MASTODON_TAG),
        ("list", MASTODON_LIST),
    ):
        if match := pattern.fullmatch(rest):
            return Spec("mastodon", kind, match[1], match[2].lower())
    return None


def _parse_github(rest: str) -> Spec | None:
    return Spec("github", "releases", rest) if REPOSITORY.fullmatch(rest) else None


def _parse_reddit(rest: str) -> Spec | None:
    if match := SEARCH.fullmatch(rest):
        return Spec("reddit", "search", match[1].strip())
    match = SUBREDDIT.fullmatch(rest)
    return Spec("reddit", "subreddit", match[1]) if match else None


SPEC_PARSERS: Mapping[str, Callable[[str], Spec | None]] = {
    "rss": _parse_rss,
    "x": _parse_x,
    "bsky": _parse_bluesky,
    "mastodon": _parse_mastodon,
    "hn": lambda rest: Spec("hn", "stories", rest) if rest else None,
    "arxiv": lambda rest: Spec("arxiv", "papers", rest) if rest else None,
    "github": _parse_github,
    "reddit": _parse_reddit,
}
SPEC_FORMS: Mapping[str, str] = {
    "rss": "rss:https://example.org/feed.xml, without a password",
    "x": "x:@handle, x:list:ID or x:search:QUERY",
    "bsky": "bsky:name.example.org, bsky:list:at://did:…/…list/… or bsky:search:QUERY",
    "mastodon": "mastodon:@user@host, mastodon:#tag@host or mastodon:list:ID@host",
    "hn": "hn:QUERY",
    "arxiv": "arxiv:QUERY, such as arxiv:cat:cs.CL",
    "github": "github:owner/name",
    "reddit": "reddit:name or reddit:search:QUERY",
}


def load_sources(user_file: Path | None = None) -> tuple[Source, ...]:
    """The enabled sources, sorted by id: the defaults with the user's file on top.

    An entry of the user's file adds a source or replaces the default one of the same id; with
    `enabled = false` it takes it away. `use_default_sources = false` leaves the defaults out.

    Raises:
        ReferenceDataError: a file holds something it must not.
    """
    layers = [_read_file(DEFAULT_SOURCES)]
    if user_file is not None and user_file.exists():
        own = _read_file(user_file)
        layers = [*(layers if own.use_default_sources else []), own]
    merged = {source.source_id: source for layer in layers for source in layer.source}
    return tuple(merged[key] for key in sorted(merged) if merged[key].enabled)


def _read_file(path: Path) -> _SourceFile:
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        file = _SourceFile.model_validate(content)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceDataError(path, "file", f"not TOML: {error}") from None
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, detail["loc"]))
        raise ReferenceDataError(path, key, detail["msg"]) from None
    ids = [source.source_id for source in file.source]
    for source_id in ids:
        if ids.count(source_id) > 1:
            raise ReferenceDataError(path, source_id, "written down twice")
    return file


def add_source(user_file: Path, spec: str, name: str | None = None, role: Role = "other") -> Source:
    """Write a source into the user's file, which keeps its comments and order.

    Raises:
        UsageError: the spec is none, or the file has the source already.
        ReferenceDataError: the file is damaged.
    """
    try:
        target = parse_spec(spec).target
        source = Source(spec=spec.strip(), name=name or target, role=role)
    except ValueError as error:
        raise UsageError(str(error)) from None
    present = _read_file(user_file).source if user_file.exists() else ()
    if source.source_id in {other.source_id for other in present}:
        raise UsageError(f"{user_file}: {source.source_id} is there already")
    text = user_file.read_text(encoding="utf-8") if user_file.exists() else ""
    document = tomlkit.parse(text)
    _append(document, {"spec": source.spec, "name": source.name, "role": source.role})
    user_file.parent.mkdir(parents=True, exist_ok=True)
    part = user_file.with_name(f"{user_file.name}.part")
    part.write_text(tomlkit.dumps(document), encoding="utf-8")
    part.replace(user_file)
    return source


def _append(document: tomlkit.TOMLDocument, entry: Mapping[str, str]) -> None:
    """Add an entry in the style of those that are there: lines of an array, or tables."""
    entries = document.get("source")
    if isinstance(entries, Array):
        line = tomlkit.inline_table()
        line.update(entry)
        entries.add_line(line)
        return
    table = tomlkit.table()
    table.update(entry)
    if isinstance(entries, AoT):
        entries.append(table)
        return
    tables = tomlkit.aot()
    tables.append(table)
    document.append("source", tables)
