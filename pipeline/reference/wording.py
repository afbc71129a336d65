"""The words by which the writer judges and rewrites sentences, read from `wording.toml`."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import ReferenceDataError

WORDING_FILE = Path(__file__).parent / "wording.toml"


RelayForm = Literal["does", "joins", "befalls", "leaves", "raises", "cuts"]


class RelayedEvent(BaseModel):
    """A kind of deed as a digest tells it, and the Chinese words for it.

    `form` says what stands where: a body `does` it to what is named after; a body `joins` another
    in it; it `befalls` a model; a person `leaves` a body by it; a body `raises` a sum, or `cuts` a
    number of jobs. `past` and `present` are the verb, `tail` ends the sentence; one of `needs` must
    stand in it too. `weight` is 2 for an event that may lead a digest; `reach` is how many
    characters after the words a thing may stand, `things` what may stand there without a name;
    `is_towards` says that the thing may stand before the words, after "towards".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    weight: int
    form: RelayForm = "does"
    past: str
    present: str
    tail: str = ""
    needs: tuple[str, ...] = ()
    words: tuple[str, ...]
    reach: int = 24
    things: dict[str, str] = {}
    is_towards: bool = False


class Wording(BaseModel):
    """Lists of words and phrases; the file says what each is for."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    promotion: tuple[str, ...]
    occasions: tuple[str, ...]
    meta: tuple[str, ...]
    opinion: tuple[str, ...]
    dangling_openers: tuple[str, ...]
    leaning_openers: tuple[str, ...]
    availability_openers: tuple[str, ...]
    imperatives: tuple[str, ...]
    strong_events: tuple[str, ...]
    events: tuple[str, ...]
    other_verbs: tuple[str, ...]
    irregular_verbs: tuple[str, ...]
    participle_links: tuple[str, ...]
    hedges: tuple[str, ...]
    headline_hedges: tuple[str, ...]
    shouts: tuple[str, ...]
    outlets: tuple[str, ...]
    opening_feelings: tuple[str, ...]
    auxiliaries: tuple[str, ...]
    noun_openers: tuple[str, ...]
    clause_openers: tuple[str, ...]
    clause_words: tuple[str, ...]
    function_words: tuple[str, ...]
    field_words: tuple[str, ...]
    tight_words: tuple[str, ...]
    relay_doubts: tuple[str, ...]
    relay_denials: tuple[str, ...]
    relay_compounds: tuple[str, ...]
    relayed_events: tuple[RelayedEvent, ...]


@functools.cache
def load_wording(path: Path = WORDING_FILE) -> Wording:
    """The lists of a file; read once a path.

    Raises:
        ReferenceDataError: the file cannot be read or an entry is wrong; names file and key.
    """
    try:
        return Wording.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ReferenceDataError(path, "file", error.strerror or "cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceDataError(path, "file", str(error)) from None
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        raise ReferenceDataError(path, ".".join(map(str, detail["loc"])), detail["msg"]) from None
