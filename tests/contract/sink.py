"""Bronze in memory, with its rules: append-only, one row a version, the cursor after the posts."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.clients.protocol import Client, Counters, FetchBatch, FetchWindow
from pipeline.errors import SourceError
from pipeline.records import QuarantinedLine, RawPost


class Killed(Exception):
    """The process is gone at this point."""


class Sink:
    """What the lake keeps of one source, and the cursor beside it."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], RawPost] = {}
        self.quarantined: dict[str, QuarantinedLine] = {}
        self.cursor: str | None = None
        self.counters = Counters()
        self.covered = False
        self.reason: str | None = None
        self.runs: list[str] = []
        self.pages = 0
        self.kill_at: str | None = None

    @property
    def ids(self) -> list[str]:
        return [row.external_id for row in self.rows.values()]

    def read(self, client: Client, window: FetchWindow) -> None:
        """Read a window as the pipeline does; a failure is recorded and not raised."""
        self.covered, self.reason = False, None
        try:
            for batch in self._batches(client, window):
                self._write(batch)
        except SourceError as error:
            problem = str(error).removeprefix(f"{error.source_id}: ").partition(": http")[0]
            self.runs.append(f"error recorded: {problem}")
        except Killed:
            self.runs.append("killed")
            raise
        else:
            self.runs.append("covered" if self.covered else f"not covered: {self.reason}")

    def _batches(self, client: Client, window: FetchWindow) -> Iterator[FetchBatch]:
        for number, batch in enumerate(client.fetch(window, self.cursor), start=1):
            self._kill_if(f"before page {number}")
            yield batch

    def _write(self, batch: FetchBatch) -> None:
        self.pages += 1
        for post in batch.posts:
            key = (post.source_id, post.external_id, post.payload_sha256)
            self.rows.setdefault(key, post)
        for line in batch.quarantined:
            self.quarantined.setdefault(line.line_sha256, line)
        self._kill_if(f"before cursor {self.pages}")
        self.cursor = batch.cursor
        self.counters += batch.counters
        self.covered, self.reason = batch.covered, batch.uncovered_reason
        self._kill_if(f"after cursor {self.pages}")

    def _kill_if(self, point: str) -> None:
        if self.kill_at == point:
            self.kill_at = None
            raise Killed(point)
