"""From findings to outcomes: what is to be said of each requirement, and of the target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from translation_conformance.check import Mode, Outcome, Reason
from translation_conformance.runner import Evidence, Run
from translation_conformance.session import Inconclusive
from translation_conformance.waivers import AppliedWaiver, Waiver, WaiverState
from translation_openapi import Level, Requirement

#: A documented row that was left over for one of these makes the verdict inconclusive; for others it does not.
_NOT_ASKED_FOR = (Reason.NOT_SELECTED, Reason.NO_CREDENTIAL, Reason.QUICK, Reason.PREREQUISITE)
LEFT_OVER = tuple(reason for reason in Reason if reason not in _NOT_ASKED_FOR)


class Verdict(StrEnum):
    """What is said of a target."""

    CONFORMS = "conforms"
    VIOLATES = "violates"
    INCONCLUSIVE = "inconclusive"


EXIT_CODES = {Verdict.CONFORMS: 0, Verdict.VIOLATES: 1, Verdict.INCONCLUSIVE: 3}


class RowOutcome(StrEnum):
    """What is said of a requirement."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"
    #: Violated, which a waiver says is known.
    WAIVED = "waived"
    UNTESTABLE = "untestable"


_CHECKED = (RowOutcome.PASSED, RowOutcome.FAILED, RowOutcome.WAIVED)


@dataclass(frozen=True)
class Row:
    """A requirement and what became of it."""

    requirement: Requirement
    outcome: RowOutcome
    reason: Reason | None = None
    #: More about the reason.
    detail: str = ""
    evidence: tuple[Evidence, ...] = ()
    #: What makes a violation not count.
    waiver: Waiver | None = None


@dataclass(frozen=True)
class Summary:
    """What is said of a target: every row of the APIs that were checked, and the verdict."""

    rows: tuple[Row, ...]
    verdict: Verdict
    #: Why there is no verdict, one line for each API without.
    inconclusive: tuple[Inconclusive, ...]
    waivers: tuple[AppliedWaiver, ...] = ()
    #: A violation of an implied requirement counts.
    strict: bool = False

    def binds(self, row: Row) -> bool:
        """Whether a violation of *row* fails the target."""
        return row.requirement.level in _binding(strict=self.strict)

    def having(self, level: Level, outcome: RowOutcome) -> tuple[Row, ...]:
        """The rows of *level* with *outcome*."""
        return tuple(row for row in self.rows if row.requirement.level is level and row.outcome is outcome)

    @property
    def warnings(self) -> int:
        """How many implied requirements are violated."""
        return len(self.having(Level.IMPLIED, RowOutcome.FAILED))

    @property
    def last_line(self) -> str:
        """The one line that says it all."""
        counts = {outcome: len(self.having(Level.DOCUMENTED, outcome)) for outcome in RowOutcome}
        checked = counts[RowOutcome.PASSED] + counts[RowOutcome.FAILED] + counts[RowOutcome.WAIVED]
        total = checked + counts[RowOutcome.NOT_CHECKED]
        failed = counts[RowOutcome.FAILED] + (self.warnings if self.strict else 0)
        warned = 0 if self.strict else self.warnings
        warnings = f"{warned} warning{'' if warned == 1 else 's'}"
        untestable = counts[RowOutcome.UNTESTABLE]
        waived = sum(row.outcome is RowOutcome.WAIVED for row in self.rows)
        return (
            f"checked {checked} of {total} documented rows"
            f"{f' ({untestable} more cannot be tested)' if untestable else ''}: "
            f"{failed} failed, {warnings}{f', {waived} waived' if waived else ''}; "
            f"verdict: {self.verdict}"
        )


