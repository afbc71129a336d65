"""Which parser reads which payload format of bronze."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pipeline.clients import post_fields
from pipeline.errors import PayloadError
from pipeline.records import ParsedPost

PARSERS: dict[str, Callable[[dict[str, Any], str], ParsedPost]] = {
    post_fields.PAYLOAD_FORMAT: post_fields.parse_post_fields,
}


def parse_payload(payload_format: str, payload: str, source_id: str) -> ParsedPost:
    """Read a bronze payload, which is JSON text, with the parser of its format.

    Raises:
        PayloadError: the format is not known, or the payload is not of it.
    """
    parser = PARSERS.get(payload_format)
    if parser is None:
        raise PayloadError(source_id, f"unknown payload format {payload_format!r}")
    return parser(json.loads(payload), source_id)
