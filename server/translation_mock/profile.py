"""The target profile of the mock, as TOML: what `translation-conformance run --target` reads."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from translation_mock.edge import Edge


def profile_toml(edges: Iterable[Edge], base_url: str) -> str:
    """The profile of a mock with *edges* that is reached at *base_url*."""
    lines: list[str] = []
    for edge in edges:
        lines += [*_table(edge.api.name, {"base_url": base_url, **edge.profile()}), ""]
    return "\n".join(lines)


def _table(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    yield f"[{name}]"
    for key, value in values.items():
        if not isinstance(value, Mapping):
            # A JSON string is a TOML basic string, a JSON array of strings a TOML array.
            yield f"{key} = {json.dumps(value)}"
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _table(f"{name}.{key}", value)
