"""The command `translation-mock` as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

#: Library warnings at import are no concern of these tests; the environment is that of the tests without settings.
COMMAND = (sys.executable, "-W", "ignore", "-m", "translation_mock")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("TRANSLATION_MOCK_")}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The finished command."""
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, env={**ENVIRONMENT, **environment}, timeout=60
    )


@contextmanager
def serving(
    *arguments: str, command: Sequence[str] = COMMAND, **environment: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A served mock on a free port: its process and its base URL."""
    process = subprocess.Popen(
        [*command, "serve", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**ENVIRONMENT, **environment},
    )
    assert process.stdout is not None
    try:
        ready = process.stdout.readline()
        yield process, ready.removeprefix("ready ").strip()
    finally:
        process.terminate()
        process.communicate(timeout=30)
