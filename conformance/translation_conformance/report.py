"""The report: a document from which `report.json` and every other file is made, and the same in words for a terminal.

Whatever a target sent is redacted, escaped and cut before it enters either. Pictures alone come from elsewhere:
`translation_conformance.artefacts.thumbnails` draws them anew.
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

from translation_conformance import __version__, baseline
from translation_conformance.artefacts.junit import junit
from translation_conformance.artefacts.markdown import markdown
from translation_conformance.artefacts.page import page
from translation_conformance.artefacts.thumbnails import Gallery, Thumbnail
from translation_conformance.artefacts.writing import UPLOADS, clean, write
from translation_conformance.baseline import Baseline, Change, ChangeKind
from translation_conformance.check import Mode, Reason
from translation_conformance.curl import Curl, curl
from translation_conformance.exchange import Request
from translation_conformance.redaction import Redactor, shown
from translation_conformance.runner import ApiRun, Evidence, Options, Run
from translation_conformance.session import Inconclusive
from translation_conformance.target import ApiTarget, Target
from translation_conformance.told import SEARCHED, body_told, exchange_told, sent_told
from translation_conformance.verdict import Row, RowOutcome, Summary
from translation_conformance.waivers import AppliedWaiver
from translation_openapi import Level

SCHEMA_VERSION = 1
#: Examples of one violation that are kept.
_MOST_EVIDENCE = 3
#: What is said of requirements, in the order in which it is counted.
_OUTCOMES = ("passed", "observed", *(str(item).replace("_", " ") for item in RowOutcome if item != RowOutcome.PASSED))
#: In what company a request was sent, where that is what it is about.
_COMPANY = {
    Mode.SEQUENCE: "as one of several, one after the other",
    Mode.AT_ONCE: "together with others, at the same time",
}
#: A cause keeps so many requirements from being checked at most to name them on a terminal.
_MOST_NAMED = 5
#: Requirements that changed in the same way are named up to this number on a terminal.
_MOST_CHANGES = 10


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
    #: An earlier report, to tell what changed since.
    baseline: Baseline | None = None

    @cached_property
    def redactor(self) -> Redactor:
        """Takes the secrets of the profile out."""
        return Redactor(self.target.secrets)

    def _shown(self, text: str, limit: int = 300) -> str:
        """*text* without secrets, on one line; redacted before it is cut, as half a secret is not found."""
        return shown(self.redactor.text(text[:SEARCHED]), limit)

    def write(self, folder: Path) -> None:
        """Write every file of the report into *folder*; what an earlier report left there of its own goes."""
        document = self.document()
        uploads = {
            file.name: file.content
            for row in self.summary.rows
            for evidence in row.evidence[:_MOST_EVIDENCE]
            for file in (self._curl(row, evidence.exchange.request).files if evidence.exchange else ())
        }
        for name, content in uploads.items():
            write(folder / UPLOADS / name, content)
        write(folder / "report.html", page(document, self.thumbnails()).encode())
        write(folder / "junit.xml", junit(document))
        write(folder / "summary.md", markdown(document).encode())
        # Whoever finds this one finds them all.
        write(folder / "report.json", (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode())
        clean(folder / UPLOADS, keep=uploads)

    def thumbnails(self) -> dict[tuple[str, int], tuple[Thumbnail, ...]]:
        """The pictures of each evidence, drawn anew, by requirement and place; as many as a page can bear."""
        gallery = Gallery(self._shown)
        return {
            (row.requirement.id, number): pictures
            for row in self.summary.rows
            for number, evidence in enumerate(row.evidence[:_MOST_EVIDENCE])
            if evidence.exchange and (pictures := gallery.pictures(evidence.exchange))
        }

    def document(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "schema_version": SCHEMA_VERSION,
            "suite_version": __version__,
            "verdict": str(self.summary.verdict),
            "summary": self.summary.last_line,
            "warnings": self.summary.warnings,
            "strict": self.summary.strict,
            "quick": self.options.quick,
            "interrupted": self.run.interrupted,
            "seed": self.options.seed,
            "requests_sent": self.run.requests_sent,
            # Successes that a metered service may charge for.
            "billable_sent": self.run.billable_sent,
            # How many seconds the target asked to wait, each time.
            "waits": [round(wait, 3) for wait in self.run.waits],
            "duration_s": round(self.duration, 3),
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "inconclusive": [self.inconclusive(why) for why in self.summary.inconclusive],
            "errors": [self.error(error) for error in self.run.errors],
            "target": {api.name: self._target(api) for api in self.target.apis},
            # What the curl commands need.
            "exports": self.exports,
            "uploads": str((self.folder / UPLOADS).resolve()) if self.folder else None,
            "waivers": [self._waiver(applied) for applied in self.summary.waivers],
            "changes": self._changes(),
            "requirements": [self._row(row) for row in self.summary.rows],
            "observations": [item for api in self.run.apis for item in self._observations(api)],
        }

    def _own(self, text: str, limit: int = 300) -> str:
        """*text* of the profile or of a file of the user without secrets, on one line."""
        return shown(self.redactor.own(text), limit)

    def _waiver(self, applied: AppliedWaiver) -> dict[str, Any]:
        waiver = applied.waiver
        return {
            "requirement": self._own(waiver.requirement),
            "reason": self._own(waiver.reason, 1000),
            "expires": waiver.expires.isoformat() if waiver.expires else None,
            "target": None if waiver.target is None else self._own(waiver.target),
            "state": str(applied.state),
            "violated": list(applied.violated),
            "said": self._own(applied.said, 2000) or None,
        }

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What changed since the baseline; nothing where there is none."""
        return tuple(baseline.changes(self.baseline, self.summary.rows)) if self.baseline else ()

    def _changes(self) -> dict[str, Any] | None:
        if self.baseline is None:
            return None
        return {
            "baseline": {
                "path": self._own(self.baseline.path),
                "started_at": self._own(self.baseline.started_at) if self.baseline.started_at else None,
                "verdict": self._own(self.baseline.verdict) if self.baseline.verdict else None,
            },
            "items": [
                {
                    "requirement": change.requirement,
                    "change": str(change.kind),
                    "before": str(change.before) if change.before else None,
                    "after": str(change.after),
                }
                for change in self.changes
            ],
            # Requirements of the baseline that this run does not have.
            "gone": [self._own(id_) for id_ in baseline.gone(self.baseline, self.summary.rows)],
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
                    "request": None if request is None else body_told(request),
                    "sent": None if request is None else sent_told(request),
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
            "waiver": self._waived_by(row),
            # Of so many violating answers the first ones are the evidence.
            "violations": len(row.evidence),
            "evidence": [self._evidence(row, item) for item in row.evidence[:_MOST_EVIDENCE]],
        }

    def _waived_by(self, row: Row) -> dict[str, Any] | None:
        if row.waiver is None:
            return None
        until = row.waiver.expires
        return {"reason": self._own(row.waiver.reason, 1000), "expires": until.isoformat() if until else None}

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
            told |= exchange_told(self._api(row), evidence.exchange, self.redactor)
            # Not redacted: there are variables in it, and nothing of a target.
            told["curl"] = self._curl(row, evidence.exchange.request).line
            told["company"] = _COMPANY.get(evidence.check.probe.mode)
        return told

    def _api(self, row: Row) -> ApiTarget:
        api = next(api for api in self.target.apis if api.name == row.requirement.api)
        return replace(api, base_url=self.redactor.own(api.base_url))

    def _curl(self, row: Row, request: Request) -> Curl:
        folder = self.folder / UPLOADS if self.folder else None
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
        yield from self._waivers_in_words()
        yield from self._changes_in_words()
        for why in self.summary.inconclusive:
            yield f"inconclusive: {self.inconclusive(why)}"
        if self.run.interrupted:
            yield "interrupted: the rest was not checked"
        yield from self._ending()
        yield self.summary.last_line

    def _ending(self) -> Iterator[str]:
        """Where the report lies, and what it took."""
        if self.folder:
            yield f"report: {shown(str(self.folder / 'report.html'), 1000)}, and report.json, junit.xml, summary.md"
        successes = f"success{'' if self.run.billable_sent == 1 else 'es'}"
        yield f"{self.run.billable_sent} {successes} that a metered service may charge for"
        if self.run.waits:
            times = f"{len(self.run.waits)} time{'' if len(self.run.waits) == 1 else 's'}"
            yield f"waited {times}, {sum(self.run.waits):.1f} s in all, as the target asked"
        sent = self.run.requests_sent
        yield f"{sent} request{'' if sent == 1 else 's'} in {self.duration:.1f} s, seed {self.options.seed}"

    def _headings(self, api: ApiRun) -> Iterator[str]:
        rows = [row for row in self.summary.rows if row.requirement.api == api.suite.name]
        for heading in dict.fromkeys(row.requirement.source for row in rows):
            counts = Counter(self._told_outcome(row) for row in rows if row.requirement.source == heading)
            told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in _OUTCOMES if counts[outcome])
            if told:
                yield f"  {heading:<38} {told}"

    def _told_outcome(self, row: Row) -> str:
        """The outcome of *row* in a word or two; nothing where nobody asked for it."""
        if row.reason is Reason.NOT_SELECTED:
            return ""
        if row.outcome is RowOutcome.PASSED and row.requirement.level is Level.ASSUMED:
            return "observed"
        return str(row.outcome).replace("_", " ")

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

    def _waivers_in_words(self) -> Iterator[str]:
        said = [self._own(applied.said, 2000) for applied in self.summary.waivers if applied.said]
        yield from said
        if said:
            yield ""

    def _changes_in_words(self) -> Iterator[str]:
        if self.baseline is None:
            return
        counts = Counter(change.kind for change in self.changes)
        told = ", ".join(f"{counts[kind]} {kind}" for kind in ChangeKind if counts[kind]) or "nothing changed"
        day = f" of {self._own(self.baseline.started_at)}" if self.baseline.started_at else ""
        yield f"since {self._own(self.baseline.path)}{day}: {told}"
        for kind in counts:
            ids = [change.requirement for change in self.changes if change.kind is kind]
            yield from (f"  {kind}: {id_}" for id_ in ids[:_MOST_CHANGES])
            if len(ids) > _MOST_CHANGES:
                yield f"  {kind}: {len(ids) - _MOST_CHANGES} more"
        yield ""

    def _failures(self) -> list[list[Row]]:
        """The violated requirements, those that the same exchange shows together, the waived ones last."""
        groups: dict[object, list[Row]] = {}
        for outcome in (RowOutcome.FAILED, RowOutcome.WAIVED):
            for row in self.summary.rows:
                if row.outcome is outcome:
                    exchange = row.evidence[0].exchange
                    shows = row.requirement.id if exchange is None else id(exchange)
                    groups.setdefault((outcome, shows), []).append(row)
        return list(groups.values())

    def failure(self, row: Row) -> Iterator[str]:
        """A violated requirement in words, with a command that shows it."""
        yield from self._told_together([row])

    def _told_together(self, rows: Sequence[Row]) -> Iterator[str]:
        before = ""
        for row in rows:
            binds = row.requirement.level is Level.DOCUMENTED or self.summary.strict
            kind = "FAILED" if binds else "WARNING"
            if row.waiver:
                kind = "WAIVED"
            first = self._evidence(row, row.evidence[0])
            yield f"{kind} {row.requirement.id} ({row.requirement.level})"
            yield f"  {row.requirement.statement}"
            yield f"  check:    {first['check']}"
            yield f"  expected: {first['expected']}"
            yield f"  actual:   {'as above' if first['actual'] == before else first['actual']}"
            before = first["actual"]
            if row.waiver:
                end = f", until {row.waiver.expires}" if row.waiver.expires else ", without end"
                yield f"  waived:   {self._own(row.waiver.reason)}{end}"
            if len(row.evidence) > 1:
                more = len(row.evidence) - 1
                yield f"  and {more} more such answer{'' if more == 1 else 's'}"
        if exchange := rows[0].evidence[0].exchange:
            command = self._curl(rows[0], exchange.request)
            if company := _COMPANY.get(rows[0].evidence[0].check.probe.mode):
                yield f"  sent {company}, so that it may be answered rightly alone; --only asks all of it again:"
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
