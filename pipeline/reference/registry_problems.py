"""What to mend in the registry: names claimed twice, dead references, cycles, empty names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.reference.registry_models import Registry


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: the key of the entry it concerns and what is wrong."""

    key: str
    problem: str

    def __str__(self) -> str:
        return f"{self.key}: {self.problem}"


def _claims(registry: Registry) -> Iterator[tuple[str, str, str]]:
    """(space, name, key) of every name; names collide only within one space."""
    for key, organisation in registry.organisations.items():
        names = ((organisation.name,) if organisation.bare else ()) + organisation.aliases
        yield from (("organisation", name.casefold(), f"organisations.{key}") for name in names)
        yield from (("handle", h.casefold(), f"organisations.{key}") for h in organisation.handles)
    for key, person in registry.people.items():
        yield from (("handle", h.casefold(), f"people.{key}") for h in person.handles)
        names = (person.name, *person.aliases)
        yield from (("person", name.casefold(), f"people.{key}") for name in names)
    for key, family in registry.families.items():
        names = (family.name, *family.aliases)
        yield from (("family", name.casefold(), f"families.{key}") for name in names)
    for key, hardware in registry.hardware.items():
        names = (hardware.name, *hardware.aliases)
        yield from (("hardware", name.casefold(), f"hardware.{key}") for name in names)


def _collisions(registry: Registry) -> Iterator[Problem]:
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for space, name, key in _claims(registry):
        if key not in owners[space, name]:
            owners[space, name].append(key)
    for (space, name), keys in owners.items():
        for key in keys[1:]:
            yield Problem(key, f"{space} {name!r} is already claimed by {keys[0]}")


def _empty_names(registry: Registry) -> Iterator[Problem]:
    for _, name, key in _claims(registry):
        if not name.strip(" @"):
            yield Problem(key, "has an empty name, alias or handle")


def _dead_references(registry: Registry) -> Iterator[Problem]:
    known = registry.organisations
    references = [
        *((f"organisations.{k}", "parent", e.parent) for k, e in known.items()),
        *((f"people.{k}", "affiliation", e.affiliation) for k, e in registry.people.items()),
        *((f"families.{k}", "owner", e.owner) for k, e in registry.families.items()),
        *((f"hardware.{k}", "vendor", e.vendor) for k, e in registry.hardware.items()),
    ]
    for key, field, reference in references:
        if reference is not None and reference not in known:
            yield Problem(key, f"{field} {reference!r} is no organisation")


def _parent_cycles(registry: Registry) -> Iterator[Problem]:
    for key in registry.organisations:
        seen, current = {key}, registry.organisations[key].parent
        while current is not None and current in registry.organisations:
            if current in seen:
                yield Problem(f"organisations.{key}", f"its parents form a cycle at {current!r}")
                break
            seen.add(current)
            current = registry.organisations[current].parent


def check_registry(registry: Registry) -> list[Problem]:
    """Every problem of the registry, sorted by key; an empty list is a clean registry."""
    finders = (_collisions, _empty_names, _dead_references, _parent_cycles)
    return sorted({problem for finder in finders for problem in finder(registry)})
