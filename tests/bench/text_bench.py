"""The text endpoint: requests per second, latency, memory and start, beside Prism and a bare ASGI function."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import as_file, files
from statistics import median

from bench.figures import Findings, NotAvailable, Pace, Row, Target, interleaved
from bench.load import Slice, load
from bench.messages import text_request
from bench.prism import Prism
from bench.processes import can_be_read, resident_memory
from bench.servers import BARE, MOCK, Program, Running, running, start_seconds

#: Above this part of the time the generator holds up the server, and a ratio understates the faster one.
_TOO_BUSY = 0.9
_NO_PROC = "this system does not tell of its processes under /proc"


@dataclass(frozen=True)
class Loaded:
    """One slice of load on a server, and the server's resident memory after it."""

    slice: Slice
    #: MiB; None where the system does not tell.
    memory: float | None


@dataclass(frozen=True)
class Duel:
    """The mock and another server under the same load, slice by slice; no slices of the other: it is not there."""

    ours: Sequence[Loaded]
    other: Sequence[Loaded] = ()

    def rate(self, name: str, target: Target | None = None) -> Row:
        """Requests per second."""
        return Row(name, "requests/s", target, _rates(self.ours), _rates(self.other))

    def p99(self, name: str, target: Target | None = None) -> Row:
        """The time that 99 of 100 requests keep to."""
        return Row(name, "ms", target, _milliseconds(self.ours), _milliseconds(self.other))

    def memory(self, name: str, target: Target | None = None) -> Row:
        """Resident memory after each slice."""
        ours = [each.memory for each in self.ours if each.memory is not None]
        other = [each.memory for each in self.other if each.memory is not None]
        return Row(name, "MiB", target, ours, other, "" if ours else _NO_PROC)


def _rates(loaded: Sequence[Loaded]) -> list[float]:
    return [each.slice.rate for each in loaded]


def _milliseconds(loaded: Sequence[Loaded]) -> list[float]:
    return [1000 * each.slice.p99 for each in loaded]


class Arena:
    """Servers that are kept alive and warm, to be loaded in turns."""

    def __init__(self, pace: Pace, stack: ExitStack) -> None:
        self._pace = pace
        self._stack = stack
        self._request = text_request()
        self._mock = self._warmed(MOCK)

    def duel(self, other: Program) -> Duel:
        """Load the mock and *other* in turns."""
        opponent = self._warmed(other)
        return Duel(*interleaved(self._pace.pairs, lambda: self._load(self._mock), lambda: self._load(opponent)))

    def _warmed(self, program: Program) -> Running:
        server = self._stack.enter_context(running(program, self._request))
        load(server.port, self._request, server.pid, seconds=self._pace.warm_seconds, settle=0)
        return server

    def _load(self, server: Running) -> Loaded:
        taken = load(
            server.port,
            self._request,
            server.pid,
            seconds=self._pace.slice_seconds,
            settle=self._pace.settle_seconds,
        )
        return Loaded(taken, resident_memory(server.pid) if can_be_read() else None)


def measure(pace: Pace, prism: Prism | NotAvailable) -> Findings:
    """All figures of the text endpoint; those beside Prism only where there is one."""
    with ExitStack() as stack:
        contract = stack.enter_context(as_file(files("translation_openapi") / "text.yaml"))
        arena = Arena(pace, stack)
        bare = arena.duel(BARE)
        if isinstance(prism, NotAvailable):
            chatty = silent = Duel(bare.ours)
        else:
            chatty = arena.duel(prism.mock("Prism", contract))
            silent = arena.duel(prism.mock("Prism -v silent", contract, ("-v", "silent")))
        # The servers above are stopped first: an idle server costs little, but not nothing.
        stack.pop_all().close()
    return Findings(
        (
            chatty.rate("Text, rate: Prism as it comes", Target(1.5, "at least")),
            chatty.p99("Text, p99: Prism as it comes", Target(1.0, "at most")),
            silent.rate("Text, rate: Prism -v silent", Target(0.8, "at least")),
            silent.p99("Text, p99: Prism -v silent"),
            bare.rate("Text, rate: bare ASGI function"),
            bare.p99("Text, p99: bare ASGI function"),
            chatty.memory("Memory after the load: Prism as it comes", Target(0.5, "at most")),
            _starts(pace, prism),
            _ceiling(bare),
        ),
        tuple(_remarks({"Prism": chatty, "Prism -v silent": silent, "the bare ASGI function": bare})),
    )


def _starts(pace: Pace, prism: Prism | NotAvailable) -> Row:
    request = text_request()
    name, target = "Start to first 200: Prism as it comes", Target(1.0, "at most")
    if isinstance(prism, NotAvailable):
        return Row(name, "s", target, [start_seconds(MOCK, request) for _ in range(pace.pairs)])
    with as_file(files("translation_openapi") / "text.yaml") as contract:
        program = prism.mock("Prism", contract)
        pairs = interleaved(pace.pairs, lambda: start_seconds(MOCK, request), lambda: start_seconds(program, request))
    return Row(name, "s", target, *pairs)


def _ceiling(bare: Duel) -> Row:
    """What the generator could send if no server held it up: what it sent per second of its own processor time."""
    sent = [each.slice.requests / each.slice.generator_seconds for each in bare.other]
    return Row("Load generator: its ceiling, at a bare ASGI function", "requests/s", None, sent)


def _remarks(duels: dict[str, Duel]) -> list[str]:
    """How busy the generator and the servers were, and what that means for the ratios."""
    loaded = {"the mock": [each for duel in duels.values() for each in duel.ours]}
    loaded |= {name: list(duel.other) for name, duel in duels.items() if duel.other}
    busy = {name: median(each.slice.generator_busy for each in slices) for name, slices in loaded.items()}
    remarks = [
        f"Under load {name} kept {median(each.slice.server_busy for each in slices):.2f} processors busy and the load "
        f"generator {busy[name]:.2f}."
        for name, slices in loaded.items()
    ]
    held = [name for name, part in busy.items() if part > _TOO_BUSY]
    if held:
        remarks.append(
            f"The load generator was at its own limit with {' and '.join(held)}: a rate there is a lower bound, "
            f"and a ratio understates the faster server."
        )
    return remarks
