"""Politeness towards one host: how many requests at once, and how far apart."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

# arXiv's terms of use: one request every three seconds, one connection at a time.
# X: one full-archive search a second; its other limits are far above that.
PACE_SECONDS: Mapping[str, float] = {"export.arxiv.org": 3.0, "api.x.com": 1.0}


class HostGate:
    """Lets a few requests at a time through to each host; hosts with a pace get them one by one."""

    def __init__(
        self,
        concurrency: int,
        pace_seconds: Mapping[str, float],
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._concurrency = concurrency
        self._pace_seconds = pace_seconds
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._slots: dict[str, threading.BoundedSemaphore] = {}
        self._next_at: dict[str, float] = {}

    @contextmanager
    def enter(self, host: str) -> Iterator[None]:
        """Wait for a place at a host and hold it."""
        pace = self._pace_seconds.get(host, 0.0)
        with self._lock:
            places = 1 if pace else self._concurrency
            slot = self._slots.setdefault(host, threading.BoundedSemaphore(places))
        with slot:
            if pace:
                self._sleep(max(0.0, self._next_at.get(host, 0.0) - self._monotonic()))
            try:
                yield
            finally:
                if pace:
                    self._next_at[host] = self._monotonic() + pace
