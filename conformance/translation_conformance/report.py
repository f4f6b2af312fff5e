"""The report: `report.json`, the files that its curl commands read, and the same in words for a terminal.

Whatever a target sent is redacted, escaped and cut before it enters either.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from translation_conformance import __version__
from translation_conformance.curl import Curl, curl
from translation_conformance.exchange import Exchange, Failure, Form, Request, Response
from translation_conformance.redaction import Redactor, shown
from translation_conformance.runner import ApiRun, Evidence, Options, Run
from translation_conformance.target import ApiTarget, Target
from translation_conformance.verdict import Row, RowOutcome, Summary
from translation_openapi import Level

SCHEMA_VERSION = 1
#: Examples of one violation that are kept.
_MOST_EVIDENCE = 3
_UPLOADS = "uploads"


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
        return shown(self.redactor.text(text), limit)

    def write(self, folder: Path) -> None:
        """Write `report.json` and the files of its curl commands into *folder*."""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.document(), indent=2, ensure_ascii=False)
        (folder / "report.json").write_text(text + "\n", encoding="utf-8")
        for row in self.summary.rows:
            for evidence in row.evidence[:_MOST_EVIDENCE]:
                for file in self._curl(row, evidence.exchange.request).files if evidence.exchange else ():
                    (folder / _UPLOADS).mkdir(exist_ok=True)
                    (folder / _UPLOADS / file.name).write_bytes(file.content)

    def document(self) -> dict[str, Any]:
        """The report as JSON has it."""
        redactor = self.redactor
        return {
            "schema_version": SCHEMA_VERSION,
            "suite_version": __version__,
            "verdict": str(self.summary.verdict),
            "warnings": self.summary.warnings,
            "seed": self.options.seed,
            "requests_sent": self.run.requests_sent,
            "duration_s": round(self.duration, 3),
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "inconclusive": [self._shown(line, 500) for line in self.summary.inconclusive],
            "target": redactor.value({api.name: _target(api) for api in self.target.apis}),
            "requirements": [self._row(row) for row in self.summary.rows],
            "observations": [item for api in self.run.apis for item in self._observations(api)],
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
            "detail": self._shown(row.detail) or None,
            "evidence": [self._evidence(row, item) for item in row.evidence[:_MOST_EVIDENCE]],
        }

    def _evidence(self, row: Row, evidence: Evidence) -> dict[str, Any]:
        redactor = self.redactor
        told: dict[str, Any] = {
            "check": evidence.check.name,
            "expected": self._shown(evidence.finding.expected),
            "actual": self._shown(evidence.finding.actual, 600),
        }
        if evidence.exchange:
            api = self._api(row)
            told |= redactor.value(_exchange(api, evidence.exchange, redactor))
            told["curl"] = redactor.text(self._curl(row, evidence.exchange.request).line)
        return told

    def _api(self, row: Row) -> ApiTarget:
        return next(api for api in self.target.apis if api.name == row.requirement.api)

    def _curl(self, row: Row, request: Request) -> Curl:
        folder = self.folder / _UPLOADS if self.folder else None
        return curl(self._api(row), self.target.http, request, folder)

    def lines(self) -> Iterator[str]:
        """The report in words; the last line says how much was checked, and the verdict."""
        for api in self.run.apis:
            yield f"{api.suite.api.title}, {self.redactor.text(api.target.base_url)}"
            if api.inconclusive is None:
                yield from self._headings(api)
            yield ""
        for row in self.summary.rows:
            if row.outcome is RowOutcome.FAILED:
                yield from self.failure(row)
        for line in self.summary.inconclusive:
            yield f"inconclusive: {self._shown(line, 500)}"
        if self.run.interrupted:
            yield "interrupted: the rest was not checked"
        yield f"{self.run.requests_sent} requests in {self.duration:.1f} s, seed {self.options.seed}"
        yield self.summary.last_line

    def _headings(self, api: ApiRun) -> Iterator[str]:
        rows = [row for row in self.summary.rows if row.requirement.api == api.suite.name]
        for heading in dict.fromkeys(row.requirement.source for row in rows):
            under = [row for row in rows if row.requirement.source == heading]
            counts = Counter(row.outcome for row in under)
            told = ", ".join(
                f"{counts[outcome]} {str(outcome).replace('_', ' ')}" for outcome in RowOutcome if counts[outcome]
            )
            yield f"  {heading:<38} {told}"
            for row in under:
                if row.outcome is RowOutcome.NOT_CHECKED:
                    detail = f": {self._shown(row.detail)}" if row.detail else ""
                    yield f"    not checked: {row.requirement.id} ({row.reason}{detail})"

    def failure(self, row: Row) -> Iterator[str]:
        """A violated requirement in words, with a command that shows it."""
        kind = "FAILED" if row.requirement.level is Level.DOCUMENTED else "WARNING"
        yield f"{kind} {row.requirement.id} ({row.requirement.level})"
        yield f"  {row.requirement.statement}"
        first = self._evidence(row, row.evidence[0])
        yield f"  check:    {first['check']}"
        yield f"  expected: {first['expected']}"
        yield f"  actual:   {first['actual']}"
        if "curl" in first:
            yield f"  {first['curl']}"
            exchange = row.evidence[0].exchange
            if exchange and not self.folder:
                for file in self._curl(row, exchange.request).files:
                    yield f"  with {file.name}: {len(file.content)} bytes of the suite; --report-dir saves it"
        if len(row.evidence) > 1:
            yield f"  and {len(row.evidence) - 1} more such answers"
        yield ""


def _target(api: ApiTarget) -> dict[str, Any]:
    return {
        "base_url": api.base_url,
        "languages": list(api.languages),
        "models": list(api.models),
        # Names only.
        "credentials": list(api.credentials),
    }


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
        "body": shown(redactor.text(outcome.body[:40_000].decode("utf-8", "backslashreplace")), 2000),
        "bytes": len(outcome.body),
        "truncated": outcome.truncated,
    }
