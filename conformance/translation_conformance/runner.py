"""Running checks: each distinct probe once, the free ones first, after one plain valid request that must make sense."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from translation_conformance.check import Case, Check, Finding, Mode, Observation, Outcome, Probe, Reason
from translation_conformance.client import Client
from translation_conformance.exchange import Exchange, Failure, Request, Response
from translation_conformance.look import told
from translation_conformance.suite import ApiSuite
from translation_conformance.target import ApiTarget

DEFAULT_SEED = 1


@dataclass(frozen=True)
class Options:
    """How a run is made."""

    seed: int = DEFAULT_SEED
    max_requests: int | None = None
    #: Requests under way at the same time.
    jobs: int = 4


@dataclass(frozen=True)
class Judged:
    """A check and what came of it."""

    check: Check
    exchanges: tuple[Exchange, ...]
    findings: tuple[Finding, ...]
    observations: tuple[Observation, ...] = ()


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
    inconclusive: str | None = None

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


@dataclass
class Budget:
    """The requests of a run."""

    limit: int | None
    sent: int = 0

    def allows(self, requests: int) -> bool:
        """Whether *requests* more may be sent."""
        return self.limit is None or self.sent + requests <= self.limit


@dataclass
class Session:
    """One API under check: sends what was not sent yet, and judges. The pytest plugin uses it check by check."""

    suite: ApiSuite
    target: ApiTarget
    client: Client
    options: Options = field(default_factory=Options)
    budget: Budget = field(default_factory=lambda: Budget(None))

    def __post_init__(self) -> None:
        self._answers: dict[Request, Exchange] = {}
        self._probed: dict[Probe, tuple[Exchange, ...] | Reason] = {}
        self._slots = asyncio.Semaphore(self.options.jobs)

    async def smoke(self) -> str | None:
        """Why it makes no sense to go on, in one line; None where it does."""
        found = await self.probe(self.suite.smoke)
        if isinstance(found, Reason):
            return None
        outcome, place = found[0].outcome, self.target.base_url
        if isinstance(outcome, Failure):
            return f"{self.suite.name}: {place} gives no answer: {outcome}"
        if self.suite.key_refused(outcome):
            return f"{self.suite.name}: {place} refuses {self.suite.name}.credentials.valid: {told(outcome)}"
        if outcome.status in (404, 405) and not self.suite.own_error(outcome):
            return f"{self.suite.name}: {place} is not the address of this API: {told(outcome)}"
        return None

    async def check(self, check: Check) -> Judged:
        """*check* made."""
        if missing := check.probe.missing(self.target):
            return _unchecked(check, *missing)
        found = await self.probe(check.probe)
        if isinstance(found, Reason):
            return _unchecked(check, found)
        return judged(check, found, self.target)

    async def probe(self, probe: Probe) -> tuple[Exchange, ...] | Reason:
        """The exchanges of *probe*; the reason where it was not sent."""
        if probe not in self._probed:
            self._probed[probe] = await self._send(probe)
        return self._probed[probe]

    async def _send(self, probe: Probe) -> tuple[Exchange, ...] | Reason:
        requests = probe.build(self.target)
        shared = probe.mode is not Mode.SEQUENCE
        new = [r for r in dict.fromkeys(requests) if r not in self._answers] if shared else list(requests)
        if not self.budget.allows(len(new)):
            return Reason.BUDGET
        if probe.mode is Mode.SHARED:
            exchanges = await self._ask_all(requests)
            more = probe.follow_up(self.target, exchanges) if probe.follow_up else ()
            further = [request for request in dict.fromkeys(more) if request not in self._answers]
            return (*exchanges, *await self._ask_all(more)) if self.budget.allows(len(further)) else exchanges
        in_turn: list[Exchange] = []
        for request in requests:
            in_turn.append(await self._ask(request, again=not shared))
            outcome = in_turn[-1].outcome
            served = isinstance(outcome, Response) and outcome.status == 200
            if probe.mode is Mode.UNTIL_SUCCESS and served:
                break
        return tuple(in_turn)

    async def _ask_all(self, requests: Sequence[Request]) -> tuple[Exchange, ...]:
        """The exchanges of *requests*; each distinct one is sent once, several at a time."""
        await asyncio.gather(*(self._ask(request) for request in dict.fromkeys(requests)))
        return tuple(self._answers[request] for request in requests)

    async def _ask(self, request: Request, *, again: bool = False) -> Exchange:
        if again or request not in self._answers:
            async with self._slots:
                self.budget.sent += 1
                exchange = await self.client.send(self.target, request)
            if again:
                return exchange
            self._answers[request] = exchange
        return self._answers[request]


@dataclass(frozen=True)
class Run:
    """What came of a run."""

    apis: tuple[ApiRun, ...]
    requests_sent: int
    interrupted: bool = False


async def run(pairs: Sequence[tuple[ApiSuite, ApiTarget]], client: Client, options: Options | None = None) -> Run:
    """Every check of each suite against its target. An interruption ends it early, with what was found till then."""
    options = options or Options()
    budget = Budget(options.max_requests)
    apis: list[ApiRun] = []
    interrupted = False
    for suite, target in pairs:
        done: dict[Check, Judged] = {}
        inconclusive: str | None = None
        if not interrupted:
            session = Session(suite, target, client, options, budget)
            try:
                inconclusive = await session.smoke()
                for check in [] if inconclusive else in_order(suite.checks, options.seed):
                    done[check] = await session.check(check)
            except asyncio.CancelledError:
                # Ctrl-C: what was found is worth a report.
                interrupted = True
        rest = Reason.INTERRUPTED if interrupted else Reason.PREREQUISITE
        judged_ = tuple(done.get(check) or _unchecked(check, rest, inconclusive or "") for check in suite.checks)
        apis.append(ApiRun(suite, target, judged_, inconclusive))
    return Run(tuple(apis), budget.sent, interrupted)


def in_order(checks: Sequence[Check], seed: int) -> list[Check]:
    """The free checks first, so that a small budget buys much; within that, an order that follows from *seed*."""
    shuffled = list(checks)
    random.Random(seed).shuffle(shuffled)
    return sorted(shuffled, key=lambda check: check.probe.billable)


def judged(check: Check, exchanges: tuple[Exchange, ...], target: ApiTarget) -> Judged:
    """What the judge of *check* says of *exchanges*."""
    told_ = tuple(check.judge(Case(exchanges, target)))
    return Judged(
        check,
        exchanges,
        tuple(item for item in told_ if isinstance(item, Finding)),
        tuple(item for item in told_ if isinstance(item, Observation)),
    )


def _unchecked(check: Check, reason: Reason, why: str = "") -> Judged:
    findings = tuple(
        Finding(requirement, Outcome.NOT_EXERCISED, actual=why, reason=reason) for requirement in check.requirements
    )
    return Judged(check, (), findings)
