"""One API under check: sends what was not sent yet, within the limits of the run, and judges what comes back."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from translation_conformance.check import Case, Check, Finding, Mode, Observation, Outcome, Probe, Reason
from translation_conformance.client import Client
from translation_conformance.drawing import smallest
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request, Response
from translation_conformance.limits import Ledger, Purse, Stop, asked_to_wait
from translation_conformance.look import asks_for_patience, told
from translation_conformance.options import Options
from translation_conformance.suite import ApiSuite
from translation_conformance.target import ApiTarget

#: So many requests in a row without an answer, or with one that is too long, and the API is looked at once more.
_PATIENCE = 3
#: So many checks get a smaller request for what they found.
_MOST_SHRUNK = 3
_PAYMENT_REQUIRED = 402
#: So many requests in a row that meet nothing but 429, however often they are asked again, and no more is sent.
_MOST_IMPATIENT = 8
#: So often the plain request is asked whether the account can still pay.
_TIMES_POOR = 3
#: So often an API that seemed dead may turn out to live.
_REVIVALS = 5


@dataclass(frozen=True)
class Judged:
    """A check and what came of it."""

    check: Check
    exchanges: tuple[Exchange, ...]
    findings: tuple[Finding, ...]
    observations: tuple[Observation, ...] = ()


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
class Probed:
    """What came of a probe."""

    exchanges: tuple[Exchange, ...] = ()
    #: Why a part of it was not sent; None where all of it was.
    stop: Stop | None = None


class Gate:
    """Lets so many requests be under way at the same time."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._inside = 0
        self._changed = asyncio.Condition()

    @property
    def is_wide(self) -> bool:
        """Whether more than one may be under way."""
        return self._width > 1

    def narrow(self) -> None:
        """From now on one at a time."""
        self._width = 1

    async def __aenter__(self) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._inside < self._width)
            self._inside += 1

    async def __aexit__(self, *_: object) -> None:
        async with self._changed:
            self._inside -= 1
            self._changed.notify_all()


@dataclass
class Patience:
    """Counts the answers that are none, or too long, in a row."""

    failed: int = 0
    truncated: int = 0
    revivals: int = 0
    #: What there is to say where there were too many.
    lost: Stop | None = None

    def note(self, outcome: Response | Failure) -> None:
        """*outcome* came in."""
        silent = isinstance(outcome, Failure) and outcome.kind is not FailureKind.BROKEN
        self.failed = self.failed + 1 if silent else 0
        self.truncated = self.truncated + 1 if isinstance(outcome, Response) and outcome.truncated else 0
        if isinstance(outcome, Failure) and self.failed >= _PATIENCE:
            reason = Reason.TIME if outcome.kind is FailureKind.TIMEOUT else Reason.NO_ANSWER
            self.lost = Stop(reason, f"after {_PATIENCE} requests in a row: {outcome.kind}")
        elif self.truncated >= _PATIENCE:
            said = f"after {_PATIENCE} answers in a row that are longer than is read"
            self.lost = Stop(Reason.NO_ANSWER, said)

    def revive(self) -> bool:
        """The API lives after all; False where that was so too often."""
        self.failed = self.truncated = 0
        self.revivals += 1
        alive = self.revivals <= _REVIVALS
        if alive:
            self.lost = None
        return alive


