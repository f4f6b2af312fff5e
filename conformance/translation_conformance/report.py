"""The report: `report.json`, the files that its curl commands read, and the same in words for a terminal.

Whatever a target sent is redacted, escaped and cut before it enters either.
"""

import json
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from translation_conformance import __version__
from translation_conformance.check import Reason
from translation_conformance.curl import Curl, curl
from translation_conformance.exchange import Exchange, Failure, Form, Request, Response
from translation_conformance.redaction import Redactor, shown
from translation_conformance.runner import ApiRun, Evidence, Inconclusive, Options, Run
from translation_conformance.target import ApiTarget, Target
from translation_conformance.verdict import Row, RowOutcome, Summary
from translation_openapi import Level

SCHEMA_VERSION = 1
#: Examples of one violation that are kept.
_MOST_EVIDENCE = 3
#: What of a text is searched for secrets: far more than is shown of it.
_SEARCHED = 20_000
#: The files of the curl commands: pictures, and long bodies.
_UPLOADS = "uploads"
#: A cause keeps so many requirements from being checked at most to name them on a terminal.
_MOST_NAMED = 5


@dataclass(frozen=True)
class Report:
    """Everything that is to be told about a run."""

    target: Target
    options: Options
    run: Run
    summary: Summary
    started_at: datetime
    duration: float
    folder: Path | None = None

    @cached_property
    def redactor(self) -> Redactor:
        """Takes the secrets of the profile out."""
        return Redactor(self.target.secrets)

    def _shown(self, text: str, limit: int = 300) -> str:
        """*text* without secrets, on one line; redacted before it is cut, as half a secret is not found."""
        return shown(self.redactor.text(text[:_SEARCHED]), limit)

    def write(self, folder: Path) -> None:
        """Write `report.json` and the files of its curl commands into *folder*."""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.document(), indent=2, ensure_ascii=False)
        # Nobody finds half a report.
        unfinished = folder / "report.json.part"
        unfinished.write_text(text + "\n", encoding="utf-8")
        unfinished.replace(folder / "report.json")
        for row in self.summary.rows:
            for evidence in row.evidence[:_MOST_EVIDENCE]:
                for file in self._curl(row, evidence.exchange.request).files if evidence.exchange else ():
                    (folder / _UPLOADS).mkdir(exist_ok=True)
                    (folder / _UPLOADS / file.name).write_bytes(file.content)

    def document(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "schema_version": SCHEMA_VERSION,
            "suite_version": __version__,
            "verdict": str(self.summary.verdict),
            "warnings": self.summary.warnings,
            "seed": self.options.seed,
            "requests_sent": self.run.requests_sent,
            "duration_s": round(self.duration, 3),
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "inconclusive": [self.inconclusive(why) for why in self.summary.inconclusive],
            "errors": [self.error(error) for error in self.run.errors],
            "target": {api.name: self._target(api) for api in self.target.apis},
            # What the curl commands need.
            "exports": self.exports,
            "uploads": str((self.folder / _UPLOADS).resolve()) if self.folder else None,
            "requirements": [self._row(row) for row in self.summary.rows],
            "observations": [item for api in self.run.apis for item in self._observations(api)],
        }

    def inconclusive(self, why: Inconclusive) -> str:
        """Why there is no verdict, in one line."""
        said = self.redactor.own(why.said)
        return f"{said}: {self._shown(why.told, 500)}" if why.told else said

    def error(self, error: Exception) -> str:
        """A fault of the suite itself, in one line."""
        return error_line(error, self.redactor)

    @cached_property
    def exports(self) -> dict[str, str]:
        """The variables in the curl commands that are shown, and where the profile has what they stand for."""
        shown_ = (
            self._curl(row, evidence.exchange.request)
            for row in self.summary.rows
            for evidence in row.evidence[:_MOST_EVIDENCE]
            if evidence.exchange
        )
        used = {variable for command in shown_ for variable in command.variables}
        return {name: place for name, place in self.target.places.items() if name in used}

    def _target(self, api: ApiTarget) -> dict[str, Any]:
        own = self.redactor.own
        return {
            "base_url": own(api.base_url),
            "languages": list(map(own, api.languages)),
            "models": list(map(own, api.models)),
            # Names only.
            "credentials": list(api.credentials),
        }

    def _observations(self, api: ApiRun) -> Iterator[dict[str, Any]]:
        for judged in api.judged:
            for observation in judged.observations:
                request = None if observation.exchange is None else judged.exchanges[observation.exchange].request
                yield {
                    "requirement": observation.requirement,
                    "check": judged.check.name,
                    "seen": self._shown(observation.seen),
                    "request": None if request is None else _body(request),
                }

    def _row(self, row: Row) -> dict[str, Any]:
        return {
            "id": row.requirement.id,
            "api": row.requirement.api,
            "level": str(row.requirement.level),
            "statement": row.requirement.statement,
            "source": row.requirement.source,
            "outcome": str(row.outcome),
            "reason": str(row.reason) if row.reason else None,
            "detail": self.detail(row) or None,
            "evidence": [self._evidence(row, item) for item in row.evidence[:_MOST_EVIDENCE]],
        }

    def detail(self, row: Row) -> str:
        """More about why a requirement was not checked."""
        # Some of it is the suite's own, and names keys of the profile.
        return shown(row.detail) if row.reason is Reason.NO_CREDENTIAL else self._shown(row.detail)

    def _evidence(self, row: Row, evidence: Evidence) -> dict[str, Any]:
        told: dict[str, Any] = {
            "check": evidence.check.name,
            "expected": shown(self.redactor.own(evidence.finding.expected)),
            "actual": self._shown(evidence.finding.actual, 600),
        }
        if evidence.exchange:
            told |= _exchange(self._api(row), evidence.exchange, self.redactor)
            # Not redacted: there are variables in it, and nothing of a target.
            told["curl"] = self._curl(row, evidence.exchange.request).line
        return told

    def _api(self, row: Row) -> ApiTarget:
        api = next(api for api in self.target.apis if api.name == row.requirement.api)
        return replace(api, base_url=self.redactor.own(api.base_url))

    def _curl(self, row: Row, request: Request) -> Curl:
        folder = self.folder / _UPLOADS if self.folder else None
        return curl(self._api(row), self.target.http, request, folder)

    def lines(self) -> Iterator[str]:
        """The report in words; the last line says how much was checked, and the verdict."""
        for api in self.run.apis:
            yield f"{api.suite.api.title}, {self.redactor.own(api.target.base_url)}"
            if api.inconclusive is None:
                yield from self._headings(api)
            yield ""
        for group in self._failures():
            yield from self._told_together(group)
        if self.exports:
            variables = " ".join(f"{name}=<{place}>" for name, place in self.exports.items())
            yield f"to use the curl lines: export {variables}"
            yield ""
        for api in self.run.apis:
            if api.inconclusive is None:
                yield from self._not_checked(api)
        for why in self.summary.inconclusive:
            yield f"inconclusive: {self.inconclusive(why)}"
        if self.run.interrupted:
            yield "interrupted: the rest was not checked"
        sent = self.run.requests_sent
        yield f"{sent} request{'' if sent == 1 else 's'} in {self.duration:.1f} s, seed {self.options.seed}"
        yield self.summary.last_line

    def _headings(self, api: ApiRun) -> Iterator[str]:
        rows = [row for row in self.summary.rows if row.requirement.api == api.suite.name]
        for heading in dict.fromkeys(row.requirement.source for row in rows):
            counts = Counter(row.outcome for row in rows if row.requirement.source == heading)
            told = ", ".join(
                f"{counts[outcome]} {str(outcome).replace('_', ' ')}" for outcome in RowOutcome if counts[outcome]
            )
            yield f"  {heading:<38} {told}"

    def _not_checked(self, api: ApiRun) -> Iterator[str]:
        """The requirements that were not checked, by what kept them from it."""
        causes: dict[str, list[str]] = {}
        for row in self.summary.rows:
            if row.requirement.api == api.suite.name and row.outcome is RowOutcome.NOT_CHECKED:
                detail = self.detail(row)
                known = row.reason in (Reason.NO_CREDENTIAL, Reason.PREREQUISITE) and detail
                cause = detail if known else f"{row.reason}, {detail}" if detail else str(row.reason)
                causes.setdefault(cause, []).append(row.requirement.id)
        for cause, ids in causes.items():
            yield f"not checked: {cause}: {len(ids)} requirement{'' if len(ids) == 1 else 's'} of {api.suite.name}"
            if len(ids) <= _MOST_NAMED:
                yield from (f"  {id_}" for id_ in ids)
        if causes:
            yield ""

    def _failures(self) -> list[list[Row]]:
        """The violated requirements, those that the same exchange shows together."""
        groups: dict[object, list[Row]] = {}
        for row in self.summary.rows:
            if row.outcome is RowOutcome.FAILED:
                exchange = row.evidence[0].exchange
                groups.setdefault(row.requirement.id if exchange is None else id(exchange), []).append(row)
        return list(groups.values())

    def failure(self, row: Row) -> Iterator[str]:
        """A violated requirement in words, with a command that shows it."""
        yield from self._told_together([row])

    def _told_together(self, rows: Sequence[Row]) -> Iterator[str]:
        before = ""
        for row in rows:
            kind = "FAILED" if row.requirement.level is Level.DOCUMENTED else "WARNING"
            first = self._evidence(row, row.evidence[0])
            yield f"{kind} {row.requirement.id} ({row.requirement.level})"
            yield f"  {row.requirement.statement}"
            yield f"  check:    {first['check']}"
            yield f"  expected: {first['expected']}"
            yield f"  actual:   {'as above' if first['actual'] == before else first['actual']}"
            before = first["actual"]
            if len(row.evidence) > 1:
                more = len(row.evidence) - 1
                yield f"  and {more} more such answer{'' if more == 1 else 's'}"
        if exchange := rows[0].evidence[0].exchange:
            command = self._curl(rows[0], exchange.request)
            yield f"  {command.line}"
            for file in () if self.folder else command.files:
                yield f"  with {file.name}: {len(file.content)} bytes of the suite; --report-dir saves it"
        yield ""


