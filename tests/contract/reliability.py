"""Runs every fault against the clients and writes what happened as a table.

python -m tests.contract.reliability          # rewrites tests/contract/RELIABILITY.md
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.clients.bluesky import BlueskyClient, BlueskySettings
from pipeline.clients.calls import HttpLimits
from pipeline.clients.http import HttpClient
from pipeline.clients.protocol import FetchWindow
from tests.contract import faults
from tests.contract.faulty_server import START, WINDOW_POSTS, FaultyServer, post_item, serve
from tests.contract.sink import Killed, Sink

TABLE = Path(__file__).with_name("RELIABILITY.md")
LIMITS = HttpLimits(
    connect_seconds=1.0,
    read_seconds=0.3,
    total_seconds=0.5,
    wire_bytes=2_000_000,
    decoded_bytes=4_000_000,
    attempts=3,
    first_wait_seconds=0.01,
    longest_backoff_seconds=0.02,
    longest_wait_seconds=2.0,
)
WINDOW = FetchWindow(START, START + dt.timedelta(days=7), START + dt.timedelta(days=4))
Scenario = Callable[[FaultyServer, Sink, Callable[[], None]], None]


@dataclass(frozen=True)
class Outcome:
    """A row of the table."""

    fault: str
    happened: str
    lost: int
    duplicated: int


def planned(*plan: faults.Any) -> Scenario:
    """Read once under a plan of faults, then once more without."""

    def run(server: FaultyServer, sink: Sink, read: Callable[[], None]) -> None:
        server.plan = list(plan)
        read()
        server.plan = []
        if not sink.covered:
            read()

    return run


def lasting(fault: faults.Any) -> Scenario:
    """Read while a fault lasts, then once more when it is over."""

    def run(server: FaultyServer, sink: Sink, read: Callable[[], None]) -> None:
        server.always = fault
        read()
        server.always = None
        read()

    return run


def killed(point: str) -> Scenario:
    """Kill the run at a point and start it again."""

    def run(server: FaultyServer, sink: Sink, read: Callable[[], None]) -> None:
        sink.kill_at = point
        with contextlib.suppress(Killed):
            read()
        read()

    return run


def killed_then_new_posts(server: FaultyServer, sink: Sink, read: Callable[[], None]) -> None:
    sink.kill_at = "after cursor 1"
    with contextlib.suppress(Killed):
        read()
    server.items[:0] = [post_item(WINDOW_POSTS + 1), post_item(WINDOW_POSTS)]
    read()


def killed_then_stale_token(server: FaultyServer, sink: Sink, read: Callable[[], None]) -> None:
    sink.kill_at = "after cursor 1"
    with contextlib.suppress(Killed):
        read()
    server.plan = [faults.stale_token]
    read()


def read_twice(server: FaultyServer, sink: Sink, read: Callable[[], None]) -> None:
    read()
    read()


def liked(server: FaultyServer, sink: Sink, read: Callable[[], None]) -> None:
    read()
    for item in server.items:
        item["post"] = {**item["post"], "likeCount": 999, "repostCount": 99}
    read()


def future_posts(server: FaultyServer, sink: Sink, read: Callable[[], None]) -> None:
    """Authors whose clocks run ahead: the AppView's own time counts."""
    for item in server.items[:5]:
        record = {**item["post"]["record"], "createdAt": "2031-01-01T00:00:00Z"}
        item["post"] = {**item["post"], "record": record}
    read()


