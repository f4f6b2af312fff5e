"""What is measured and how it is judged: pairs, their ratios, targets, rows of the table."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal, TypeVar

Measured = TypeVar("Measured")
Other = TypeVar("Other")

Verdict = Literal["met", "not met", "reported", "not measured"]

#: What `--quick` may do with; the figures that are published take the seven of the issue, or more.
FEWEST_PAIRS = 3


class BenchError(RuntimeError):
    """A measurement could not be made although everything it needs is there: a bug of the bench or of the mock."""


class NotAvailable(RuntimeError):
    """A measurement cannot be made on this machine; the message says what is missing."""


@dataclass(frozen=True)
class Pace:
    """How much is measured; times in seconds."""

    pairs: int
    #: One measured slice of load.
    slice_seconds: float
    #: Load before each measured slice, on its connections, that is not counted.
    settle_seconds: float
    #: Load on each server before its first slice: just-in-time compilers need it.
    warm_seconds: float
    #: One slice of the image endpoint or of its bare loop.
    image_seconds: float


FULL = Pace(pairs=9, slice_seconds=1.0, settle_seconds=0.15, warm_seconds=2.0, image_seconds=0.5)
QUICK = Pace(pairs=FEWEST_PAIRS, slice_seconds=0.25, settle_seconds=0.1, warm_seconds=0.3, image_seconds=0.15)


@dataclass(frozen=True)
class Target:
    """A bound for a ratio, the bound itself included."""

    bound: float
    kind: Literal["at least", "at most"]

    def met_by(self, ratio: float) -> bool:
        """Whether a ratio keeps to the bound."""
        return ratio >= self.bound if self.kind == "at least" else ratio <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.kind == 'at least' else '≤'} {self.bound:g}"


@dataclass(frozen=True)
class Row:
    """One figure of ours beside another's: a row of the table.

    `ours` and `other` are what the pairs measured, in `unit`; the ratio is the median over the pairs of ours divided
    by the other's. A row without pairs was not measured, and `note` says why; one of only `ours` has no ratio.
    """

    name: str
    unit: str
    target: Target | None = None
    ours: Sequence[float] = ()
    other: Sequence[float] = ()
    note: str = ""

    @property
    def ratios(self) -> tuple[float, ...]:
        """The ratio of each pair."""
        return tuple(ours / other for ours, other in zip(self.ours, self.other, strict=True)) if self.other else ()

    @property
    def ratio(self) -> float | None:
        """The median of the ratios; None where there is nothing to compare with."""
        return median(self.ratios) if self.ratios else None

    @property
    def verdict(self) -> Verdict:
        """What the row says of its target, if it has one."""
        if self.target is None:
            return "reported" if self.ours else "not measured"
        return "not measured" if self.ratio is None else "met" if self.target.met_by(self.ratio) else "not met"


@dataclass(frozen=True)
class Findings:
    """The rows of one bench, and what a reader must know to judge them."""

    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = field(default=())

    def __add__(self, more: "Findings") -> "Findings":
        return Findings(self.rows + more.rows, self.remarks + more.remarks)


def interleaved(
    pairs: int, measure_one: Callable[[], Measured], measure_other: Callable[[], Other]
) -> tuple[list[Measured], list[Other]]:
    """Measure A B A B …, so that what disturbs the machine disturbs both."""
    taken = [(measure_one(), measure_other()) for _ in range(pairs)]
    return [one for one, _ in taken], [other for _, other in taken]


def median_ms(work: Callable[[], object], seconds: float, fewest: int = 1) -> float:
    """The median time of one round of *work*, done over and over for *seconds* and *fewest* times, in milliseconds."""
    times: list[float] = []
    latest = time.perf_counter() + seconds
    while time.perf_counter() < latest or len(times) < fewest:
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return 1000 * median(times)
