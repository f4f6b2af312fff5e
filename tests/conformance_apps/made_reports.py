"""Reports that are made by hand, without a server: whatever answer is put in, everything else holds."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from conformance_apps.running import target_of
from translation_conformance.baseline import Baseline
from translation_conformance.check import Check, Finding, Outcome
from translation_conformance.exchange import Exchange, Failure, Form, Part, Request, Response
from translation_conformance.options import Options
from translation_conformance.report import Report
from translation_conformance.runner import ApiRun, Run
from translation_conformance.session import Inconclusive, Judged
from translation_conformance.suite import suites
from translation_conformance.verdict import summary
from translation_conformance.waivers import Waiver

MESSAGE = "text.success-200.message"
STATUS = "text.success-200.status-code"
RTL = "text.success-200.is-rtl-target"
TYPES = "image.notes.other-types"

ASKED = Request("POST", "/x", (("Content-Type", "application/json"),), b'{"text": "hello"}')


def answered(body: bytes, *headers: tuple[str, str], status: int = 200) -> Exchange:
    """A plain request and this answer to it."""
    return Exchange(ASKED, Response(status, headers or (("content-type", "application/json"),), body))


def unanswered(failure: Failure) -> Exchange:
    """A plain request without an answer."""
    return Exchange(ASKED, failure)


def uploaded(content: bytes, body: bytes) -> Exchange:
    """A picture that was uploaded, and this answer to it."""
    form = Form((Part("image", content, "image.png", "image/png"), Part("target_language", b"fr")))
    return Exchange(Request("POST", "/x", (), form), Response(200, (("content-type", "application/json"),), body))


def made(
    violated: Mapping[str, Exchange | None],
    *,
    actual: str = "something else",
    waivers: Sequence[Waiver] = (),
    baseline: Baseline | None = None,
    today: date = date(2026, 1, 1),
    strict: bool = False,
    inconclusive: Inconclusive | None = None,
    interrupted: bool = False,
    errors: tuple[Exception, ...] = (),
    folder: Path | None = None,
    profile: str | None = None,
) -> Report:
    """A report on a target that breaks the *violated* requirements and no other, each shown by its exchange."""
    target = target_of(profile) if profile else target_of()
    named = {suite.name: suite for suite in suites()}
    apis = tuple(
        ApiRun(
            named[api.name],
            api,
            tuple(_judged(check, violated, actual) for check in named[api.name].checks),
            inconclusive,
            errors,
        )
        for api in target.apis
    )
    run = Run(apis, 7, interrupted, 3, (1.5,))
    told = summary(run, strict=strict, waivers=waivers, today=today)
    started_at = datetime(2026, 1, 1, tzinfo=UTC)
    return Report(target, Options(), run, told, started_at, 1.25, folder, baseline)


def _judged(check: Check, violated: Mapping[str, Exchange | None], actual: str) -> Judged:
    exchanges = tuple(dict.fromkeys(item for id_ in check.requirements if (item := violated.get(id_))))
    return Judged(check, exchanges, tuple(_finding(id_, violated, exchanges, actual) for id_ in check.requirements))


def _finding(id_: str, violated: Mapping[str, Exchange | None], exchanges: Sequence[Exchange], actual: str) -> Finding:
    if id_ not in violated:
        return Finding(id_, Outcome.OK)
    exchange = violated[id_]
    place = None if exchange is None else exchanges.index(exchange)
    return Finding(id_, Outcome.VIOLATED, "what is printed", actual, place)
