"""What the commands do. Here the extra is imported; `translation_conformance.cli` tells when it is missing."""

import asyncio
import difflib
import fnmatch
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType

from translation_conformance import baseline, waivers
from translation_conformance.artefacts.writing import forget, prepare
from translation_conformance.baseline import BaselineError
from translation_conformance.check import Mode, Probe
from translation_conformance.client import Client
from translation_conformance.curl import curl
from translation_conformance.limits import Ledger
from translation_conformance.options import Options
from translation_conformance.plan import plan
from translation_conformance.plan import told as told_plan
from translation_conformance.redaction import Redactor, shown
from translation_conformance.report import Report, error_line
from translation_conformance.runner import Run, not_run, run
from translation_conformance.suite import ApiSuite, example_target, suites
from translation_conformance.target import ApiTarget, Http, ProfileError, Target, read
from translation_conformance.verdict import EXIT_CODES, Verdict, summary
from translation_conformance.waivers import WaiverError

Say = Callable[[str], None]


class Unusable(ValueError):
    """The command line or the profile cannot be used; the message says why."""


@dataclass(frozen=True)
class Wish:
    """What the user asks of a run."""

    target_file: str
    report_dir: Path | None
    api_names: str | None
    options: Options
    strict: bool = False
    #: Told how many requests were sent, and how many are planned.
    progress: Callable[[int, int], None] = lambda _sent, _planned: None
    #: Where the violations are that do not count, and an earlier report.
    waivers: Path | None = None
    baseline: Path | None = None
    #: The day that decides whether a waiver is expired; None for that of the run, in UTC.
    today: date | None = None


def import_checks() -> None:
    """Import what a run would import on its way."""
    for suite in suites():
        _ = suite.checks


def run_checks(wish: Wish, say: Say, complain: Say) -> int:
    """Check a target, and tell what it breaks; the exit code."""
    try:
        target = read(wish.target_file, suites())
        chosen = _chosen(target, wish.api_names)
        require_known(wish.options.only)
        _require_some(wish.options.only, chosen)
        given = _Given(wish)
        if wish.report_dir is not None:
            prepare(wish.report_dir)
            forget(wish.report_dir)
    except (ProfileError, WaiverError, BaselineError) as error:
        raise Unusable(str(error)) from error
    except OSError as error:
        raise Unusable(f"{shown(str(wish.report_dir))}: {error.strerror}") from error
    redactor = Redactor(target.secrets)
    try:
        return _run_and_tell(wish, target, chosen, given, say, complain)
    except ProfileError as error:
        raise Unusable(redactor.text(str(error))) from error
    except OSError as error:
        raise Unusable(f"{shown(str(wish.report_dir))}: {error.strerror}") from error
    except Exception as error:  # noqa: BLE001 - the outermost door: a fault of the suite is told, not blamed
        complain(error_line(error, redactor))
        return EXIT_CODES[Verdict.INCONCLUSIVE]


class _Given:
    """What is known before a run: what is waived, and what an earlier report says."""

    def __init__(self, wish: Wish) -> None:
        ids = [id_ for suite in suites() for id_ in suite.api.catalogue]
        self.waivers = waivers.read(wish.waivers, ids) if wish.waivers else ()
        self.baseline = baseline.read(wish.baseline) if wish.baseline else None


def _run_and_tell(
    wish: Wish,
    target: Target,
    chosen: Sequence[tuple[ApiSuite, ApiTarget]],
    given: _Given,
    say: Say,
    complain: Say,
) -> int:
    started_at, clock = datetime.now(UTC), time.monotonic()
    try:
        result = asyncio.run(_run(target, chosen, wish))
    except ProfileError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever happens, there is a report
        result = not_run(chosen, error)
    report = Report(
        target=Target(tuple(api for _, api in chosen), target.http),
        options=wish.options,
        run=result,
        summary=summary(result, strict=wish.strict, waivers=given.waivers, today=wish.today or started_at.date()),
        started_at=started_at,
        duration=time.monotonic() - clock,
        folder=wish.report_dir,
        baseline=given.baseline,
    )
    for fault in result.errors:
        complain(report.error(fault))
    unwritten: OSError | None = None
    if wish.report_dir is not None:
        try:
            report.write(wish.report_dir)
        except OSError as error:
            # What was found is told all the same.
            unwritten, report = error, replace(report, folder=None)
    for line in report.lines():
        say(line)
    if unwritten:
        raise unwritten
    return EXIT_CODES[report.summary.verdict]


def plan_run(wish: Wish, say: Say) -> None:
    """Tell what a run would send, and what may be charged for; nothing is sent."""
    try:
        target = read(wish.target_file, suites())
    except ProfileError as error:
        raise Unusable(str(error)) from error
    chosen = _chosen(target, wish.api_names)
    require_known(wish.options.only)
    _require_some(wish.options.only, chosen)
    plans = [plan(suite, api, wish.options) for suite, api in chosen]
    redactor = Redactor(target.secrets)
    for line in told_plan(plans, wish.options):
        say(redactor.own(line))