NOTHING = None
SCENARIOS: dict[str, Scenario] = {
    "none (control)": planned(),
    "the same window read twice": read_twice,
    "likes and reposts change between two reads": liked,
    "killed before a page is written": killed("before page 2"),
    "killed between posts and cursor": killed("before cursor 2"),
    "killed after the cursor": killed("after cursor 2"),
    "killed, and new posts before the next run": killed_then_new_posts,
    "killed, and the stored page token is refused": killed_then_stale_token,
    "429 twice, Retry-After: 0": planned(faults.rate_limited, faults.rate_limited),
    "429 storm": lasting(faults.rate_limited),
    "429, Retry-After: one hour": planned(NOTHING, faults.rate_limited_for_an_hour),
    "429 from a server whose clock is a year ahead": planned(faults.skewed_rate_limit),
    "503 on the second page": planned(NOTHING, faults.unavailable),
    "connection reset": planned(NOTHING, faults.reset_connection),
    "body shorter than announced": planned(NOTHING, faults.short_body),
    "truncated gzip": planned(NOTHING, faults.truncated_gzip),
    "slow-loris body": lasting(faults.dripping_body),
    "slow-loris headers": lasting(faults.dripping_headers),
    "1 GB gzip bomb": planned(NOTHING, faults.bomb),
    "a login page with status 200": planned(NOTHING, faults.login_page),
    "broken JSON": planned(NOTHING, faults.not_json),
    "JSON nested 200,000 deep": planned(NOTHING, faults.deep_json),
    "an answer of another shape": planned(NOTHING, faults.other_shape),
    "redirect to loopback": planned(NOTHING, faults.redirect_to("http://127.0.0.1:9/secret")),
    "redirect to loopback by a number": planned(NOTHING, faults.redirect_to("http://2130706433/")),
    "redirect to a private address": planned(NOTHING, faults.redirect_to("http://10.0.0.1/secret")),
    "redirect to a cloud metadata address": planned(
        NOTHING, faults.redirect_to("http://169.254.169.254/latest/")
    ),
    "redirect to a mapped private address": planned(
        NOTHING, faults.redirect_to("http://[::ffff:10.0.0.1]/")
    ),
    "redirect to file:": planned(NOTHING, faults.redirect_to("file:///etc/passwd")),
    "redirect loop": lasting(faults.redirect_loop),
    "page token repeats for ever": lasting(faults.repeated_token),
    "the same posts for ever under new tokens": lasting(faults.endless_pages),
    "items repeated across pages": lasting(faults.repeated_items),
    "posts dated years ahead by their authors": future_posts,
    "schema drift in every fifth item": lasting(faults.drifted_schema),
}


def run_scenario(name: str) -> Outcome:
    """Run one fault and count what is missing and what is there twice."""
    sink = Sink()
    with (
        serve() as server,
        contextlib.closing(HttpClient("", LIMITS, loopback_ports={server.server_port})) as http,
    ):
        settings = BlueskySettings(public_url=server.url)

        def read() -> None:
            session = http.session("bsky:lab.example.org")
            client = BlueskyClient(
                "bsky:lab.example.org", "author", "lab.example.org", settings, session
            )
            sink.read(client, WINDOW)

        SCENARIOS[name](server, sink, read)
        wanted = {
            item["post"]["uri"]
            for item in server.items
            if item["post"]["indexedAt"] >= START.isoformat()
        }
    found = sink.ids
    return Outcome(name, _story(sink), len(wanted - set(found)), len(found) - len(set(found)))


def _story(sink: Sink) -> str:
    """The runs one after the other, and what happened in them."""
    notes = []
    if sink.counters.retries:
        notes.append("asked again")
    if sink.quarantined:
        notes.append(f"{len(sink.quarantined)} items quarantined")
    return "; ".join([*notes, *sink.runs])


def render_table(outcomes: list[Outcome]) -> str:
    """The table as Markdown."""
    lines = [
        "# Reliability of the clients",
        "",
        "Made by `python -m tests.contract.reliability`: each fault is played by a local server",
        "against the client, and a small bronze in memory writes posts before cursors.",
        f"Once the fault is over, a last run must leave all {WINDOW_POSTS} posts, each once.",
        "",
        "| fault | run by run | posts lost | duplicated |",
        "|---|---|---:|---:|",
    ]
    for row in outcomes:
        lines.append(f"| {row.fault} | {row.happened} | {row.lost} | {row.duplicated} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Rewrite the table beside this file."""
    table = render_table([run_scenario(name) for name in SCENARIOS])
    TABLE.write_text(table, encoding="utf-8")
    sys.stdout.write(table)


if __name__ == "__main__":
    main()
