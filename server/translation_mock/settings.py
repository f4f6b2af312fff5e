"""The settings of the mock, described once: flags, variables, the file's keys and the README's table come from here.

A flag beats a variable, a variable beats the file, the file beats the default. The flag of `max_pixels` is
``--max-pixels``, its variable ``TRANSLATION_MOCK_MAX_PIXELS``, its key in the file ``max_pixels``. Files are named from
the working directory, in the file from its own folder.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from translation_openapi.toml_file import TomlFileError, read_toml

PREFIX = "TRANSLATION_MOCK_"
MIB = 1024 * 1024


class SettingError(ValueError):
    """A setting cannot be used; the message names where it was set, its name and its value."""


def _setting(
    default: Any, meaning: str, *, least: int | None = None, most: int | None = None, unset: str = "built-in"
) -> Any:
    """A setting; `unset` is what a default of None is called."""
    return field(default=default, metadata={"meaning": meaning, "least": least, "most": most, "unset": unset})


@dataclass(frozen=True)
class Settings:
    """Everything about a running mock that its user can choose."""

    host: str = _setting("127.0.0.1", "The address to listen on.")
    port: int = _setting(
        8080, "The port to listen on; 0 takes a free one, which the ready line names.", least=0, most=65535
    )
    accounts: Path | None = _setting(
        None,
        "Accounts, a TOML file in place of the one that `translation-mock accounts --toml` prints.",
    )
    supported: Path | None = _setting(
        None,
        "Languages and models, a TOML file in place of the one that `translation-openapi supported` prints.",
    )
    sidecar: Path | None = _setting(
        None,
        "What is written in which picture, a TOML file to begin with `translation-mock sidecar FILE...`.",
        unset="none",
    )
    seed: int = _setting(0, "Chooses which phrases detected text regions say.", least=0)
    anonymous: bool = _setting(False, "Whether the image API serves requests without credentials.")
    blank_text: Literal["translate", "refuse"] = _setting(
        "translate",
        "What the text API does with a text of white space only: `translate`, or `refuse` as empty.",
    )
    language_case: Literal["exact", "ignore"] = _setting(
        "exact", "Whether language codes are compared with regard to case: `exact` or `ignore`."
    )
    max_text_request: int = _setting(2 * MIB, "The largest request to the text API, in bytes.", least=1)
    max_image_request: int = _setting(32 * MIB, "The largest request to the image API, in bytes.", least=1)
    max_pixels: int = _setting(
        40_000_000,
        "The most pixels of a picture, over all its frames, each counted as at least 10 000; up to 89 million.",
        least=1,
        most=89_000_000,
    )
    workers: int = _setting(
        2, "How many pictures are worked on at the same time, and beside them as many long texts.", least=1, most=256
    )
    grace: int = _setting(10, "How many seconds a stop waits for requests that are being answered.", least=0)
    access_log: bool = _setting(True, "Whether each request is logged in one line on stderr; keys never are.")

    @classmethod
    def merged(cls, *layers: "Layer") -> "Settings":
        """The settings from *layers*, a later one beating an earlier one; raises `SettingError`."""
        values: dict[str, Any] = {}
        for layer in layers:
            values |= layer.values
        return cls(**values)

    @property
    def base_url(self) -> str:
        """The URL under which a mock with these settings is reached; raises `SettingError` for port 0."""
        if self.port == 0:
            raise SettingError("port=0: which port that is only the served mock knows; say its base URL")
        return f"http://{url_host(self.host)}:{self.port}"


def url_host(host: str) -> str:
    """*host* as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


@dataclass(frozen=True)
class Layer:
    """Settings from one place, checked."""

    values: Mapping[str, Any]


def settings_fields() -> Iterator[tuple[Field[Any], Any]]:
    """Each setting with its type."""
    types = get_type_hints(Settings)
    for item in fields(Settings):
        yield item, types[item.name]


def default_shown(item: Field[Any]) -> str:
    """The default of a setting as its readers see it."""
    if item.default is None:
        return str(item.metadata["unset"])
    return str(item.default).lower() if isinstance(item.default, bool) else str(item.default)


def from_flags(flags: Mapping[str, str | None]) -> Layer:
    """The settings given as flags; None stands for a flag that was not given."""
    return _layer({name: text for name, text in flags.items() if text is not None}, _flag)


def from_environment(environ: Mapping[str, str]) -> Layer:
    """The settings given as variables; an unknown variable with our prefix is a mistake."""
    given = {name: text for name, text in environ.items() if name.startswith(PREFIX)}
    known = {_variable(item.name): item.name for item, _ in settings_fields()}
    for name in given:
        if name not in known and name != f"{PREFIX}CONFIG":
            raise SettingError(f"{name}: there is no such setting{_nearest(name, known)}")
    return _layer({known[name]: text for name, text in given.items() if name in known}, _variable)


def from_file(path: Path) -> Layer:
    """The settings in a TOML file; the files that it names are looked for from its folder."""
    try:
        document = read_toml(path)
    except TomlFileError as error:
        raise SettingError(f"{path}: {error}") from error
    known = {item.name for item, _ in settings_fields()}
    for name in document:
        if name not in known:
            raise SettingError(f"{path}: there is no setting {name!r}{_nearest(name, known)}")
    values = _layer(document, lambda name: f"{path}: {name}").values
    return Layer({name: path.parent / value if isinstance(value, Path) else value for name, value in values.items()})


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _nearest(name: str, known: Any) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _layer(given: Mapping[str, Any], place: Any) -> Layer:
    values: dict[str, Any] = {}
    for item, kind in settings_fields():
        if item.name in given:
            try:
                values[item.name] = _cast(item, kind, given[item.name])
            except ValueError as error:
                raise SettingError(f"{place(item.name)}={given[item.name]!r:.200}: {error}") from error
    return Layer(values)


def _cast(item: Field[Any], kind: Any, given: Any) -> Any:
    if kind is bool:
        return _switch(given)
    if kind is int:
        return _whole_number(given, item.metadata["least"], item.metadata["most"])
    if get_origin(kind) is Literal:
        if given not in get_args(kind):
            raise ValueError(f"must be one of {', '.join(get_args(kind))}")
        return given
    if not isinstance(given, str) or not given.strip():
        raise ValueError("must be a text that is not empty")
    return given if kind is str else Path(given)


def _switch(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    words = {
        "true": True,
        "yes": True,
        "on": True,
        "1": True,
        "false": False,
        "no": False,
        "off": False,
        "0": False,
    }
    if not isinstance(given, str) or given.lower() not in words:
        raise ValueError("must be true or false")
    return words[given.lower()]


def _whole_number(given: Any, least: int | None, most: int | None) -> int:
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise ValueError("must be a whole number")
    if isinstance(given, str) and not re.fullmatch(r"[+-]?[0-9]{1,18}", given):
        raise ValueError("must be a whole number")
    number = int(given)
    if least is not None and number < least:
        raise ValueError(f"must be at least {least}")
    if most is not None and number > most:
        raise ValueError(f"must be at most {most}")
    return number
