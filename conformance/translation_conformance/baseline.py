"""What changed since an earlier report.

`read` raises `BaselineError` for every file that is no report, and nothing else; its message is one line.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from translation_conformance.check import Reason
from translation_conformance.redaction import shown
from translation_conformance.verdict import Row, RowOutcome

_FILE = "report.json"
_SCHEMA_VERSION = 1
#: The largest report that is read; a real one is far smaller.
_LARGEST = 200 * 2**20
_VIOLATED = (RowOutcome.FAILED, RowOutcome.WAIVED)


class BaselineError(ValueError):
    """The earlier report cannot be used; the message says why, in one line."""


@dataclass(frozen=True)
class Baseline:
    """What an earlier report says."""

    path: str
    #: The outcome of each requirement by its id.
    outcomes: Mapping[str, RowOutcome]
    started_at: str | None = None
    verdict: str | None = None


class ChangeKind(StrEnum):
    """What changed about a requirement, the worst first."""

    FAILED = "newly failed"
    WAIVED = "newly waived"
    NOT_CHECKED = "newly not checked"
    MENDED = "mended"
    CHECKED = "newly checked"


@dataclass(frozen=True)
class Change:
    """A requirement with another outcome than before."""

    requirement: str
    kind: ChangeKind
    #: None for a requirement that the earlier report does not have.
    before: RowOutcome | None
    after: RowOutcome


def read(path: Path) -> Baseline:
    """The report at *path*, which may also be the folder that it was written to."""
    try:
        file = path / _FILE if path.is_dir() else path
        if file.exists() and not file.is_file():
            raise BaselineError("it is not a file")
        if file.stat().st_size > _LARGEST:
            raise BaselineError("it is too large to be a report")
        return parse(json.loads(file.read_bytes()), str(path))
    except (OSError, ValueError, RecursionError) as error:
        raise BaselineError(f"{shown(str(path))}: {_why(error)}") from error


def _why(error: Exception) -> str:
    if isinstance(error, BaselineError):
        return str(error)
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror}"
    return "it is no JSON" if isinstance(error, json.JSONDecodeError | UnicodeDecodeError | RecursionError) else "bad"


def parse(document: Any, path: str = "") -> Baseline:
    """The report in *document*."""
    if not isinstance(document, dict) or "schema_version" not in document:
        raise BaselineError("it is no report of this suite: it has no schema_version")
    if document["schema_version"] != _SCHEMA_VERSION:
        version = shown(repr(document["schema_version"]), 40)
        raise BaselineError(f"its schema_version is {version}, not {_SCHEMA_VERSION}")
    rows = document.get("requirements")
    if not isinstance(rows, list):
        raise BaselineError("its requirements are no list")
    return Baseline(
        path,
        dict(_outcome(row, number) for number, row in enumerate(rows)),
        *(_text_or_none(document.get(key)) for key in ("started_at", "verdict")),
    )


def _outcome(row: Any, number: int) -> tuple[str, RowOutcome]:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise BaselineError(f"its requirements[{number}] has no id")
    try:
        return row["id"], RowOutcome(str(row.get("outcome")))
    except ValueError:
        told = shown(repr(row.get("outcome")), 40)
        raise BaselineError(f"its requirements[{number}] has the outcome {told}, which there is not") from None


def _text_or_none(value: Any) -> str | None:
    return shown(value, 60) if isinstance(value, str) else None


def changes(baseline: Baseline, rows: Iterable[Row]) -> Iterator[Change]:
    """What changed from *baseline* to *rows*, the worst first.

    An API that the baseline is not about was not checked before: only its violations are news.
    """
    found = [change for row in rows if (change := _change(baseline, row))]
    order = list(ChangeKind)
    yield from sorted(found, key=lambda change: order.index(change.kind))


def _change(baseline: Baseline, row: Row) -> Change | None:
    before = baseline.outcomes.get(row.requirement.id)
    if row.reason in (Reason.QUICK, Reason.NOT_SELECTED):
        # Nobody asked about it this time.
        return None
    kind = _kind(before, row.outcome)
    return Change(row.requirement.id, kind, before, row.outcome) if kind else None


def _kind(before: RowOutcome | None, after: RowOutcome) -> ChangeKind | None:
    if after is before:
        return None
    if after is RowOutcome.FAILED:
        return ChangeKind.FAILED
    if after is RowOutcome.WAIVED:
        return ChangeKind.WAIVED
    if before is None:
        return None
    if after is RowOutcome.NOT_CHECKED:
        return ChangeKind.NOT_CHECKED
    if before in _VIOLATED:
        return ChangeKind.MENDED
    return ChangeKind.CHECKED if before is RowOutcome.NOT_CHECKED else None


def gone(baseline: Baseline, rows: Iterable[Row]) -> tuple[str, ...]:
    """The requirements of *baseline* that are not among *rows*: of an API that was left out, or given up."""
    here = {row.requirement.id for row in rows}
    return tuple(id_ for id_ in baseline.outcomes if id_ not in here)
