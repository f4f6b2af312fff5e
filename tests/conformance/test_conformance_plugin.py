"""The checks as pytest items."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference, Server, envelope
from conformance_apps.running import served
from translation_conformance.check import Mode
from translation_conformance.suite import suites


def _pytest(tmp_path: Path, *arguments: str) -> tuple[int, str]:
    """The exit code and the output of pytest over the checks."""
    command = [sys.executable, "-m", "pytest", "-p", "translation_conformance.plugin", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [*command, "--pyargs", "translation_conformance.checks", *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        # Other plugins of this environment take seconds to import.
        env={**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _pytest_over(tmp_path: Path, server: Server, *arguments: str) -> tuple[int, str]:
    """The same over *server*."""
    with served(server) as url:
        profile = tmp_path / "target.toml"
        profile.write_text(reference.PROFILE.replace("http://reference.localhost", url))
        return _pytest(tmp_path, "--target", str(profile), *arguments)


#: A part of the text API that is quickly collected and asked.
PART = (
    "--conformance-only",
    "text.request-validation-error-400.text-*,text.api-key-or-user-setup-errors-400.inactive-user-*",
)


@pytest.mark.slow
def test_conforming_target(tmp_path: Path) -> None:
    """Over the reference every check passes but the few that it gives no occasion for."""
    code, output = _pytest_over(tmp_path, Reference(), "-q")

    ended = re.search(r"(\d+) passed, ([1-3]) skipped in", output)
    assert (code, ended is not None) == (0, True)
    assert ended
    assert sum(map(int, ended.groups())) == sum(len(suite.checks) for suite in suites())


def test_target_that_stops_serving(tmp_path: Path) -> None:
    """What a target leaves open by serving no more is a failure, not a skip: nothing was checked, nothing is green."""
    original = Reference()

    def weary(asked: Asked) -> Answer:
        if asked.headers.get("x-api-key") == "reference-failing-key":
            return Answer(429, {"error": "Slow down"}, {"content-type": "application/json", "retry-after": "3600"})
        return original(asked)

    code, output = _pytest_over(tmp_path, weary, "-q", "--conformance-only", "text.processing-server-error-500.*")

    assert code == 1
    assert "inconclusive: rate limited" in output


def test_wrong_target(tmp_path: Path) -> None:
    """A violation fails the item of its check, with a command; an implied one warns."""
    original = Reference()

    def wrong(asked: Asked) -> Answer:
        answer = original(asked)
        return (
            answer.having(message="OK").data(isRTL=False) if "data" in answer.body and answer.status == 200 else answer
        )

    only = ("--conformance-only", "text.success-200.message,text.success-200.is-rtl-target")
    code, output = _pytest_over(tmp_path, wrong, "-q", *only)

    assert code == 1
    assert "FAILED text.success-200.message (documented)" in output
    assert "ConformanceWarning: WARNING text.success-200.is-rtl-target (implied)" in output
    assert re.search(r"\d+ failed, \d+ passed", output)


def left_to_right(asked: Asked) -> Answer:
    """The reference, which says of every language that it is written from left to right."""
    answer = Reference()(asked)
    return answer.data(isRTL=False) if "data" in answer.body and answer.status == 200 else answer


IMPLIED = ("-q", "--conformance-only", "text.success-200.is-rtl-target")
NAMED = "error::translation_conformance.plugin.ConformanceWarning"


def _pytest_in_project(tmp_path: Path, filters: list[str], *arguments: str) -> tuple[int, str]:
    """The same over `left_to_right`, in a project with these `filterwarnings`."""
    (tmp_path / "pyproject.toml").write_text(f"[tool.pytest.ini_options]\nfilterwarnings = {filters!r}\n")
    return _pytest_over(tmp_path, left_to_right, *IMPLIED, *arguments)


@pytest.mark.parametrize(
    "filters",
    [
        ["error"],
        pytest.param(["error", "ignore:A ConformanceWarning:DeprecationWarning"], marks=pytest.mark.slow),
    ],
    ids=["all", "message-of-another"],
)
def test_implied_violation_warns_where_warnings_are_errors(tmp_path: Path, filters: list[str]) -> None:
    """What a project makes of warnings in general does not fail an implied requirement."""
    code, output = _pytest_in_project(tmp_path, filters)

    assert code == 0
    assert "ConformanceWarning: WARNING text.success-200.is-rtl-target (implied)" in output
    assert "FAILED" not in output


@pytest.mark.parametrize(
    ("filters", "arguments"),
    [
        (["error", NAMED], []),
        pytest.param([NAMED, "ignore::DeprecationWarning"], [], marks=pytest.mark.slow),
        pytest.param(["error"], ["-W", "error"], marks=pytest.mark.slow),
        pytest.param([], ["-W", NAMED], marks=pytest.mark.slow),
        pytest.param(["error"], ["--conformance-strict"], marks=pytest.mark.slow),
    ],
    ids=["named", "named-first", "command-line", "named-on-the-command-line", "strict"],
)
def test_implied_violation_fails_where_the_project_says_so(
    tmp_path: Path, filters: list[str], arguments: list[str]
) -> None:
    """A filter of the project that names the warning holds, as does `-W`."""
    code, output = _pytest_in_project(tmp_path, filters, *arguments)

    assert code == 1
    assert "text.success-200.is-rtl-target (implied)" in output
    assert re.search(r"\d+ failed", output)


@pytest.mark.slow
def test_implied_violation_is_ignored_where_the_project_says_so(tmp_path: Path) -> None:
    """A project may ignore the warning by its name."""
    code, output = _pytest_in_project(tmp_path, ["error", NAMED.replace("error", "ignore")])

    assert (code, "ConformanceWarning" in output) == (0, False)


@pytest.mark.slow
@pytest.mark.parametrize(("filters", "ends"), [(["error"], 0), (["error", NAMED], 1)], ids=["all", "named"])
def test_parallel_implied_violation(tmp_path: Path, filters: list[str], ends: int) -> None:
    """The processes of pytest-xdist treat an implied violation as one process does."""
    code, output = _pytest_in_project(tmp_path, filters, "-p", "xdist", "-n", "2")

    assert code == ends
    assert "text.success-200.is-rtl-target (implied)" in output
    assert ("FAILED" in output) == bool(ends)


def test_items_can_be_chosen(tmp_path: Path) -> None:
    """An item has a literal name; one alone runs one check."""
    code, output = _pytest_over(tmp_path, Reference(), "-v", *PART, "-k", "text and empty and named")

    assert code == 0
    assert "::test_conformance[text: an empty text is named as printed] PASSED" in output
    assert "1 passed" in output


def test_refused_key_ends_the_session(tmp_path: Path) -> None:
    """Where the key is refused, that is said once: 3."""
    code, output = _pytest_over(tmp_path, lambda _: envelope(401, "Invalid api key"), "-q", *PART)

    assert code == 3
    assert output.count("inconclusive: ") == 1


class Counting:
    """The reference, which counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self._original = Reference()

    def __call__(self, asked: Asked) -> Answer:
        """The answer of the reference."""
        self.asked += 1
        return self._original(asked)


