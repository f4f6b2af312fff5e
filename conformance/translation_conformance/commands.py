"""What the commands do. Here the extra is imported; `translation_conformance.cli` tells when it is missing."""

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from translation_conformance.client import Client
from translation_conformance.options import Options
from translation_conformance.redaction import Redactor, shown
from translation_conformance.report import Report, error_line
from translation_conformance.runner import Run, not_run, run
from translation_conformance.suite import ApiSuite, suites
from translation_conformance.target import ApiTarget, ProfileError, Target, read
from translation_conformance.verdict import EXIT_CODES, Verdict, summary

Say = Callable[[str], None]


class Unusable(ValueError):
    """The command line or the profile cannot be used; the message says why."""


@dataclass(frozen=True)
class Wish:
    """What the user asks of a run."""

    target_file: str
    report_dir: Path | None
    api_names: str | None
    options: Options
    strict: bool


def import_checks() -> None:
    """Import what a run would import on its way."""
    for suite in suites():
        _ = suite.checks


def run_checks(wish: Wish, say: Say, complain: Say) -> int:
    """Check a target, and tell what it breaks; the exit code."""
    try:
        target = read(wish.target_file, suites())
        chosen = _chosen(target, wish.api_names)
        if wish.report_dir is not None:
            wish.report_dir.mkdir(parents=True, exist_ok=True)
    except ProfileError as error:
        raise Unusable(str(error)) from error
    except OSError as error:
        raise Unusable(f"{shown(str(wish.report_dir))}: {error.strerror}") from error
    redactor = Redactor(target.secrets)
    try:
        return _run_and_tell(wish, target, chosen, say, complain)
    except ProfileError as error:
        raise Unusable(redactor.text(str(error))) from error
    except OSError as error:
        raise Unusable(f"{shown(str(wish.report_dir))}: {error.strerror}") from error
    except Exception as error:  # noqa: BLE001 - a fault of the suite is not one of the target
        complain(error_line(error, redactor))
        return EXIT_CODES[Verdict.INCONCLUSIVE]


def _run_and_tell(
    wish: Wish, target: Target, chosen: Sequence[tuple[ApiSuite, ApiTarget]], say: Say, complain: Say
) -> int:
    started_at, clock = datetime.now(UTC), time.monotonic()
    try:
        result = asyncio.run(_run(target, chosen, wish.options))
    except ProfileError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever happens, there is a report
        result = not_run(chosen, error)
    report = Report(
        target=Target(tuple(api for _, api in chosen), target.http),
        options=wish.options,
        run=result,
        summary=summary(result, strict=wish.strict),
        started_at=started_at,
        duration=time.monotonic() - clock,
        folder=wish.report_dir,
    )
    for fault in result.errors:
        complain(report.error(fault))
    if wish.report_dir is not None:
        report.write(wish.report_dir)
    for line in report.lines():
        say(line)
    return EXIT_CODES[report.summary.verdict]


def list_checks(api_names: str | None, say: Say) -> None:
    """Tell the checks and what each verifies."""
    wanted = _names(api_names, [known.name for known in suites()])
    for suite in suites():
        if suite.name not in wanted:
            continue
        for heading, checks in suite.headings():
            say(f"{suite.name}: {heading}")
            for check in checks:
                say(f"  {check.name}")
                for requirement in check.requirements:
                    say(f"    {requirement} ({suite.api.catalogue[requirement].level})")


async def _run(target: Target, chosen: Sequence[tuple[ApiSuite, ApiTarget]], options: Options) -> Run:
    async with Client(target.http) as client:
        with _interruptible():
            return await run(chosen, client, options)


@contextmanager
def _interruptible() -> Iterator[None]:
    """The first SIGINT or SIGTERM ends the checks, a second one the process. Ignored signals stay ignored."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if threading.current_thread() is not threading.main_thread() or task is None:
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    ours = [number for number, handler in before.items() if handler is not signal.SIG_IGN]

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
        loop.call_soon_threadsafe(task.cancel)

    for number in ours:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in ours:
            # After a first signal the next one is to end the process, whatever is done meanwhile.
            if signal.getsignal(number) is end:
                signal.signal(number, before[number])


def _chosen(target: Target, names: str | None) -> list[tuple[ApiSuite, ApiTarget]]:
    wanted = _names(names, [api.name for api in target.apis])
    known = {suite.name: suite for suite in suites()}
    return [(known[api.name], api) for api in target.apis if api.name in wanted]


def _names(names: str | None, known: Sequence[str]) -> Sequence[str]:
    if names is None:
        return known
    wanted = [name.strip() for name in names.split(",")]
    for name in wanted:
        if name not in known:
            raise Unusable(f"--api {shown(repr(name), 80)}: there is {' and '.join(known)}")
    return wanted
