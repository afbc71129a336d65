"""The place a source was read to, as JSON text the caller stores and hands back.

`source` holds what stays true whatever window is asked for (a resolved account id, a new address);
`window` what belongs to one window (the page to go on with, validators, the newest post seen). A
cursor of another window keeps its first half only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from pipeline.clients.protocol import FetchWindow
from pipeline.clients.wire import JsonObject

MAX_SHOWN_CHARS = 40


@dataclass(frozen=True, slots=True)
class Cursor:
    """State of one source, parts apart; change it with `with_window` and `with_source`."""

    window_key: str
    source: JsonObject = field(default_factory=dict)
    window: JsonObject = field(default_factory=dict)

    @classmethod
    def load(cls, text: str | None, window: FetchWindow) -> Cursor:
        """Read a stored cursor; a damaged or missing one means to start from the beginning."""
        try:
            stored = json.loads(text) if text else {}
        except ValueError:
            stored = {}
        if not isinstance(stored, dict):
            return cls(window.key)
        is_same_window = stored.get("window_key") == window.key
        return cls(
            window.key,
            _object(stored.get("source")),
            _object(stored.get("window")) if is_same_window else {},
        )

    def dump(self) -> str:
        """The text to store; equal states give equal text."""
        content = {"window_key": self.window_key, "source": self.source, "window": self.window}
        return json.dumps(content, sort_keys=True, separators=(",", ":"))

    def text(self, key: str) -> str | None:
        """A text of the window's state, None where there is none."""
        value = self.window.get(key)
        return value if isinstance(value, str) else None

    def with_window(self, **changes: object) -> Cursor:
        """The cursor with parts of its window state replaced; None takes a part away."""
        return Cursor(self.window_key, self.source, _merged(self.window, changes))

    def with_source(self, **changes: object) -> Cursor:
        """The cursor with parts of its source state replaced; None takes a part away."""
        return Cursor(self.window_key, _merged(self.source, changes), self.window)


def describe_cursor(text: str) -> str:
    """Where the next read of a source begins, in words."""
    try:
        stored = _object(json.loads(text))
    except ValueError:
        stored = {}
    source, window = _object(stored.get("source")), _object(stored.get("window"))
    if "resume" in window:
        place = f"goes on at {_shortened(window['resume'])}"
    elif "since" in window:
        place = f"after {_shortened(window['since'])}"
    else:
        place = "from the newest" + (", if changed" if "validators" in window else "")
    return f"{place}, at {_shortened(source['moved_to'])}" if "moved_to" in source else place


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= MAX_SHOWN_CHARS else f"{text[: MAX_SHOWN_CHARS - 1]}…"


def _object(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _merged(state: JsonObject, changes: dict[str, object]) -> JsonObject:
    return {key: value for key, value in {**state, **changes}.items() if value is not None}
