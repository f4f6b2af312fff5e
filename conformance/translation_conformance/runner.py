"""Running checks: each distinct probe once, the free ones first, after one plain valid request that must make sense."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from translation_conformance.check import Check, Finding, Mode, Outcome, Reason
from translation_conformance.client import Client
from translation_conformance.exchange import Exchange
from translation_conformance.limits import Ledger
from translation_conformance.options import Options as Options
from translation_conformance.session import Inconclusive, Judged, Session, unchecked
from translation_conformance.suite import ApiSuite
from translation_conformance.target import ApiTarget, Search


@dataclass(frozen=True)
class Evidence:
    """A finding with what shows it."""

    check: Check
    finding: Finding
    exchange: Exchange | None


@dataclass(frozen=True)
class ApiRun:
    """What came of the checks of one API."""

    suite: ApiSuite
    target: ApiTarget
    judged: tuple[Judged, ...]
    #: Why there is no verdict on this API, in one line; None where there is one.
    inconclusive: Inconclusive | None = None
    #: What went wrong in the suite itself.
    errors: tuple[Exception, ...] = ()

    def evidence(self, requirement: str) -> list[Evidence]:
        """Everything that was found about *requirement*."""
        return [
            Evidence(
                judged.check,
                finding,
                None if finding.exchange is None else judged.exchanges[finding.exchange],
            )
            for judged in self.judged
            for finding in judged.findings
            if finding.requirement == requirement
        ]


_SUITE_ERROR = "an error of the suite"


@dataclass(frozen=True)
class Run:
    """What came of a run."""

    apis: tuple[ApiRun, ...]
    requests_sent: int
    interrupted: bool = False
    #: How many requests were served to an account: what a metered service may charge for.
    billable_sent: int = 0
    #: How long the target asked to wait, each time, in seconds.
    waits: tuple[float, ...] = ()

    @property
    def errors(self) -> tuple[Exception, ...]:
        """What went wrong in the suite itself."""
        return tuple(dict.fromkeys(error for api in self.apis for error in api.errors))


async def run(
    pairs: Sequence[tuple[ApiSuite, ApiTarget]],
    client: Client,
    options: Options | None = None,
    ledger: Ledger | None = None,
) -> Run:
    """Every check of each suite against its target. An interruption ends it early, with what was found till then."""
    options = options or Options()
    ledger = ledger or Ledger(options)
    apis: list[ApiRun] = []
    interrupted = False
    for suite, target in pairs:
        of_api = _ApiInTheMaking(Session(suite, searched(target, options), client, options, ledger))
        if not interrupted:
            try:
                await of_api.make()
            except asyncio.CancelledError:
                # Ctrl-C: what was found is worth a report.
                interrupted = True
        apis.append(of_api.made(interrupted=interrupted))
    return Run(tuple(apis), ledger.sent, interrupted, ledger.billable_sent, tuple(ledger.waits))


def searched(target: ApiTarget, options: Options) -> ApiTarget:
    """*target*, to be searched as *options* say."""
    return replace(target, search=Search(options.seed, options.quick))


def not_run(pairs: Sequence[tuple[ApiSuite, ApiTarget]], error: Exception) -> Run:
    """What there is to tell where *error* came before the first request."""
    apis = [
        ApiRun(
            suite,
            target,
            tuple(unchecked(check, Reason.INTERRUPTED, _SUITE_ERROR) for check in suite.checks),
            errors=(error,),
        )
        for suite, target in pairs
    ]
    return Run(tuple(apis), 0)


class _ApiInTheMaking:
    """The checks of one API on the way."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._checks: list[Check] = list(session.suite.checks)
        self._done: dict[Check, Judged] = {}
        self._errors: dict[Check | None, Exception] = {}
        self._inconclusive: Inconclusive | None = None

    async def make(self) -> None:
        """Make every check, those whose order is no matter at the same time."""
        session = self._session
        try:
            self._checks = to_make(session.suite, session.target, session.options)
            self._inconclusive = await session.smoke() if self._checks else None
        except Exception as error:  # noqa: BLE001 - a fault in one API leaves the others, and the report, alone
            self._errors[None] = error
        if self._inconclusive or self._errors:
            return
        together: list[Check] = []
        for check in self._checks:
            # Within limits, what is sent depends on the order.
            if not self._session.is_limited and check.probe.mode in (Mode.SHARED, Mode.UNTIL_SUCCESS):
                together.append(check)
                continue
            await self._make_all(together)
            together = []
            await self._make(check)
        await self._make_all(together)

    async def _make_all(self, checks: Sequence[Check]) -> None:
        await asyncio.gather(*map(self._make, checks))

    async def _make(self, check: Check) -> None:
        try:
            self._done[check] = await self._session.check(check)
        except Exception as error:  # noqa: BLE001 - a fault of the suite in one check leaves the others alone
            self._errors[check] = error

    def made(self, *, interrupted: bool) -> ApiRun:
        """What came of it till now."""
        session = self._session
        judged = tuple(
            selected(self._done.get(check) or self._left_over(check, interrupted=interrupted), session.options)
            for check in session.suite.checks
        )
        errors = tuple(dict.fromkeys(self._errors.values()))
        return ApiRun(session.suite, session.target, judged, self._inconclusive, errors)

    def _left_over(self, check: Check, *, interrupted: bool) -> Judged:
        if check not in self._checks:
            return unchecked(check, Reason.QUICK)
        if check in self._errors or None in self._errors:
            return unchecked(check, Reason.INTERRUPTED, _SUITE_ERROR)
        if interrupted:
            return unchecked(check, Reason.INTERRUPTED)
        return unchecked(check, Reason.PREREQUISITE, self._inconclusive.said if self._inconclusive else "")


def to_make(suite: ApiSuite, target: ApiTarget, options: Options) -> list[Check]:
    """The checks of *suite* that *options* ask for, in the order in which they are made.

    The free ones first and those with few requests before those with many, so that a small budget buys much; what asks
    again, or at once, comes after what asks once. Within that, an order that follows from the seed.
    """
    chosen = [
        check
        for check in suite.checks
        if any(is_selected(id_, options) for id_ in check.requirements)
        and not (options.quick and check.probe.quick == 0)
    ]
    random.Random(options.seed).shuffle(chosen)
    again = (Mode.SEQUENCE, Mode.AT_ONCE)
    return sorted(
        chosen,
        key=lambda check: (check.probe.mode in again, check.probe.billable, len(check.probe.requests(target))),
    )


def is_selected(requirement: str, options: Options) -> bool:
    """Whether *requirement* is asked about."""
    return not options.only or any(fnmatchcase(requirement, pattern) for pattern in options.only)


def selected(judged: Judged, options: Options) -> Judged:
    """*judged* as far as it was asked for: what else its check says, is not all there is to say."""
    if not options.only:
        return judged
    findings = tuple(
        finding
        if is_selected(finding.requirement, options)
        else Finding(finding.requirement, Outcome.NOT_EXERCISED, reason=Reason.NOT_SELECTED)
        for finding in judged.findings
    )
    return Judged(judged.check, judged.exchanges, findings, judged.observations)