def explain(pattern: str, say: Say) -> None:
    """Tell everything about each requirement that *pattern* means: what it says, where it is from, how it is asked."""
    require_known((pattern,))
    found = [(suite, id_) for suite in suites() for id_ in fnmatch.filter(suite.api.catalogue, pattern)]
    for number, (suite, id_) in enumerate(found):
        if number:
            say("")
        _explain(suite, id_, say)


def _explain(suite: ApiSuite, id_: str, say: Say) -> None:
    row = suite.api.catalogue[id_]
    say(f"{row.id} ({row.level})")
    say(f"  {row.statement}")
    say(f"  source: {suite.api.title}, {row.source}")
    if row.untestable is not None:
        say(f"  cannot be tested: {row.untestable}")
    target = example_target(suite)
    for check in suite.checks:
        if id_ in check.requirements:
            requests = check.probe.requests(target)
            say("")
            say(f"  check: {check.name}")
            say(f"  sends: {check.probe.name}{_needs(check.probe)}; {_WAYS[check.probe.mode].format(len(requests))}")
            for request in requests[:1]:
                say(f"  e.g.:  {curl(target, Http(), request).line}")


#: How the requests of a probe are sent.
_WAYS = {
    Mode.SHARED: "requests: {}",
    Mode.UNTIL_SUCCESS: "requests: {}, until one is served",
    Mode.SEQUENCE: "requests: {}, one after the other",
    Mode.AT_ONCE: "requests: {}, at the same time",
}


def _needs(probe: Probe) -> str:
    needed = [f"credentials.{name}" for name in probe.needs if name != "valid"]
    needed += ["restricted.model"] if probe.restricted else []
    return f"; needs {' and '.join(needed)}" if needed else ""


def list_checks(api_names: str | None, say: Say) -> None:
    """Tell the checks and what each verifies."""
    wanted = _names(api_names, [known.name for known in suites()])
    for suite in suites():
        if suite.name not in wanted:
            continue
        for heading, checks in suite.headings():
            say(f"{suite.name}: {heading}")
            for check in checks:
                say(f"  {check.name}")
                for requirement in check.requirements:
                    say(f"    {requirement} ({suite.api.catalogue[requirement].level})")


async def _run(target: Target, chosen: Sequence[tuple[ApiSuite, ApiTarget]], wish: Wish) -> Run:
    planned = sum(_planned(suite, api, wish.options) for suite, api in chosen)
    ledger = Ledger(wish.options, watch=lambda sent: wish.progress(sent, planned))
    async with Client(target.http) as client:
        with _interruptible():
            return await run(chosen, client, wish.options, ledger)


def _planned(suite: ApiSuite, target: ApiTarget, options: Options) -> int:
    """How many requests a run is about to send; 0 where the suite has a fault, of which the run will tell."""
    try:
        return plan(suite, target, options).cost.requests
    except Exception:  # noqa: BLE001 - the run tells of it as a fault of this API, and judges the other all the same
        return 0


@contextmanager
def _interruptible() -> Iterator[None]:
    """The first SIGINT or SIGTERM ends the checks, a second one the process. Ignored signals stay ignored."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if threading.current_thread() is not threading.main_thread() or task is None:
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    ours = [number for number, handler in before.items() if handler is not signal.SIG_IGN]

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
        loop.call_soon_threadsafe(task.cancel)

    for number in ours:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in ours:
            # After a first signal the next one is to end the process, whatever is done meanwhile.
            if signal.getsignal(number) is end:
                signal.signal(number, before[number])


def _chosen(target: Target, names: str | None) -> list[tuple[ApiSuite, ApiTarget]]:
    wanted = _names(names, [api.name for api in target.apis])
    known = {suite.name: suite for suite in suites()}
    return [(known[api.name], api) for api in target.apis if api.name in wanted]


def _names(names: str | None, known: Sequence[str]) -> Sequence[str]:
    if names is None:
        return known
    wanted = [name.strip() for name in names.split(",")]
    for name in wanted:
        if name not in known:
            raise Unusable(f"--api {shown(repr(name), 80)}: there is {' and '.join(known)}")
    return wanted


def require_known(patterns: Sequence[str]) -> None:
    """Each of *patterns* means a requirement."""
    ids = [id_ for suite in suites() for id_ in suite.api.catalogue]
    for pattern in patterns:
        if not fnmatch.filter(ids, pattern):
            near = difflib.get_close_matches(pattern, ids, 1)
            hint = f"; did you mean {near[0]}?" if near else "; `translation-conformance list` tells them"
            raise Unusable(f"there is no requirement {shown(repr(pattern), 120)}{hint}")


def _require_some(patterns: Sequence[str], chosen: Sequence[tuple[ApiSuite, ApiTarget]]) -> None:
    """Of what is asked for, some is about the APIs that are *chosen*."""
    ids = [id_ for suite, _ in chosen for id_ in suite.api.catalogue]
    if patterns and not any(fnmatch.filter(ids, pattern) for pattern in patterns):
        names = " and ".join(suite.name for suite, _ in chosen)
        raise Unusable(f"--only {shown(', '.join(patterns), 120)}: nothing of it is about {names}, which is checked")
