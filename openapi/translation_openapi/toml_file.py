"""Reading TOML files that people write: one reader, so that every file may begin and fail alike."""

import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any


class TomlFileError(ValueError):
    """A file cannot be read as TOML; the message says why in one line, without the name of the file."""


def read_toml(source: Path | Traversable) -> dict[str, Any]:
    """The document in *source*, which is UTF-8, with or without a byte order mark; raises `TomlFileError`."""
    try:
        content = source.read_bytes()
    except (OSError, ValueError) as error:  # a path with NUL is a ValueError
        raise TomlFileError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    try:
        # Editors of some systems put a byte order mark in front; TOML does not know it.
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TomlFileError(f"not UTF-8: byte {error.object[error.start]:#04x} at {error.start}") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # the latter: thousands of nested arrays
        raise TomlFileError(f"not TOML: {error}") from error
