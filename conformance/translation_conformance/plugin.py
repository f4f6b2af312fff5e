"""The checks as pytest items: `pytest -p translation_conformance.plugin --target FILE --pyargs <checks>`.

One item is one check. A violated documented requirement fails it, an implied one warns, a check that cannot be made is
skipped with its reason. Probes are shared between items as in a run of the command. Under pytest-xdist the items of
one API stay in one process, and those of all APIs where they share a budget or a report, so that nothing is sent twice.
"""

import asyncio
import math
import re
import time
import warnings
from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from translation_conformance.artefacts.writing import prepare
from translation_conformance.check import Check, Reason
from translation_conformance.client import Client
from translation_conformance.commands import Unusable, require_known
from translation_conformance.limits import Ledger
from translation_conformance.options import DEFAULT_SEED, Options
from translation_conformance.redaction import Redactor, shown
from translation_conformance.report import Report, error_line
from translation_conformance.runner import ApiRun, Run, searched, selected, to_make
from translation_conformance.session import Inconclusive, Judged, Session, unchecked
from translation_conformance.suite import ApiSuite, suites
from translation_conformance.target import ApiTarget, ProfileError, Target, read
from translation_conformance.verdict import EXIT_CODES, Row, RowOutcome, Summary, Verdict, left_over, summary
from translation_conformance.waivers import Waiver, WaiverError
from translation_conformance.waivers import read as read_waivers

#: What a worker of pytest-xdist tells the process that started it.
_TOLD = "translation_conformance"


class ConformanceWarning(UserWarning):
    """The target breaks an implied requirement."""


@dataclass(frozen=True)
class Wish:
    """What the user asks of a session."""

    target: Target
    options: Options
    strict: bool
    waivers: tuple[Waiver, ...]
    report_dir: Path | None

    @property
    def is_shared(self) -> bool:
        """Whether the APIs share something, so that one process has to check them all."""
        options = self.options
        limits = (options.max_requests, options.max_billable, options.max_time, options.rate)
        return self.report_dir is not None or any(limit is not None for limit in limits)

    def group(self, nodeid: str) -> str | None:
        """What the item called *nodeid* has to be made with in one process; None where it is no check."""
        api = re.search(rf"\[({'|'.join(api.name for api in self.target.apis)}): ", nodeid)
        if api is None:
            return None
        return "conformance" if self.is_shared else f"conformance {api[1]}"


@dataclass
class Told:
    """What is said at the end of the session, by whichever process knows it."""

    lines: list[str] = field(default_factory=list)
    inconclusive: bool = False


