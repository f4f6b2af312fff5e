"""Reading TOML files that people write: one reader, so that every file may begin and fail alike."""

import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from translation_openapi.regular_file import read_regular

#: 64 bits are what a reader has to take; for what it cannot, "an error must be thrown" (TOML 1.0.0, Integer).
_INTEGERS = range(-(2**63), 2**63)
#: Tables and arrays in each other. What dotted keys make may be far deeper than Python can print.
_DEEPEST = 100


class TomlFileError(ValueError):
    """A file cannot be read as TOML; the message says why in one line, without the name of the file."""


def read_toml(source: Path | Traversable) -> dict[str, Any]:
    """The document in *source*, as `parse_toml` reads it; raises `TomlFileError`."""
    try:
        content = read_regular(source) if isinstance(source, Path) else source.read_bytes()
    except (OSError, ValueError) as error:  # a path with NUL is a ValueError
        raise TomlFileError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return parse_toml(content)


def parse_toml(content: bytes) -> dict[str, Any]:
    """The document in *content*, which is UTF-8, with or without a byte order mark; raises `TomlFileError`.

    Whatever is in it can be printed: no integer is longer than 64 bits, and nothing is nested without end.
    """
    try:
        # Editors of some systems put a byte order mark in front; TOML does not know it.
        document = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TomlFileError(f"not UTF-8: byte {error.object[error.start]:#04x} at {error.start}") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # the latter: thousands of nested arrays
        raise TomlFileError(f"not TOML: {error}") from error
    except ValueError as error:  # tomllib passes on what `int` says of thousands of digits
        raise TomlFileError("not TOML: an integer is longer than 64 bits") from error
    _check(document)
    return document


def _check(document: dict[str, Any]) -> None:
    """Raise `TomlFileError` for what tomllib takes, but nobody can print."""
    level: list[Any] = [document]
    for _ in range(_DEEPEST):
        level = [value for outer in level for value in (outer.values() if isinstance(outer, dict) else outer)]
        if any(isinstance(value, int) and value not in _INTEGERS for value in level):
            raise TomlFileError("not TOML: an integer is longer than 64 bits")
        level = [value for value in level if isinstance(value, dict | list)]
        if not level:
            return
    raise TomlFileError(f"tables or arrays are nested more than {_DEEPEST} deep")
