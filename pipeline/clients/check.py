"""Calling a source once, to say whether it can be read and if not what is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from pipeline.clients.build import Access, build_client
from pipeline.clients.protocol import Counters, FetchWindow
from pipeline.clients.x_api import XClient
from pipeline.errors import SourceError
from pipeline.reference.sources import Source

LOOK_BACK = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What one call to a source found. `problem` is None where it can be read."""

    source_id: str
    problem: str | None
    newest_post_at: dt.datetime | None = None
    posts_seen: int = 0
    counters: Counters = field(default_factory=Counters)
    notices: tuple[str, ...] = ()


def check_source(source: Source, access: Access, now: dt.datetime) -> SourceCheck:
    """Read one page of a source's last thirty days; of X, where posts cost, look it up only."""
    try:
        client = build_client(source, access)
        if isinstance(client, XClient):
            client.look_up()
            return SourceCheck(source.source_id, None, counters=client.session.take_counters())
        window = FetchWindow(now - LOOK_BACK, now + dt.timedelta(days=1), now)
        batch = next(iter(client.fetch(window, None)))
    except SourceError as error:
        return SourceCheck(source.source_id, str(error).removeprefix(f"{source.source_id}: "))
    return SourceCheck(
        source.source_id,
        None,
        newest_post_at=max((post.posted_at for post in batch.posts), default=None),
        posts_seen=len(batch.posts),
        counters=batch.counters,
        notices=batch.notices,
    )
