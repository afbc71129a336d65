import datetime as dt
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pipeline.clients.payloads import parse_payload
from pipeline.clients.x_archive import XArchive, read_x_archive
from pipeline.errors import UsageError
from pipeline.records import ParsedPost

NOW = dt.datetime(2026, 3, 6, tzinfo=dt.UTC)
ACCOUNT = {
    "account": {
        "email": "owner@mail.example",
        "username": "owner",
        "accountId": "9",
        "accountDisplayName": "The Owner",
    }
}
LONG = "We measured the harness on twelve models and three cards. " * 4


def tweet(number: int, text: str, **more: Any) -> dict[str, Any]:
    return {
        "tweet": {
            "id_str": str(1750000000000000000 + number),
            "created_at": f"Wed Jan 24 10:{number:02}:00 +0000 2024",
            "full_text": text,
            "favorite_count": "41",
            "retweet_count": "7",
            "entities": {"urls": [], "hashtags": []},
            **more,
        }
    }


def js(name: str, rows: list[Any], part: int = 0) -> str:
    return f"window.YTD.{name}.part{part} = {json.dumps(rows)}"


def files() -> dict[str, str]:
    cut = LONG[:270] + "… https://t.co/abc"
    note_by_text = {"noteTweetId": "1", "createdAt": "2024-01-24T10:02:00Z", "core": {"text": LONG}}
    note_by_id = {
        "noteTweetId": "2",
        "noteTweetResults": {"text": "All of it"},
        "tweetId": "1750000000000000003",
    }
    quote = {"urls": [{"expanded_url": "https://twitter.com/lab/status/1749000000000000000"}]}
    return {
        "data/account.js": js("account", [ACCOUNT]),
        "data/profile.js": js("profile", [{"profile": {"description": {"bio": "Evaluations"}}}]),
        "data/tweets.js": js("tweets", [tweet(1, "Our harness is out"), tweet(2, cut)]),
        "data/tweets-part1.js": js(
            "tweets",
            [
                tweet(3, "All of…"),
                tweet(4, "RT @lab: Kestrel 2 is out"),
                tweet(5, "So it is", entities=quote, in_reply_to_status_id_str="7"),
                {"tweet": {"id_str": "6"}},
            ],
            1,
        ),
        "data/community-tweet.js": js("community_tweet", [tweet(7, "Hello, community")]),
        "data/note-tweet.js": js(
            "note_tweet", [{"noteTweet": note_by_text}, {"noteTweet": note_by_id}]
        ),
        "data/deleted-tweets.js": js("deleted_tweets", [tweet(8, "Deleted")]),
        "data/direct-messages.js": js("direct_messages", [{"dm": "private"}]),
    }


def write_folder(folder: Path, content: dict[str, str]) -> Path:
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def by_number(archive: XArchive) -> dict[int, ParsedPost]:
    parsed = [parse_payload(raw.payload_format, raw.payload, "s") for raw in archive.posts]
    return {int(post.external_id) - 1750000000000000000: post for post in parsed}


def test_an_archive_is_read_from_folder_and_zip_alike(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "unpacked", files())
    with zipfile.ZipFile(tmp_path / "archive.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files().items():
            packed.writestr(name, text)
    archives = [
        read_x_archive(path, NOW) for path in (folder, folder / "data", tmp_path / "archive.zip")
    ]
    assert {archive.source_id for archive in archives} == {"x-archive:@owner"}
    assert len({tuple(raw.payload for raw in archive.posts) for archive in archives}) == 1
    assert sorted(by_number(archives[0])) == [1, 2, 3, 4, 5, 7]


def test_posts_of_an_archive(tmp_path: Path) -> None:
    archive = read_x_archive(write_folder(tmp_path, files()), NOW)
    posts = by_number(archive)
    assert posts[1].url == "https://x.com/owner/status/1750000000000000001"
    assert (posts[1].author_handle, posts[1].author_bio) == ("owner", "Evaluations")
    assert posts[2].text == LONG
    assert posts[3].text == "All of it"
    assert (posts[4].is_repost, posts[4].is_quote) == (True, False)
    assert (posts[5].is_reply, posts[5].quoted_external_id) == (True, "1749000000000000000")
    assert [line.reason for line in archive.quarantined] == ["tweet.created_at: Field required"]


def test_what_is_private_stays_in_the_archive(tmp_path: Path) -> None:
    archive = read_x_archive(write_folder(tmp_path, files()), NOW)
    everything = "".join(raw.payload for raw in archive.posts)
    assert "mail.example" not in everything
    assert "private" not in everything
    assert "Deleted" not in everything


def test_a_broken_part_is_quarantined_and_the_rest_read(tmp_path: Path) -> None:
    content = files() | {"data/tweets-part1.js": "window.YTD.tweets.part1 = [ {"}
    archive = read_x_archive(write_folder(tmp_path, content), NOW)
    assert sorted(by_number(archive)) == [1, 2, 7]
    assert archive.quarantined[0].line_text == '"data/tweets-part1.js"'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({}, "no tweets.js"),
        ({"data/tweets.js": js("tweets", [])}, "names no user"),
    ],
)
def test_what_is_no_archive(content: dict[str, str], words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words):
        read_x_archive(write_folder(tmp_path, content), NOW)
    with pytest.raises(UsageError, match="not an X archive"):
        read_x_archive(tmp_path / "nothing.zip", NOW)
    (tmp_path / "text.zip").write_text("text")
    with pytest.raises(UsageError, match="not an X archive"):
        read_x_archive(tmp_path / "text.zip", NOW)
