"""Where it runs: what the environment says. Nothing here decides what a digest is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.warehouse import Lake
from pipeline.weeks import Week, Weekday

# A run keeps nearly all it makes; looking through it as often as Python does by default takes a
# tenth of the time.
COLLECT_AFTER_OBJECTS = 20_000


@dataclass(frozen=True)
class Settings:
    """Folders and switches of one installation; see `.env.example`."""

    home: Path
    first_day: Weekday

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from environment variables.

        Raises:
            UsageError: a variable holds something it must not.
        """
        values = os.environ if environment is None else environment
        return cls(
            home=Path(values.get("DIGEST_HOME") or "data").absolute(),
            first_day=Weekday.parse(values.get("DIGEST_WEEK_START") or Weekday.MONDAY),
        )

    @property
    def lake_folder(self) -> Path:
        """Where the tables are."""
        return self.home / "lake"

    @property
    def database_path(self) -> Path:
        """The published database."""
        return self.home / "digest.duckdb"

    @property
    def registry_override(self) -> Path | None:
        """The user's own names, layered on the registry when the file is there."""
        path = self.home / "registry.toml"
        return path if path.exists() else None

    @property
    def sources_file(self) -> Path:
        """The user's own sources, layered on the default ones; it need not exist."""
        return self.home / "sources.toml"

    def report_folder(self, week: Week) -> Path:
        """Where the files of a week are."""
        return self.home / "reports" / week.key

    def open_lake(self) -> Lake:
        """Open the lake, or create it."""
        return Lake.open(self.lake_folder, self.first_day)
