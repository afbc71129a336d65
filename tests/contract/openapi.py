"""Just enough of OpenAPI to hold an outgoing request against an official document."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


class Document:
    """An OpenAPI document and the requests it allows."""

    def __init__(self, path: Path) -> None:
        self.content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))

    def problems(self, url: str) -> list[str]:
        """What the document has against a GET of a URL: unknown path, names, values."""
        parts = urlsplit(url)
        parameters = self._parameters(parts.path)
        if parameters is None:
            return [f"no path {parts.path}"]
        found = []
        for name, value in parse_qsl(parts.query):
            if name not in parameters:
                found.append(f"no parameter {name}")
            else:
                found += [f"{name}: {problem}" for problem in self._value(parameters[name], value)]
        given = {name for name, _ in parse_qsl(parts.query)}
        found += [
            f"{name} is required"
            for name, parameter in parameters.items()
            if parameter.get("required") and parameter["in"] == "query" and name not in given
        ]
        return found

    def _parameters(self, path: str) -> dict[str, dict[str, Any]] | None:
        # A fixed path comes before one with a variable that could be read the same.
        for template, operations in sorted(
            self.content["paths"].items(), key=lambda p: "{" in p[0]
        ):
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path) and "get" in operations:
                rows = [*operations.get("parameters", []), *operations["get"].get("parameters", [])]
                resolved = [self._resolve(row) for row in rows]
                return {row["name"]: row for row in resolved}
        return None

    def _resolve(self, value: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in value:
            home: Any = self.content
            for key in value["$ref"].removeprefix("#/").split("/"):
                home = home[key]
            value = home
        return value

    def _value(self, parameter: dict[str, Any], value: str) -> list[str]:
        schema = self._resolve(parameter.get("schema", {}))
        if schema.get("type") == "array":
            item = self._resolve(schema.get("items", {}))
            return [problem for part in value.split(",") for problem in self._scalar(item, part)]
        return self._scalar(schema, value)

    def _scalar(self, schema: dict[str, Any], value: str) -> list[str]:
        found = []
        if "enum" in schema and value not in map(str, schema["enum"]):
            found.append(f"{value} is not one of {schema['enum']}")
        if "pattern" in schema and not re.search(schema["pattern"], value):
            found.append(f"{value} does not match {schema['pattern']}")
        if schema.get("type") == "integer":
            number = int(value)
            if not schema.get("minimum", number) <= number <= schema.get("maximum", number):
                found.append(f"{value} is out of range")
        if schema.get("format") == "date-time" and not RFC_3339.fullmatch(value):
            found.append(f"{value} is no RFC 3339 time")
        return found
