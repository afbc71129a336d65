"""A week of all local counterparts at once; skipped where one of the servers is not installed."""

from pathlib import Path

import pytest

from tests.contract.counterparts import NGINX, has_mastodon_mock, has_prism
from tests.contract.week import grouped, make_week, render_table

pytestmark = pytest.mark.skipif(
    not (NGINX and has_prism() and has_mastodon_mock()),
    reason="needs nginx, Prism (DIGEST_PRISM) and mastodon_mock (DIGEST_MASTODON_MOCK)",
)
FAILING = {"rss | nginx, gone (410)"}


def test_a_week_of_all_local_counterparts_becomes_a_digest(wire: Path) -> None:
    outcome = make_week(wire, real_feeds=20)
    groups = grouped(outcome)
    services = {name.partition(" ")[0] for name in groups}
    assert services == {"x", "bsky", "mastodon", "rss", "hn", "arxiv", "github", "reddit"}
    for name, group in groups.items():
        assert (group["answered_sources"] == group["sources"]) == (name not in FAILING), name
        assert group["kept_again"] == 0, name
    assert sum(group["retries"] for group in groups.values()) >= 1
    assert sum(group["quarantined"] for group in groups.values()) > 0
    assert outcome.totals["post_count"] == sum(group["kept"] for group in groups.values())
    assert outcome.totals["story_count"] > 0
    assert outcome.verified.endswith("0 problems")
    assert any(line.startswith("- Not read: ") for line in outcome.coverage)
    assert "| all |" in render_table(outcome)
