"""Waivers: violations that a team knows of and lives with for a while, each with its reason.

`parse` raises `WaiverError` for every mistake in the file, and nothing else; its message is one line.
"""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from translation_conformance.redaction import shown
from translation_openapi.toml_file import TomlFileError, read_toml

_KEYS = ("requirement", "reason", "expires", "target")


class WaiverError(ValueError):
    """The file of waivers cannot be used; the message says why, in one line."""


@dataclass(frozen=True)
class Waiver:
    """A violation that does not count."""

    #: The id of a requirement, or a shell pattern of ids.
    requirement: str
    reason: str
    #: The last day on which it holds; None for one without end.
    expires: date | None = None
    #: A shell pattern of the base URLs that it is for; None for every target.
    target: str | None = None

    def is_expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.expires is not None and today > self.expires

    def names(self, requirement: str, base_url: str) -> bool:
        """Whether it is about *requirement* of the target at *base_url*."""
        here = self.target is None or fnmatchcase(base_url, self.target)
        return here and fnmatchcase(requirement, self.requirement)


class WaiverState(StrEnum):
    """What became of a waiver in a run."""

    USED = "used"
    #: Nothing that it names is violated.
    UNUSED = "unused"
    #: Its last day is over: what it names counts again.
    EXPIRED = "expired"
    #: It is for another target, or nothing that it names was checked.
    NOT_MET = "not met"


@dataclass(frozen=True)
class AppliedWaiver:
    """A waiver and what became of it."""

    waiver: Waiver
    state: WaiverState
    #: The violated requirements that it names.
    violated: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The same in one line; empty where there is nothing to say."""
        waiver = self.waiver
        match self.state:
            case WaiverState.EXPIRED:
                counted = f"; these count again: {', '.join(self.violated)}" if self.violated else ""
                return f"waiver of {waiver.requirement} expired, {waiver.expires} was its last day{counted}"
            case WaiverState.UNUSED:
                return f"waiver of {waiver.requirement} is unused: nothing that it names is violated"
            case WaiverState.NOT_MET:
                return f"waiver of {waiver.requirement} is not met: what it names was not checked at this target"
            case _:
                return ""


def read(path: Path, known: Collection[str]) -> tuple[Waiver, ...]:
    """The waivers in the file at *path*; each names requirements that are *known*."""
    try:
        return parse(read_toml(path), known)
    except (TomlFileError, WaiverError) as error:
        raise WaiverError(f"{shown(str(path))}: {shown(str(error), 500)}") from error


def parse(document: Mapping[str, Any], known: Collection[str]) -> tuple[Waiver, ...]:
    """The waivers in *document*."""
    for key in document:
        if key != "waiver":
            raise WaiverError(f"unknown key {_told(key)}; each waiver is a table [[waiver]]")
    entries = document.get("waiver", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise WaiverError("waiver is not a list of tables; each waiver is a table [[waiver]]")
    return tuple(_waiver(entry, f"waiver {number}", known) for number, entry in enumerate(entries, 1))


def _waiver(entry: Mapping[str, Any], place: str, known: Collection[str]) -> Waiver:
    for key in entry:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(_KEYS)}"
            raise WaiverError(f"{place}: unknown key {_told(key)}; {hint}")
    requirement = _text(entry, "requirement", place)
    if not any(fnmatchcase(id_, requirement) for id_ in known):
        near = difflib.get_close_matches(requirement, known, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise WaiverError(f"{place}: requirement: there is no {_told(requirement)}{hint}")
    return Waiver(
        requirement,
        # Line ends make a text easier to write, not to read in a list.
        " ".join(_text(entry, "reason", place).split()),
        _day(entry["expires"], place) if "expires" in entry else None,
        _text(entry, "target", place) if "target" in entry else None,
    )


def _text(entry: Mapping[str, Any], key: str, place: str) -> str:
    if key not in entry:
        raise WaiverError(f"{place}: {key} is missing")
    value = entry[key]
    if not isinstance(value, str) or not value.strip():
        raise WaiverError(f"{place}: {key} is {_told(value)}, not a text")
    return value.strip()


def _day(value: Any, place: str) -> date:
    try:
        if isinstance(value, str) and len(value) == len("2030-12-31"):
            return date.fromisoformat(value)
    except ValueError:
        pass  # said below
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    told = str(value) if isinstance(value, datetime) else repr(value)
    raise WaiverError(f"{place}: expires is {shown(told, 80)}, not a date such as 2030-12-31")


def _told(value: Any) -> str:
    return shown(repr(value), 80)
