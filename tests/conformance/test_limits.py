"""What a run may send: nothing goes beyond a limit, and what is left over is said."""

import asyncio
import math
from dataclasses import dataclass, field, replace
from email.utils import formatdate

import httpx2
import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference, Server, envelope
from conformance_apps.running import Tried, target_of
from translation_conformance.check import Reason
from translation_conformance.client import Client
from translation_conformance.exchange import Exchange, Request, Response
from translation_conformance.limits import LONGEST_WAIT, Ledger, Purse, Room, Stop, asked_to_wait, is_this_machine
from translation_conformance.options import BILLABLE_ELSEWHERE, Options
from translation_conformance.plan import plan, told
from translation_conformance.runner import Run, run
from translation_conformance.suite import suites
from translation_conformance.verdict import RowOutcome, Verdict, summary

ELSEWHERE = reference.PROFILE.replace("http://reference.localhost", "https://api.vendor.test")
TEXT = suites()[1]


@dataclass
class Counting:
    """A server, and what it served to accounts."""

    server: Server = field(default_factory=Reference)
    asked: int = 0
    served: int = 0

    def __call__(self, asked: Asked) -> Answer:
        """The server's answer."""
        self.asked += 1
        answer = self.server(asked)
        assert isinstance(answer, Answer)
        self.served += answer.status == 200 and ("x-api-key" in asked.headers or "authorization" in asked.headers)
        return answer


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


@pytest.mark.parametrize("limit", [0, 1, 7, 30])
@pytest.mark.parametrize("jobs", [1, 8])
def test_no_more_is_charged_for_than_was_allowed(try_server: Tried, limit: int, jobs: int) -> None:
    """Not one success more than allowed is asked for, however many requests are under way."""
    server = Counting()

    report = try_server(server, "text", options=Options(max_billable=limit, jobs=jobs))

    assert server.served == report.run.billable_sent == limit
    assert report.summary.verdict is Verdict.INCONCLUSIVE
    assert {row.reason for row in report.summary.rows if row.outcome is RowOutcome.NOT_CHECKED} == {Reason.BUDGET}


def test_free_requests_come_first(try_server: Tried) -> None:
    """Without a single success to be charged for, every rule about refusals is checked."""
    report = try_server(Reference(), "text", options=Options(max_billable=0))

    passed = {row.requirement.id for row in report.summary.rows if row.outcome is RowOutcome.PASSED}
    assert {
        "text.validation-rules.source-lang-pattern",
        "text.api-key-missing-invalid-header-401.status",
        "text.request-validation-error-400.text-empty",
        "text.token-limit-reached-402.status",
    } <= passed


@pytest.mark.parametrize("limit", [0, 5])
def test_service_that_serves_everything(try_server: Tried, limit: int) -> None:
    """Mistakes that are served are charged for, too: then they are not made any more."""
    valid = asking_server()
    server = Counting(valid)

    report = try_server(server, "text", options=Options(max_billable=limit, jobs=4))

    # Until the first of them, as many as are under way are taken to be free.
    assert server.served <= limit + 4
    assert report.summary.verdict is Verdict.VIOLATES


def asking_server() -> Server:
    """A server that takes everything from everybody."""
    body = b'{"text": "hello world", "sourceLang": "en", "targetLang": "fr", "model": "swift-1"}'
    original = Reference()
    return lambda asked: original(replace(asked.header("x-api-key", "reference-valid-key"), body=body))


def test_limit_is_that_of_each_api() -> None:
    """What one vendor charges for takes nothing from another one's limit."""
    target = target_of()
    ledger = Ledger(Options(max_billable=5))

    purses = [ledger.purse(api) for api in target.apis]

    assert purses[0] is not purses[1]
    assert [purse.limit for purse in purses] == [5, 5]


def test_little_is_charged_for_on_another_machine(try_server: Tried) -> None:
    """A target elsewhere is not asked for more successes than a small number, unless that is allowed."""
    by_default, allowed, all_ = Counting(), Counting(), Counting()

    report = try_server(by_default, "text", profile=ELSEWHERE)
    try_server(allowed, "text", profile=ELSEWHERE, options=Options(max_billable=40))
    whole = try_server(all_, "text", profile=ELSEWHERE, options=Options(max_billable=math.inf))

    assert by_default.served == BILLABLE_ELSEWHERE
    assert report.summary.verdict is Verdict.INCONCLUSIVE
    assert allowed.served == 40
    assert all_.served > 40
    assert whole.summary.verdict is Verdict.CONFORMS


@pytest.mark.parametrize("api", ["image", "text"])
def test_quick_run_is_whole_on_another_machine(try_server: Tried, api: str) -> None:
    """What is charged for without being allowed is enough for a quick run."""
    report = try_server(Reference(), api, profile=ELSEWHERE, options=Options(quick=True))

    assert report.summary.verdict is Verdict.CONFORMS


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://127.8.0.1", True),
        ("http://localhost:1/prefix", True),
        ("http://LOCALHOST.", True),
        ("http://mock.localhost", True),
        ("http://[::1]:8080", True),
        ("http://0.0.0.0:8080", True),
        ("http://localhost.example.com", False),
        ("http://10.0.0.1", False),
        ("https://api.example.com", False),
        ("http://127.0.0.1.example.com", False),
    ],
)
def test_this_machine(url: str, here: bool) -> None:
    """Only loopback addresses and names are this machine."""
    assert is_this_machine(url) is here


def test_purse_waits_for_what_is_under_way() -> None:
    """A request that may not be paid for waits for those under way, which may turn out to be free."""

    async def go() -> list[bool]:
        purse = Purse(1)
        first = await purse.take(billable=True)
        second = asyncio.ensure_future(purse.take(billable=True))
        await asyncio.sleep(0)
        waiting = not second.done()
        assert isinstance(first, Room)
        await purse.settle(first, charged=False)
        third = await second
        assert isinstance(third, Room)
        await purse.settle(third, charged=True)
        return [waiting, isinstance(await purse.take(billable=True), Stop)]

    assert asyncio.run(go()) == [True, True]


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


@pytest.mark.parametrize("options", [Options(), Options(quick=True), Options(only=("*.endpoint.post",))], ids=str)
@pytest.mark.parametrize("api", ["image", "text"])
def test_plan_is_what_is_sent(try_server: Tried, api: str, options: Options) -> None:
    """The plan counts what a run sends to a conforming target; guesses may succeed sooner."""
    report = try_server(Reference(), api, options=options)
    target = next(target for target in target_of().apis if target.name == api)
    suite = next(suite for suite in suites() if suite.name == api)

    planned = plan(suite, target, options).cost

    assert planned.requests - 12 <= report.run.requests_sent <= planned.requests
    assert report.run.billable_sent <= planned.billable


def test_plan_says_what_is_too_much() -> None:
    """Where more may be charged for than is allowed, the plan says how to allow it."""
    target = target_of(ELSEWHERE).apis[1]

    lines = list(told([plan(TEXT, target, Options())], Options()))

    assert any("at most 30 successes are charged for, as this is another machine" in line for line in lines)
    assert lines[-1].startswith("planned: ")


def test_some_requirements_only(try_server: Tried) -> None:
    """Only what was asked for is judged, by all of its checks; the rest is not selected, and no row passes in part."""
    ids = ("text.validation-rules.source-lang-*", "text.success-200.message")

    report = try_server(Reference(), "text", options=Options(only=ids))

    outcomes = {row.requirement.id: (row.outcome, row.reason) for row in report.summary.rows}
    assert outcomes["text.success-200.message"] == (RowOutcome.PASSED, None)
    assert outcomes["text.validation-rules.source-lang-pattern"] == (RowOutcome.PASSED, None)
    assert outcomes["text.success-200.error-null"] == (RowOutcome.NOT_CHECKED, Reason.NOT_SELECTED)
    assert report.summary.verdict is Verdict.CONFORMS


def test_violation_of_what_was_not_asked_for(try_server: Tried) -> None:
    """A violation of another requirement is none of what was asked."""
    original = Reference()

    def nothing_null(asked: Asked) -> Answer:
        answer = original(asked)
        return answer.having(error="none") if answer.status == 200 else answer

    def verdict_on(id_: str) -> Verdict:
        return try_server(nothing_null, "text", options=Options(only=(id_,))).summary.verdict

    assert verdict_on("text.success-200.message") is Verdict.CONFORMS
    assert verdict_on("text.success-200.error-null") is Verdict.VIOLATES


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