def error_line(error: Exception, redactor: Redactor | None) -> str:
    """An error of the suite itself in one line, and where it came up."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    # Without a redactor nothing is known to be safe.
    said = f": {shown(redactor.text(str(error)))}" if redactor else ""
    return f"error of the suite: {type(error).__name__}{place}{said}"


def _exchange(api: ApiTarget, exchange: Exchange, redactor: Redactor) -> dict[str, Any]:
    request = exchange.request
    headers = [list(pair) for pair in request.content_headers]
    if request.credential:
        variable = f"${api.credentials[request.credential.name].variable}"
        template = request.credential.template.replace("{key}", variable)
        headers.append([request.credential.header, template])
    return {
        "request": {
            "method": request.method,
            "url": api.base_url + request.path,
            "headers": headers,
            "body": _body(request),
        },
        "response": _answer(exchange.outcome, redactor),
    }


def _body(request: Request) -> Any:
    if isinstance(request.body, Form):
        return [
            {"name": part.name, "filename": part.filename, "bytes": len(part.content)}
            if part.filename is not None
            else {"name": part.name, "value": shown(part.content.decode("utf-8", "backslashreplace"), 200)}
            for part in request.body.parts
        ]
    return shown(request.body.decode("utf-8", "backslashreplace"), 2000)


def _answer(outcome: Response | Failure, redactor: Redactor) -> dict[str, Any]:
    if isinstance(outcome, Failure):
        return {"failure": str(outcome.kind), "detail": shown(redactor.text(outcome.detail))}
    return {
        "status": outcome.status,
        "headers": [[shown(redactor.text(name)), shown(redactor.text(value))] for name, value in outcome.headers],
        # Far more than is shown, and redacted first.
        "body": shown(redactor.text(outcome.body[:_SEARCHED].decode("utf-8", "backslashreplace")), 2000),
        "bytes": len(outcome.body),
        "truncated": outcome.truncated,
    }
