"""Files that are whole or not there: written beside their place, synced, renamed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import LakeError

SCRATCH_ENDING = ".part"
# A write takes seconds; a scratch file so much older than another was left by a killed process.
STRAY_AGE_SECONDS = 3600.0


def scratch_path(target: Path) -> Path:
    """Where a process writes a file before it takes its place: hidden, and no other process's."""
    return target.with_name(f".{target.name}.{os.uname().nodename}-{os.getpid()}{SCRATCH_ENDING}")


@contextmanager
def write_errors(target: Path) -> Iterator[None]:
    """Turn what the disk raises while a file is written into one line that says what to do."""
    try:
        yield
    except OSError as error:
        problem = error.strerror or error
        raise LakeError(f"{target}: {problem}; check permissions and free space there") from error


def write_atomically(path: Path, content: bytes) -> None:
    """Write a whole file, or leave the old one.

    Raises:
        LakeError: the folder is read-only, the disk is full.
    """
    with write_errors(path), replacing(path) as scratch:
        scratch.write_bytes(content)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a scratch path to write; it takes the target's place, or is removed after an error."""
    is_new_folder = not target.parent.is_dir()
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = scratch_path(target)
    try:
        yield scratch
        sync_and_rename(scratch, target)
        if is_new_folder:
            sync_folder(target.parent.parent)
    finally:
        scratch.unlink(missing_ok=True)


def sync_and_rename(scratch: Path, target: Path) -> None:
    """Put a finished file in its place so that neither a kill nor a power cut leaves half of it."""
    with scratch.open("rb+") as file:
        os.fsync(file.fileno())
    remove_strays(target.parent, scratch.stat().st_mtime)
    scratch.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    with suppress(OSError):  # some file systems cannot sync a folder
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_strays(folder: Path, newest: float) -> None:
    """Remove the scratch files that killed processes left in a folder."""
    for stray in folder.glob(f".*{SCRATCH_ENDING}*"):
        with suppress(FileNotFoundError):
            if newest - stray.stat().st_mtime > STRAY_AGE_SECONDS:
                stray.unlink()


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Hold a lock that other processes wait for; the system frees it when its holder dies."""
    with write_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
