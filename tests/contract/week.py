"""A week of all local counterparts at once, through the public commands, end to end to a digest.

python -m tests.contract.week          # rewrites tests/contract/WEEK.md

Needs Prism, mastodon_mock, nginx and the recorded wire data. Bluesky is its own dev-env where
`DIGEST_BLUESKY_APPVIEW` and `DIGEST_BLUESKY_PDS` name one, else its recorded pages.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import httpx2

from tests.contract.counterparts import mastodon_mock, nginx, prism
from tests.contract.recordings import Calendar, Recordings, serving

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).with_name("WEEK.md")
REAL_FEEDS = 200
LABS = ("Osprey", "Kestrel", "Merlin", "Harrier", "Goshawk", "Lanner")
NEWS = (
    "{0} Lab releases {0}-9B, an open-weight language model, under an Apache 2.0 licence",
    "{0} Lab says {0}-9B was trained on 4,096 GPUs in its new data center",
    "{0} Lab publishes a safety report: red teaming of {0}-9B found two jailbreaks",
    "{0} Lab signs a five-year contract for 200 MW of compute with a cloud provider",
)
SHOWN_NAMES = 8
NEAR_AN_HOUR = 50  # minutes between entries of a feed
FIGURES = """
    select fetches.source_id, fetches.source_name, count(*)::int as asked,
      bool_and(fetches.status = 'ok') as answered, sum(request_count)::int as requests,
      sum(retry_count)::int as retries, sum(wire_byte_count)::bigint as wire,
      sum(decoded_byte_count)::bigint as decoded, sum(page_count)::int as pages,
      max(post_count)::int as posts, sum(new_post_count)::int as kept,
      max_by(new_post_count, fetched_at)::int as kept_again,
      sum(quarantined_count)::int as quarantined,
      max_by(coalesce(problem, uncovered_reason), fetched_at) as remark
    from bronze.source_fetches as fetches group by all order by fetches.source_id
