"""For every test: no network but the loopback, and a DIGEST_HOME of its own."""

import socket
from pathlib import Path
from typing import Any

import pytest

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _network_off(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a connection to anything but the loopback an error."""
    if request.node.get_closest_marker("network"):
        return
    connect = socket.socket.connect

    def connect_to_loopback(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not str(address[0]).startswith(LOOPBACK):
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
