"""For every test: no network but the loopback, and a DIGEST_HOME of its own."""

import datetime as dt
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from assets.settings import Settings

SAMPLE = Path(__file__).parent.parent / "pipeline" / "sample"
FETCHED_AT = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _network_off(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a connection to anything but the loopback an error."""
    if request.node.get_closest_marker("network"):
        return
    connect = socket.socket.connect

    def connect_to_loopback(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not str(address[0]).startswith(
            LOOPBACK
        ):
            raise AssertionError(f"a test reached for the network: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_to_loopback)


@pytest.fixture(autouse=True)
def digest_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty DIGEST_HOME."""
    home = tmp_path / "home"
    monkeypatch.setenv("DIGEST_HOME", str(home))
    for name in ("DIGEST_WEEK_START", "DAGSTER_HOME", "DAGSTER_STORAGE"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> "Settings":
    """The eight weeks of the sample, made once for all tests; nobody may write to it."""
    # Imported here, since Dagster takes seconds that most test files need not wait.
    from assets.importing import import_file
    from assets.running import run_weeks
    from assets.settings import Settings
    from pipeline.weeks import Week, Weekday

    settings = Settings(tmp_path_factory.mktemp("sample") / "home", Weekday.MONDAY)
    lake = settings.open_lake()
    for path in sorted(SAMPLE.glob("*.jsonl")):
        import_file(lake, path, FETCHED_AT, lambda _: None)
    run_weeks(settings, Week.parse("2026-01-05"), Week.parse("2026-02-23"))
    return settings
