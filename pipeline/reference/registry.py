"""The registry: organisations, people, model families, hardware and stop lists, from TOML.

The files under `pipeline/reference` come first; a user's override file, which holds any of the
same tables, is layered on top and adds or replaces whole entries. Nothing here looks inside a
post.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ReferenceDataError

REFERENCE_FOLDER = Path(__file__).parent
TABLE_FILES = ("organisations.toml", "people.toml", "models.toml", "hardware.toml")
COMMON_WORDS_FILE = "common_words.txt"
NAME_WORDS_FILE = "name_words.toml"

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
    only when it acts.
    """

    kind: str
    country: str | None = None
    parent: str | None = None
    handles: tuple[str, ...] = ()
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
    """Names that look like models and are not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    benchmarks: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    def names(self) -> frozenset[str]:
        """Every stopped name, case-folded."""
        lists = (getattr(self, field) for field in type(self).model_fields)
        return frozenset(name.casefold() for names in lists for name in names)


class NameWords(BaseModel):
    """Parts of names, and words that are none, in lower case, for the finders of new names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    not_names: frozenset[str]
    nationalities: frozenset[str]
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


class _Tables(BaseModel):
    """Any reference file: each table may be present or not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisations: dict[str, Organisation] = Field(default_factory=dict)
    people: dict[str, Person] = Field(default_factory=dict)
    families: dict[str, ModelFamily] = Field(default_factory=dict)
    hardware: dict[str, Hardware] = Field(default_factory=dict)
    stop: StopLists = StopLists()
    variant_words: tuple[str, ...] = ()


def name_key(name: str) -> str:
    """A name without case, separators and punctuation: what makes two spellings one name.

    >>> name_key("GPT-5.3 Codex")
    'gpt53codex'
    """
    return "".join(character for character in name.casefold() if character.isalnum())


Model = TypeVar("Model", bound=BaseModel)


def _read_model(path: Path, model: type[Model]) -> Model:
    """Read one TOML file into a model.

    Raises:
        ReferenceDataError: the file cannot be read, is not TOML, or a key breaks the model.
    """
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return model.model_validate(content)
    except OSError as error:
        raise ReferenceDataError(path, "file", error.strerror or "cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceDataError(path, "file", str(error)) from None
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, detail["loc"]))
        raise ReferenceDataError(path, key, detail["msg"]) from None


Row = TypeVar("Row", Organisation, Person, ModelFamily, Hardware)


def _layered(parts: Iterator[Mapping[str, Row]]) -> dict[str, Row]:
    """One table of several: a later entry replaces an earlier one with its id; sorted by id."""
    merged: dict[str, Row] = {}
    for part in parts:
        merged.update(part)
    return dict(sorted(merged.items()))


def _merged_stop(layers: list[_Tables]) -> StopLists:
    fields = StopLists.model_fields
    joined = {
        field: tuple(dict.fromkeys(name for layer in layers for name in getattr(layer.stop, field)))
        for field in fields
    }
    return StopLists.model_validate(joined)


def _common_words(path: Path) -> frozenset[str]:
    """Words that posts write in lower case: capitalised they are a headline's, not a name's."""
    try:
        return frozenset(path.read_text(encoding="utf-8").split())
    except OSError as error:
        raise ReferenceDataError(path, "file", error.strerror or "cannot be read") from None


def read_registry(folder: Path, override: Path | None = None) -> Registry:
    """The registry of the files in a folder with an override file on top.

    Raises:
        ReferenceDataError: a file cannot be read or an entry is wrong; names the file and the key.
    """
    paths = [folder / name for name in TABLE_FILES] + ([override] if override else [])
    layers = [_read_model(path, _Tables) for path in paths]
    return Registry(
        organisations=_layered(layer.organisations for layer in layers),
        people=_layered(layer.people for layer in layers),
        families=_layered(layer.families for layer in layers),
        hardware=_layered(layer.hardware for layer in layers),
        stop=_merged_stop(layers),
        variant_words=tuple(dict.fromkeys(w for layer in layers for w in layer.variant_words)),
        common_words=_common_words(folder / COMMON_WORDS_FILE),
        words=_read_model(folder / NAME_WORDS_FILE, NameWords),
    )


@functools.cache
def load_registry(override: Path | None = None) -> Registry:
    """The registry of the project's own files with the user's override on top; read once a path.

    Raises:
        ReferenceDataError: a file cannot be read or an entry is wrong; names the file and the key.
    """
    return read_registry(REFERENCE_FOLDER, override)
