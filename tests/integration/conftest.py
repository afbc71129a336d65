"""The `digest` command, in this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assets import cli

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "pipeline" / "sample"


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    code: int
    stdout: str
    stderr: str


Digest = Callable[..., Outcome]


@pytest.fixture
def digest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Digest:
    """Run the command in this process, as its script does."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **environment: str) -> Outcome:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["digest", *arguments])
            for name, value in environment.items():
                patch.setenv(name, value)
            capsys.readouterr()
            code = exit_code_of(cli.main)
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run


def exit_code_of(main: Callable[[], None]) -> int:
    """The exit code of a command; its script ends with 0 when it returns."""
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def start_digest(home: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start the command in a process of its own."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", "from assets.cli import main; main()", *arguments],
        cwd=home.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DIGEST_HOME": str(home), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
