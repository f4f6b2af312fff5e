"""The load generator: a closed loop over keep-alive connections, in a process of its own.

`load` starts it and returns what it measured. It sends one request over and over on each connection, each as soon as
the answer to the one before is complete. Only answers with status 200 count; any other, a lost connection and an
answer that is not understood are faults. An answer is not parsed beyond its head, and a head that was seen before is
only looked up, so that the generator is faster than the servers; how busy it was is measured too.
"""

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import click
import uvloop

from bench.figures import BenchError
from bench.heads import content_length
from bench.processes import can_be_read, processor_seconds

CONNECTIONS = 16
_TESTS = Path(__file__).resolve().parents[1]
#: The dates in heads change once a second; more heads than this are not the same answer over and over.
_MOST_HEADS = 10_000


@dataclass(frozen=True)
class Slice:
    """What one slice of load measured; times in seconds."""

    requests: int
    faults: int
    seconds: float
    #: Half of the requests took at most this long, from sending to the end of the answer.
    p50: float
    #: 99 of 100 requests took at most this long.
    p99: float
    #: The processor time of the generator.
    generator_seconds: float
    #: The processor time of the server, 0 where the system does not tell.
    server_seconds: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds

    @property
    def generator_busy(self) -> float:
        """The part of the time that the generator worked: near 1 it is what holds up the server."""
        return self.generator_seconds / self.seconds

    @property
    def server_busy(self) -> float:
        """The processors that the server kept busy."""
        return self.server_seconds / self.seconds


def load(port: int, request: bytes, pid: int, *, seconds: float, settle: float) -> Slice:
    """Load the server *pid* at *port* for *seconds*, after *settle* seconds that do not count."""
    arguments = [str(port), "--pid", str(pid), "--seconds", str(seconds), "--settle", str(settle)]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.load", *arguments],
            cwd=_TESTS,
            input=request,
            capture_output=True,
            timeout=seconds + settle + 30,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BenchError("the load generator did not end") from error
    if done.returncode:
        raise BenchError(f"the load generator failed: {done.stderr.decode('utf-8', 'replace').strip()[-500:]}")
    measured = Slice(**json.loads(done.stdout))
    if measured.faults or not measured.requests:
        raise BenchError(f"{measured.faults} answers were no 200, {measured.requests} were")
    return measured


class _Connection(asyncio.Protocol):
    """Sends the request again and again."""

    def __init__(self, generator: "_Generator") -> None:
        self._generator = generator
        self._begun = b""
        #: When the request was sent that is not answered yet.
        self.sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._write = cast(asyncio.Transport, transport).write
        self._send()

    def _send(self) -> None:
        self.sent = time.perf_counter()
        self._write(self._generator.request)

    def data_received(self, data: bytes) -> None:
        if self._begun:
            data = self._begun + data
        end = data.find(b"\r\n\r\n") + 4
        if end < 4 or len(data) < end + (length := self._generator.length_after(data[:end])):
            self._begun = data
            return
        self._begun = b""
        if len(data) > end + length or not data.startswith(b"HTTP/1.1 200 "):
            self._generator.faults += 1
        else:
            self._generator.latencies.append(time.perf_counter() - self.sent)
        self._send()

    def connection_lost(self, _error: Exception | None) -> None:
        self._generator.faults += 1


class _Generator:
    """All connections, and what they count together."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.latencies: list[float] = []
        self.faults = 0
        self._lengths: dict[bytes, int] = {}

    def length_after(self, head: bytes) -> int:
        """The length of the body after a head, in bytes."""
        length = self._lengths.get(head)
        if length is None:
            length = content_length(head)
            if len(self._lengths) < _MOST_HEADS:
                self._lengths[head] = length
        return length

    async def run(self, port: int, pid: int, connections: int, seconds: float, settle: float) -> Slice:
        """Connect, let the load settle, count."""
        loop = asyncio.get_running_loop()
        opened = [
            (await loop.create_connection(lambda: _Connection(self), "127.0.0.1", port))[1] for _ in range(connections)
        ]
        await asyncio.sleep(settle)
        self.latencies.clear()
        begun, worked, served = time.perf_counter(), time.process_time(), _served(pid)
        await asyncio.sleep(seconds)
        taken = time.perf_counter() - begun
        worked, served = time.process_time() - worked, _served(pid) - served
        latencies = sorted(self.latencies) or [0.0]
        # A connection on which no answer came is one too few.
        self.faults += sum(connection.sent < begun for connection in opened)
        return Slice(
            requests=len(self.latencies),
            faults=self.faults,
            seconds=taken,
            p50=latencies[len(latencies) // 2],
            p99=latencies[len(latencies) * 99 // 100],
            generator_seconds=worked,
            server_seconds=served,
        )


def _served(pid: int) -> float:
    return processor_seconds(pid) if can_be_read() else 0.0


@click.command()
@click.argument("port", type=int)
@click.option("--pid", type=int, required=True, help="The server, whose processor time is read.")
@click.option("--connections", default=CONNECTIONS, show_default=True)
@click.option("--seconds", default=1.0, show_default=True, help="How long answers are counted.")
@click.option("--settle", default=0.2, show_default=True, help="How long the load runs before that.")
def main(**options: Any) -> None:
    """Read a request from stdin, send it over and over, print what came of it as JSON."""
    generator = _Generator(sys.stdin.buffer.read())
    click.echo(json.dumps(asdict(uvloop.run(generator.run(**options)))))


if __name__ == "__main__":
    main()