@dataclass
class Session:
    """One API under check. The pytest plugin uses it check by check."""

    suite: ApiSuite
    target: ApiTarget
    client: Client
    options: Options = field(default_factory=Options)
    ledger: Ledger = field(default_factory=Ledger)

    def __post_init__(self) -> None:
        # Whoever asks second waits for the answer to the first.
        self._answers: dict[Request, asyncio.Future[Exchange | Stop]] = {}
        self._probed: dict[Probe, asyncio.Future[Probed]] = {}
        self._gate = Gate(self.options.jobs)
        self._patience = Patience()
        self._stop: Stop | None = None
        self._shrunken = 0
        self._impatient = 0
        #: Whether the plain request was served.
        self._was_served = False
        self._times_poor = 0
        self._reviving = asyncio.Lock()
        self._purse: Purse = self.ledger.purse(self.target)

    @property
    def is_limited(self) -> bool:
        """Whether not everything may be sent, so that the order matters."""
        return self.ledger.is_limited or self._purse.limit < math.inf

    async def smoke(self) -> Inconclusive | None:
        """Why it makes no sense to go on; None where it does."""
        found = await self.probe(self.suite.smoke)
        if not found.exchanges:
            return None
        outcome, place = found.exchanges[0].outcome, self.target.base_url
        self._was_served = isinstance(outcome, Response) and outcome.status == 200
        if isinstance(outcome, Failure):
            return Inconclusive(f"{self.suite.name}: {place} gives no answer", str(outcome))
        if asks_for_patience(outcome):
            return Inconclusive(f"{self.suite.name}: {place} asks to be asked later", told(outcome))
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
        answers = [exchange.outcome for exchange in (await self.probe(stranger)).exchanges]
        return any(
            isinstance(answer, Response) and (answer.status, answer.body) == (refusal.status, refusal.body)
            for answer in answers
        )

    async def check(self, check: Check) -> Judged:
        """*check* made."""
        if missing := check.probe.missing(self.target):
            return unchecked(check, *missing)
        found = await self.probe(check.probe)
        if not found.exchanges and found.stop:
            return unchecked(check, found.stop.reason, found.stop.said)
        made = await self._shrunk(judged(check, found.exchanges, self.target))
        if found.stop is None:
            return made
        # What was sent may show a violation; nothing passes of which a part was left over.
        left_over = unchecked(check, found.stop.reason, found.stop.said)
        return Judged(check, made.exchanges, (*made.findings, *left_over.findings), made.observations)

    async def _shrunk(self, made: Judged) -> Judged:
        """*made* with a smaller request in front, where nothing but a drawn request shows a violation."""
        shown = _only_drawn(made, self._drawn)
        if shown is None or self._shrunken >= _MOST_SHRUNK:
            return made
        self._shrunken += 1
        violated, probe = shown
        loop = asyncio.get_running_loop()

        def fails(request: Request) -> bool:
            asked = self._ask(request, billable=probe.billable)
            return bool(self._shows(made.check, asyncio.run_coroutine_threadsafe(asked, loop).result(), violated))

        sent, strategy = probe.requests(self.target), probe.strategy
        if strategy is None:
            return made
        request = await asyncio.to_thread(smallest, strategy(self.target), sent, self.target.search.seed, fails)
        if request is None or request in sent:
            return made
        exchange = await self._ask(request, billable=probe.billable)
        smaller = self._shows(made.check, exchange, violated)
        if isinstance(exchange, Stop) or not smaller:
            return made
        findings = (*(replace(item, exchange=len(made.exchanges)) for item in smaller), *made.findings)
        return replace(made, exchanges=(*made.exchanges, exchange), findings=findings)

    def _shows(self, check: Check, exchange: Exchange | Stop, requirement: str) -> list[Finding]:
        """What *check* finds in *exchange* alone against *requirement*."""
        if isinstance(exchange, Stop):
            return []
        found = judged(check, (exchange,), self.target).findings
        return [item for item in found if item.outcome is Outcome.VIOLATED and item.requirement == requirement]

    @cached_property
    def _drawn(self) -> dict[Request, Probe]:
        """The requests that were drawn, and what for."""
        probes = dict.fromkeys(check.probe for check in self.suite.checks if check.probe.strategy)
        return {
            request: probe
            for probe in probes
            if not probe.missing(self.target)
            for request in probe.requests(self.target)
        }

    async def probe(self, probe: Probe) -> Probed:
        """What came of *probe*."""
        if probe not in self._probed:
            self._probed[probe] = asyncio.ensure_future(self._send(probe))
        return await self._probed[probe]

    async def _send(self, probe: Probe) -> Probed:
        requests = probe.requests(self.target)
        match probe.mode:
            case Mode.SHARED:
                return await self._send_shared(probe, requests)
            case Mode.AT_ONCE:
                asked = (self._really_ask(request, billable=probe.billable) for request in requests)
                found = _probed(await asyncio.gather(*asked))
                return Probed((), found.stop) if found.stop else found
            case Mode.SEQUENCE | Mode.UNTIL_SUCCESS:
                return await self._send_in_turn(probe, requests)

    async def _send_shared(self, probe: Probe, requests: Sequence[Request]) -> Probed:
        found = await self._ask_all(requests, billable=probe.billable)
        if probe.follow_up is None:
            return found
        if found.stop:
            # Its judge knows the answers by their places.
            return Probed((), found.stop)
        closer = await self._ask_all(probe.follow_up(self.target, found.exchanges), billable=probe.billable)
        return found if closer.stop else Probed((*found.exchanges, *closer.exchanges))

    async def _send_in_turn(self, probe: Probe, requests: Sequence[Request]) -> Probed:
        in_turn: list[Exchange] = []
        for request in requests:
            ask = self._really_ask if probe.mode is Mode.SEQUENCE else self._ask
            exchange = await ask(request, billable=probe.billable)
            if isinstance(exchange, Stop):
                return Probed((), exchange)
            in_turn.append(exchange)
            served = isinstance(exchange.outcome, Response) and exchange.outcome.status == 200
            if probe.mode is Mode.UNTIL_SUCCESS and served:
                break
        return Probed(tuple(in_turn))

    async def _ask_all(self, requests: Sequence[Request], *, billable: bool) -> Probed:
        """The exchanges of *requests*; each distinct one is sent once, several at a time."""
        return _probed(await asyncio.gather(*(self._ask(request, billable=billable) for request in requests)))

    async def _ask(self, request: Request, *, billable: bool) -> Exchange | Stop:
        if request not in self._answers:
            self._answers[request] = asyncio.ensure_future(self._really_ask(request, billable=billable))
        return await self._answers[request]

    async def _really_ask(self, request: Request, *, billable: bool) -> Exchange | Stop:
        times = 0
        while True:
            async with self._gate:
                found = await self._ask_once(request, billable=billable)
            if isinstance(found, Stop) or not self._is_to_ask_again(found, times):
                self._note_patience(found)
                return found
            # From now on one at a time: company may be what the target has no patience for.
            self._gate.narrow()
            times += 1

    def _note_patience(self, found: Exchange | Stop) -> None:
        """Whoever asks for patience all the time is not asked any more."""
        if isinstance(found, Exchange) and isinstance(found.outcome, Response):
            self._impatient = self._impatient + 1 if asks_for_patience(found.outcome) else 0
            if self._impatient >= _MOST_IMPATIENT and self._stop is None:
                said = f"after {_MOST_IMPATIENT} requests in a row: {told(found.outcome)}"
                self._stop = Stop(Reason.RATE_LIMITED, said)

    def _is_to_ask_again(self, exchange: Exchange, times: int) -> bool:
        """Whether the target asks for patience, and is granted it; without a word on how long, only once."""
        if self.ledger.grants(exchange, times):
            return True
        impatient = isinstance(exchange.outcome, Response) and asks_for_patience(exchange.outcome)
        return impatient and times == 0 and self._gate.is_wide and asked_to_wait(exchange) is None

    async def _ask_once(self, request: Request, *, billable: bool) -> Exchange | Stop:
        if self._stop:
            return self._stop
        room = await self._purse.take(billable=billable)
        if isinstance(room, Stop):
            return room
        charged = False
        try:
            if stop := await self.ledger.count():
                return stop
            if self._stop:
                self.ledger.sent -= 1
                return self._stop
            exchange = await self._send_in_time(request)
            outcome = exchange.outcome if isinstance(exchange, Exchange) else None
            charged = self.ledger.settle(request, outcome, room)
        finally:
            await self._purse.settle(room, charged=charged)
        if isinstance(exchange, Stop):
            return exchange
        self._patience.note(exchange.outcome)
        await self._look_for_life()
        return self._stop if await self._has_run_out(exchange) and self._stop else exchange

    async def _send_in_time(self, request: Request) -> Exchange | Stop:
        left = self.ledger.time_left
        if left == math.inf:
            return await self.client.send(self.target, request)
        try:
            async with asyncio.timeout(left):
                return await self.client.send(self.target, request)
        except TimeoutError:
            return Stop(Reason.TIME, f"--max-time: {self.options.max_time:g} s are over")

    async def _look_for_life(self) -> None:
        """After too many requests without an answer, ask the plain one: without an answer to it, nothing more is sent.

        A service that leaves single requests without an answer may do so with several in a row.
        """
        if self._patience.lost is None:
            return
        async with self._reviving:
            lost = self._patience.lost
            if lost is None or self._stop:
                return
            if not await self._is_alive() or not self._patience.revive():
                self._stop = lost

    async def _is_alive(self) -> bool:
        answer = await self._ask_plainly()
        return answer is not None and not answer.truncated

    async def _has_run_out(self, exchange: Exchange) -> bool:
        """Whether *exchange* shows that the account `valid` has nothing left, which is no fault of the service.

        It could pay for the plain request once, and cannot any more.
        """
        if not _asks_for_money(exchange) or not self._was_served or self._times_poor >= _TIMES_POOR:
            return False
        async with self._reviving:
            if self._stop:
                return True
            self._times_poor += 1
            answer = await self._ask_plainly()
            if answer is None or answer.status != _PAYMENT_REQUIRED:
                return False
            said = f"{self.suite.name}.credentials.valid has nothing left: the plain request, once served, meets 402"
            self._stop = Stop(Reason.BUDGET, said)
            return True

    async def _ask_plainly(self) -> Response | None:
        """The answer to the plain request, really sent; None where there is none."""
        plain = self.suite.smoke.requests(self.target)[0]
        room = await self._purse.take(billable=True)
        if isinstance(room, Stop):
            return None
        charged = False
        try:
            if await self.ledger.count():
                return None
            exchange = await self._send_in_time(plain)
            outcome = exchange.outcome if isinstance(exchange, Exchange) else None
            charged = self.ledger.settle(plain, outcome, room)
        finally:
            await self._purse.settle(room, charged=charged)
        return outcome if isinstance(outcome, Response) else None


