"""What the tests of the suite share."""

from collections.abc import Iterator

import pytest

from conformance_apps import reference
from conformance_apps.running import Tried, served, tried


@pytest.fixture(name="try_server", scope="session")
def _try_server() -> Tried:
    """Runs the suite against a server in process."""
    return tried


@pytest.fixture(name="reference_url", scope="session")
def _reference_url() -> Iterator[str]:
    """The reference application over HTTP."""
    with served(reference.Reference()) as url:
        yield url
