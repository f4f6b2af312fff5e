"""Catalogue and checks belong together: each row that can be tested has a check, each check cites rows."""

import pytest

from translation_conformance.check import Check
from translation_conformance.suite import ApiSuite, suites
from translation_openapi import APIS, Level, Requirement
from translation_openapi.catalogue import slug

ROWS = [row for api in APIS for row in api.catalogue.values()]
CHECKS = [(suite, check) for suite in suites() for check in suite.checks]

each_suite = pytest.mark.parametrize("suite", suites(), ids=lambda suite: suite.name)
each_check = pytest.mark.parametrize(("suite", "check"), CHECKS, ids=[f"{s.name}: {c.name}" for s, c in CHECKS])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_row_has_a_check_or_a_reason(row: Requirement) -> None:
    """A row has a check, or a reason why none is possible; not both."""
    cited = {requirement for _, check in CHECKS for requirement in check.requirements}

    assert (row.id in cited) is (row.untestable is None)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_id_says_api_and_heading(row: Requirement) -> None:
    """The first two parts of an id are the API and the slug of the heading."""
    assert row.id.split(".")[:2] == [row.api, slug(row.source)]


def test_ids_are_unique() -> None:
    """No two rows share an id."""
    assert len({row.id for row in ROWS}) == len(ROWS)


@each_check
def test_check_cites_rows_of_its_api(suite: ApiSuite, check: Check) -> None:
    """A check cites rows, each of them in the catalogue of its API."""
    assert check.requirements
    assert [id_ for id_ in check.requirements if id_ not in suite.api.catalogue] == []


@each_suite
def test_check_stands_under_its_heading(suite: ApiSuite) -> None:
    """A check stands in the module of the heading of its rows."""
    for heading, checks in suite.headings():
        cited = {suite.api.catalogue[id_].source for check in checks for id_ in check.requirements}
        assert cited == {heading}


@each_suite
def test_modules_are_headings(suite: ApiSuite) -> None:
    """Each module of checks bears the slug of a heading, and no checks are lost."""
    headings = {slug(heading).replace("-", "_") for heading, _ in suite.headings()}

    assert set(suite.modules) == headings


@each_suite
def test_names_of_checks(suite: ApiSuite) -> None:
    """Names are unique facts: short, and without a modal verb."""
    names = [check.name for check in suite.checks]

    assert len(set(names)) == len(names)
    assert [name for name in names if len(name) > 70 or {"should", "must", "test"} & set(name.split())] == []


@each_suite
def test_contract_cites_rows(suite: ApiSuite) -> None:
    """What the contract cites stands in the catalogue."""
    assert set(suite.api.contract.requirement_ids()) - set(suite.api.catalogue) == set()


@each_check
def test_assumed_rows_are_observed_only(suite: ApiSuite, check: Check) -> None:
    """A row on which the pages are silent shares its check with none that can fail, but for what a sequence shows."""
    levels = {suite.api.catalogue[id_].level for id_ in check.requirements}

    assert Level.ASSUMED not in levels or len(check.requirements) <= 2
