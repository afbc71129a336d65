"""Servers that none of us wrote, started here: Prism, nginx, mastodon_mock.

Each is there or not; tests are skipped without it. `.ci/run` installs all three where it may.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

START_SECONDS = 60.0
HOST = "127.0.0.1"
PRISM = os.environ.get("DIGEST_PRISM", "")
MASTODON_MOCK = os.environ.get("DIGEST_MASTODON_MOCK", "")
# Debian puts servers where the path of an ordinary user does not lead.
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""

NGINX_CONFIGURATION = """
user root;
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  access_log {folder}/access.log;
  types {{ application/rss+xml xml; application/feed+json json; text/html html; }}
  gzip on;
  gzip_types application/rss+xml application/feed+json;
  limit_req_zone $uri zone=slow:1m rate=1r/s;
  server {{
    listen {host}:{port};
    root {folder}/www;
    location = /moved.xml {{ return 301 /feed.xml; }}
    location = /elsewhere.xml {{ return 302 /feed.xml; }}
    location = /gone.xml {{ return 410; }}
    location = /dated.xml {{ etag off; try_files /feed.xml =404; }}
    location = /limited.xml {{
      limit_req zone=slow;
      limit_req_status 429;
      error_page 429 @later;
      try_files /feed.xml =404;
    }}
    location @later {{ add_header Retry-After 1 always; return 429; }}
  }}
}}
"""


def has_prism() -> bool:
    return bool(PRISM and Path(PRISM).exists() and shutil.which("node"))


def has_mastodon_mock() -> bool:
    return bool(MASTODON_MOCK and Path(MASTODON_MOCK).exists())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(command: Sequence[str], port: int) -> Iterator[str]:
    """A server, from the time it listens until the end of the block; gives its address."""
    server = subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_it_listens(command[0], port, server)
        yield f"http://{HOST}:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def wait_until_it_listens(name: str, port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{name} did not start")


@contextlib.contextmanager
def prism(document: Path, *options: str) -> Iterator[str]:
    """Prism, which answers and refuses as an OpenAPI document says."""
    port = free_port()
    # Not through npx, whose end would leave the server alive.
    command = ["node", PRISM, "mock", str(document), "-h", HOST, "-p", str(port), "-v", "warn"]
    with running([*command, *options], port) as url:
        yield url


@contextlib.contextmanager
def mastodon_mock() -> Iterator[str]:
    """A Mastodon server in memory, with the accounts and statuses of its demonstration."""
    port = free_port()
    command = [MASTODON_MOCK, "serve", "--in-memory", "--demo", "--log-level", "error"]
    with running([*command, "--host", HOST, "--port", str(port)], port) as url:
        yield url


@contextlib.contextmanager
def nginx() -> Iterator[tuple[str, Path]]:
    """Debian's web server; gives its address and the folder it serves."""
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "www").mkdir()
        configuration = folder / "nginx.conf"
        configuration.write_text(
            NGINX_CONFIGURATION.format(folder=folder, host=HOST, port=port), encoding="utf-8"
        )
        command = [NGINX, "-e", str(folder / "error.log"), "-c", str(configuration)]
        with running(command, port) as url:
            yield url, folder / "www"
