"""One server for each module of tests of hostile input."""

from collections.abc import Iterator

import pytest

from hostile_support.process import ServerProcess, server_process


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A running mock."""
    with server_process(tmp_path_factory.mktemp("hostile")) as running:
        yield running
