"""What Linux says of running processes: resident memory and processor time, children included."""

import os
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def can_be_read() -> bool:
    """Whether this system tells of its processes under /proc."""
    return (_PROC / "self" / "status").is_file()


def resident_memory(pid: int) -> float:
    """The resident memory of a process and its children in MiB; what they share is counted in each."""
    return sum(_resident_kib(each) for each in family(pid)) / 1024


def processor_seconds(pid: int) -> float:
    """The processor time that a process and its living children have used in all their threads, in seconds."""
    return sum(_ticks(each) for each in family(pid)) / _TICKS_PER_SECOND


def family(pid: int) -> Iterator[int]:
    """A process and its children, and theirs."""
    yield pid
    for thread in (_PROC / str(pid) / "task").iterdir():
        for child in (thread / "children").read_text("ascii").split():
            yield from family(int(child))


def _resident_kib(pid: int) -> int:
    lines = (_PROC / str(pid) / "status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def _ticks(pid: int) -> int:
    # The name of the program, in parentheses, may hold anything; utime and stime are fields 14 and 15 (proc(5)).
    fields = (_PROC / str(pid) / "stat").read_text("utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
