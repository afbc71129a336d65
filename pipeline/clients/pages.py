"""What a client reads one page at a time, and what becomes of the items on it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipeline.clients.protocol import FetchWindow
from pipeline.clients.raw_posts import PayloadFormat, build_raw_post, quarantine_item
from pipeline.clients.wire import JsonObject, dump_json
from pipeline.errors import PayloadError
from pipeline.records import QuarantinedLine, RawPost


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page to read: the one of a token, or the first.

    `since_id` is the newest post of the last complete walk, `validators` what that walk left
    behind; `source_state` is what is known of the source in any window.
    """

    token: str | None = None
    since_id: str | None = None
    validators: JsonObject = field(default_factory=dict)
    source_state: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """One page as the service sent it, newest item first.

    `halted` is the reason why the client refused to ask at all; `is_unchanged` that the service
    says nothing is new since the last complete walk; `validators` are kept for the next one.
    `end_reason` says why, if this is the last page, it need not reach back to the start of the
    window. `source_state` is merged into what is known of the source.
    """

    items: Sequence[object] = ()
    next_token: str | None = None
    newest_id: str | None = None
    notices: tuple[str, ...] = ()
    halted: str | None = None
    is_unchanged: bool = False
    billed_reads: int = 0
    validators: JsonObject | None = None
    end_reason: str | None = None
    source_state: JsonObject = field(default_factory=dict)


@dataclass(slots=True)
class SortedItems:
    """The items of a page by what became of them. `new_ids` counts those no earlier page held."""

    posts: list[RawPost] = field(default_factory=list)
    quarantined: list[QuarantinedLine] = field(default_factory=list)
    times: list[dt.datetime] = field(default_factory=list)
    new_ids: int = 0
    repeated: int = 0
    outside_window: int = 0
    not_posts: int = 0


@dataclass(frozen=True, slots=True)
class ItemSorter:
    """Turns items into posts; what cannot be read is quarantined, never raised."""

    source_id: str
    window: FetchWindow
    payload_format: PayloadFormat
    is_post: Callable[[JsonObject], bool]

    def sort(self, items: Sequence[object], seen: set[str]) -> SortedItems:
        """Sort the items of a page, adding their identities to `seen`."""
        found = SortedItems()
        for number, item in enumerate(items, start=1):
            self._sort_item(item, number, seen, found)
        return found

    def _sort_item(self, item: object, number: int, seen: set[str], found: SortedItems) -> None:
        try:
            post = self._read(item)
        except (PayloadError, RecursionError) as error:
            line = quarantine_item(item, number, str(error), self.source_id)
            if _is_new(line.line_sha256, seen, found):
                found.quarantined.append(line)
            return
        if post is None:
            found.not_posts += 1
            _is_new(hashlib.sha256(dump_json(item).encode()).hexdigest(), seen, found)
            return
        found.times.append(post.posted_at)
        if not _is_new(post.external_id, seen, found):
            return
        if self.window.contains(post.posted_at):
            found.posts.append(post)
        else:
            found.outside_window += 1

    def _read(self, item: object) -> RawPost | None:
        if not isinstance(item, dict):
            raise PayloadError(self.source_id, f"a JSON {type(item).__name__}, not an object")
        if not self.is_post(item):
            return None
        return build_raw_post(item, self.payload_format, self.source_id, self.window.fetched_at)


def _is_new(identity: str, seen: set[str], found: SortedItems) -> bool:
    if identity in seen:
        found.repeated += 1
        return False
    seen.add(identity)
    found.new_ids += 1
    return True
