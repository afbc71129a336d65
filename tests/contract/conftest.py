import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.clients.calls import HttpLimits
from pipeline.clients.http import HttpClient
from pipeline.clients.protocol import FetchWindow

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def wire() -> Path:
    """Recorded exchanges, specifications and feed corpora, which are not part of the repository."""
    shared = Path(os.environ.get("DIGEST_SHARED", CHECKOUT.parent / "shared"))
    folder = shared / "wire" / "data"
    if not folder.is_dir():
        pytest.skip("the recorded wire data is not here (DIGEST_SHARED)")
    return folder


@pytest.fixture
def http() -> Iterator[HttpClient]:
    """A client that reaches loopback and waits little between attempts."""
    limits = HttpLimits(first_wait_seconds=0.01, longest_backoff_seconds=0.02, attempts=3)
    with contextlib.closing(HttpClient("", limits, loopback_ports=range(1024, 65_536))) as client:
        yield client


@pytest.fixture
def all_time() -> FetchWindow:
    """Everything ever posted, asked for at the end of 2026."""
    end_at = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    return FetchWindow(dt.datetime(2000, 1, 1, tzinfo=dt.UTC), end_at, end_at)
