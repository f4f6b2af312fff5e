"""The suite rejects each wrong server at the row that it breaks, and blames no unusual one."""

import pytest

from conformance_apps import reference
from conformance_apps.faults import Variant
from conformance_apps.running import Tried
from conformance_apps.servers import LEGAL, WRONG
from translation_conformance.report import Report
from translation_conformance.verdict import RowOutcome, Verdict
from translation_openapi import APIS, Level, api_named

wrong = pytest.mark.parametrize("variant", WRONG, ids=lambda variant: variant.name)
legal = pytest.mark.parametrize("variant", LEGAL, ids=lambda variant: variant.name)


def _failed(report: Report) -> list[str]:
    return [row.requirement.id for row in report.summary.rows if row.outcome is RowOutcome.FAILED]


def test_reference_conforms(try_server: Tried) -> None:
    """The reference conforms, without warnings; only what it does not offer is left unchecked."""
    report = try_server(reference.Reference())

    assert report.summary.verdict is Verdict.CONFORMS
    assert _failed(report) == []
    assert [row.requirement.id for row in report.summary.rows if row.outcome is RowOutcome.NOT_CHECKED] == [
        "image.success-200.credits-omitted-for-anonymous"
    ]


@wrong
def test_wrong_server_is_rejected_at_its_row(variant: Variant, try_server: Tried) -> None:
    """A wrong server fails at the row that it breaks, and nowhere else but where that follows of necessity."""
    assert variant.requirement is not None

    report = try_server(variant.server(), variant.api)

    failed = _failed(report)
    assert variant.requirement in failed
    assert [id_ for id_ in failed if not variant.explains(id_)] == []
    levels = {api_named(variant.api).catalogue[id_].level for id_ in failed}
    assert report.summary.verdict is (Verdict.VIOLATES if Level.DOCUMENTED in levels else Verdict.CONFORMS)


@legal
def test_unusual_server_passes(variant: Variant, try_server: Tried) -> None:
    """An unusual but conforming server neither fails nor is warned about."""
    report = try_server(variant.server(), variant.api)

    assert _failed(report) == []
    assert report.summary.verdict is Verdict.CONFORMS


@pytest.mark.parametrize("variant", [*WRONG, *LEGAL], ids=lambda variant: variant.name)
def test_witness_shows_the_difference(variant: Variant) -> None:
    """Each server of the matrix answers its witness in another way than the reference does."""
    original = reference.Reference()

    answers = [(seen, original(asked)) for seen, asked in zip(variant.answers(), variant.witness, strict=True)]

    assert any(
        (seen.status, seen.content, seen.headers) != (owed.status, owed.content, owed.headers) for seen, owed in answers
    )


def test_every_row_has_a_wrong_server() -> None:
    """Each row that can be tested and that binds is broken by a wrong server of its own."""
    rows = {
        row.id
        for api in APIS
        for row in api.catalogue.values()
        if row.untestable is None and row.level is not Level.ASSUMED
    }

    assert rows - {variant.requirement for variant in WRONG} == set()