_WISH = pytest.StashKey[Wish]()
_ENGINE = pytest.StashKey["Engine"]()
_COLLECTED = pytest.StashKey[frozenset[tuple[str, str]]]()
_END = pytest.StashKey[Told]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the suite: those of the command, under names of their own."""
    group = parser.getgroup("translation-conformance")
    add = group.addoption
    add("--target", metavar="FILE", help="The target profile (TOML).")
    add("--conformance-strict", action="store_true", help="A violated implied requirement fails its item, too.")
    add("--conformance-seed", type=int, default=DEFAULT_SEED, metavar="N", help="Draws and orders what is sent.")
    add("--conformance-quick", action="store_true", help="Of each probe only the requests that tell most.")
    add(
        "--conformance-only",
        action="append",
        default=[],
        metavar="ID[,ID]",
        help="Only these requirements, or patterns of them.",
    )
    add("--conformance-max-requests", type=_count, metavar="N", help="The most requests to send.")
    add(
        "--conformance-max-billable",
        metavar="N|all",
        type=_billable,
        help="The most successes to cause that a metered service may charge for.",
    )
    add("--conformance-max-time", type=_positive, metavar="SECONDS", help="Send nothing after so many seconds.")
    add("--conformance-rate", type=_positive, metavar="N", help="The most requests per second.")
    add("--conformance-waivers", metavar="FILE", help="Violations that are known (TOML): expected failures.")
    add("--conformance-report-dir", metavar="DIR", help="Where the report of the command goes.")


def pytest_configure(config: pytest.Config) -> None:
    """Read the profile; a mistake in it stops the session with one line."""
    if path := config.getoption("--target"):
        config.stash[_END] = Told()
        config.stash[_WISH] = _wish(config, path)
        _keep_a_warning(config)


def _keep_a_warning(config: pytest.Config) -> None:
    """A ConformanceWarning stays one where the project makes errors of warnings, unless a filter of its names it.

    `-W` is applied after the filters of the project, and after this one.
    """
    categories = [line.split(":")[2:3] for line in config.getini("filterwarnings")]
    if not any(name.strip().rpartition(".")[2] == ConformanceWarning.__name__ for [name] in filter(None, categories)):
        category = f"{ConformanceWarning.__module__}.{ConformanceWarning.__name__}"
        config.addinivalue_line("filterwarnings", f"always::{category}")


def _wish(config: pytest.Config, path: str) -> Wish:
    option = config.getoption
    options = Options(
        seed=option("--conformance-seed"),
        max_requests=option("--conformance-max-requests"),
        max_billable=option("--conformance-max-billable"),
        max_time=option("--conformance-max-time"),
        rate=option("--conformance-rate"),
        quick=option("--conformance-quick"),
        only=tuple(name.strip() for names in option("--conformance-only") for name in names.split(",")),
    )
    report_dir = option("--conformance-report-dir")
    folder = config.invocation_params.dir / report_dir if report_dir else None
    waivers = option("--conformance-waivers")
    try:
        target = read(path, suites())
        require_known(options.only)
        if folder and not _is_worker(config):
            prepare(folder)
        ids = {id_ for suite in suites() for id_ in suite.api.catalogue}
        known = read_waivers(config.invocation_params.dir / waivers, ids) if waivers else ()
    except (ProfileError, WaiverError, Unusable) as error:
        raise pytest.UsageError(str(error)) from error
    except OSError as error:
        raise pytest.UsageError(f"--conformance-report-dir {shown(str(folder))}: {error.strerror}") from error
    return Wish(target, options, option("--conformance-strict"), known, folder)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item for each check of each API in the profile, in the order of a run of the command."""
    if "conformance_check" not in metafunc.fixturenames:
        return
    wish = _wish_of(metafunc.config)
    named = {suite.name: suite for suite in suites()}
    found = [
        (named[api.name], check)
        for api in wish.target.apis
        for check in to_make(named[api.name], searched(api, wish.options), wish.options)
    ]
    metafunc.parametrize("conformance_check", found, ids=[f"{suite.name}: {check.name}" for suite, check in found])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Under pytest-xdist, keep the items together that share answers; each process would send the same requests."""
    wish = config.stash.get(_WISH, None)
    if wish is None or config.getoption("dist") in ("loadfile", "loadscope"):
        # These keep the items of a file together anyway.
        return None
    from xdist.scheduler import LoadGroupScheduling

    group = wish.group

    class Together(LoadGroupScheduling):  # type: ignore[misc] # pytest-xdist publishes no types
        """Sends the items of one group to one process, and any other test to any."""

        def _split_scope(self, nodeid: str) -> str:
            return group(nodeid) or str(super()._split_scope(nodeid))

    return Together(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Remember which checks are to be made: what was deselected is not what was left over."""
    found = [item.callspec.params.get("conformance_check") for item in session.items if hasattr(item, "callspec")]
    session.config.stash[_COLLECTED] = frozenset((check[0].name, check[1].name) for check in found if check)


