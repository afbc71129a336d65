"""Just enough of atproto's Lexicon language to validate recorded views and what we make of them."""

from __future__ import annotations

from typing import Any

TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "unknown": object,
    "blob": dict,
    "cid-link": dict,
    "bytes": dict,
}


def problems(
    lexicons: dict[str, Any], ref: str, value: Any, home: str = "", path: str = "$"
) -> list[str]:
    """Where a value breaks the definition that a reference names."""
    name, _, part = ref.removeprefix("lex:").partition("#")
    name = name or home
    document = lexicons.get(name)
    if document is None:
        return []  # open unions may name types of lexicons that are not recorded
    definition = document["defs"][part or "main"]
    if definition["type"] == "record":
        definition = definition["record"]
    return _check(lexicons, definition, value, name, path)


def _check(lexicons: dict[str, Any], schema: Any, value: Any, home: str, path: str) -> list[str]:
    kind = schema["type"]
    if kind == "ref":
        return problems(lexicons, schema["ref"], value, home, path)
    if kind == "union":
        named = value.get("$type", "") if isinstance(value, dict) else ""
        return problems(lexicons, named, value, home, path) if named else [f"{path}: no $type"]
    expected = TYPES.get(kind, object)
    if not isinstance(value, expected) or (kind == "integer" and isinstance(value, bool)):
        return [f"{path}: {type(value).__name__}, not {kind}"]
    if kind == "array":
        rows = enumerate(value)
        return [
            p for n, v in rows for p in _check(lexicons, schema["items"], v, home, f"{path}[{n}]")
        ]
    if kind != "object":
        return []
    found = [f"{path}.{key}: missing" for key in schema.get("required", []) if key not in value]
    for key, child in schema.get("properties", {}).items():
        if value.get(key) is not None:
            found += _check(lexicons, child, value[key], home, f"{path}.{key}")
    return found
