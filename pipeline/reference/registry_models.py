"""The shapes of the registry: one frozen model an entry, and the tables together.

Unknown keys are errors, so that a typo in a reference file cannot hide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

BareUse = Literal["always", "context", "never"]


class _Entry(BaseModel):
    """An entry of a reference table: unknown keys are errors, so a typo cannot hide."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    name: str
    aliases: tuple[str, ...] = ()
    case_sensitive: bool = False


class Organisation(_Entry):
    """A company, laboratory, university, agency or other body.

    `bare = false` means that the name alone is not searched, only its aliases and handles;
    `ambiguous` that it is also a common word or another thing, and counts only in a context that
    speaks for the organisation; `platform` that it is also a place where people post, and counts
    only when it acts. `accounts` are its products' own accounts: they speak for it, and naming one
    does not name it.
    """

    kind: str
    country: str | None = None
    parent: str | None = None
    handles: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    ambiguous: bool = False
    bare: bool = True
    platform: bool = False


class Person(_Entry):
    """A person of the field, known by handle and full name."""

    handles: tuple[str, ...] = ()
    affiliation: str | None = None
    role: str | None = None


class ModelFamily(_Entry):
    """A line of models; `bare` says whether the family name alone names a model."""

    owner: str | None = None
    modality: str | None = None
    bare: BareUse = "always"
    versioned: bool = True
    variants: tuple[str, ...] = ()
    not_followed_by: tuple[str, ...] = ()
    open_weights: bool | None = None
    examples: tuple[str, ...] = ()


class Hardware(_Entry):
    """A chip, system, supercomputer or named cluster."""

    vendor: str | None = None
    kind: str
    variants: tuple[str, ...] = ()
    bare: BareUse = "always"


class StopLists(BaseModel):
    """Names that look like models and are not.

    `not_organisations` hold an organisation's name and do not name it, as licences may too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    benchmarks: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    not_organisations: tuple[str, ...] = ()

    def names(self) -> frozenset[str]:
        """Every stopped name, case-folded."""
        lists = (getattr(self, field) for field in type(self).model_fields)
        return frozenset(name.casefold() for names in lists for name in names)


class NameWords(BaseModel):
    """Parts of names, and words that are none, in lower case, for the finders of new names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    not_names: frozenset[str]
    nationalities: frozenset[str]
    places: frozenset[str]
    formats: frozenset[str]
    derived: frozenset[str]
    not_shaped: frozenset[str]
    chain_prefixes: frozenset[str]
    given_names: frozenset[str]
    organisation_parts: frozenset[str]
    branch_parts: frozenset[str]


@dataclass(frozen=True, eq=False)
class Registry:
    """All reference tables of a run. Compared by identity: the loader returns one object a path.

    `common_words` are words that posts write in lower case, so that a capital does not make a name
    of them.
    """

    organisations: Mapping[str, Organisation]
    people: Mapping[str, Person]
    families: Mapping[str, ModelFamily]
    hardware: Mapping[str, Hardware]
    stop: StopLists
    variant_words: tuple[str, ...]
    common_words: frozenset[str]
    words: NameWords


def name_key(name: str) -> str:
    """A name without case, separators and punctuation: what makes two spellings one name.

    >>> name_key("GPT-5.3 Codex")
    'gpt53codex'
    """
    return "".join(character for character in name.casefold() if character.isalnum())
