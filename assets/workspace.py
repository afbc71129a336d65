"""What every asset works with: the lake, the registry, the folders."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assets.settings import Settings
from pipeline.reference.registry import Registry, load_registry
from pipeline.warehouse import Lake


@dataclass(frozen=True)
class Workspace:
    """One opened DIGEST_HOME."""

    settings: Settings
    lake: Lake

    @classmethod
    def open(cls, settings: Settings) -> Workspace:
        """Open the lake of the settings."""
        return cls(settings, settings.open_lake())

    @property
    def registry(self) -> Registry:
        """Names we know, with the user's own layered on top."""
        return load_registry(self.settings.registry_override)

    def official_handles(self) -> dict[str, str]:
        """Casefolded handles that speak for organisations, and the entity each speaks for."""
        return {
            handle.casefold(): f"org:{key}"
            for key, entry in self.registry.organisations.items()
            for handle in (*entry.handles, *entry.accounts)
        }

    def organisation_parents(self) -> dict[str, str]:
        """Entity ids of organisations that belong to another, and of that other."""
        return {
            f"org:{key}": f"org:{entry.parent}"
            for key, entry in self.registry.organisations.items()
            if entry.parent
        }

    def spokespeople(self) -> dict[str, str]:
        """Casefolded handles of people whose role is at one organisation alone, and its name."""
        houses = {key: entry.name for key, entry in self.registry.organisations.items()}
        named = re.compile(rf"\b(?:{'|'.join(map(re.escape, houses.values()))})\b")
        return {
            handle.casefold(): houses[entry.affiliation]
            for entry in self.registry.people.values()
            if entry.affiliation
            and set(named.findall(entry.role or "")) <= {houses[entry.affiliation]}
            for handle in entry.handles
        }

    def staff_handles(self) -> dict[str, str]:
        """Casefolded handles of people who work for an organisation, and its entity id."""
        return {
            handle.casefold(): f"org:{entry.affiliation}"
            for entry in self.registry.people.values()
            if entry.affiliation
            for handle in entry.handles
        }
