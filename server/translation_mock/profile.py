"""The target profile of the mock, as TOML: what `translation-conformance run --target` reads."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from translation_mock.edge import Edge

# A run asks for every code that a profile lists. Where the page gives no list, as for pictures, nothing is learnt from
# all codes that the mock happens to know: one for each script, and for each kind of code (two letters, three, with a
# region, with a script) tells as much. The codes that the pages print come first, and neighbours in the list are of
# different languages, as they are asked for together.
_CROSS_SECTION = (
    *("en", "ja", "fr", "ar", "zh-TW", "de-AT", "he", "ru", "fil", "ko", "hi", "pt-BR", "el", "sr-Latn"),
    *("th", "ka"),
)


def cross_section(codes: Sequence[str]) -> list[str]:
    """As many of *codes* as tell all kinds apart; filled up with others where a list of one's own lacks some."""
    chosen = [code for code in _CROSS_SECTION if code in codes]
    others = [code for code in codes if code not in chosen]
    return [*chosen, *others[: len(_CROSS_SECTION) - len(chosen)]]


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
