"""What a run takes: requests, time at a slow target; and that it takes the same every time."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked
from conformance_apps.running import tried_application
from conformance_apps.virtual_time import VirtualTimeLoop
from mock_support.caller import Caller
from translation_conformance.options import Options
from translation_conformance.report import Report
from translation_conformance.verdict import RowOutcome, Verdict
from translation_mock.profile import profile_toml
from translation_mock.vendors import make_edges
from translation_openapi.supported import load_supported

TESTS = Path(__file__).resolve().parents[1]
LIMITS = {"full": (False, 400), "quick": (True, 120)}


def _not_checked(report: Report) -> set[str]:
    return {row.requirement.id for row in report.summary.rows if row.outcome is RowOutcome.NOT_CHECKED}


@pytest.mark.parametrize(("quick", "limit"), LIMITS.values(), ids=LIMITS)
def test_requests_to_our_mock(*, quick: bool, limit: int, mock: Caller) -> None:
    """A full run checks the mock with at most 400 requests, a quick run with at most 120."""
    profile = profile_toml(make_edges(mock.settings), "http://127.0.0.1")

    report = tried_application(mock.app, options=Options(quick=quick), profile=profile)

    assert report.run.errors == ()
    assert report.summary.verdict is Verdict.CONFORMS
    assert report.run.requests_sent <= limit


def test_a_slow_target_is_judged_within_two_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A target that needs half a second for each answer, and serves many languages, is judged completely in time.

    The half seconds pass on a clock that jumps; what the suite computes meanwhile is left to the figures.
    """
    few, many = reference.LANGUAGES, tuple(load_supported().codes)
    monkeypatch.setattr(reference, "LANGUAGES", many)
    profile = reference.PROFILE.replace(json.dumps(few), json.dumps(many))
    assert profile != reference.PROFILE
    conforming = reference.Reference()

    async def slow(asked: Asked) -> Answer:
        await asyncio.sleep(0.5)
        return conforming(asked)

    loop = VirtualTimeLoop()
    report = tried_application(reference.app(slow), profile=profile, loop=lambda: loop)

    assert report.summary.verdict is Verdict.CONFORMS
    assert _not_checked(report) == {"image.success-200.credits-omitted-for-anonymous"}
    assert report.run.requests_sent / 2 / report.options.jobs <= loop.time() <= 120


_DIGEST = """
import hashlib, sys
from conformance_apps import reference
from conformance_apps.running import tried
from translation_conformance.options import Options

conforming, asked = reference.Reference(), []

def server(request):
    # A boundary may be anything.
    asked.append(repr((request.method, request.path, sorted(request.headers.items()), request.body)))
    return conforming(request)

tried(server, options=Options(seed=int(sys.argv[1])))
print(len(asked), hashlib.sha256("\\n".join(sorted(asked)).encode()).hexdigest())
"""


def _digest(seed: int, hash_seed: int) -> str:
    """The requests of a run in a fresh process, as a digest."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _DIGEST, str(seed)],
        cwd=TESTS,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("seed", [1, 7])
def test_the_same_seed_sends_the_same_requests(seed: int) -> None:
    """Runs with one seed send the same requests from every process."""
    assert _digest(seed, hash_seed=1) == _digest(seed, hash_seed=2)
