"""The `.env` file of the working folder: settings and secrets that the environment lacks."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from pathlib import Path

from pipeline.errors import UsageError

LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*")
QUOTES = "\"'"


def load_env_file(path: Path, environment: MutableMapping[str, str]) -> None:
    """Add what a file says to the environment; a variable that is set there stays as it is.

    Raises:
        UsageError: a line is none of `NAME=value`, a comment or empty. It is not shown, as it may
            hold a secret.
    """
    if not path.is_file():
        return
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = LINE.fullmatch(line)
        if match is None:
            raise UsageError(f"{path}: line {number} is not NAME=value")
        environment.setdefault(match[1], unquoted(match[2]))


def unquoted(value: str) -> str:
    """A value without the quotes around it, or without the comment behind it."""
    if len(value) >= 2 and value[0] in QUOTES and value[-1] == value[0]:
        return value[1:-1]
    return re.split(r"\s+#", value, maxsplit=1)[0]