def _asks_for_money(exchange: Exchange) -> bool:
    credential, outcome = exchange.request.credential, exchange.outcome
    is_valid = credential is not None and credential.name == "valid"
    return is_valid and isinstance(outcome, Response) and outcome.status == _PAYMENT_REQUIRED


def _only_drawn(made: Judged, drawn: Mapping[Request, Probe]) -> tuple[str, Probe] | None:
    """The first requirement that only drawn requests show violated, and the probe that drew one."""
    shown: dict[str, list[Request | None]] = {}
    for item in made.findings:
        if item.outcome is Outcome.VIOLATED:
            request = None if item.exchange is None else made.exchanges[item.exchange].request
            shown.setdefault(item.requirement, []).append(request)
    for requirement, requests in shown.items():
        probes = [drawn.get(request) if request else None for request in requests]
        if probes[0] and all(probes):
            return requirement, probes[0]
    return None


def _probed(found: Sequence[Exchange | Stop]) -> Probed:
    stops = [item for item in found if isinstance(item, Stop)]
    exchanges = tuple(item for item in found if isinstance(item, Exchange))
    return Probed(exchanges, stops[0] if stops else None)


def judged(check: Check, exchanges: tuple[Exchange, ...], target: ApiTarget) -> Judged:
    """What the judge of *check* says of *exchanges*."""
    told_ = tuple(check.judge(Case(exchanges, target)))
    return Judged(
        check,
        exchanges,
        tuple(item for item in told_ if isinstance(item, Finding)),
        tuple(item for item in told_ if isinstance(item, Observation)),
    )


def unchecked(check: Check, reason: Reason, why: str = "") -> Judged:
    """*check* not made."""
    findings = tuple(
        Finding(requirement, Outcome.NOT_EXERCISED, actual=why, reason=reason) for requirement in check.requirements
    )
    return Judged(check, (), findings)
