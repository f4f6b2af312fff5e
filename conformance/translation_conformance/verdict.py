"""From findings to outcomes: what is to be said of each requirement, and of the target."""

from dataclasses import dataclass
from enum import StrEnum

from translation_conformance.check import Outcome, Reason
from translation_conformance.runner import Evidence, Inconclusive, Run
from translation_openapi import Level, Requirement

#: A documented row that was left over for one of these makes the verdict inconclusive; for others it does not.
_NOT_ASKED_FOR = (Reason.NO_CREDENTIAL, Reason.PREREQUISITE, Reason.QUICK, Reason.NOT_SELECTED)
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
    UNTESTABLE = "untestable"


@dataclass(frozen=True)
class Row:
    """A requirement and what became of it."""

    requirement: Requirement
    outcome: RowOutcome
    reason: Reason | None = None
    #: More about the reason.
    detail: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Summary:
    """What is said of a target: every row of the APIs that were checked, and the verdict."""

    rows: tuple[Row, ...]
    verdict: Verdict
    #: Why there is no verdict, one line for each API without.
    inconclusive: tuple[Inconclusive, ...]

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
        checked = counts[RowOutcome.PASSED] + counts[RowOutcome.FAILED]
        total = checked + counts[RowOutcome.NOT_CHECKED]
        warnings = f"{self.warnings} warning{'' if self.warnings == 1 else 's'}"
        untestable = counts[RowOutcome.UNTESTABLE]
        return (
            f"checked {checked} of {total} documented rows"
            f"{f' ({untestable} more cannot be tested)' if untestable else ''}: "
            f"{counts[RowOutcome.FAILED]} failed, {warnings}; verdict: {self.verdict}"
        )


def summary(run: Run, *, strict: bool = False) -> Summary:
    """What *run* says of its target; *strict* makes violations of implied requirements count."""
    rows = tuple(
        row_of(requirement, api.evidence(id_))
        for api in run.apis
        for id_, requirement in api.suite.api.catalogue.items()
    )
    binding = {Level.DOCUMENTED, Level.IMPLIED} if strict else {Level.DOCUMENTED}
    inconclusive = tuple(api.inconclusive for api in run.apis if api.inconclusive)
    if any(row.outcome is RowOutcome.FAILED and row.requirement.level in binding for row in rows):
        verdict = Verdict.VIOLATES
    elif inconclusive or run.interrupted or run.errors or any(left_over(row) for row in rows):
        verdict = Verdict.INCONCLUSIVE
    else:
        verdict = Verdict.CONFORMS
    return Summary(rows, verdict, inconclusive)


def left_over(row: Row) -> bool:
    """Whether a documented requirement was not checked for want of time, budget or answers."""
    return row.requirement.level is Level.DOCUMENTED and row.reason in LEFT_OVER


def row_of(requirement: Requirement, found: list[Evidence]) -> Row:
    """What *found* says of *requirement*. Nothing passes of which a part was left over."""
    if requirement.untestable is not None:
        return Row(requirement, RowOutcome.UNTESTABLE, detail=requirement.untestable)
    violations = tuple(item for item in found if item.finding.outcome is Outcome.VIOLATED)
    if violations and requirement.level is not Level.ASSUMED:
        return Row(requirement, RowOutcome.FAILED, evidence=violations)
    missing = {item.finding.reason: item.finding.actual for item in reversed(found) if item.finding.reason}
    for reason in LEFT_OVER:
        if reason in missing:
            return Row(requirement, RowOutcome.NOT_CHECKED, reason, missing[reason])
    if any(item.finding.outcome is Outcome.OK for item in found):
        return Row(requirement, RowOutcome.PASSED)
    other = Reason.NO_CREDENTIAL if Reason.NO_CREDENTIAL in missing else Reason.PREREQUISITE
    return Row(requirement, RowOutcome.NOT_CHECKED, other, missing.get(other, ""))
