"""The registry: organisations, people, model families, hardware and stop lists, from TOML.

The files under `pipeline/reference` come first; a user's override file, which holds any of the
same tables, is layered on top and adds or replaces whole entries. Nothing here looks inside a
post.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ReferenceDataError
from pipeline.reference.registry_models import (
    Hardware,
    ModelFamily,
    NameWords,
    Organisation,
    Person,
    Registry,
    StopLists,
    name_key,
)
from pipeline.reference.registry_problems import Problem, check_registry

__all__ = [
    "Hardware",
    "ModelFamily",
    "NameWords",
    "Organisation",
    "Person",
    "Problem",
    "Registry",
    "StopLists",
    "check_registry",
    "load_registry",
    "name_key",
    "read_registry",
]

REFERENCE_FOLDER = Path(__file__).parent
TABLE_FILES = ("organisations.toml", "people.toml", "models.toml", "hardware.toml")
COMMON_WORDS_FILE = "common_words.txt"
NAME_WORDS_FILE = "name_words.toml"


class _Tables(BaseModel):
    """Any reference file: each table may be present or not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisations: dict[str, Organisation] = Field(default_factory=dict)
    people: dict[str, Person] = Field(default_factory=dict)
    families: dict[str, ModelFamily] = Field(default_factory=dict)
    hardware: dict[str, Hardware] = Field(default_factory=dict)
    stop: StopLists = StopLists()
    variant_words: tuple[str, ...] = ()


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
