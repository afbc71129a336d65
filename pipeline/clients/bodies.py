"""Reading an answer's body under caps on what crosses the wire and on what it unpacks to."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GZIP_WINDOW_BITS = 31  # gzip framing only: 16 + 15
UNPACK_STEP_BYTES = 256 * 1024


class BodyError(Exception):
    """A body that is too large, broken or of an encoding that was not asked for."""


class TruncatedBodyError(Exception):
    """A compressed body that ends early; asking again may help."""


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of an answer and how many of them crossed the wire."""

    content: bytes
    wire_bytes: int


def read_body(
    chunks: Iterable[bytes], encoding: str, max_wire_bytes: int, max_decoded_bytes: int
) -> Body:
    """Read and unpack a body, stopping as soon as a cap is passed.

    Raises:
        BodyError: a cap was passed, the encoding is not gzip, or the gzip data is damaged.
        TruncatedBodyError: the gzip data ends early.
    """
    counted = _Counted(chunks, max_wire_bytes)
    if encoding in {"", "identity"}:
        parts: Iterator[bytes] = iter(counted)
    elif encoding in {"gzip", "x-gzip"}:
        parts = _unpack(counted)
    else:
        raise BodyError(f"the answer is packed with {encoding[:30]!r}, which was not asked for")
    content = bytearray()
    for part in parts:
        content += part
        if len(content) > max_decoded_bytes:
            raise BodyError(f"the answer is larger than {max_decoded_bytes:,} bytes unpacked")
    return Body(bytes(content), counted.total)


class _Counted:
    def __init__(self, chunks: Iterable[bytes], limit: int) -> None:
        self._chunks = chunks
        self._limit = limit
        self.total = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.total += len(chunk)
            if self.total > self._limit:
                raise BodyError(f"the answer is larger than {self._limit:,} bytes")
            yield chunk


def _unpack(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip members one after the other, a bounded step at a time."""
    unpacker = zlib.decompressobj(GZIP_WINDOW_BITS)
    has_data = False
    try:
        for chunk in chunks:
            has_data = has_data or bool(chunk)
            while chunk:
                if unpacker.eof:
                    unpacker = zlib.decompressobj(GZIP_WINDOW_BITS)
                yield unpacker.decompress(chunk, UNPACK_STEP_BYTES)
                chunk = unpacker.unconsumed_tail or unpacker.unused_data
    except zlib.error:
        raise BodyError("the answer's gzip data is damaged") from None
    if has_data and not unpacker.eof:
        raise TruncatedBodyError("the answer's gzip data ends early")
