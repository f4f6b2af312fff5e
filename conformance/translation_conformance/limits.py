"""What a run may send: requests, successes that are charged for, time, pace. Nothing is sent without asking here.

A request is charged for where it was sent with a credential and was served. What is expected to be served is counted
before it is sent; what the pages want refused is counted once a service has served it, so that a service that serves
everything costs no more than was allowed, either.
"""

import asyncio
import email.utils
import ipaddress
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from translation_conformance.check import Reason
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request, Response
from translation_conformance.look import asks_for_patience, is_success
from translation_conformance.options import BILLABLE_ELSEWHERE, Options
from translation_conformance.target import ApiTarget

#: The longest wait that a target is granted; one that asks for more is not asked again.
LONGEST_WAIT = 60.0
#: How often a request is sent again because the target asked for patience.
_TIMES_AGAIN = 3


@dataclass(frozen=True)
class Stop:
    """Why nothing more is sent."""

    reason: Reason
    said: str = ""


@dataclass(frozen=True)
class Room:
    """Room for one request."""

    #: The request is expected to be charged for, if it is served.
    billable: bool
    #: It was made by keeping a success free.
    is_reserved: bool


class Purse:
    """What may be charged for. Requests take from it before they are sent, and give back what was not charged."""

    def __init__(self, limit: float = math.inf) -> None:
        self.limit = limit
        self.spent = 0
        #: What is under way and may be charged for.
        self._reserved = 0
        #: What was served although it should be refused.
        self._surprises = 0
        self._settled = asyncio.Condition()

    async def take(self, *, billable: bool) -> Room | Stop:
        """Room for one request; the reason where there is none.

        Once something was served that should be refused, nothing is taken to be free any more.
        """
        if not billable and not self._surprises:
            return Room(billable, is_reserved=False)
        async with self._settled:
            # What is under way may come back.
            await self._settled.wait_for(lambda: self.spent + self._reserved < self.limit or not self._reserved)
            if self.spent >= self.limit:
                said = f"--max-billable: {self.limit:g} successes may be charged for"
                also = f", and {self._surprises} of {self.spent} were of requests that should be refused"
                return Stop(Reason.BUDGET, said + also if self._surprises else said)
            self._reserved += 1
        return Room(billable, is_reserved=True)

    async def settle(self, room: Room, *, charged: bool) -> None:
        """The request in *room* is over."""
        async with self._settled:
            self._reserved -= room.is_reserved
            self.spent += charged
            self._surprises += charged and not room.billable
            self._settled.notify_all()


@dataclass
class Ledger:
    """What a run may send, and has sent."""

    options: Options = field(default_factory=Options)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    #: Told how many requests were sent, after each.
    watch: Callable[[int], None] = lambda _: None
    #: Requests.
    sent: int = 0
    #: Successes that a metered service may charge for.
    billable_sent: int = 0
    #: How long the target asked to wait, each time, in seconds.
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        #: When the first request was sent: what the suite needs to get ready is not the target's time.
        self._started: float | None = None
        self._next = -math.inf

    @property
    def is_limited(self) -> bool:
        """Whether not everything may be sent, so that the order matters."""
        return self.options.max_requests is not None

    def purse(self, target: ApiTarget) -> Purse:
        """What may be charged for at *target*: what the options say, else little where it is not this machine."""
        if self.options.max_billable is not None:
            return Purse(self.options.max_billable)
        is_here = is_this_machine(target.base_url) and not target.is_proxied
        return Purse(math.inf if is_here else BILLABLE_ELSEWHERE)

    @property
    def time_left(self) -> float:
        """Seconds."""
        limit = math.inf if self.options.max_time is None else self.options.max_time
        return limit if self._started is None else self._started + limit - self.clock()

    async def count(self) -> Stop | None:
        """One request more, when its turn has come; the reason where it must not be sent."""
        if self._started is None:
            self._started = self.clock()
        if self.options.max_requests is not None and self.sent >= self.options.max_requests:
            return Stop(Reason.BUDGET, f"--max-requests: {self.options.max_requests} are sent")
        self.sent += 1
        await self._turn()
        if self.time_left <= 0:
            self.sent -= 1
            return Stop(Reason.TIME, f"--max-time: {self.options.max_time:g} s are over")
        self.watch(self.sent)
        return None

    async def _turn(self) -> None:
        """Wait until the next request may be sent, or the time is over."""
        pause = 1 / self.options.rate if self.options.rate else 0.0
        now = self.clock()
        slot = max(now, self._next)
        self._next = slot + pause
        if slot > now:
            await self.sleep(min(slot - now, max(self.time_left, 0.0)))

    def settle(self, request: Request, outcome: Response | Failure | None, room: Room) -> bool:
        """Whether *request* may have been charged for. *outcome* is None where nobody waited for it.

        A service may have served what it could not deliver any more.
        """
        if isinstance(outcome, Response):
            served = is_success(outcome)
        else:
            delivered = outcome is None or outcome.kind in (FailureKind.TIMEOUT, FailureKind.BROKEN)
            served = delivered and room.billable
        charged = served and request.credential is not None
        self.billable_sent += charged
        return charged

    def grants(self, exchange: Exchange, times: int) -> bool:
        """Whether the request is to be sent again, later, as the target asks; *times* it was sent again already."""
        wait = asked_to_wait(exchange)
        if wait is None or times >= _TIMES_AGAIN or wait > min(LONGEST_WAIT, self.time_left):
            return False
        self.waits.append(wait)
        self._next = max(self._next, self.clock() + wait)
        return True


def asked_to_wait(exchange: Exchange) -> float | None:
    """How many seconds the target asks to wait before the request is sent again; None where it does not."""
    outcome = exchange.outcome
    if not isinstance(outcome, Response) or not asks_for_patience(outcome):
        return None
    said = (outcome.header("retry-after") or "").strip()
    # RFC 9110, 10.2.3: seconds, or a date.
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        date = email.utils.parsedate_to_datetime(said)
        return max(0.0, date.timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def is_this_machine(base_url: str) -> bool:
    """Whether *base_url* leads to this machine: what runs here charges nobody."""
    host = (urlsplit(base_url).hostname or "").rstrip(".")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified
