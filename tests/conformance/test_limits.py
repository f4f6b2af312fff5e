"""What may be charged for: no service is asked for more successes than were allowed, and what is left over is said."""

import asyncio
import math
from dataclasses import dataclass, field, replace

import httpx2
import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference, Server, envelope
from conformance_apps.running import Tried, target_of
from conformance_apps.targets import ELSEWHERE, TEXT
from translation_conformance.check import Reason
from translation_conformance.client import Client
from translation_conformance.limits import Ledger, Purse, Room, Stop, is_this_machine
from translation_conformance.options import BILLABLE_ELSEWHERE, Options
from translation_conformance.runner import Run, run
from translation_conformance.verdict import RowOutcome, Verdict


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


def test_proxy_leads_elsewhere() -> None:
    """Behind a proxy no address is known to be on this machine."""
    direct = target_of().apis[1]
    proxied = target_of(reference.PROFILE + '[http]\nproxy = "http://127.0.0.1:3128"\n').apis[1]

    assert Ledger().purse(direct).limit == math.inf
    assert Ledger().purse(proxied).limit == BILLABLE_ELSEWHERE
