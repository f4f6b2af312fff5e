"""Interrupting the command: what Ctrl-C and SIGTERM do to a run, once and twice."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance_apps.command_line import Profile
from conformance_apps.command_line import environment as _environment
from conformance_apps.reference import Answer, Asked, Reference
from conformance_apps.running import served


def _default_signals() -> None:
    """A child of a job in the background may ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def _running_slowly(profile: Profile, out: Path, pause: float) -> Iterator[subprocess.Popen[bytes]]:
    """A run in a process of its own, under way."""
    original = Reference()
    asked_for: list[Asked] = []
    under_way = threading.Event()

    def slow(asked: Asked) -> Answer:
        asked_for.append(asked)
        if len(asked_for) > 9:
            under_way.set()
        time.sleep(pause)
        return original(asked)

    with served(slow) as url:
        command = [sys.executable, "-m", "translation_conformance", "run", "--target", profile(url)]
        process = subprocess.Popen(
            [*command, "--report-dir", str(out)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            preexec_fn=_default_signals,
        )
        assert under_way.wait(30)
        try:
            yield process
        finally:
            process.kill()
            process.wait(5)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_interruption(profile: Profile, tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end the run, but not without the report: 3."""
    out = tmp_path / "out"
    with _running_slowly(profile, out, 0.05) as process:
        process.send_signal(number)
        said, complained = process.communicate(timeout=20)

    rows = json.loads((out / "report.json").read_text())["requirements"]
    assert (process.returncode, complained) == (3, b"")
    assert "interrupted: the rest was not checked" in said.decode()
    assert {"interrupted"} <= {row["reason"] for row in rows}


def test_second_interruption(profile: Profile, reference_url: str, tmp_path: Path) -> None:
    """A second signal ends the process at once, whatever it does."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            _SLOWLY_WRITING,
            "run",
            "--target",
            profile(reference_url),
            "--report-dir",
            str(tmp_path),
        ],
        stdout=subprocess.PIPE,
        env=_environment(),
        preexec_fn=_default_signals,
    )
    assert process.stdout
    with process.stdout as said:
        assert said.readline() == b"writing\n"
    process.send_signal(signal.SIGTERM)

    assert process.wait(10) == -signal.SIGTERM


_SLOWLY_WRITING = """
import asyncio, os, signal, sys, time
from translation_conformance.__main__ import main
from translation_conformance.report import Report
from translation_conformance.runner import Session
def slowly(*_):
    print("writing", flush=True)
    time.sleep(60)
async def check(*_):
    if signal.getsignal(signal.SIGINT) is not signal.SIG_DFL:
        os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(60)
Report.write = slowly
Session.check = check
sys.exit(main(sys.argv[1:]))
"""


def test_ignored_interruption(profile: Profile, reference_url: str, tmp_path: Path) -> None:
    """Who starts it so that Ctrl-C is ignored is not surprised."""
    process = subprocess.run(
        [sys.executable, "-c", _IGNORING, "run", "--target", profile(reference_url), "--api", "text"],
        capture_output=True,
        env=_environment(),
        cwd=tmp_path,
        check=False,
    )

    assert (process.returncode, process.stderr) == (0, b"")


_IGNORING = """
import os, signal, sys, threading
signal.signal(signal.SIGINT, signal.SIG_IGN)
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
from translation_conformance.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