class Engine:
    """Makes checks, one after the other, over the same answers."""

    def __init__(self, wish: Wish, loop: asyncio.Runner) -> None:
        self.wish = wish
        self._loop = loop
        self._client = Client(wish.target.http)
        self._ledger = Ledger(wish.options)
        self._redactor = Redactor(wish.target.secrets)
        self._started_at, self._clock = datetime.now(UTC), time.monotonic()
        self._sessions: dict[str, Session] = {}
        self._inconclusive: dict[str, Inconclusive] = {}
        self._made: dict[tuple[str, Check], Judged] = {}
        self._errors: dict[tuple[str, Check], Exception] = {}

    def close(self) -> None:
        """Close what is open."""
        self._loop.run(self._client.aclose())

    def ready(self, suite: ApiSuite) -> str | None:
        """Why the API of *suite* cannot be checked, in one line; None where it can. The first call asks the target."""
        if suite.name not in self._sessions:
            target = searched(_api(self.wish.target, suite), self.wish.options)
            session = Session(suite, target, self._client, self.wish.options, self._ledger)
            self._sessions[suite.name] = session
            if why := self._loop.run(session.smoke()):
                self._inconclusive[suite.name] = why
        why = self._inconclusive.get(suite.name)
        return f"inconclusive: {self._report().inconclusive(why)}" if why else None

    def summary(self, suite: ApiSuite, check: Check) -> Summary:
        """What *check* says of each of its requirements."""
        session, options = self._sessions[suite.name], self.wish.options
        try:
            judged = selected(self._loop.run(session.check(check)), options)
        except Exception as error:
            self._errors[suite.name, check] = error
            raise
        self._made[suite.name, check] = judged
        run = Run((ApiRun(suite, session.target, (judged,)),), 0)
        found = summary(run, strict=self.wish.strict, waivers=self.wish.waivers)
        rows = tuple(row for row in found.rows if row.requirement.id in check.requirements)
        return Summary(rows, found.verdict, (), strict=self.wish.strict)

    def told(self, row: Row) -> str:
        """A violated row in words."""
        report = self._report(row)
        exports = " ".join(f"{name}=<{place}>" for name, place in report.exports.items())
        told = "\n".join(report.failure(row)).rstrip()
        return f"{told}\n  to use the curl line: export {exports}" if exports else told

    def why(self, row: Row) -> str:
        """Why *row* was not checked."""
        return f"{row.reason}: {self._report().detail(row)}".removesuffix(": ")

    def error(self, error: Exception) -> str:
        """An error of the suite itself, in one line."""
        return error_line(error, self._redactor)

    def _report(self, *rows: Row) -> Report:
        """What tells of *rows* without secrets."""
        about = Summary(rows, Verdict.VIOLATES, ())
        return Report(self.wish.target, self.wish.options, Run((), 0), about, self._started_at, 0.0)

    def report(self, collected: frozenset[tuple[str, str]]) -> Report:
        """The report of everything that was made of what was *collected*."""
        apis = tuple(self._api_run(session, collected) for session in self._sessions.values())
        interrupted = any(judged.findings for api in apis for judged in api.judged if _was_interrupted(judged))
        run = Run(apis, self._ledger.sent, interrupted, self._ledger.billable_sent, tuple(self._ledger.waits))
        return Report(
            target=Target(tuple(api.target for api in apis), self.wish.target.http),
            options=self.wish.options,
            run=run,
            summary=summary(run, strict=self.wish.strict, waivers=self.wish.waivers),
            started_at=self._started_at,
            duration=time.monotonic() - self._clock,
            folder=self.wish.report_dir,
        )

    def ending(self, report: Report) -> Iterator[str]:
        """What there is to say at the end: which waivers are to be looked at, what was sent, how much was checked."""
        names, run = " and ".join(api.name for api in report.target.apis), report.run
        yield from (self._redactor.own(applied.said) for applied in report.summary.waivers if applied.said)
        sent = f"{run.requests_sent} request{'' if run.requests_sent == 1 else 's'}"
        yield f"{names}: {sent}, {run.billable_sent} that a metered service may charge for, seed {report.options.seed}"
        yield f"{names}: {report.summary.last_line}"

    def _api_run(self, session: Session, collected: frozenset[tuple[str, str]]) -> ApiRun:
        name = session.suite.name
        wanted = set(to_make(session.suite, session.target, self.wish.options))
        judged = tuple(
            self._made.get((name, check)) or self._not_made(name, check, wanted, collected)
            for check in session.suite.checks
        )
        errors = tuple(dict.fromkeys(error for (api, _), error in self._errors.items() if api == name))
        return ApiRun(session.suite, session.target, judged, self._inconclusive.get(name), errors)

    def _not_made(self, api: str, check: Check, wanted: set[Check], collected: frozenset[tuple[str, str]]) -> Judged:
        options = self.wish.options
        if why := self._inconclusive.get(api):
            return unchecked(check, Reason.PREREQUISITE, why.said)
        if (api, check) in self._errors:
            return unchecked(check, Reason.INTERRUPTED, "an error of the suite")
        if check not in wanted:
            return selected(unchecked(check, Reason.QUICK), options)
        if (api, check.name) not in collected:
            return unchecked(check, Reason.NOT_SELECTED)
        return selected(unchecked(check, Reason.INTERRUPTED), options)


def _was_interrupted(judged: Judged) -> bool:
    return any(finding.reason is Reason.INTERRUPTED for finding in judged.findings)


def _api(target: Target, suite: ApiSuite) -> ApiTarget:
    return next(api for api in target.apis if api.name == suite.name)


@pytest.fixture(name="conformance_engine", scope="session")
def _conformance_engine(pytestconfig: pytest.Config) -> Iterator[Engine]:
    """The connection to the target."""
    wish = _wish_of(pytestconfig)
    with asyncio.Runner() as loop:
        engine = Engine(wish, loop)
        pytestconfig.stash[_ENGINE] = engine
        yield engine
        engine.close()


@pytest.fixture(name="conformance")
def _conformance(
    conformance_engine: Engine, conformance_check: tuple[ApiSuite, Check], request: pytest.FixtureRequest
) -> "Item":
    """One check, ready to be made; without a sensible answer to a plain request there is nothing to check."""
    suite, check = conformance_check
    if inconclusive := conformance_engine.ready(suite):
        if not _is_worker(request.config):
            pytest.exit(inconclusive, returncode=EXIT_CODES[Verdict.INCONCLUSIVE])
        # A worker that exits looks like one that crashed; this one ends, and the others with it.
        request.session.shouldstop = inconclusive
        # Nothing was asked, so this item neither passed nor failed.
        pytest.skip(inconclusive)
    return Item(conformance_engine, suite, check)


