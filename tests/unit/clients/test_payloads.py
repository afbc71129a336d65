import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.clients.payloads import PARSERS, WIRE_FORMATS, parse_payload
from pipeline.clients.raw_posts import build_raw_post, content_sha256
from pipeline.errors import PayloadError
from pipeline.records import ParsedPost
from pipeline.text.posts import snowflake_time

SAMPLES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "clients" / "payloads.json").read_text()
)
FORMATS = {payload_format.name: payload_format for payload_format in WIRE_FORMATS}
NOW = dt.datetime(2026, 3, 6, tzinfo=dt.UTC)


def parse(name: str, change: Any = None) -> ParsedPost:
    payload = copy.deepcopy(SAMPLES[name])
    if change:
        change(payload)
    return parse_payload(name, json.dumps(payload), "s")


def test_every_wire_format_has_a_sample_and_a_parser() -> None:
    assert set(SAMPLES) == set(FORMATS) == set(PARSERS) - {"post-fields", "withdrawal"}


def test_x_post() -> None:
    post = parse("x-api-v2")
    assert post.external_id == "2028500000000000001"
    assert post.url == "https://x.com/KestrelLab/status/2028500000000000001"
    assert post.text.endswith("licence are on our site.")
    assert post.posted_at == dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
    assert (post.author_handle, post.author_followers) == ("KestrelLab", 4200)
    assert (post.like_count, post.repost_count, post.view_count) == (140, 12, 9000)
    assert (post.is_quote, post.quoted_external_id) == (True, "2028400000000000000")
    assert post.link_urls == ("https://kestrel.example/models/2",)
    assert (post.media_count, post.is_truncated) == (2, False)


def test_both_dialects_of_x_say_the_same() -> None:
    renamed = json.dumps(SAMPLES["x-api-v2"])
    for old, new in (("note_tweet", "note_post"), ("_tweets", "_posts"), ("tweet_ids", "post_ids")):
        renamed = renamed.replace(old, new)
    renamed = renamed.replace("retweet_count", "repost_count")
    assert parse_payload("x-api-v2", renamed, "s") == parse("x-api-v2")


def test_an_x_repost_carries_the_whole_text_of_the_reposted_post() -> None:
    def change(payload: dict[str, Any]) -> None:
        payload["post"]["referenced_tweets"] = [{"type": "retweeted", "id": "2028400000000000000"}]
        payload["post"]["text"] = "RT @asker: When will…"
        del payload["post"]["note_tweet"]

    post = parse("x-api-v2", change)
    assert (post.text, post.is_repost) == ("RT @asker: When will it be out?", True)

    def without_users(payload: dict[str, Any]) -> None:
        change(payload)
        payload["authors"] = []

    assert parse("x-api-v2", without_users).text == "RT @asker: When will it be out?"

    def without_original(payload: dict[str, Any]) -> None:
        change(payload)
        payload["referenced"] = []

    cut = parse("x-api-v2", without_original)
    assert (cut.text, cut.is_truncated) == ("RT @asker: When will…", True)


def test_an_edited_x_post_keeps_its_first_id_and_makes_a_version() -> None:
    def change(payload: dict[str, Any]) -> None:
        payload["post"]["id"] = "2028500000000000099"
        payload["post"]["edit_history_tweet_ids"].append("2028500000000000099")
        payload["post"]["note_tweet"]["text"] = "Edited"

    edited, first = parse("x-api-v2", change), parse("x-api-v2")
    assert edited.external_id == first.external_id
    assert edited.posted_at == snowflake_time(first.external_id)
    assert edited.url.endswith("/2028500000000000099")
    assert content_sha256(edited) != content_sha256(first)


def test_an_x_id_tells_the_time_where_the_post_does_not() -> None:
    post = parse("x-api-v2", lambda payload: payload["post"].pop("created_at"))
    assert post.posted_at_basis == "id"
    assert post.posted_at.date() == dt.date(2026, 3, 2)

    def with_other_id(payload: dict[str, Any]) -> None:
        payload["post"] |= {"id": "string", "edit_history_tweet_ids": []}
        del payload["post"]["created_at"]

    with pytest.raises(PayloadError, match="created_at"):
        parse("x-api-v2", with_other_id)


def test_archived_x_post() -> None:
    post = parse("x-archive-tweet")
    assert post.external_id == "1750000000000000001"
    assert post.posted_at == dt.datetime(2024, 1, 24, 10, 15, tzinfo=dt.UTC)
    assert (post.like_count, post.repost_count) == (41, 7)
    assert post.link_urls == ("https://harness.example/v1",)


def test_bluesky_post_repost_and_unknown_embed() -> None:
    post = parse("bluesky-feed-item")
    assert post.external_id == "at://did:plc:kestrel/app.bsky.feed.post/3kabc"
    assert post.url == "https://bsky.app/profile/kestrel.example/post/3kabc"
    assert post.link_urls == ("https://kestrel.example/card", "https://kestrel.example/card.pdf")
    assert post.quoted_external_id == "at://did:plc:asker/app.bsky.feed.post/3kzzz"

    def reposted(payload: dict[str, Any]) -> None:
        payload["reason"] = {
            "$type": "app.bsky.feed.defs#reasonRepost",
            "by": {"did": "did:plc:fan", "handle": "fan.example"},
            "uri": "at://did:plc:fan/app.bsky.feed.repost/1",
            "indexedAt": "2026-03-03T00:00:00Z",
        }

    repost = parse("bluesky-feed-item", reposted)
    assert (repost.is_repost, repost.author_handle) == (True, "fan.example")
    assert repost.external_id == "at://did:plc:fan/app.bsky.feed.repost/1"
    assert repost.posted_at == dt.datetime(2026, 3, 3, tzinfo=dt.UTC)

    def strange(payload: dict[str, Any]) -> None:
        payload["post"]["embed"] = {"$type": "app.bsky.embed.hologram#view", "record": 7}
        payload["post"]["record"]["facets"] = [{"features": 3}, "x", {"features": [None]}]

    assert parse("bluesky-feed-item", strange).link_urls == ()