@pytest.fixture(name="alone", scope="module")
def _alone(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many requests a quick session in one process sends."""
    server = Counting()
    _pytest_over(tmp_path_factory.mktemp("alone"), server, "-q", "--conformance-quick")
    return server.asked


@pytest.mark.slow
@pytest.mark.parametrize("dist", [None, "load", "each", "worksteal", "loadfile", "loadscope", "loadgroup"])
def test_parallel(tmp_path: Path, alone: int, dist: str | None) -> None:
    """Spread over processes in any way, each item is made once, and as much is sent as by one process."""
    server = Counting()
    spread = ("-p", "xdist", "-n", "2", *(["--dist", dist] if dist else []))

    code, output = _pytest_over(tmp_path, server, "-q", "--conformance-quick", *spread)

    assert (code, "FAILED" in output) == (0, False)
    assert server.asked == alone
    assert output.count("verdict: conforms") == (1 if dist in ("loadfile", "loadscope") else len(suites()))


@pytest.mark.slow
def test_parallel_within_a_budget(tmp_path: Path) -> None:
    """A budget is one budget, however many processes there are: the items of all APIs are made in one of them."""
    server = Counting()

    code, output = _pytest_over(
        tmp_path, server, "-q", "-p", "xdist", "-n", "2", *PART, "--conformance-max-requests", "20"
    )

    assert (code, server.asked) == (1, 20)
    assert "inconclusive: budget: --max-requests: 20 are sent" in output


@pytest.mark.slow
def test_parallel_report(tmp_path: Path) -> None:
    """There is one report of everything that all processes checked."""
    spread = ("-p", "xdist", "-n", "2", "--conformance-quick")

    _pytest_over(tmp_path, Reference(), "-q", *spread, "--conformance-report-dir", "report")

    report = json.loads((tmp_path / "report" / "report.json").read_text())
    assert report["verdict"] == "conforms"
    assert set(report["target"]) == {suite.name for suite in suites()}


@pytest.mark.slow
def test_refused_key_ends_all_processes(tmp_path: Path) -> None:
    """Where the key is refused, that is said once, whichever process finds out: 3."""
    spread = ("-p", "xdist", "-n", "2", "--conformance-only", "*.authentication.*")

    code, output = _pytest_over(tmp_path, lambda _: envelope(401, "Invalid api key"), "-q", *spread)

    assert code == 3
    assert output.count("inconclusive: ") == 1
    assert "INTERNALERROR" not in output


@pytest.mark.slow
def test_order(tmp_path: Path) -> None:
    """What is free is checked before what may be charged for, API by API, as in a run of the command."""
    only = ("--conformance-only", "*.attributes.*,*.request-body.*,*.endpoint.*")
    _, output = _pytest_over(tmp_path, Reference(), "-q", "--collect-only", *only)

    found = re.findall(r"\[(\w+): (.*)\]$", output, re.MULTILINE)
    for suite in suites():
        named = {check.name: check.probe for check in suite.checks}
        probes = [named[name] for api, name in found if api == suite.name]
        charged = [probe.billable for probe in probes if probe.mode is Mode.SHARED]
        assert {True, False} == set(charged)
        assert charged == sorted(charged)


@pytest.mark.slow
def test_same_report_as_the_command(tmp_path: Path) -> None:
    """`--conformance-report-dir` leaves the report of the command: the same outcomes of the same requests."""
    with served(Reference()) as url:
        profile = tmp_path / "target.toml"
        profile.write_text(reference.PROFILE.replace("http://reference.localhost", url))
        target, quick = ("--target", str(profile)), "--conformance-quick"
        _, output = _pytest(tmp_path, *target, quick, "--conformance-report-dir", "ours")
        command = [sys.executable, "-m", "translation_conformance", "run", *target, "--quick", "--report-dir", "theirs"]
        subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)

    ours, theirs = (json.loads((tmp_path / name / "report.json").read_text()) for name in ("ours", "theirs"))
    assert outcomes(ours) == outcomes(theirs)
    assert ours["requests_sent"] == theirs["requests_sent"]
    assert ours["verdict"] == theirs["verdict"] == "conforms"
    assert names(tmp_path / "ours") == names(tmp_path / "theirs")
    assert f"report: {tmp_path / 'ours'}" in output
    assert f"seed 1\nimage and text: {ours['summary']}" in output


def names(folder: Path) -> set[str]:
    """The names of the files in *folder*."""
    return {file.name for file in folder.iterdir()}


def outcomes(report: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """What *report* says of each requirement."""
    return {row["id"]: (row["outcome"], row["reason"]) for row in report["requirements"]}


def test_report_of_a_part(tmp_path: Path) -> None:
    """What was deselected is not checked, and not left over: the verdict is about the rest."""
    chosen = "an empty text is named as printed"
    words = chosen.replace(" ", " and ")
    _pytest_over(tmp_path, Reference(), "-q", *PART, "-k", words, "--conformance-report-dir", "report")

    report = json.loads((tmp_path / "report" / "report.json").read_text())
    [suite, check] = next((s, c) for s in suites() for c in s.checks if c.name == chosen)
    passed = {id_ for id_, (outcome, _) in outcomes(report).items() if outcome == "passed"}
    assert passed == set(check.requirements)
    assert {reason for _, reason in outcomes(report).values()} == {None, "not selected"}
    assert list(report["target"]) == [suite.name]
    assert report["verdict"] == "conforms"


@pytest.mark.slow
def test_report_of_an_interrupted_session(tmp_path: Path) -> None:
    """What was still to come when a session ended was left over: there is no verdict."""
    failing = ("-x", "-q", *PART, "--conformance-report-dir", "report")
    _pytest_over(tmp_path, unlabelled, *failing)

    report = json.loads((tmp_path / "report" / "report.json").read_text())
    assert report["interrupted"] is True
    assert "interrupted" in {reason for _, reason in outcomes(report).values()}


def unlabelled(asked: Asked) -> Answer:
    """The reference, whose refusals are plain text."""
    answer = Reference()(asked)
    return answer if answer.status == 200 else Answer(answer.status, "no", {"content-type": "text/plain"})


@pytest.mark.slow
def test_report_where_the_key_is_refused(tmp_path: Path) -> None:
    """Where there is no verdict, the report says why."""
    refusing = ("-q", *PART, "--conformance-report-dir", "report")

    _pytest_over(tmp_path, lambda _: envelope(401, "Invalid api key"), *refusing)

    report = json.loads((tmp_path / "report" / "report.json").read_text())
    assert report["verdict"] == "inconclusive"
    assert "refuses text.credentials.valid" in report["inconclusive"][0]


@pytest.mark.slow
def test_only(tmp_path: Path) -> None:
    """`--conformance-only` leaves the items of the requirements that are asked about, and the one that is not known."""
    only = ("--conformance-only", "text.validation-rules.text-empty,text.endpoint.*")
    code, output = _pytest_over(tmp_path, Reference(), "-q", *only)
    known = [c for s in suites() for c in s.checks if asked_about(c.requirements)]
    mistaken, said = _pytest_over(tmp_path, Reference(), "-q", "--conformance-only", "text.endpoint.pots")

    assert code == 0
    assert f"{len(known)} passed" in output
    assert (mistaken, said.strip()) == (
        4,
        "ERROR: there is no requirement 'text.endpoint.pots'; did you mean text.endpoint.post?",
    )


def asked_about(requirements: tuple[str, ...]) -> bool:
    """Whether one of *requirements* is what the test asks about."""
    return any(id_ == "text.validation-rules.text-empty" or id_.startswith("text.endpoint.") for id_ in requirements)


@pytest.mark.slow
def test_seed(tmp_path: Path) -> None:
    """`--conformance-seed` orders the items, and the same seed does so in the same way."""
    collect = ("-q", "--collect-only", *PART, "--conformance-seed")
    outputs = [_pytest_over(tmp_path, Reference(), *collect, seed)[1] for seed in ("1", "2", "1")]

    orders = [re.findall(r"\[text: (.*)\]$", output, re.MULTILINE) for output in outputs]
    assert len(orders[0]) > 2
    assert orders[0] == orders[2]
    assert orders[0] != orders[1]


@pytest.mark.slow
def test_waived_violation_is_an_expected_failure(tmp_path: Path) -> None:
    """A violation that a waiver names does not fail its item; one whose last day is over does."""
    waiver = '[[waiver]]\nrequirement = "text.success-200.message"\nreason = "Known."\nexpires = '
    (tmp_path / "known.toml").write_text(f"{waiver}2999-12-31\n")
    (tmp_path / "old.toml").write_text(f"{waiver}2020-12-31\n")
    original = Reference()

    def wrong(asked: Asked) -> Answer:
        answer = original(asked)
        return answer.having(message="OK") if "data" in answer.body and answer.status == 200 else answer

    only = ("-q", "-rx", "--conformance-only", "text.success-200.message", "--conformance-waivers")
    known = _pytest_over(tmp_path, wrong, *only, "known.toml")
    old = _pytest_over(tmp_path, wrong, *only, "old.toml")

    assert known[0] == 0
    assert "text.success-200.message is waived: Known." in known[1]
    assert old[0] == 1
    assert "expired, 2020-12-31 was its last day" in old[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--conformance-max-requests", "0"], "'0' is not a whole number from 1"),
        (["--conformance-max-billable", "few"], "'few' is neither a number nor 'all'"),
        (["--conformance-rate", "-1"], "'-1' is not a number above 0"),
        (["--conformance-max-time", "nan"], "'nan' is not a number above 0"),
        (["--conformance-waivers", "none.toml"], "none.toml: cannot be read"),
        (["--conformance-report-dir", "/dev/null/report"], "/dev/null/report: Not a directory"),
    ],
)
def test_mistake_in_an_option(tmp_path: Path, arguments: list[str], message: str) -> None:
    """A value that makes no sense is named in a line; nothing is sent."""
    server = Counting()

    code, output = _pytest_over(tmp_path, server, *arguments)

    assert (code, server.asked) == (4, 0)
    assert [line for line in output.splitlines() if message in line]
    assert "Traceback" not in output


@pytest.mark.slow
def test_max_billable(tmp_path: Path) -> None:
    """`--conformance-max-billable` bounds what may be charged for; what is left over for it is not green."""
    only = ("--conformance-only", "text.request-body.*")

    code, output = _pytest_over(tmp_path, Reference(), "-q", "--conformance-max-billable", "3", *only)

    assert code == 1
    assert re.search(r"text: \d+ requests, 3 that a metered service may charge for", output)


def test_no_profile(tmp_path: Path) -> None:
    """Without a profile nothing is collected, and it is said why."""
    code, output = _pytest(tmp_path)

    assert (code, "--target FILE is needed" in output) == (2, True)


def test_profile_mistake(tmp_path: Path) -> None:
    """A mistake in the profile stops the session: 4, in one line."""
    code, output = _pytest(tmp_path, "--target", "/none.toml")

    assert code == 4
    assert output.strip().startswith("ERROR: /none.toml: cannot be read")
    assert len(output.strip().splitlines()) == 1
