"""`digest import` of the user's own X archive: as a folder, as a zip file, and as neither."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Digest = Callable[..., Any]
ACCOUNT = {"account": {"username": "owner", "accountDisplayName": "The Owner"}}
TWEET = {
    "tweet": {
        "id_str": "2028500000000000001",
        "created_at": "Tue Mar 03 10:15:00 +0000 2026",
        "full_text": "The Osprey-9B weights are public now.",
        "favorite_count": "41",
        "retweet_count": "7",
        "entities": {"urls": []},
    }
}
FILES = {
    "data/account.js": f"window.YTD.account.part0 = {json.dumps([ACCOUNT])}",
    "data/tweets.js": f"window.YTD.tweets.part0 = {json.dumps([TWEET, {'tweet': {}}])}",
}


def make_folder(folder: Path) -> Path:
    path = folder / "archive"
    (path / "data").mkdir(parents=True)
    for name, text in FILES.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def make_zip(folder: Path) -> Path:
    path = folder / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize("make", [make_folder, make_zip])
def test_archive_is_imported_once(
    digest: Digest, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path)
    first = digest("import", str(path))
    assert first.code == 0, first.stderr
    assert "2 rows, 1 new, 0 already there, 1 quarantined, weeks 2026-03-02" in first.stdout
    assert "2 rows, 0 new, 1 already there" in digest("import", str(path)).stdout


def test_folder_without_posts_is_wrong_use(digest: Digest, tmp_path: Path) -> None:
    result = digest("import", str(tmp_path))
    assert (result.code, len(result.stderr.splitlines())) == (2, 1)
    assert "not an X archive" in result.stderr


def test_zip_file_of_other_things_is_wrong_use(digest: Digest, tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing here")
    result = digest("import", str(path))
    assert (result.code, len(result.stderr.splitlines())) == (2, 1)