def test_a_bluesky_post_cannot_be_dated_after_it_was_seen() -> None:
    def change(payload: dict[str, Any]) -> None:
        payload["post"]["record"]["createdAt"] = "2030-01-01T00:00:00Z"

    assert parse("bluesky-feed-item", change).posted_at.year == 2026


def test_mastodon_status_and_boost() -> None:
    post = parse("mastodon-status")
    assert post.text == "Kestrel 2 is out: https://kestrel.example/2\nIt is small & quick."
    assert (post.author_handle, post.author_bio) == ("kestrel@social.example", "Models for code")
    assert post.link_urls == ("https://kestrel.example/2",)

    def boosted(payload: dict[str, Any]) -> None:
        inner = copy.deepcopy(payload)
        payload["reblog"] = inner
        payload["uri"] = "https://other.example/users/fan/statuses/1/activity"
        payload["account"] = {**payload["account"], "acct": "fan@other.example"}
        payload["content"] = ""

    boost = parse("mastodon-status", boosted)
    assert (boost.is_repost, boost.author_handle) == (True, "fan@other.example")
    assert boost.text == post.text
    assert boost.external_id.endswith("/activity")


def test_feed_entry() -> None:
    post = parse("feed-entry")
    assert post.text.startswith("Kestrel 2 & its card\n\nThe second Kestrel model reads 512k")
    assert post.url == "https://kestrel.example/news/2"
    assert post.author_name == "Kestrel Lab News"
    assert post.link_urls == ("https://kestrel.example/news/2", "https://kestrel.example/card")


def test_a_feed_entry_without_a_date_takes_it_from_its_address() -> None:
    def change(payload: dict[str, Any]) -> None:
        del payload["entry"]["published"]
        payload["entry"]["link"] = "https://kestrel.example/2026/03/04/kestrel"

    post = parse("feed-entry", change)
    assert (post.posted_at.date(), post.posted_at_basis) == (dt.date(2026, 3, 4), "id")


def test_hacker_news_arxiv_github_and_reddit() -> None:
    story = parse("hn-item")
    assert (story.external_id, story.like_count, story.reply_count) == ("47000001", 212, 88)
    assert story.url == "https://news.ycombinator.com/item?id=47000001"
    paper = parse("arxiv-entry")
    assert (paper.external_id, paper.url) == ("2603.00001", "https://arxiv.org/abs/2603.00001")
    assert paper.author_name == "Ada Kestrel, Ben Falk, Chi Hobby et al."
    release = parse("github-release")
    assert release.text.startswith("kestrel-lab/kestrel: Kestrel 2 (v2.0.0)\n\nFirst release")
    thread = parse("reddit-listing-item")
    assert (thread.external_id, thread.author_name) == ("t3_1kestrel", "r/LocalModels")
    assert thread.link_urls == ("https://kestrel.example/2",)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_payload_is_kept_verbatim_and_reads_back_the_same(name: str) -> None:
    raw = build_raw_post(SAMPLES[name], FORMATS[name], "s", NOW)
    assert json.loads(raw.payload) == SAMPLES[name]
    parsed = parse_payload(raw.payload_format, raw.payload, raw.source_id)
    assert (parsed.platform, parsed.external_id) == (raw.platform, raw.external_id)
    assert content_sha256(parsed) == raw.payload_sha256


VOLATILE = {
    "x-api-v2": lambda payload: payload["post"]["public_metrics"].update(like_count=9),
    "bluesky-feed-item": lambda payload: payload["post"].update(likeCount=9),
    "mastodon-status": lambda payload: payload["account"].update(followers_count=9),
    "hn-item": lambda payload: payload.update(points=9),
    "github-release": lambda payload: payload["reactions"].update(total_count=9),
    "reddit-listing-item": lambda payload: payload["data"].update(score=9),
}
EDITED = {
    "x-api-v2": lambda payload: payload["post"]["note_tweet"].update(text="Other words"),
    "bluesky-feed-item": lambda payload: payload["post"]["record"].update(text="Other words"),
    "mastodon-status": lambda payload: payload.update(content="<p>Other words</p>"),
    "feed-entry": lambda payload: payload["entry"].update(title="Other words"),
    "hn-item": lambda payload: payload.update(title="Other words"),
    "arxiv-entry": lambda payload: payload.update(summary="Other words"),
    "github-release": lambda payload: payload.update(body="Other words"),
    "reddit-listing-item": lambda payload: payload["data"].update(selftext="[removed]"),
}


@pytest.mark.parametrize("name", sorted(VOLATILE))
def test_counts_do_not_make_a_version(name: str) -> None:
    assert content_sha256(parse(name, VOLATILE[name])) == content_sha256(parse(name))


@pytest.mark.parametrize("name", sorted(EDITED))
def test_an_edit_makes_a_version_of_the_same_post(name: str) -> None:
    edited, first = parse(name, EDITED[name]), parse(name)
    assert edited.external_id == first.external_id
    assert content_sha256(edited) != content_sha256(first)


def test_an_unknown_format_and_a_payload_of_another_shape_are_refused() -> None:
    with pytest.raises(PayloadError, match="unknown payload format"):
        parse_payload("fax", "{}", "s")
    for payload in ("[]", "{", "3"):
        with pytest.raises(PayloadError):
            parse_payload("hn-item", payload, "s")
