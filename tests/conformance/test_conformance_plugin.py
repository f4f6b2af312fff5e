"""The checks as pytest items."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference, Server, envelope
from conformance_apps.running import served
from translation_conformance.suite import suites


def _pytest(tmp_path: Path, *arguments: str) -> tuple[int, str]:
    """The exit code and the output of pytest over the checks."""
    command = [sys.executable, "-m", "pytest", "-p", "translation_conformance.plugin", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [*command, "--pyargs", "translation_conformance.checks", *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        # Other plugins of this environment take seconds to import.
        env={**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _pytest_over(tmp_path: Path, server: Server, *arguments: str) -> tuple[int, str]:
    """The same over *server*."""
    with served(server) as url:
        profile = tmp_path / "target.toml"
        profile.write_text(reference.PROFILE.replace("http://reference.test", url))
        return _pytest(tmp_path, "--target", str(profile), *arguments)


def test_conforming_target(tmp_path: Path) -> None:
    """Over the reference every check passes but the one that it gives no occasion for."""
    code, output = _pytest_over(tmp_path, Reference(), "-q")

    count = sum(len(suite.checks) for suite in suites())
    assert code == 0
    assert f"{count - 1} passed, 1 skipped" in output


def test_target_that_stops_serving(tmp_path: Path) -> None:
    """What a target leaves open by serving no more is a failure, not a skip: nothing was checked, nothing is green."""
    original = Reference()

    def weary(asked: Asked) -> Answer:
        if asked.headers.get("x-api-key") == "reference-failing-key":
            return Answer(429, {"error": "Slow down"}, {"content-type": "application/json", "retry-after": "60"})
        return original(asked)

    code, output = _pytest_over(tmp_path, weary, "-q", "-k", "text")

    assert code == 1
    assert "inconclusive: rate limited" in output


def test_wrong_target(tmp_path: Path) -> None:
    """A violation fails the item of its check, with a command; an implied one warns."""
    original = Reference()

    def wrong(asked: Asked) -> Answer:
        answer = original(asked)
        return (
            answer.having(message="OK").data(isRTL=False) if "data" in answer.body and answer.status == 200 else answer
        )

    code, output = _pytest_over(tmp_path, wrong, "-q", "-k", "text")

    assert code == 1
    assert "FAILED text.success-200.message (documented)" in output
    assert "ConformanceWarning: WARNING text.success-200.is-rtl-target (implied)" in output
    assert re.search(r"1 failed, \d+ passed", output)


def test_items_can_be_chosen(tmp_path: Path) -> None:
    """An item has a literal name; one alone runs one check."""
    code, output = _pytest_over(tmp_path, Reference(), "-v", "-k", "text and empty and named")

    assert code == 0
    assert "::test_conformance[text: an empty text is named as printed] PASSED" in output
    assert "1 passed" in output


def test_refused_key_ends_the_session(tmp_path: Path) -> None:
    """Where the key is refused, that is said once: 3."""
    code, output = _pytest_over(tmp_path, lambda _: envelope(401, "Invalid api key"), "-q", "-k", "text")

    assert code == 3
    assert output.count("inconclusive: ") == 1


@pytest.mark.slow
def test_parallel(tmp_path: Path) -> None:
    """The items may be spread over processes."""
    code, output = _pytest_over(tmp_path, Reference(), "-q", "-p", "xdist", "-n", "2", "-k", "text")

    assert (code, " failed" in output) == (0, False)


def test_no_profile(tmp_path: Path) -> None:
    """Without a profile nothing is collected, and it is said why."""
    code, output = _pytest(tmp_path)

    assert (code, "--target FILE is needed" in output) == (2, True)


def test_profile_mistake(tmp_path: Path) -> None:
    """A mistake in the profile stops the session: 4, in one line."""
    code, output = _pytest(tmp_path, "--target", "/none.toml")

    assert code == 4
    assert output.strip().startswith("ERROR: /none.toml: cannot be read")
    assert len(output.strip().splitlines()) == 1
