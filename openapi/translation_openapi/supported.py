"""The supported lists of the text API: language codes and model names, read from a TOML file.

The file beside this module is assumed: the vendor's pages for the lists are not in our hands. Another file of
the same form may be named instead; the form is described at its head. Codes and names are compared exactly,
case included.

Raises `SupportedListsError` for every mistake in the file, and nothing else.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeVar, cast

from translation_openapi.toml_file import TomlFileError, read_toml

# The rules of the text contract for codes, which a test holds against these; a list is read before any contract.
CODE = re.compile(r"[a-zA-Z]+(-[a-zA-Z]+)?")
SHORTEST_CODE, LONGEST_CODE = 2, 11

SCRIPT = re.compile(r"[A-Z][a-z]{3}")

Direction = Literal["ltr", "rtl"]
Row = TypeVar("Row", bound="Language | Model")


class SupportedListsError(ValueError):
    """The file of the supported lists has a mistake; the message names file, row and value in one line."""


@dataclass(frozen=True)
class Language:
    """A language that the text API translates from and to."""

    code: str
    name: str
    script: str
    direction: Direction

    @property
    def is_rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.direction == "rtl"


@dataclass(frozen=True)
class Model:
    """A translation model, and whether only subscribed users may use it."""

    name: str
    subscription: bool


@dataclass(frozen=True)
class SupportedLists:
    """The languages and the models in force, in the order of their file."""

    languages: tuple[Language, ...]
    models: tuple[Model, ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the languages."""
        return tuple(self._languages)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the models."""
        return tuple(self._models)

    def language(self, code: str) -> Language | None:
        """Find the language with exactly this code."""
        return self._languages.get(code)

    def model(self, name: str) -> Model | None:
        """Find the model with exactly this name."""
        return self._models.get(name)

    @cached_property
    def _languages(self) -> Mapping[str, Language]:
        return {language.code: language for language in self.languages}

    @cached_property
    def _models(self) -> Mapping[str, Model]:
        return {model.name: model for model in self.models}


def load_supported(path: Path | None = None) -> SupportedLists:
    """Read the lists from `path`, or the lists of this package; raises `SupportedListsError`."""
    try:
        document = read_toml(path or files("translation_openapi") / "supported.toml")
        for table in document.keys() - {"language", "model"}:
            raise SupportedListsError(f"unknown table {table!r:.80}, known are language, model")
        return SupportedLists(
            languages=_rows(document, "language", _language, lambda language: language.code),
            models=_rows(document, "model", _model, lambda model: model.name),
        )
    except (SupportedListsError, TomlFileError) as mistake:
        named = f"{path or 'supported.toml'}: {mistake}"
        raise SupportedListsError(" ".join(named.splitlines())) from mistake.__cause__


def _rows(
    document: Mapping[str, object], table: str, build: Callable[["_Fields"], Row], key: Callable[[Row], str]
) -> tuple[Row, ...]:
    """Build the rows of one table; there is at least one, and no key twice."""
    rows = document.get(table, [])
    if not isinstance(rows, list):
        raise SupportedListsError(f"{table} is {rows!r:.80}, not a list of [[{table}]] rows")
    if not rows:
        raise SupportedListsError(f"there is no [[{table}]] row")
    built: dict[str, Row] = {}
    for number, row in enumerate(rows, 1):
        fields = _Fields(f"[[{table}]] {number}", row)
        value = build(fields)
        if key(value) in built:
            raise fields.mistake(f"{key(value)!r} is there twice")
        built[key(value)] = value
    return tuple(built.values())


def _language(row: "_Fields") -> Language:
    row.only("code", "name", "script", "direction")
    code = row.text("code")
    if not (CODE.fullmatch(code) and SHORTEST_CODE <= len(code) <= LONGEST_CODE):
        raise row.mistake(f"code {code!r:.80} is not letters-letters of {SHORTEST_CODE} to {LONGEST_CODE} characters")
    name, script, direction = row.text("name"), row.text("script"), row.text("direction")
    if not SCRIPT.fullmatch(script):
        raise row.mistake(f"script {script!r:.80} is not a code of ISO 15924, such as 'Latn'")
    if direction not in ("ltr", "rtl"):
        raise row.mistake(f"direction {direction!r:.80} is neither 'ltr' nor 'rtl'")
    return Language(code, name, script, cast(Direction, direction))


def _model(row: "_Fields") -> Model:
    row.only("name", "subscription")
    return Model(row.text("name"), row.flag("subscription"))


@dataclass(frozen=True)
class _Fields:
    """One row of the file, and where it stands."""

    place: str
    values: object

    def mistake(self, what: str) -> SupportedListsError:
        return SupportedListsError(f"{self.place}: {what}")

    def only(self, *names: str) -> None:
        """Check that the row is a table of exactly these fields."""
        if not isinstance(self.values, dict):
            raise self.mistake(f"{self.values!r:.80} is not a table")
        for name in self.values:
            if name not in names:
                raise self.mistake(f"unknown field {name!r:.80}, known are {', '.join(names)}")
        for name in names:
            if name not in self.values:
                raise self.mistake(f"field {name!r} is missing")

    def text(self, name: str) -> str:
        """The value of a field, a printable string without spaces around it."""
        value = self._value(name)
        if not isinstance(value, str):
            raise self.mistake(f"{name} {value!r:.80} is not a string")
        if not value or value != value.strip() or not value.isprintable():
            raise self.mistake(f"{name} {value!r:.80} is empty, or has spaces around it or unprintable characters")
        return value

    def flag(self, name: str) -> bool:
        """The value of a field, true or false."""
        value = self._value(name)
        if not isinstance(value, bool):
            raise self.mistake(f"{name} {value!r:.80} is neither true nor false")
        return value

    def _value(self, name: str) -> object:
        return cast(Mapping[str, object], self.values)[name]
