"""What the wire formats share: tolerant models, storable text, times in any spelling."""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import re
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.clients.post_fields import first_problem
from pipeline.errors import PayloadError

JsonObject = dict[str, Any]
Model = TypeVar("Model", bound=BaseModel)

# Outside these years a time is a mistake of its sender, and arithmetic on it may overflow.
FIRST_YEAR, LAST_YEAR = 1980, 2200
MAX_COUNT = 2**62
FRACTION = re.compile(r"(\.\d{6})\d+")


class WireModel(BaseModel):
    """A payload of someone else: unknown fields are left alone, known ones have their type."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


def storable_text(value: object) -> object:
    """Text without what UTF-8 or a database cannot hold: lone surrogates and NUL."""
    if not isinstance(value, str):
        return value
    return value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _id_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _count(value: object) -> int | None:
    """A count, or None where the service sends something that is none."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value <= MAX_COUNT else None  # type: ignore[operator, return-value]


def parse_time(value: str | float) -> dt.datetime:
    """Aware UTC time from ISO 8601, RFC 2822 or Unix seconds; without a zone it is taken as UTC.

    Raises:
        ValueError: the value is none of these, or is of an impossible year.
    """
    try:
        moment = _read_time(value)
        moment = moment.replace(tzinfo=moment.tzinfo or dt.UTC).astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError, TypeError, IndexError, AttributeError):
        raise ValueError("not a time") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("a time of an impossible year")
    return moment


def _read_time(value: str | float) -> dt.datetime:
    if isinstance(value, int | float):
        return dt.datetime.fromtimestamp(value, dt.UTC)
    try:
        return dt.datetime.fromisoformat(FRACTION.sub(r"\1", value.strip()))
    except ValueError:
        return email.utils.parsedate_to_datetime(value)


def time_or_none(value: object) -> dt.datetime | None:
    """The time a value states, None where it states none."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    try:
        return parse_time(value)
    except ValueError:
        return None


def _wire_time(value: object) -> dt.datetime:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("not a time")
    return parse_time(value)


WireText = Annotated[str, BeforeValidator(storable_text)]
WireId = Annotated[
    str, BeforeValidator(storable_text), BeforeValidator(_id_text), Field(min_length=1)
]
WireCount = Annotated[int | None, BeforeValidator(_count)]
WireTime = Annotated[dt.datetime, BeforeValidator(_wire_time)]
OptionalTime = Annotated[dt.datetime | None, BeforeValidator(time_or_none)]


def read_model(model: type[Model], fields: object, source_id: str) -> Model:
    """Read a payload with the model of its format.

    Raises:
        PayloadError: the payload is not of the format; the message names the first field at fault.
    """
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise PayloadError(source_id, first_problem(error)) from None
    except RecursionError:
        raise PayloadError(source_id, "nested too deeply") from None


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def load_json(text: bytes | str, source_id: str) -> object:
    """Read JSON from anyone.

    Raises:
        PayloadError: it is not JSON, or is nested beyond what can be read.
    """
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        problem = "nested too deeply" if isinstance(error, RecursionError) else "not JSON"
        raise PayloadError(source_id, f"the answer is {problem}") from None


def dump_json(value: object) -> str:
    """Compact JSON text that always encodes: readable letters, or escapes where need be."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text
