"""Hostile requests to the text endpoint, one by one, over a socket to a running server."""

import pytest

from hostile_support.http_rows import http_rows
from hostile_support.process import ServerProcess
from hostile_support.rows import TEXT, Row
from hostile_support.text_rows import text_rows
from hostile_support.trial import text_trial

ROWS = [*text_rows(), *http_rows(TEXT)]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_text_endpoint(server: ServerProcess, row: Row) -> None:
    """A hostile request is answered as documented, costs nothing unless it succeeds, and the server goes on."""
    text_trial().run(server.address, row)


def test_every_text_row_has_a_name_of_its_own() -> None:
    """Rows are told apart by their names."""
    assert len({row.name for row in ROWS}) == len(ROWS) >= 60