def summary(run: Run, *, strict: bool = False, waivers: Sequence[Waiver] = (), today: date | None = None) -> Summary:
    """What *run* says of its target; *strict* makes violations of implied requirements count.

    Violations that *waivers* name do not count, as long as *today*, a day in UTC, is not past their last one.
    """
    today = today or datetime.now(UTC).date()
    urls = {api.suite.name: api.target.base_url for api in run.apis}
    found = [
        row_of(requirement, api.evidence(id_))
        for api in run.apis
        for id_, requirement in api.suite.api.catalogue.items()
    ]
    applied = tuple(_applied(waiver, found, urls, today) for waiver in waivers)
    in_force = [waiver for waiver in waivers if not waiver.is_expired(today)]
    rows = tuple(_waived(row, in_force, urls[row.requirement.api]) for row in found)
    inconclusive = tuple(api.inconclusive for api in run.apis if api.inconclusive)
    if any(row.outcome is RowOutcome.FAILED and row.requirement.level in _binding(strict=strict) for row in rows):
        verdict = Verdict.VIOLATES
    elif inconclusive or run.interrupted or run.errors or any(left_over(row) for row in rows):
        verdict = Verdict.INCONCLUSIVE
    elif not any(row.outcome in _CHECKED for row in rows):
        # A run that checked nothing is no green one.
        verdict = Verdict.INCONCLUSIVE
    else:
        verdict = Verdict.CONFORMS
    return Summary(rows, verdict, inconclusive, applied, strict)


def _binding(*, strict: bool) -> set[Level]:
    return {Level.DOCUMENTED, Level.IMPLIED} if strict else {Level.DOCUMENTED}


def _waived(row: Row, in_force: Sequence[Waiver], base_url: str) -> Row:
    """*row*, as waived where it is violated and one of the waivers *in_force* names it."""
    named = (waiver for waiver in in_force if waiver.names(row.requirement.id, base_url))
    waiver = next(named, None) if row.outcome is RowOutcome.FAILED else None
    return replace(row, outcome=RowOutcome.WAIVED, waiver=waiver) if waiver else row


def _applied(waiver: Waiver, rows: Sequence[Row], urls: Mapping[str, str], today: date) -> AppliedWaiver:
    """What became of *waiver* at the target whose APIs have these base *urls*."""
    named = [row for row in rows if waiver.names(row.requirement.id, urls[row.requirement.api])]
    violated = tuple(row.requirement.id for row in named if row.outcome is RowOutcome.FAILED)
    if waiver.is_expired(today):
        return AppliedWaiver(waiver, WaiverState.EXPIRED, violated)
    if violated:
        return AppliedWaiver(waiver, WaiverState.USED, violated)
    checked = any(row.outcome is not RowOutcome.NOT_CHECKED for row in named)
    return AppliedWaiver(waiver, WaiverState.UNUSED if checked else WaiverState.NOT_MET)


def left_over(row: Row) -> bool:
    """Whether a documented requirement was not checked for want of time, budget or answers."""
    return row.requirement.level is Level.DOCUMENTED and row.reason in LEFT_OVER


def _is_extra(item: Evidence) -> bool:
    """Whether *item* tells of a further search, through history and company, that a small budget had no room for."""
    probe = item.check.probe
    is_further = probe.quick == 0 or probe.mode in (Mode.SEQUENCE, Mode.AT_ONCE)
    return item.finding.reason is Reason.BUDGET and is_further


def row_of(requirement: Requirement, found: list[Evidence]) -> Row:
    """What *found* says of *requirement*. Nothing passes of which a part was left over."""
    if requirement.untestable is not None:
        return Row(requirement, RowOutcome.UNTESTABLE, detail=requirement.untestable)
    violations = tuple(item for item in found if item.finding.outcome is Outcome.VIOLATED)
    if violations and requirement.level is not Level.ASSUMED:
        return Row(requirement, RowOutcome.FAILED, evidence=violations)
    passed = any(item.finding.outcome is Outcome.OK for item in found)
    keyless = any(item.finding.reason is Reason.NO_CREDENTIAL for item in found)
    needed = [item for item in found if not ((passed or keyless) and _is_extra(item))]
    missing = {item.finding.reason: item.finding.actual for item in reversed(needed) if item.finding.reason}
    for reason in LEFT_OVER:
        if reason in missing:
            return Row(requirement, RowOutcome.NOT_CHECKED, reason, missing[reason])
    if passed:
        return Row(requirement, RowOutcome.PASSED)
    other = next((reason for reason in _NOT_ASKED_FOR if reason in missing), Reason.PREREQUISITE)
    return Row(requirement, RowOutcome.NOT_CHECKED, other, missing.get(other, ""))
