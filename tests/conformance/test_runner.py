"""Running checks: several at a time, the same requests every time, and an end where a target gives none."""

import asyncio
import time
from collections import Counter
from dataclasses import replace

import httpx2
import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference
from conformance_apps.running import Tried, target_of
from translation_conformance.check import Check, Judge, Reason
from translation_conformance.client import Client
from translation_conformance.options import Options
from translation_conformance.runner import Run, run
from translation_conformance.suite import suites
from translation_conformance.verdict import LEFT_OVER, RowOutcome, Verdict, summary

TEXT = suites()[1]


class _Stuck(httpx2.ASGITransport):
    """Answers so many requests, and the following ones not in time."""

    answers = 1
    asked = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked += 1
        if self.asked > self.answers:
            await asyncio.sleep(60)
        return await super().handle_async_request(request)


@pytest.mark.parametrize("jobs", [1, 4])
def test_target_that_hangs(jobs: int) -> None:
    """A target that gives no answer any more is asked a few more times, not hundreds of times."""
    target = target_of(reference.PROFILE + "[http]\ntimeout = 0.2\n")
    transport = _Stuck(app=reference.app(Reference()))

    async def go() -> Run:
        async with Client(target.http, transport=transport) as client:
            return await run([(TEXT, target.apis[1])], client, Options(jobs=jobs))

    start = time.monotonic()
    told = summary(asyncio.run(go()))

    assert time.monotonic() - start < 10
    assert transport.asked <= 1 + 3 + 2 * jobs
    assert told.verdict is Verdict.INCONCLUSIVE
    left_over = [row for row in told.rows if row.reason is Reason.TIME]
    assert len(left_over) > 50
    assert any("after 3 requests in a row" in row.detail for row in left_over)


def test_target_that_hangs_now_and_then(try_server: Tried) -> None:
    """Single requests without an answer end nothing."""
    target = target_of(reference.PROFILE + "[http]\ntimeout = 0.5\n")

    class Sometimes(httpx2.ASGITransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            if b'"text":""' in request.content:
                await asyncio.sleep(60)
            return await super().handle_async_request(request)

    async def go() -> Run:
        async with Client(target.http, transport=Sometimes(app=reference.app(Reference()))) as client:
            return await run([(TEXT, target.apis[1])], client)

    told = summary(asyncio.run(go()))

    assert told.verdict is Verdict.INCONCLUSIVE
    assert len([row for row in told.rows if row.outcome is RowOutcome.NOT_CHECKED]) < 10
    assert try_server(Reference(), "text").summary.verdict is Verdict.CONFORMS


def test_endless_answers(try_server: Tried) -> None:
    """A target whose answers are all too long is asked a few times, and there is no verdict."""
    report = try_server(lambda _: Answer(200, b"[" * 9_000_000), "text")

    assert report.summary.verdict is Verdict.INCONCLUSIVE
    assert report.run.requests_sent < 12
    assert {row.reason for row in report.summary.rows if row.outcome is RowOutcome.NOT_CHECKED} <= set(LEFT_OVER)


def test_one_answer_that_is_too_long(try_server: Tried) -> None:
    """What could not be seen in an answer that was cut is left over: no verdict."""
    original = Reference()

    def talkative(asked: Asked) -> Answer:
        return Answer(400, b" " * 9_000_000) if b'"text":""' in asked.body else original(asked)

    report = try_server(talkative, "text")

    assert report.summary.verdict is Verdict.INCONCLUSIVE
    left_over = [row.requirement.id for row in report.summary.rows if row.reason in LEFT_OVER]
    assert "text.validation-rules.text-empty" in left_over


@pytest.mark.parametrize("api", ["image", "text"])
def test_requests_do_not_depend_on_jobs(try_server: Tried, api: str) -> None:
    """However many requests are under way at the same time, the same ones are sent."""
    sent = []
    for jobs in (1, 8):
        seen: Counter[object] = Counter()
        original = Reference()

        def noting(asked: Asked, seen: Counter[object] = seen, original: Reference = original) -> Answer:
            seen[asked.method, asked.path, str(sorted(asked.headers.items())), asked.body] += 1
            return original(asked)

        assert try_server(noting, api, options=Options(jobs=jobs)).summary.verdict is Verdict.CONFORMS
        sent.append(seen)

    assert sent[0] == sent[1]


@pytest.mark.parametrize("jobs", [1, 6])
def test_probes_run_at_the_same_time(jobs: int) -> None:
    """As many requests as allowed are under way at the same time, and not more."""
    target = target_of()

    class Counting(httpx2.ASGITransport):
        now = most = 0

        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            self.now += 1
            self.most = max(self.most, self.now)
            await asyncio.sleep(0.002)
            try:
                return await super().handle_async_request(request)
            finally:
                self.now -= 1

    transport = Counting(app=reference.app(Reference()))

    async def go() -> Run:
        async with Client(target.http, transport=transport) as client:
            return await run([(TEXT, target.apis[1])], client, Options(jobs=jobs))

    asyncio.run(go())

    assert transport.most == jobs


def _broken_judge(_: object) -> list[object]:
    raise KeyError("reference-valid-key")


def test_error_of_the_suite(try_server: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in one check leaves the others alone; there is a report, and no verdict."""
    first = TEXT.checks[0]
    broken = Check(first.name, first.probe, Judge(first.requirements, _broken_judge))  # type: ignore[arg-type]
    monkeypatch.setitem(TEXT.__dict__, "checks", (broken, *TEXT.checks[1:]))

    report = try_server(Reference(), "text")

    document = report.document()
    assert report.summary.verdict is Verdict.INCONCLUSIVE
    assert len(document["errors"]) == 1
    assert document["errors"][0].startswith("error of the suite: KeyError at test_runner.py:")
    assert "reference-valid-key" not in str(document)
    passed = [row for row in report.summary.rows if row.outcome is RowOutcome.PASSED]
    assert len(passed) > 50


def test_error_in_the_smoke_probe(try_server: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error before the first check leaves everything over."""

    def broken(_: object) -> bool:
        raise RuntimeError

    monkeypatch.setattr("translation_conformance.session.told", broken)
    report = try_server(lambda _: Answer(404, b""), "text")

    assert report.summary.verdict is Verdict.INCONCLUSIVE
    assert {row.reason for row in report.summary.rows} <= {Reason.INTERRUPTED, None}
    assert replace(report).document()["verdict"] == "inconclusive"
