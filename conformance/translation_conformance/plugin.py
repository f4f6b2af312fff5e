"""The checks as pytest items: `pytest -p translation_conformance.plugin --target FILE --pyargs <checks>`.

One item is one check. A violated documented requirement fails it, an implied one warns, a check that cannot be made is
skipped with its reason. Probes are shared between items as in a run of the command.
"""

import asyncio
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from translation_conformance.check import Check
from translation_conformance.client import Client
from translation_conformance.report import Report
from translation_conformance.runner import ApiRun, Judged, Options, Run, Session
from translation_conformance.suite import ApiSuite, suites
from translation_conformance.target import ProfileError, Target, read
from translation_conformance.verdict import Row, RowOutcome, Summary, Verdict, left_over, row_of
from translation_openapi import Level

_TARGET = pytest.StashKey[Target]()


class ConformanceWarning(UserWarning):
    """The target breaks an implied requirement."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the suite."""
    group = parser.getgroup("translation-conformance")
    group.addoption("--target", metavar="FILE", help="The target profile (TOML).")
    group.addoption(
        "--conformance-strict", action="store_true", help="A violated implied requirement fails its item, too."
    )


def pytest_configure(config: pytest.Config) -> None:
    """Read the profile; a mistake in it stops the session with one line."""
    if path := config.getoption("--target"):
        try:
            config.stash[_TARGET] = read(path, suites())
        except ProfileError as error:
            raise pytest.UsageError(str(error)) from error


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item for each check of each API in the profile."""
    if "conformance_check" not in metafunc.fixturenames:
        return
    target = _target(metafunc.config)
    named = {suite.name: suite for suite in suites()}
    found = [(named[api.name], check) for api in target.apis for check in named[api.name].checks]
    metafunc.parametrize("conformance_check", found, ids=[f"{suite.name}: {check.name}" for suite, check in found])


@dataclass(frozen=True)
class Engine:
    """Makes checks, one after the other, over the same answers."""

    target: Target
    loop: asyncio.Runner
    sessions: dict[str, Session]

    def rows(self, suite: ApiSuite, check: Check) -> tuple[Row, ...]:
        """What *check* says of each of its requirements."""
        judged: Judged = self.loop.run(self.sessions[suite.name].check(check))
        run = ApiRun(suite, self.sessions[suite.name].target, (judged,))
        return tuple(row_of(suite.api.catalogue[id_], run.evidence(id_)) for id_ in check.requirements)

    def told(self, row: Row) -> str:
        """A violated row in words."""
        report = _report(self.target, row)
        exports = " ".join(f"{name}=<{place}>" for name, place in report.exports.items())
        told = "\n".join(report.failure(row)).rstrip()
        return f"{told}\n  to use the curl line: export {exports}" if exports else told


@pytest.fixture(name="conformance_engine", scope="session")
def _conformance_engine(pytestconfig: pytest.Config) -> Iterator[Engine]:
    """The connection to the target; without a sensible answer to a plain request there is nothing to check."""
    target = _target(pytestconfig)
    with asyncio.Runner() as loop:
        client = Client(target.http)
        named = {suite.name: suite for suite in suites()}
        sessions = {api.name: Session(named[api.name], api, client) for api in target.apis}
        for session in sessions.values():
            if inconclusive := loop.run(session.smoke()):
                pytest.exit(f"inconclusive: {_report(target).inconclusive(inconclusive)}", returncode=3)
        yield Engine(target, loop, sessions)
        loop.run(client.aclose())


@pytest.fixture(name="conformance")
def _conformance(
    conformance_engine: Engine, conformance_check: tuple[ApiSuite, Check], pytestconfig: pytest.Config
) -> "Item":
    """One check, ready to be made."""
    return Item(conformance_engine, *conformance_check, strict=pytestconfig.getoption("--conformance-strict"))


@dataclass(frozen=True)
class Item:
    """One check as a pytest item."""

    engine: Engine
    suite: ApiSuite
    check: Check
    strict: bool

    def verify(self) -> None:
        """Make the check; fail, warn or skip as it says.

        What the profile has nothing for is skipped. What was left over is not: a target that stops answering would
        end in a green run.
        """
        rows = self.engine.rows(self.suite, self.check)
        binding = {Level.DOCUMENTED, Level.IMPLIED} if self.strict else {Level.DOCUMENTED}
        failed = [row for row in rows if row.outcome is RowOutcome.FAILED]
        for row in failed:
            if row.requirement.level not in binding:
                warnings.warn(ConformanceWarning(self.engine.told(row)), stacklevel=2)
        if told := [self.engine.told(row) for row in failed if row.requirement.level in binding]:
            pytest.fail("\n\n".join(told), pytrace=False)
        if open_rows := [row for row in rows if left_over(row)]:
            pytest.fail(f"inconclusive: {self._why(open_rows[0])}", pytrace=False)
        if all(row.outcome is RowOutcome.NOT_CHECKED for row in rows):
            pytest.skip(self._why(rows[0]))

    def _why(self, row: Row) -> str:
        """Why *row* was not checked."""
        return f"{row.reason}: {_report(self.engine.target).detail(row)}".removesuffix(": ")


def _report(target: Target, *rows: Row) -> Report:
    """What tells of *rows* without secrets."""
    return Report(target, Options(), Run((), 0), Summary(rows, Verdict.VIOLATES, ()), datetime.now(UTC), 0.0)


def _target(config: pytest.Config) -> Target:
    target = config.stash.get(_TARGET, None)
    if target is None:
        raise pytest.Collector.CollectError("--target FILE is needed: the target profile")
    return target
