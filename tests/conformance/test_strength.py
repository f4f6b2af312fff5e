"""The suite is strong and fair: what the page on its strength says is what runs over every server give."""

import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from conformance_apps import plain_schemathesis, strength
from conformance_apps.kinds import Kind, kind_of
from conformance_apps.running import served, target_of
from conformance_apps.servers import LEGAL, WRONG
from conformance_apps.strength import Strength
from conformance_apps.trials import SERVERS
from translation_conformance.check import Case, Finding, Outcome
from translation_conformance.exchange import Exchange, Response
from translation_conformance.suite import suites
from translation_openapi import APIS, Level

#: Of one worker, as all of them look at the same runs.
of_the_matrix = pytest.mark.xdist_group("matrix")


@pytest.fixture(name="found", scope="module")
def _found() -> Strength:
    """What full and quick runs say of every server."""
    return strength.measured(plain_schemathesis.read())


def test_there_are_enough_servers() -> None:
    """There are at least 120 wrong servers and 40 legal ones, for either API some, and all names differ."""
    assert len(WRONG) >= 120
    assert len(LEGAL) >= 40
    assert {variant.api for variant in WRONG} == {variant.api for variant in LEGAL} == {api.name for api in APIS}
    assert len({variant.name for variant in (*WRONG, *LEGAL)}) == len([*WRONG, *LEGAL])


@pytest.mark.parametrize("kind", Kind)
def test_every_class_of_fault_has_wrong_servers(kind: Kind) -> None:
    """Each idea of what may be wrong is represented."""
    assert any(kind_of(variant) is kind for variant in WRONG)


def test_faults_of_company_take_their_time() -> None:
    """A fault that shows only in company is one of a server that waits for something between looking and answering."""
    company = [variant for variant in WRONG if kind_of(variant) is Kind.COMPANY]

    assert all(inspect.iscoroutinefunction(variant.change) and len(variant.witness) > 1 for variant in company)


@pytest.mark.slow
@of_the_matrix
def test_a_full_run_rejects_every_wrong_server(found: Strength) -> None:
    """In a full run each wrong server fails where it is wrong, and what else fails follows from that."""
    assert strength.survivors(found.full) == []
    assert strength.misplaced(found.full) == []


@pytest.mark.slow
@of_the_matrix
def test_a_quick_run_rejects_most_wrong_servers(found: Strength) -> None:
    """A quick run rejects most of the wrong servers."""
    assert found.share_of_quick >= strength.ENOUGH, strength.survivors(found.quick)


@pytest.mark.slow
@of_the_matrix
@pytest.mark.parametrize("run", ["full", "quick"])
def test_no_run_blames_a_conforming_server(run: str, found: Strength) -> None:
    """Neither the reference nor a legal server is blamed, and none gets a warning."""
    assert strength.false_alarms(getattr(found, run)) == []


@pytest.mark.slow
@of_the_matrix
def test_no_judge_without_teeth(found: Strength) -> None:
    """Each check has rejected a server and accepted one, for each of its requirements that binds."""
    said = {(SERVERS[trial.name].api, *told) for trial in found.full.values() for told in trial.said}

    # Where no wrong server shows it, a failure with a page in place of every answer has to.
    assert sorted(owed for owed in set(_owed()) - said if owed[3] or not _rejects_a_failure(*owed[:3])) == []


def _rejects_a_failure(api: str, name: str, requirement: str) -> bool:
    """Whether a check calls a requirement violated where every request fails."""
    check = next(check for suite in suites() if suite.name == api for check in suite.checks if check.name == name)
    target = next(target for target in target_of().apis if target.name == api)
    failure = Response(500, (("content-type", "text/html"),), b"<h1>It broke</h1>")
    case = Case([Exchange(request, failure) for request in check.probe.requests(target)], target)
    found = [item for item in check.judge(case) if isinstance(item, Finding)]
    return any(item.requirement == requirement and item.outcome is Outcome.VIOLATED for item in found)


def _owed() -> Iterator[tuple[str, str, str, bool]]:
    """What each check has to say at least once: its API, its name, a requirement, and whether that holds."""
    for suite in suites():
        catalogue = suite.api.catalogue
        for check in suite.checks:
            for requirement in check.requirements:
                if catalogue[requirement].level is not Level.ASSUMED:
                    yield from ((suite.name, check.name, requirement, holds) for holds in (True, False))


@pytest.mark.slow
@of_the_matrix
def test_the_page_says_what_the_runs_give(found: Strength) -> None:
    """docs/strength.md names every server and what the runs said of it; `make matrix ARGS=--write` writes it anew."""
    assert strength.PAGE.read_text("utf-8") == strength.page(found)


@pytest.mark.slow
def test_schemathesis_was_tried_on_every_server() -> None:
    """What stands beside ours was measured on the same servers, with the release that is installed."""
    record = plain_schemathesis.read()

    assert set(record.trials) == set(SERVERS)
    assert record.version == plain_schemathesis.VERSION


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_verdicts_do_not_depend_on_the_seed(seed: int) -> None:
    """Under other seeds, too, every wrong server is rejected and no conforming one is blamed."""
    found = strength.full_runs(seed)

    assert strength.survivors(found) == []
    assert strength.false_alarms(found) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["reference_text", "answers_mistakes_with_422"])
def test_schemathesis_finds_in_process_what_its_command_finds(name: str, tmp_path: Path) -> None:
    """The engine, called in process, holds the same against a server as `st run` over HTTP does."""
    variant = SERVERS[name]
    options = ["--seed", str(plain_schemathesis.SEED), "--continue-on-failure", "--report", "json"]
    options += [
        part for header in plain_schemathesis.headers(variant.api).items() for part in ("-H", ": ".join(header))
    ]
    contract = files("translation_openapi") / f"{variant.api}.yaml"

    with served(variant.server()) as url:
        done = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", "run", str(contract), "--url", url, *options],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    (report,) = (tmp_path / "schemathesis-report").glob("*.json")
    told = {failure["type"] for failure in json.loads(report.read_text("utf-8"))["failures"]}
    in_process = plain_schemathesis.plain_trial((name, plain_schemathesis.SEED)).findings
    assert done.returncode == 1
    assert told == {finding.split()[1] for finding in in_process}
