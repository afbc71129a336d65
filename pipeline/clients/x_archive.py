"""A user's own X data archive: posts of `tweets.js`, with the long ones of `note-tweet.js`.

The files are JSON behind a line of JavaScript, and all their numbers are strings. Of `account.js`
only the user name and the display name are read; e-mail address and the like never leave the
archive.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from pipeline.clients.raw_posts import PayloadFormat, build_raw_post, quarantine_item
from pipeline.clients.wire import (
    JsonObject,
    WireCount,
    WireId,
    WireModel,
    WireText,
    load_json,
    read_model,
)
from pipeline.errors import PayloadError, UsageError
from pipeline.records import ParsedPost, QuarantinedLine, RawPost

PLATFORM = "x"
TWEET_FILE = re.compile(r"(?:^|/)(?:tweets?|community-tweet)(?:-part\d+)?\.js$")
NOTE_FILE = re.compile(r"(?:^|/)note-tweet(?:-part\d+)?\.js$")
ACCOUNT_FILE = re.compile(r"(?:^|/)account\.js$")
PROFILE_FILE = re.compile(r"(?:^|/)profile\.js$")
CREATED_AT = "%a %b %d %H:%M:%S %z %Y"
MAX_FILE_BYTES = 512 * 1024 * 1024
# A post whose long form is a note ends in an ellipsis and a short link to itself.
CUT_MARK = re.compile(r"…?\s*(?:https://t\.co/\w+)?\s*$")
MIN_NOTE_PREFIX_CHARS = 100
STATUS_LINK = re.compile(r"^https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/\w+/status/(\d+)")


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 19 else value


def _list(value: object) -> object:
    return value if isinstance(value, list) else []


def _archive_time(value: object) -> dt.datetime:
    if not isinstance(value, str):
        raise ValueError("not a time")
    return dt.datetime.strptime(value, CREATED_AT).astimezone(dt.UTC)


ArchiveCount = Annotated[WireCount, BeforeValidator(_number)]


class _Url(WireModel):
    expanded_url: WireText | None = None


class _Entities(WireModel):
    urls: Annotated[tuple[_Url, ...], BeforeValidator(_list)] = ()
    media: Annotated[tuple[object, ...], BeforeValidator(_list)] = ()


class _Tweet(WireModel):
    id_str: WireId
    created_at: Annotated[dt.datetime, BeforeValidator(_archive_time)]
    full_text: WireText
    favorite_count: ArchiveCount = None
    retweet_count: ArchiveCount = None
    in_reply_to_status_id_str: WireText | None = None
    entities: _Entities = _Entities()
    extended_entities: _Entities | None = None
    edit_info: object = None


class _Account(WireModel):
    username: WireText
    display_name: WireText | None = None
    bio: WireText | None = None


class _Payload(WireModel):
    tweet: _Tweet
    account: _Account
    note_text: WireText | None = None


@dataclass(frozen=True, slots=True)
class XArchive:
    """What an archive holds: posts, and what could not be read as one."""

    source_id: str
    posts: tuple[RawPost, ...]
    quarantined: tuple[QuarantinedLine, ...]


def parse_archived_tweet(fields: JsonObject, source_id: str) -> ParsedPost:
    """Read an `x-archive-tweet` payload.

    Raises:
        PayloadError: it is not one.
    """
    payload = read_model(_Payload, fields, source_id)
    tweet, account = payload.tweet, payload.account
    links = [url.expanded_url for url in tweet.entities.urls if url.expanded_url]
    quoted = next((match[1] for link in links if (match := STATUS_LINK.match(link))), None)
    is_repost = tweet.full_text.startswith("RT @")
    media = (tweet.extended_entities or tweet.entities).media
    return ParsedPost(
        platform=PLATFORM,
        external_id=_first_edit_id(tweet.edit_info) or tweet.id_str,
        url=f"https://x.com/{account.username}/status/{tweet.id_str}",
        text=payload.note_text or tweet.full_text,
        posted_at=tweet.created_at,
        author_handle=account.username,
        author_name=account.display_name,
        author_bio=account.bio,
        like_count=tweet.favorite_count,
        repost_count=tweet.retweet_count,
        is_repost=is_repost,
        is_reply=tweet.in_reply_to_status_id_str is not None,
        is_quote=quoted is not None and not is_repost,
        quoted_external_id=None if is_repost else quoted,
        media_count=len(media),
        link_urls=tuple(links),
        is_truncated=payload.note_text is None and tweet.full_text.rstrip().endswith("…"),
    )


def _first_edit_id(edit_info: object) -> str | None:
    """Id of the first version of an edited post."""
    info = edit_info if isinstance(edit_info, dict) else {}
    for part in ("initial", "edit"):
        details = info.get(part)
        details = details.get("editControlInitial", details) if isinstance(details, dict) else {}
        ids = details.get("editTweetIds") if isinstance(details, dict) else None
        if isinstance(ids, list) and ids and str(ids[0]).isdecimal():
            return str(ids[0])
    return None


X_ARCHIVE_TWEET = PayloadFormat("x-archive-tweet", parse_archived_tweet)


def read_x_archive(path: Path, fetched_at: dt.datetime) -> XArchive:
    """Read an archive: the zip file that X sends, the folder it unpacks to, or its `data` folder.

    Raises:
        UsageError: it holds no posts, or does not say whose they are.
    """
    files = _open_archive(path)
    account = _account(files, path)
    source_id = f"x-archive:@{account['username']}"
    notes = [note for part in _parts(files, NOTE_FILE, "noteTweet") for note in part.items]
    posts: list[RawPost] = []
    quarantined: list[QuarantinedLine] = []
    for part in _parts(files, TWEET_FILE, "tweet"):
        if part.problem:
            quarantined.append(quarantine_item(part.name, 0, part.problem, source_id))
        for number, tweet in enumerate(part.items, start=1):
            item: JsonObject = {"tweet": tweet, "account": account}
            note_text = _note_text(tweet, notes)
            item |= {"note_text": note_text} if note_text else {}
            try:
                posts.append(build_raw_post(item, X_ARCHIVE_TWEET, source_id, fetched_at))
            except PayloadError as error:
                quarantined.append(quarantine_item(item, number, str(error), source_id))
    return XArchive(source_id, tuple(posts), tuple(quarantined))


def _open_archive(path: Path) -> Mapping[str, bytes]:
    """The files of an archive that are read, by name."""
    wanted = (TWEET_FILE, NOTE_FILE, ACCOUNT_FILE, PROFILE_FILE)
    try:
        if path.is_dir():
            names = sorted(str(file.relative_to(path)) for file in path.rglob("*.js"))
            files = {name: path / name for name in names if any(p.search(name) for p in wanted)}
            found = {name: _bounded(file.stat().st_size, file) for name, file in files.items()}
        else:
            found = _unzip(path, wanted)
    except (OSError, zipfile.BadZipFile) as error:
        raise UsageError(f"{path}: not an X archive: {error}") from None
    if not any(TWEET_FILE.search(name) for name in found):
        raise UsageError(f"{path}: not an X archive: it holds no tweets.js")
    return found


def _bounded(size: int, file: Path) -> bytes:
    if size > MAX_FILE_BYTES:
        raise UsageError(f"{file}: larger than {MAX_FILE_BYTES:,} bytes")
    return file.read_bytes()


def _unzip(path: Path, wanted: tuple[re.Pattern[str], ...]) -> dict[str, bytes]:
    found = {}
    with zipfile.ZipFile(path) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if any(pattern.search(info.filename) for pattern in wanted):
                with archive.open(info) as member:
                    # The size that a zip file states may be a lie, so what is read is what counts.
                    found[info.filename] = member.read(MAX_FILE_BYTES + 1)
                if len(found[info.filename]) > MAX_FILE_BYTES:
                    raise UsageError(f"{path}: {info.filename} is larger than allowed")
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    items: tuple[JsonObject, ...]
    problem: str | None = None


def _parts(files: Mapping[str, bytes], pattern: re.Pattern[str], key: str) -> Iterator[_Part]:
    """The objects of every file of a kind; a broken file has a problem in their place."""
    for name, content in files.items():
        if not pattern.search(name):
            continue
        try:
            rows = read_archive_file(content, name)
        except PayloadError as error:
            yield _Part(name, (), str(error))
            continue
        objects = [row.get(key, row) for row in rows if isinstance(row, dict)]
        yield _Part(name, tuple(part for part in objects if isinstance(part, dict)))


def read_archive_file(content: bytes, name: str) -> list[object]:
    """The list in a file of an archive: what follows the first bracket.

    Raises:
        PayloadError: there is none, or it is not JSON.
    """
    start = content.find(b"[")
    rows = load_json(content[start:], name) if start >= 0 else None
    if not isinstance(rows, list):
        raise PayloadError(name, "not a file of an X archive")
    return rows


def _account(files: Mapping[str, bytes], path: Path) -> JsonObject:
    accounts = [row for part in _parts(files, ACCOUNT_FILE, "account") for row in part.items]
    username = accounts[0].get("username") if accounts else None
    if not isinstance(username, str) or not username:
        raise UsageError(f"{path}: not an X archive: account.js names no user")
    profiles = [row for part in _parts(files, PROFILE_FILE, "profile") for row in part.items]
    description = profiles[0].get("description") if profiles else None
    return {
        "username": username,
        "display_name": accounts[0].get("accountDisplayName"),
        "bio": description.get("bio") if isinstance(description, dict) else None,
    }


def _note_text(tweet: JsonObject, notes: list[JsonObject]) -> str | None:
    """The full text of a long post: the note that names it, else the one note that begins alike."""
    by_id = [note for note in notes if note.get("tweetId") == tweet.get("id_str")]
    if by_id:
        return _text_of(by_id[0])
    opening = CUT_MARK.sub("", str(tweet.get("full_text") or ""))
    if len(opening) < MIN_NOTE_PREFIX_CHARS:
        return None
    alike = {text for note in notes if (text := _text_of(note) or "").startswith(opening)}
    return alike.pop() if len(alike) == 1 else None


def _text_of(note: JsonObject) -> str | None:
    """The text of a note, which stands in one of two places."""
    for part in (note.get("noteTweetResults"), note.get("core")):
        text = part.get("text") if isinstance(part, dict) else None
        if isinstance(text, str):
            return text
    return None
