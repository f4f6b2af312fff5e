"""Waiting: the rate, the time that a run may take, and targets that ask to be asked later or stay silent."""

import asyncio
from dataclasses import dataclass, field, replace
from email.utils import formatdate

import httpx2
import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference, Server, envelope
from conformance_apps.running import target_of
from conformance_apps.targets import TEXT
from translation_conformance.check import Reason
from translation_conformance.client import Client
from translation_conformance.exchange import Exchange, Request, Response
from translation_conformance.limits import LONGEST_WAIT, Ledger, asked_to_wait
from translation_conformance.options import Options
from translation_conformance.runner import Run, run
from translation_conformance.verdict import RowOutcome, Verdict, summary


@dataclass
class Time:
    """A clock that only moves when somebody sleeps."""

    now: float = 0.0

    def clock(self) -> float:
        """Seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Move the clock."""
        self.now += seconds


def _run(server: Server, options: Options, time: Time | None = None, profile: str = reference.PROFILE) -> Run:
    target = target_of(profile)
    time = time or Time()

    async def go() -> Run:
        transport = httpx2.ASGITransport(reference.app(server), raise_app_exceptions=False)
        ledger = Ledger(options, time.clock, time.sleep)
        async with Client(target.http, transport=transport) as client:
            return await run([(TEXT, target.apis[1])], client, options, ledger)

    return asyncio.run(go())


def test_rate() -> None:
    """So many requests per second are sent, and not more."""
    time = Time()

    result = _run(Reference(), Options(rate=4, jobs=8), time)

    assert time.now == pytest.approx((result.requests_sent - 1) / 4)


def test_max_time() -> None:
    """When the time is over nothing more is sent, and what is left over is said."""
    time = Time()

    result = _run(Reference(), Options(rate=1, max_time=30), time)

    told_ = summary(result)
    assert result.requests_sent <= 30
    assert told_.verdict is Verdict.INCONCLUSIVE
    assert {row.reason for row in told_.rows if row.outcome is RowOutcome.NOT_CHECKED} == {Reason.TIME}


