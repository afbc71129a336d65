"""The themes that posts are about, read from `topics.toml` as frozen models."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ReferenceDataError

TOPICS_FILE = Path(__file__).parent / "topics.toml"


class Topic(BaseModel):
    """One theme; the head of the file says what its fields mean."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    name: str
    idea: str
    in_context: bool = False
    cues: tuple[str, ...] = Field(min_length=1)
    weak_cues: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()


class Topics(BaseModel):
    """All themes by id, and the words that show that a post speaks of AI at all."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    context_cues: tuple[str, ...]
    topics: dict[str, Topic]


@functools.cache
def load_topics(path: Path = TOPICS_FILE) -> Topics:
    """The themes of a file; read once a path.

    Raises:
        ReferenceDataError: the file cannot be read or an entry is wrong; names file and key.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return Topics.model_validate(content)
    except OSError as error:
        raise ReferenceDataError(path, "file", error.strerror or "cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceDataError(path, "file", str(error)) from None
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        raise ReferenceDataError(path, ".".join(map(str, detail["loc"])), detail["msg"]) from None
