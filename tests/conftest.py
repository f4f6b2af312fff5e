"""Fixtures that more than one folder of tests needs."""

import pytest

from mock_support.caller import Caller


@pytest.fixture(name="mock")
def _mock() -> Caller:
    """A fresh mock with the settings of the defaults."""
    return Caller()