"""


@dataclass(frozen=True)
class Digest:
    """The command, with a home of its own and servers that stand in for the services."""

    home: Path
    stand_ins: dict[str, str]

    def run(self, *arguments: str) -> str:
        """Run the command in a process; gives what it printed."""
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", "from assets.cli import main; main()", *arguments],
            cwd=self.home.parent,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "DIGEST_HOME": str(self.home),
                "DIGEST_STAND_INS": ",".join(f"{k}={v}" for k, v in self.stand_ins.items()),
                "X_BEARER_TOKEN": "token-of-the-week",
                "REDDIT_CLIENT_ID": "app",
                "REDDIT_CLIENT_SECRET": "secret-of-the-week",
                "MASTODON_TOKENS": "social.example=grace_token",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"digest {' '.join(arguments)}: {done.stderr}{done.stdout}")
        return done.stdout

    def rows(self, query: str) -> list[dict[str, Any]]:
        """The answer of the published database."""
        with duckdb.connect(str(self.home / "digest.duckdb"), read_only=True) as connection:
            return connection.sql(query).to_arrow_table().to_pylist()


@dataclass(frozen=True)
class Outcome:
    """What the week came to."""

    figures: list[dict[str, Any]]
    counterparts: dict[str, str]
    totals: dict[str, Any]
    coverage: list[str]
    verified: str
    seconds: float


def write_feeds(
    folder: Path, start_at: dt.datetime, now: dt.datetime, wire: Path, real_feeds: int
) -> list[str]:
    """Feeds of made-up laboratories, and real ones whose entries lie in other weeks."""
    names = []
    for number, lab in enumerate(LABS):
        entries = []
        for place, news in enumerate(NEWS):
            at = max(now - dt.timedelta(minutes=NEAR_AN_HOUR * (place + number)), start_at)
            link = f"https://{lab.lower()}.example/{place}"
            entries.append(
                f"<item><title>{news.format(lab)}</title><link>{link}</link><guid>{link}</guid>"
                f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
            )
        entries.append(
            "<item><title>An older note</title><guid>urn:old</guid>"
            "<pubDate>Thu, 01 Jan 2026 08:00:00 GMT</pubDate></item>"
        )
        names.append(f"{lab.lower()}.xml")
        channel = f"<title>{lab} Lab</title>{''.join(entries)}"
        document = f'<rss version="2.0"><channel>{channel}</channel></rss>'
        (folder / names[-1]).write_text(document, encoding="utf-8")
    (folder / "feed.xml").write_bytes((folder / names[0]).read_bytes())
    with tarfile.open(wire / "feeds" / "real-feeds-200.tar.xz") as archive:
        for member in archive:
            if len(names) == len(LABS) + real_feeds:
                break
            content = archive.extractfile(member) if member.isfile() else None
            if content and not member.name.endswith(("LICENSE", "README.md")):
                names.append(f"real-{len(names)}.xml")
                (folder / names[-1]).write_bytes(content.read())
    return names


def write_statuses(url: str) -> str:
    """Statuses of a Mastodon account, and a list with it; gives the list's id."""

    def api(path: str, token: str, /, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx2.post(
            f"{url}/api/v1/{path}", json=body, headers=headers, trust_env=False, timeout=30
        )
        answer.raise_for_status()
        return answer.json()

    account = api("statuses", "ada_token", status=f"{NEWS[0].format(LABS[0])} #osprey")["account"]
    for lab in LABS:
        api("statuses", "ada_token", status=f"We ran {lab}-9B on one consumer GPU. #{lab.lower()}")
    api(f"accounts/{account['id']}/follow", "grace_token")
    made = api("lists", "grace_token", title="Laboratories")
    api(f"lists/{made['id']}/accounts", "grace_token", account_ids=[account["id"]])
    # Its own fault control: the first answer about a tag is 503.
    match = {"path": "/api/v1/timelines/tag/osprey"}
    effect = {"type": "status", "status": 503}
    api("_mock/faults", "ada_token", match=match, effect=effect, count=1)
    return str(made["id"])


def write_to_bluesky() -> str:
    """Posts of a new account of Bluesky's dev-env, the first the same as one on Mastodon."""
    name = f"osprey-{time.time_ns() % 10**9}"
    with httpx2.Client(base_url=os.environ["DIGEST_BLUESKY_PDS"], trust_env=False) as http:
        account = {"handle": f"{name}.test", "email": f"{name}@osprey.example", "password": name}
        made = http.post("/xrpc/com.atproto.server.createAccount", json=account).json()
        http.headers["Authorization"] = f"Bearer {made['accessJwt']}"
        for news in NEWS:
            stamp = dt.datetime.now(dt.UTC).isoformat().replace("+00:00", "Z")
            record = {"$type": "app.bsky.feed.post", "text": news.format(LABS[0])}
            record["createdAt"] = stamp
            body = {"repo": made["did"], "collection": "app.bsky.feed.post", "record": record}
            http.post("/xrpc/com.atproto.repo.createRecord", json=body).raise_for_status()
    time.sleep(3)  # until the AppView has indexed them
    return account["handle"]


@contextlib.contextmanager
def counterparts(
    wire: Path, start_at: dt.datetime, now: dt.datetime, real_feeds: int
) -> Iterator[Any]:
    """Every server at once; gives their addresses and what is asked of each, spec by spec."""
    with contextlib.ExitStack() as stack:
        x_url = stack.enter_context(prism(wire / "x" / "x-read.v2.167.json", "--errors"))
        document = wire / "github" / "github-releases.openapi.json"
        github_url = stack.enter_context(prism(document, "--errors"))
        mastodon_url = stack.enter_context(mastodon_mock())
        feeds_url, folder = stack.enter_context(nginx())
        recordings = Recordings(wire, Calendar(start_at, now), x_url, github_url)
        recorded_url = stack.enter_context(serving(recordings))
        has_bluesky = bool(os.environ.get("DIGEST_BLUESKY_APPVIEW"))
        list_id = write_statuses(mastodon_url)
        names = write_feeds(folder, start_at, now, wire, real_feeds)
        feeds = [f"rss:{feeds_url}/{name}" for name in names]
        recorded = ("x", "hn", "arxiv", "reddit", "bluesky", "github")
        stand_ins = dict.fromkeys(recorded, recorded_url)
        stand_ins |= {"mastodon": mastodon_url, "rss": feeds_url}
        if has_bluesky:
            stand_ins["bluesky"] = os.environ["DIGEST_BLUESKY_APPVIEW"]
        dev_env = "Bluesky's dev-env" if has_bluesky else "recorded AppView pages"
        specs = {
            "x:@kestrel": "Prism, X's document 2.167",
            "x:list:77": "Prism, X's document 2.167",
            "x:search:the": "recorded pages of X's simulator",
            f"bsky:{write_to_bluesky() if has_bluesky else 'bob.test'}": dev_env,
            "mastodon:@ada@social.example": "mastodon_mock",
            "mastodon:#osprey@social.example": "mastodon_mock, one answer 503",
            f"mastodon:list:{list_id}@social.example": "mastodon_mock",
            "github:octocat/Hello-World": "Prism, GitHub's document",
            "hn:osprey": "recorded hits of Algolia",
            "hn:drifted": "recorded hits of Algolia, every fifth without its time",
            "arxiv:all:testing": "recorded pages of arXiv",
            "reddit:askreddit": "recorded listing of Reddit",
            f"rss:{feeds_url}/moved.xml": "nginx, moved (301)",
            f"rss:{feeds_url}/limited.xml": "nginx, one request a second",
            f"rss:{feeds_url}/gone.xml": "nginx, gone (410)",
            **dict.fromkeys(feeds[: len(LABS)], "nginx, feeds of made-up laboratories"),
            **dict.fromkeys(feeds[len(LABS) :], "nginx, real feeds of other weeks"),
        }
        yield stand_ins, specs


def name_of(number: int) -> str:
    """A name without digits: readers of a digest take digits for figures."""
    return f"Source {''.join(chr(ord('A') + int(digit)) for digit in str(number))}"


def write_sources(path: Path, specs: dict[str, str]) -> None:
    lines = [
        f"  {{ spec = {json.dumps(spec)}, name = {json.dumps(name_of(number))} }},"
        for number, spec in enumerate(specs)
    ]
    text = "\n".join(["use_default_sources = false", "source = [", *lines, "]", ""])
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


def make_week(wire: Path, real_feeds: int = REAL_FEEDS) -> Outcome:
    """Read everything twice, make the digest of the running week, and verify it."""
    now = dt.datetime.now(dt.UTC)
    start_at = (now - dt.timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0)
    week = start_at.date().isoformat()
    with (
        tempfile.TemporaryDirectory() as name,
        counterparts(wire, start_at, now, real_feeds) as started,
    ):
        stand_ins, specs = started
        digest = Digest(Path(name) / "home", stand_ins)
        write_sources(digest.home / "sources.toml", specs)
        began = time.monotonic()
        for _ in range(2):
            digest.run("fetch", "--week", week)
        digest.run("run", "--week", week)
        seconds = time.monotonic() - began
        verified = digest.run("verify", "--week", week).strip().splitlines()[-1]
        report = (digest.home / "reports" / week / "digest.md").read_text(encoding="utf-8")
        names = {name_of(number): text for number, text in enumerate(specs.values())}
        (totals,) = json.loads(digest.run("sql", "weekly_totals", "--format", "json"))
        figures = digest.rows(FIGURES)
    section = report.partition("## Coverage")[2].partition("\n#")[0]
    coverage = [line for line in section.splitlines() if line.startswith("- ")]
    return Outcome(figures, names, totals, coverage, verified, seconds)


def grouped(outcome: Outcome) -> dict[str, dict[str, Any]]:
    """The figures of the sources of one counterpart and service together."""
    groups: dict[str, dict[str, Any]] = {}
    for row in outcome.figures:
        service = row["source_id"].partition(":")[0]
        name = f"{service} | {outcome.counterparts[row['source_name']]}"
        group = groups.setdefault(name, {"sources": 0, "answered_sources": 0, "remark": ""})
        group["sources"] += 1
        group["answered_sources"] += bool(row["answered"])
        for key in ("requests", "retries", "wire", "decoded", "pages", "posts", "kept",
                    "kept_again", "quarantined"):  # fmt: skip
            group[key] = group.get(key, 0) + row[key]
        group["remark"] = group["remark"] or (row["remark"] or "")
    return groups


def render_table(outcome: Outcome) -> str:
    """The figures as Markdown."""
    columns = ("sources", "answered_sources", "requests", "retries", "wire", "decoded", "pages",
               "posts", "kept", "kept_again", "quarantined")  # fmt: skip
    heads = ("sources", "answered", "requests", "retries", "bytes received", "bytes unpacked",
             "pages", "posts of the week", "new in bronze", "new at the second read",
             "quarantined")  # fmt: skip
    groups = grouped(outcome)
    sums = {key: sum(group[key] for group in groups.values()) for key in columns}
    lines = [
        "# A week of all local counterparts at once",
        "",
        "Made by `python -m tests.contract.week`: every server is started, `digest fetch` reads",
        "the running week from all of them twice, `digest run` makes it, and `digest verify`",
        "checks it. A post that two sources show is kept once; nothing is new at the second read.",
        f"The three commands took {outcome.seconds:.0f} s on the machine it was last run on.",
        "Recorded answers are as they were but for their times, which are spread over the week.",
        "",
        f"| service | counterpart | {' | '.join(heads)} | remark |",
        f"|---|---|{'---:|' * len(heads)}---|",
    ]
    for name, group in sorted(groups.items()):
        figures = " | ".join(f"{group[key]:,}" for key in columns)
        lines.append(f"| {name} | {figures} | {without_address(group['remark'])} |")
    lines.append(f"| all | | {' | '.join(f'{sums[key]:,}' for key in columns)} | |")
    totals = outcome.totals
    week = (
        f"{totals['post_count']} posts, {totals['kept_post_count']} of them no repetition, "
        f"{totals['relevant_post_count']} relevant, in {totals['story_count']} stories"
    )
    lines += ["", f"The week: {week}.", "", f"`digest verify`: {outcome.verified}", ""]
    lines += ["The digest's Coverage:", ""]
    lines += [shortened(line) for line in outcome.coverage]
    return "\n".join(lines) + "\n"


def shortened(line: str) -> str:
    """A line with the first of many names."""
    names = line.split(", ")
    left = len(names) - SHOWN_NAMES
    return line if left <= 0 else f"{', '.join(names[:SHOWN_NAMES])} and {left} more."


def without_address(text: str) -> str:
    """A text in which local servers have no port, as it differs from run to run."""
    return " ".join(
        word.replace("http://127.0.0.1:", "").partition("/")[2] if "127.0.0.1" in word else word
        for word in text.split(" ")
    )


def main() -> None:
    """Rewrite the table beside this file."""
    shared = Path(os.environ.get("DIGEST_SHARED", ROOT.parent / "shared"))
    table = render_table(make_week(shared / "wire" / "data"))
    TABLE.write_text(table, encoding="utf-8")
    sys.stdout.write(table)


if __name__ == "__main__":
    main()
