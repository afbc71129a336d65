"""Score what the lake holds against labelled files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assets.workspace import Workspace

Scores = dict[str, Any]


def score_lake(workspace: Workspace, gold: Path) -> tuple[Scores, list[str]]:
    """Scores of every labelled file that is there, and what was skipped and why."""
    return {}, []
