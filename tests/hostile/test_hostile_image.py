"""Hostile requests to the image endpoint, one by one, over a socket to a running server."""

import pytest

from hostile_support.http_rows import http_rows
from hostile_support.image_rows import IMAGE, image_rows
from hostile_support.process import ServerProcess
from hostile_support.rows import Row
from hostile_support.trial import image_trial

ROWS = [*image_rows(), *http_rows(IMAGE)]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_image_endpoint(server: ServerProcess, row: Row) -> None:
    """A hostile request is answered as documented, costs nothing unless it succeeds, and the server goes on."""
    image_trial(IMAGE).run(server.address, row)


def test_every_image_row_has_a_name_of_its_own() -> None:
    """Rows are told apart by their names."""
    assert len({row.name for row in ROWS}) == len(ROWS) >= 60
