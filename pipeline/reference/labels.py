"""The labels of a post and the cue rules that speak for or against them, read from labels.toml."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.errors import ReferenceDataError

LABELS_FILE = Path(__file__).with_name("labels.toml")

Label = Literal["relevant", "release", "safety", "infra", "other"]
SafetyKindName = Literal[
    "incident", "near_miss", "hazard", "capability_finding", "governance", "research"
]


class LabelDefinition(BaseModel):
    """What a label means, in one sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    definition: str


class CueRule(BaseModel):
    """A named set of cue words.

    `en` holds RE2 fragments matched without case between word boundaries, `zh` fragments matched
    anywhere, `bio` fragments matched in the author's own description instead of the text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    speaks_for: Literal["relevant", "release", "safety", "infra", "not_relevant"]
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    bio: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _reads_one_place(self) -> CueRule:
        if bool(self.en or self.zh) == bool(self.bio):
            raise ValueError(
                "a rule reads either the text (en, zh) or the author's description (bio)"
            )
        return self


class KindRule(BaseModel):
    """Cue words that speak for one kind of safety post."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    speaks_for: SafetyKindName
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


class _LabelFile(BaseModel):
    """The tables of labels.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: dict[Label, LabelDefinition]
    rules: tuple[CueRule, ...]
    kinds: tuple[KindRule, ...]

    @model_validator(mode="after")
    def _names_are_unique(self) -> _LabelFile:
        names = [rule.name for rule in self.rules] + [rule.name for rule in self.kinds]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(f"rule names occur twice: {', '.join(repeated)}")
        return self


@dataclass(frozen=True, eq=False)
class LabelBook:
    """Every label with its definition, and every rule.

    Compared by identity: the loader returns one object a path.
    """

    definitions: Mapping[Label, str]
    rules: tuple[CueRule, ...]
    kinds: tuple[KindRule, ...]


@functools.cache
def load_labels(path: Path = LABELS_FILE) -> LabelBook:
    """The labels and rules of a file; read once a path.

    Raises:
        ReferenceDataError: the file cannot be read or an entry is wrong; names file and key.
    """
    try:
        file = _LabelFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ReferenceDataError(path, "file", error.strerror or "cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceDataError(path, "file", str(error)) from None
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, detail["loc"]))
        raise ReferenceDataError(path, key, detail["msg"]) from None
    return LabelBook(
        definitions={label: entry.definition for label, entry in file.labels.items()},
        rules=file.rules,
        kinds=file.kinds,
    )
