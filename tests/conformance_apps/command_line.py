"""Running the command: the type of the fixture `profile`, and the environment of a process."""

import os
import sys
from collections.abc import Callable

#: Writes the reference's profile for another address, and returns its path.
Profile = Callable[..., str]


def environment() -> dict[str, str]:
    """The environment of a fresh interpreter that finds the packages of this tree."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
