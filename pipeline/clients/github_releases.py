"""Releases of a GitHub repository, newest first, all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BeforeValidator

from pipeline.clients.calls import Answer, Call, StatusError
from pipeline.clients.cursors import Cursor
from pipeline.clients.http import HttpSession
from pipeline.clients.links import next_link
from pipeline.clients.markup import cut_text, html_to_text
from pipeline.clients.pages import Page, PageRequest
from pipeline.clients.paging import Walk
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.clients.raw_posts import PayloadFormat
from pipeline.clients.wire import (
    JsonObject,
    OptionalTime,
    WireCount,
    WireId,
    WireModel,
    WireText,
    read_model,
)
from pipeline.errors import PayloadError
from pipeline.records import ParsedPost

PLATFORM = "github"
BASE_URL = "https://api.github.com"
PAGE_SIZE = 100
MAX_BODY_CHARS = 1_500
NOT_MODIFIED = 304
PROBLEMS = {
    401: "GitHub does not accept the token (GITHUB_TOKEN)",
    403: "GitHub's hourly limit is used up; a token raises it (GITHUB_TOKEN)",
    404: "no such repository, or not one that may be read",
    429: "GitHub's hourly limit is used up; a token raises it (GITHUB_TOKEN)",
}


def _list(value: object) -> object:
    return value if isinstance(value, list) else []


class _User(WireModel):
    login: WireText


class _Reactions(WireModel):
    total_count: WireCount = None


class _Release(WireModel):
    id: WireId
    html_url: WireText
    tag_name: WireText
    name: WireText | None = None
    body: WireText | None = None
    published_at: OptionalTime = None
    created_at: OptionalTime = None
    author: _User | None = None
    assets: Annotated[tuple[object, ...], BeforeValidator(_list)] = ()
    reactions: _Reactions | None = None


def parse_github_release(fields: JsonObject, source_id: str) -> ParsedPost:
    """Read a `github-release` payload.

    Raises:
        PayloadError: it is not one, or has no time.
    """
    release = read_model(_Release, fields, source_id)
    posted_at = release.published_at or release.created_at
    if posted_at is None:
        raise PayloadError(source_id, "published_at: missing")
    repository = "/".join(release.html_url.split("/")[3:5])
    name = release.name or release.tag_name
    title = name if release.tag_name in name else f"{name} ({release.tag_name})"
    notes = html_to_text(release.body or "")
    opening, is_cut = cut_text(notes.text, MAX_BODY_CHARS)
    return ParsedPost(
        platform=PLATFORM,
        external_id=release.id,
        url=release.html_url,
        text="\n\n".join(filter(None, [f"{repository}: {title}", opening])),
        posted_at=posted_at,
        author_handle=repository.partition("/")[0] or None,
        author_name=release.author.login if release.author else None,
        like_count=release.reactions.total_count if release.reactions else None,
        media_count=len(release.assets),
        link_urls=(release.html_url,),
        is_truncated=is_cut,
    )


GITHUB_RELEASE = PayloadFormat("github-release", parse_github_release)


def is_published(release: JsonObject) -> bool:
    """Whether a release is out; drafts are seen by those who may push."""
    return not release.get("draft")


@dataclass(frozen=True, slots=True)
class GithubReleasesClient:
    """The releases of one repository, `owner/name`."""

    source_id: str
    repository: str
    session: HttpSession
    token: str | None = field(default=None, repr=False)
    base_url: str = BASE_URL

    def fetch(self, window: FetchWindow, cursor: str | None) -> Iterator[FetchBatch]:
        """The releases of a window; raises SourceError."""
        walk = Walk(
            session=self.session,
            window=window,
            payload_format=GITHUB_RELEASE,
            read_page=self._read_page,
            is_post=is_published,
            shows_all=True,
        )
        yield from walk.batches(Cursor.load(cursor, window))

    def _read_page(self, request: PageRequest) -> Page:
        answer = self._ask(request)
        if answer.status == NOT_MODIFIED:
            return Page(is_unchanged=True)
        releases = self.session.read_json(answer)
        if not isinstance(releases, list):
            raise PayloadError(self.source_id, "not an answer of GitHub: no list of releases")
        etag = answer.headers.get("etag") if request.token is None else None
        following = next_link(answer)
        return Page(
            items=releases,
            next_token=following.url,
            end_reason=following.problem,
            validators={"If-None-Match": etag} if etag else None,
        )

    def _ask(self, request: PageRequest) -> Answer:
        headers = {
            "Accept": "application/vnd.github+json, application/json;q=0.9",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if request.token is None:
            headers |= {name: str(value) for name, value in request.validators.items()}
            url, params = self._first_page()
        else:
            url, params = request.token, {}
        call = Call(url, params=params, headers=headers, accepts=frozenset({200, NOT_MODIFIED}))
        try:
            return self.session.send(call)
        except StatusError as error:
            problem = PROBLEMS.get(error.status, f"GitHub answered with status {error.status}")
            raise StatusError(self.source_id, problem, error.answer) from None

    def _first_page(self) -> tuple[str, dict[str, str]]:
        return f"{self.base_url}/repos/{self.repository}/releases", {"per_page": str(PAGE_SIZE)}