@dataclass(frozen=True)
class Item:
    """One check as a pytest item."""

    engine: Engine
    suite: ApiSuite
    check: Check

    def verify(self) -> None:
        """Make the check; fail, warn or skip as it says.

        What the profile has nothing for is skipped. What was left over is not: a target that stops answering would
        end in a green run. A violation that is waived is an expected failure.
        """
        __tracebackhide__ = True
        try:
            found = self.engine.summary(self.suite, self.check)
        except Exception as error:  # noqa: BLE001 - a traceback would show what the profile keeps secret
            pytest.fail(self.engine.error(error), pytrace=False)
        failed = [row for row in found.rows if row.outcome is RowOutcome.FAILED]
        for row in failed:
            if not found.binds(row):
                warnings.warn(ConformanceWarning(self.engine.told(row)), stacklevel=2)
        if told := [self.engine.told(row) for row in failed if found.binds(row)]:
            pytest.fail("\n\n".join(told), pytrace=False)
        if open_rows := [row for row in found.rows if left_over(row)]:
            pytest.fail(f"inconclusive: {self.engine.why(open_rows[0])}", pytrace=False)
        if waived := [row for row in found.rows if row.outcome is RowOutcome.WAIVED and found.binds(row)]:
            # It fails as the waiver expects, whose reason is told.
            pytest.xfail("; ".join(_waived(row) for row in waived))
        if all(row.outcome is RowOutcome.NOT_CHECKED for row in found.rows):
            # The profile has nothing to check it with, and says what is missing.
            pytest.skip(self.engine.why(found.rows[0]))


def _waived(row: Row) -> str:
    return f"{row.requirement.id} is waived: {row.waiver.reason}" if row.waiver else row.requirement.id


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report, and say how much was checked; an inconclusive session ends with 3."""
    config = session.config
    engine, end = config.stash.get(_ENGINE, None), config.stash.get(_END, None)
    if end is None:
        return
    if engine is not None:
        report = engine.report(config.stash.get(_COLLECTED, frozenset()))
        end.lines += _written(report, engine.wish.report_dir)
        end.lines += engine.ending(report)
        end.inconclusive = bool(report.summary.inconclusive)
        if _is_worker(config):
            # pytest-xdist gives it to the configuration of a worker; pytest's types do not know of it.
            output: dict[str, Any] = vars(config)["workeroutput"]
            output[_TOLD] = {"lines": end.lines, "inconclusive": end.inconclusive}
    if end.inconclusive and not _is_worker(config):
        session.exitstatus = EXIT_CODES[Verdict.INCONCLUSIVE]


def _written(report: Report, folder: Path | None) -> Sequence[str]:
    if folder is None:
        return ()
    try:
        report.write(folder)
    except OSError as error:
        return (f"no report: {shown(str(folder))}: {error.strerror}",)
    return (f"report: {shown(str(folder))}",)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker has ended: what it knows is said at the end of the session."""
    end: Told | None = node.config.stash.get(_END, None)
    told = getattr(node, "workeroutput", {}).get(_TOLD)
    if end is not None and told:
        end.lines += told["lines"]
        end.inconclusive |= told["inconclusive"]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say how much was checked, as the command does."""
    if (end := config.stash.get(_END, None)) and end.lines:
        terminalreporter.section("translation-conformance")
        for line in end.lines:
            terminalreporter.line(line)


def _is_worker(config: pytest.Config) -> bool:
    """Whether this is a process of pytest-xdist that another one started."""
    return hasattr(config, "workerinput")


def _wish_of(config: pytest.Config) -> Wish:
    wish = config.stash.get(_WISH, None)
    if wish is None:
        raise pytest.Collector.CollectError("--target FILE is needed: the target profile")
    return wish


def _count(text: str) -> int:
    """A whole number from 1."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise ArgumentTypeError(f"{shown(repr(text), 80)} is not a whole number from 1")
    return int(text)


def _billable(text: str) -> float:
    """A whole number from 0, or all."""
    if text == "all":
        return math.inf
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ArgumentTypeError(f"{shown(repr(text), 80)} is neither a number nor 'all'")
    return int(text)


def _positive(text: str) -> float:
    """A number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise ArgumentTypeError(f"{shown(repr(text), 80)} is not a number above 0")
    return number
