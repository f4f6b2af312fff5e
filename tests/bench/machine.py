"""Facts about the machine and the versions, without which no figure means anything."""

import os
import platform
import shlex
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bench.figures import NotAvailable
from bench.prism import Prism

_DISTRIBUTIONS = ("translation-contract", "connexion", "uvicorn", "uvloop", "httptools", "pillow", "schemathesis")


def facts(prism: Prism | NotAvailable) -> Iterator[tuple[str, str]]:
    """Each fact, named."""
    yield "Command", shlex.join(sys.orig_argv)
    yield "Python", f"{platform.python_implementation()} {platform.python_version()}"
    yield "Versions", ", ".join(f"{name} {version(name)}" for name in _DISTRIBUTIONS)
    yield "Prism", f"not measured: {prism}" if isinstance(prism, NotAvailable) else str(prism)
    yield "System", f"{platform.system()} {platform.release()}, {platform.machine()}"
    yield "Processors", f"{_usable_processors()} usable, {_processor_name()}"
    yield "Load of the machine before", ", ".join(f"{load:.2f}" for load in os.getloadavg())


def _usable_processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
