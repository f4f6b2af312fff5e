"""Running checks: each distinct probe once, the free ones first, after one plain valid request that must make sense."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from translation_conformance.check import Case, Check, Finding, Mode, Observation, Outcome, Probe, Reason
from translation_conformance.client import Client
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request, Response
from translation_conformance.look import told
from translation_conformance.options import Options as Options
from translation_conformance.suite import ApiSuite
from translation_conformance.target import ApiTarget


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
class Inconclusive:
    """Why there is no verdict on an API, in one line."""

    #: What the suite says.
    said: str
    #: What the target said.
    told: str = ""

    def __str__(self) -> str:
        return f"{self.said}: {self.told}" if self.told else self.said


@dataclass(frozen=True)
class ApiRun:
    """What came of the checks of one API."""

    suite: ApiSuite
    target: ApiTarget
    judged: tuple[Judged, ...]
    #: Why there is no verdict on this API, in one line; None where there is one.
    inconclusive: "Inconclusive | None" = None
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


@dataclass
class Budget:
    """The requests of a run."""

    limit: int | None
    sent: int = 0

    def allows(self, requests: int) -> bool:
        """Whether *requests* more may be sent."""
        return self.limit is None or self.sent + requests <= self.limit


#: So many requests in a row without an answer, or with one that is too long, and an API is not asked any more.
_PATIENCE = 3


_SUITE_ERROR = "an error of the suite"


@dataclass(frozen=True)
class Stop:
    """Why nothing more is sent."""

    reason: Reason
    said: str


@dataclass
class Patience:
    """Counts the answers that are none, or too long, in a row."""

    failed: int = 0
    truncated: int = 0
    stop: Stop | None = None

    def note(self, outcome: Response | Failure) -> None:
        """*outcome* came in."""
        silent = isinstance(outcome, Failure) and outcome.kind is not FailureKind.BROKEN
        self.failed = self.failed + 1 if silent else 0
        self.truncated = self.truncated + 1 if isinstance(outcome, Response) and outcome.truncated else 0
        if self.stop is None and isinstance(outcome, Failure) and self.failed >= _PATIENCE:
            reason = Reason.TIME if outcome.kind is FailureKind.TIMEOUT else Reason.NO_ANSWER
            self.stop = Stop(reason, f"after {_PATIENCE} requests in a row: {outcome.kind}")
        if self.stop is None and self.truncated >= _PATIENCE:
            self.stop = Stop(Reason.NO_ANSWER, f"after {_PATIENCE} answers in a row that are longer than is read")


@dataclass
class Session:
    """One API under check: sends what was not sent yet, and judges. The pytest plugin uses it check by check."""

    suite: ApiSuite
    target: ApiTarget
    client: Client
    options: Options = field(default_factory=Options)
    budget: Budget = field(default_factory=lambda: Budget(None))

    def __post_init__(self) -> None:
        # Whoever asks second waits for the answer to the first.
        self._answers: dict[Request, asyncio.Future[Exchange | Stop]] = {}
        self._probed: dict[Probe, asyncio.Future[tuple[Exchange, ...] | Stop]] = {}
        self._slots = asyncio.Semaphore(self.options.jobs)
        self._patience = Patience()

    async def smoke(self) -> Inconclusive | None:
        """Why it makes no sense to go on; None where it does."""
        found = await self.probe(self.suite.smoke)
        if isinstance(found, Stop):
            return None
        outcome, place = found[0].outcome, self.target.base_url
        if isinstance(outcome, Failure):
            return Inconclusive(f"{self.suite.name}: {place} gives no answer", str(outcome))
        if self.suite.key_refused(outcome) or await self._is_answer_to_strangers(outcome):
            said = f"{self.suite.name}: {place} refuses {self.suite.name}.credentials.valid"
            return Inconclusive(said, told(outcome))
        if outcome.status in (404, 405) and not self.suite.own_error(outcome):
            return Inconclusive(f"{self.suite.name}: {place} is not the address of this API", told(outcome))
        return None

    async def _is_answer_to_strangers(self, refusal: Response) -> bool:
        """Whether a key that nobody has is refused in the very same way: then the valid one is none."""
        stranger = self.suite.unknown_key
        if stranger is None or not 400 <= refusal.status < 500 or stranger.missing(self.target):
            return False
        found = await self.probe(stranger)
        answers = [] if isinstance(found, Stop) else [exchange.outcome for exchange in found]
        return any(
            isinstance(answer, Response) and (answer.status, answer.body) == (refusal.status, refusal.body)
            for answer in answers
        )

    async def check(self, check: Check) -> Judged:
        """*check* made."""
        if missing := check.probe.missing(self.target):
            return _unchecked(check, *missing)
        found = await self.probe(check.probe)
        if isinstance(found, Stop):
            return _unchecked(check, found.reason, found.said)
        return judged(check, found, self.target)

    async def probe(self, probe: Probe) -> tuple[Exchange, ...] | Stop:
        """The exchanges of *probe*; the reason where it was not sent."""
        if probe not in self._probed:
            self._probed[probe] = asyncio.ensure_future(self._send(probe))
        return await self._probed[probe]

    async def _send(self, probe: Probe) -> tuple[Exchange, ...] | Stop:
        requests = probe.requests(self.target)
        shared = probe.mode is not Mode.SEQUENCE
        new = [r for r in dict.fromkeys(requests) if r not in self._answers] if shared else list(requests)
        if not self.budget.allows(len(new)):
            return Stop(Reason.BUDGET, "")
        if probe.mode is Mode.SHARED:
            exchanges = await self._ask_all(requests)
            if isinstance(exchanges, Stop) or probe.follow_up is None:
                return exchanges
            more = probe.follow_up(self.target, exchanges)
            further = [request for request in dict.fromkeys(more) if request not in self._answers]
            closer = await self._ask_all(more) if self.budget.allows(len(further)) else ()
            return exchanges if isinstance(closer, Stop) else (*exchanges, *closer)
        in_turn: list[Exchange] = []
        for request in requests:
            exchange = await (self._ask(request) if shared else self._really_ask(request))
            if isinstance(exchange, Stop):
                return exchange
            in_turn.append(exchange)
            served = isinstance(exchange.outcome, Response) and exchange.outcome.status == 200
            if probe.mode is Mode.UNTIL_SUCCESS and served:
                break
        return tuple(in_turn)

    async def _ask_all(self, requests: Sequence[Request]) -> tuple[Exchange, ...] | Stop:
        """The exchanges of *requests*; each distinct one is sent once, several at a time."""
        found = await asyncio.gather(*(self._ask(request) for request in requests))
        exchanges = tuple(item for item in found if isinstance(item, Exchange))
        stopped = [item for item in found if isinstance(item, Stop)]
        return stopped[0] if stopped else exchanges

    async def _ask(self, request: Request) -> Exchange | Stop:
        if request not in self._answers:
            self._answers[request] = asyncio.ensure_future(self._really_ask(request))
        return await self._answers[request]

    async def _really_ask(self, request: Request) -> Exchange | Stop:
        async with self._slots:
            if self._patience.stop:
                return self._patience.stop
            self.budget.sent += 1
            exchange = await self.client.send(self.target, request)
            self._patience.note(exchange.outcome)
            return exchange


@dataclass(frozen=True)
class Run:
    """What came of a run."""

    apis: tuple[ApiRun, ...]
    requests_sent: int
    interrupted: bool = False

    @property
    def errors(self) -> tuple[Exception, ...]:
        """What went wrong in the suite itself."""
        return tuple(dict.fromkeys(error for api in self.apis for error in api.errors))


async def run(pairs: Sequence[tuple[ApiSuite, ApiTarget]], client: Client, options: Options | None = None) -> Run:
    """Every check of each suite against its target. An interruption ends it early, with what was found till then."""
    options = options or Options()
    budget = Budget(options.max_requests)
    apis: list[ApiRun] = []
    interrupted = False
    for suite, target in pairs:
        of_api = _ApiInTheMaking(Session(suite, target, client, options, budget))
        if not interrupted:
            try:
                await of_api.make()
            except asyncio.CancelledError:
                # Ctrl-C: what was found is worth a report.
                interrupted = True
        apis.append(of_api.made(interrupted=interrupted))
    return Run(tuple(apis), budget.sent, interrupted)


def not_run(pairs: Sequence[tuple[ApiSuite, ApiTarget]], error: Exception) -> Run:
    """What there is to tell where *error* came before the first request."""
    apis = [
        ApiRun(
            suite,
            target,
            tuple(_unchecked(check, Reason.INTERRUPTED, _SUITE_ERROR) for check in suite.checks),
            errors=(error,),
        )
        for suite, target in pairs
    ]
    return Run(tuple(apis), 0)


class _ApiInTheMaking:
    """The checks of one API on the way."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._done: dict[Check, Judged] = {}
        self._errors: dict[Check | None, Exception] = {}
        self._inconclusive: Inconclusive | None = None

    async def make(self) -> None:
        """Make every check, those whose order is no matter at the same time."""
        try:
            self._inconclusive = await self._session.smoke()
        except Exception as error:  # noqa: BLE001 - whatever a target does to the suite, there is a report
            self._errors[None] = error
        if self._inconclusive or self._errors:
            return
        together: list[Check] = []
        for check in in_order(self._session.suite.checks, self._session.options.seed):
            # Within a budget, what is sent depends on the order.
            if self._session.budget.limit is None and check.probe.mode is not Mode.SEQUENCE:
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
        judged_ = tuple(
            self._done.get(check) or self._left_over(check, interrupted=interrupted)
            for check in self._session.suite.checks
        )
        errors = tuple(dict.fromkeys(self._errors.values()))
        return ApiRun(self._session.suite, self._session.target, judged_, self._inconclusive, errors)

    def _left_over(self, check: Check, *, interrupted: bool) -> Judged:
        if check in self._errors or None in self._errors:
            return _unchecked(check, Reason.INTERRUPTED, _SUITE_ERROR)
        if interrupted:
            return _unchecked(check, Reason.INTERRUPTED)
        return _unchecked(check, Reason.PREREQUISITE, self._inconclusive.said if self._inconclusive else "")


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
