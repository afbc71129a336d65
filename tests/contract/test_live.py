"""Probes of the live services: one call to each default source. Never run in CI.

DIGEST_LIVE=1 pytest -m network tests/contract/test_live.py

Sources that need a key are asked where the environment holds it; an X account costs two reads.
"""

import datetime as dt
import os
from collections.abc import Iterator

import pytest

from pipeline.clients.build import Access, missing_settings
from pipeline.clients.check import check_source
from pipeline.clients.http import HttpClient
from pipeline.clients.settings import read_settings
from pipeline.clients.x_budget import XReadBudget
from pipeline.reference.sources import Source, load_sources

LIVE = bool(os.environ.get("DIGEST_LIVE"))
pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(not LIVE, reason="asks live services (DIGEST_LIVE)"),
]
SOURCES = load_sources() if LIVE else ()
X_READS = 400  # what a run may cost, two US dollars


@pytest.fixture(scope="module")
def access() -> Iterator[Access]:
    settings = read_settings(os.environ)
    http = HttpClient(settings.contact)
    yield Access(settings, http, XReadBudget("probe", X_READS))
    http.close()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.source_id)
def test_a_default_source_can_be_read(source: Source, access: Access) -> None:
    missing = missing_settings(source, access.settings)
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}")
    found = check_source(source, access, dt.datetime.now(dt.UTC))
    assert found.problem is None
    assert not [notice for notice in found.notices if "moved" in notice]
