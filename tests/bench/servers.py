"""Servers under test: how each is started, when it first answers, how it is stopped."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.client import connected
from bench.figures import BenchError

TESTS = Path(__file__).resolve().parents[1]
#: How often a server that starts is asked, in seconds; a start is measured no finer than that.
_POLLED_EVERY = 0.002
_LONGEST_START = 60.0


@dataclass(frozen=True)
class Program:
    """A server that can be started: its command, in which ``{port}`` stands for the port."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    program: Program
    pid: int
    port: int
    #: From the start of its process to the end of its first answer with status 200, in seconds.
    start_seconds: float


MOCK = Program("mock", (sys.executable, "-m", "translation_mock", "serve", "--port", "{port}", "--no-access-log"))
BARE = Program("bare ASGI function", (sys.executable, "-m", "bench.bare", "{port}"))


@contextmanager
def running(program: Program, request: bytes) -> Iterator[Running]:
    """A server that has answered *request* with 200; it is stopped at the end."""
    port = _free_port()
    begun = time.perf_counter()
    process = subprocess.Popen(
        [part.format(port=port) for part in program.command],
        cwd=TESTS,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for_200(program, process, port, request)
        yield Running(program, process.pid, port, time.perf_counter() - begun)
    finally:
        _stop(process)


def start_seconds(program: Program, request: bytes) -> float:
    """How long one start takes, to the first 200."""
    with running(program, request) as server:
        return server.start_seconds


def _wait_for_200(program: Program, process: subprocess.Popen[bytes], port: int, request: bytes) -> None:
    latest = time.monotonic() + _LONGEST_START
    answer = "nothing"
    while time.monotonic() < latest:
        if process.poll() is not None:
            raise BenchError(f"{program.name} ended with {process.returncode} before it answered")
        try:
            with connected(port) as connection:
                status, _ = connection.exchange(request)
        except OSError:
            time.sleep(_POLLED_EVERY)
            continue
        if status == 200:
            return
        answer = str(status)
        time.sleep(_POLLED_EVERY)
    raise BenchError(f"{program.name} answered {answer} for {_LONGEST_START:g} seconds")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _environment() -> dict[str, str]:
    """The environment without what would change how a server under test behaves."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TRANSLATION_MOCK_", "NODE_", "PYTHONDEVMODE", "PYTHONASYNCIODEBUG"))
    }


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