def test_time_ends_while_an_answer_is_awaited() -> None:
    """An answer that does not come does not keep a run beyond its time."""
    target = target_of()

    class Silent(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            await asyncio.Event().wait()
            raise AssertionError(request)

    async def go() -> Run:
        async with Client(target.http, transport=Silent()) as client:
            return await run([(TEXT, target.apis[1])], client, Options(max_time=0.05))

    result = asyncio.run(go())

    assert summary(result).verdict is Verdict.INCONCLUSIVE
    assert result.requests_sent == 1


@dataclass
class Limiting:
    """A server that refuses every third request for a while."""

    retry_after: str
    refused: int = 0
    asked: int = 0
    original: Reference = field(default_factory=Reference)

    def __call__(self, asked: Asked) -> Answer:
        """The reference's answer, or a refusal."""
        self.asked += 1
        if self.asked % 3 == 0:
            self.refused += 1
            answer = envelope(429, "Too many requests")
            return replace(answer, headers={**answer.headers, "retry-after": self.retry_after})
        return self.original(asked)


def test_retry_after_is_honoured() -> None:
    """A request that came too soon is sent again when the target says so, and the waits are told."""
    server, time = Limiting("2"), Time()

    result = _run(server, Options(), time)

    assert summary(result).verdict is Verdict.CONFORMS
    assert result.waits == (2.0,) * server.refused
    assert server.refused > 10
    assert time.now >= 2.0


@pytest.mark.parametrize("retry_after", ["3600", "soon", ""])
def test_retry_after_that_cannot_be_honoured(retry_after: str) -> None:
    """Who asks for too long a wait, or for none that can be read, is not asked again: that is left over."""
    server = Limiting(retry_after)

    result = _run(server, Options())

    told_ = summary(result)
    assert told_.verdict is Verdict.INCONCLUSIVE
    assert result.waits == ()
    assert any(row.reason is Reason.RATE_LIMITED for row in told_.rows)


def test_target_that_always_asks_for_patience() -> None:
    """Nobody waits for ever."""
    answer = envelope(429, "Too many requests")
    time = Time()

    result = _run(lambda _: replace(answer, headers={**answer.headers, "retry-after": "1"}), Options(), time)

    assert summary(result).verdict is Verdict.INCONCLUSIVE
    assert time.now < 4 * 400


@pytest.mark.parametrize(
    ("status", "said", "wait"),
    [
        (429, "5", 5.0),
        (503, "0", 0.0),
        (429, None, None),
        (429, "-1", None),
        (429, "1.5", None),
        (429, "9" * 400, 999_999_999.0),
        (500, "5", None),
        (200, "5", None),
    ],
)
def test_wait_that_is_asked_for(status: int, said: str | None, wait: float | None) -> None:
    """Retry-After is whole seconds, and means something with 429 and 503."""
    headers = (("Retry-After", said),) if said is not None else ()

    assert asked_to_wait(Exchange(Request("POST", "/"), Response(status, headers))) == wait


def test_wait_until_a_date() -> None:
    """Retry-After may be a date; one that is over asks for no wait."""

    def asked(date: str) -> float | None:
        return asked_to_wait(Exchange(Request("POST", "/"), Response(429, (("Retry-After", date),))))

    assert asked("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert (asked(formatdate(4_000_000_000, usegmt=True)) or 0) > LONGEST_WAIT


def test_three_silences_in_a_row_end_nothing_where_the_service_lives() -> None:
    """A service that answers the plain request is asked on, though single mistakes meet silence one after the other."""
    target = target_of(reference.PROFILE + "[http]\ntimeout = 0.05\n")

    class Sometimes(httpx2.ASGITransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            if b'"text":42' in request.content or b'"text":[' in request.content or b'"text":{' in request.content:
                await asyncio.Event().wait()
            return await super().handle_async_request(request)

    async def go() -> Run:
        async with Client(target.http, transport=Sometimes(app=reference.app(Reference()))) as client:
            options = Options(only=("text.request-body.text-string", "text.success-200.message"), jobs=1)
            return await run([(TEXT, target.apis[1])], client, options)

    rows = {row.requirement.id: row for row in summary(asyncio.run(go())).rows}

    assert rows["text.success-200.message"].outcome is RowOutcome.PASSED
    assert rows["text.request-body.text-string"].reason is Reason.TIME


@pytest.mark.parametrize("retry_after", ["0", None])
def test_target_that_answers_one_at_a_time(retry_after: str | None) -> None:
    """A service that refuses company is asked one request after the other, and gets a verdict."""
    original = Reference()
    inside = 0

    async def alone(asked: Asked) -> Answer:
        nonlocal inside
        inside += 1
        try:
            if inside > 1:
                refusal = envelope(429, "One at a time.")
                headers = {"retry-after": retry_after} if retry_after is not None else {}
                return replace(refusal, headers={**refusal.headers, **headers})
            for _ in range(5):
                await asyncio.sleep(0)
            return original(asked)
        finally:
            inside -= 1

    assert summary(_run(alone, Options(jobs=8))).verdict is Verdict.CONFORMS


@pytest.mark.parametrize("options", [Options(rate=0.5, max_time=3), Options(rate=0.5, max_requests=3)], ids=str)
def test_rate_does_not_go_on_beyond_a_limit(options: Options) -> None:
    """Once nothing more may be sent, nothing waits for its turn."""
    time = Time()

    result = _run(Reference(), options, time)

    assert result.requests_sent <= 3
    assert time.now <= 6


def test_target_that_has_no_patience_after_the_first_request() -> None:
    """A service that goes on asking for patience is not asked for hours."""
    original, asked = Reference(), 0

    def impatient(request: Asked) -> Answer:
        nonlocal asked
        asked += 1
        answer = envelope(429, "Too many requests")
        return original(request) if asked == 1 else replace(answer, headers={**answer.headers, "retry-after": "1"})

    time = Time()
    result = _run(impatient, Options(), time)

    assert summary(result).verdict is Verdict.INCONCLUSIVE
    assert asked < 80
    assert time.now < 80


def test_first_answer_that_asks_for_patience() -> None:
    """Where the plain request meets 429, that is all there is to say."""
    answer = envelope(429, "Too many requests")

    result = _run(lambda _: answer, Options())

    assert result.requests_sent <= 2
    assert "asks to be asked later" in str(result.apis[0].inconclusive)
