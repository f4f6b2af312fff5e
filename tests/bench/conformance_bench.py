"""The suite: what a run at the mock takes, how many wrong servers it rejects, and plain Schemathesis beside it.

The mock is served by a process of its own and judged by the command; the servers of the matrix are called in process.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figures import FEWEST_PAIRS, BenchError, Findings, Pace, Row, Target, interleaved
from bench.messages import text_request
from bench.servers import MOCK, running
from conformance_apps import plain_schemathesis, strength
from conformance_apps.faults import Variant
from conformance_apps.plain_schemathesis import SEED, PlainTrial, Record
from conformance_apps.servers import LEGAL, WRONG
from conformance_apps.trials import REFERENCES, Trial, trial, trials
from translation_conformance.options import Options

#: The limits of a full and of a quick run at the mock.
_LIMITS = {"full": (400, 30.0), "quick": (120, 6.0)}
#: What the whole matrix, full and quick, may take of the slow tests' time.
_LONGEST_MATRIX = 240.0
_MOST_RUNS = 3
_ALL = Target(1.0, "at most")
#: With the quick pace every so many-th server is tried.
_SAMPLE = 24


@dataclass(frozen=True)
class Judged:
    """One run of the command at the mock."""

    requests: int
    billable: int
    seconds: float


def measure(pace: Pace) -> Findings:
    """All figures of the suite."""
    return _at_the_mock(pace) + _on_the_servers(pace)


def _is_full(pace: Pace) -> bool:
    return pace.pairs > FEWEST_PAIRS


def _at_the_mock(pace: Pace) -> Findings:
    rows: list[Row] = []
    with running(MOCK, text_request()) as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile = folder / "mock.toml"
        address = f"http://127.0.0.1:{server.port}"
        profile.write_text(_said("translation_mock", "profile", "--base-url", address), "utf-8")
        runs = _MOST_RUNS if _is_full(pace) else 1
        for kind, flags in (("full", ()), ("quick", ("--quick",))):
            taken = [_judged(profile, folder, flags) for _ in range(runs)]
            most, longest = _LIMITS[kind]
            requests, seconds = [float(each.requests) for each in taken], [each.seconds for each in taken]
            rows += [
                Row(f"Suite, {kind} run at the mock: the requests allowed", "requests", _ALL, requests, [most] * runs),
                Row(f"Suite, {kind} run at the mock: the time allowed", "s", _ALL, seconds, [longest] * runs),
                Row(f"Suite, {kind} run at the mock: billable", "successes", None, [each.billable for each in taken]),
            ]
    return Findings(tuple(rows))


def _judged(profile: Path, folder: Path, flags: Sequence[str]) -> Judged:
    begun = time.perf_counter()
    _said("translation_conformance", "run", "--target", str(profile), "--report-dir", str(folder), *flags)
    seconds = time.perf_counter() - begun
    report = json.loads((folder / "report.json").read_text("utf-8"))
    return Judged(report["requests_sent"], report["billable_sent"], seconds)


def _said(module: str, *arguments: str) -> str:
    """What a command that must succeed prints."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchError(
            f"{module} {arguments[0]} ends with {done.returncode}: {done.stdout[-300:]}{done.stderr[-300:]}"
        )
    return done.stdout


def _on_the_servers(pace: Pace) -> Findings:
    step = 1 if _is_full(pace) else _SAMPLE
    wrong, conforming = WRONG[::step], (*REFERENCES, *LEGAL[::step])
    begun = time.perf_counter()
    full, quick = (
        {each.name: each for each in trials(Options(quick=is_quick), (*conforming, *wrong))}
        for is_quick in (False, True)
    )
    matrix_seconds = time.perf_counter() - begun
    plain = plain_schemathesis.measured([variant.name for variant in (*wrong, *conforming)])
    plainly = float(sum(plain.rejected(variant.name) for variant in wrong))
    fully, quickly = (_rejected(of, wrong) for of in (full, quick))
    blamed = float(len(strength.blamed(full, conforming) | strength.blamed(quick, conforming)))
    blamed_plainly = float(sum(bool(plain.trials[variant.name].findings) for variant in conforming))
    ours, others = interleaved(min(pace.pairs, _MOST_RUNS), _suite_seconds, _schemathesis_seconds)
    sent = [sum(trials_[each.name].requests for each in REFERENCES) for trials_ in (full, plain.trials)]
    rows = (
        Row(
            "Suite, full run: of the wrong servers rejected", "servers", Target(1.0, "at least"), [fully], [len(wrong)]
        ),
        Row(
            "Suite, quick run: of the wrong servers rejected",
            "servers",
            Target(strength.ENOUGH, "at least"),
            [quickly],
            [len(wrong)],
        ),
        Row("Suite: of the conforming servers blamed", "servers", Target(0.0, "at most"), [blamed], [len(conforming)]),
        Row("Suite, the matrix: the time allowed", "s", _ALL, [matrix_seconds], [_LONGEST_MATRIX]),
        _beside("Wrong servers rejected: plain Schemathesis", "servers", [fully], [plainly]),
        _beside("Conforming servers blamed: plain Schemathesis", "servers", [blamed], [blamed_plainly]),
        _beside("Requests to the reference: plain Schemathesis", "requests", [sent[0]], [sent[1]]),
        _beside("Seconds for the reference, in process: plain Schemathesis", "s", ours, others),
    )
    return Findings(rows, tuple(_remarks(step, plain)))


def _rejected(of: Mapping[str, Trial], wrong: Sequence[Variant]) -> float:
    return float(sum(of[variant.name].rejected for variant in wrong))


def _beside(name: str, unit: str, ours: Sequence[float], other: Sequence[float]) -> Row:
    """A figure beside Schemathesis's, which may be nothing in a sample."""
    return Row(name, unit, None, ours, other if all(other) else ())


def _suite_seconds() -> float:
    return _seconds_for(lambda name: trial(name, Options()))


def _schemathesis_seconds() -> float:
    return _seconds_for(lambda name: plain_schemathesis.plain_trial((name, SEED)))


def _seconds_for(work: Callable[[str], object]) -> float:
    begun = time.perf_counter()
    for each in REFERENCES:
        work(each.name)
    return time.perf_counter() - begun


def _remarks(step: int, plain: Record) -> list[str]:
    sample = "every wrong and legal server" if step == 1 else f"every {step}th wrong and legal server"
    remarks = [f"The suite and plain Schemathesis {plain.version} were tried on {sample}; docs/strength.md names them."]
    recorded = plain_schemathesis.read()
    changed = [name for name, found in plain.trials.items() if _differs(recorded, found)]
    if changed:
        remarks.append(
            f"docs/strength.md says other things of Schemathesis at {', '.join(sorted(changed))}: "
            f"{plain_schemathesis.COMMAND} writes it anew."
        )
    return remarks


def _differs(recorded: Record, found: PlainTrial) -> bool:
    return found.name not in recorded.trials or recorded.trials[found.name].findings != found.findings