def test_account_that_runs_out(try_server: Tried) -> None:
    """Where the account of the profile has nothing left, there is no verdict, and the reason is said."""
    server = Reference()
    server.tokens["reference-valid-key"] = 5

    report = try_server(server, "text", options=Options(jobs=1))

    assert report.summary.verdict is Verdict.INCONCLUSIVE
    reasons = {row.detail for row in report.summary.rows if row.reason is Reason.BUDGET}
    assert reasons == {"text.credentials.valid has nothing left: the plain request, once served, meets 402"}


def test_some_valid_requests_that_meet_402(try_server: Tried) -> None:
    """Where the plain request is still served, an account has not run out: a 402 is a fault like any other."""
    original = Reference()

    def greedy(asked: Asked) -> Answer:
        wanted = isinstance(asked.json, dict) and asked.json.get("model") == "swift-1"
        return envelope(402, "Pay more") if wanted else original(asked)

    report = try_server(greedy, "text")

    assert report.summary.verdict is Verdict.VIOLATES
    assert "text.validation-rules.model-listed" in {
        row.requirement.id for row in report.summary.rows if row.outcome is RowOutcome.FAILED
    }


@pytest.mark.parametrize("api", ["image", "text"])
@pytest.mark.parametrize("names", [("valid",), ("valid", "unknown"), ("valid", "restricted", "unsubscribed")])
def test_profile_with_few_credentials(try_server: Tried, api: str, names: tuple[str, ...]) -> None:
    """Only the address and the valid key are needed; what the rest is needed for is not checked, and said so."""
    wanted = [line for line in reference.PROFILE.splitlines() if _is_kept(line, names)]

    report = try_server(Reference(), api, profile="\n".join(wanted))

    assert report.run.errors == ()
    assert report.summary.verdict is Verdict.CONFORMS


def _is_kept(line: str, names: tuple[str, ...]) -> bool:
    name, _, value = line.partition(" = ")
    return not value or name in ("base_url", *names)


def test_no_credential_is_said_first(try_server: Tried) -> None:
    """What no money could check, for want of a credential, is not said to be left over for a budget."""
    profile = "\n".join(line for line in reference.PROFILE.splitlines() if not line.startswith("inactive"))

    report = try_server(Reference(), "text", profile=profile, options=Options(max_billable=3))

    reasons = {row.requirement.id: row.reason for row in report.summary.rows}
    assert reasons["text.api-key-or-user-setup-errors-400.inactive-user-status"] is Reason.NO_CREDENTIAL


@pytest.mark.parametrize("how", ["broken", "late"])
def test_success_that_does_not_arrive_counts(how: str) -> None:
    """What a service served and could not deliver may be charged for: it counts against the limit."""
    target = target_of(ELSEWHERE + "[http]\ntimeout = 0.05\n")
    counting = Counting()

    class Undelivered(httpx2.ASGITransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            before = counting.served
            response = await super().handle_async_request(request)
            if counting.served > before > 0:
                if how == "late":
                    await asyncio.Event().wait()
                raise httpx2.RemoteProtocolError("reset")
            return response

    async def go() -> Run:
        options = Options(max_billable=4, jobs=2)
        async with Client(target.http, transport=Undelivered(app=reference.app(counting))) as client:
            return await run([(TEXT, target.apis[1])], client, options)

    result = asyncio.run(go())

    assert counting.served <= 4
    assert counting.served <= result.billable_sent <= 4


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


def test_proxy_leads_elsewhere() -> None:
    """Behind a proxy no address is known to be on this machine."""
    direct = target_of().apis[1]
    proxied = target_of(reference.PROFILE + '[http]\nproxy = "http://127.0.0.1:3128"\n').apis[1]

    assert Ledger().purse(direct).limit == math.inf
    assert Ledger().purse(proxied).limit == BILLABLE_ELSEWHERE
