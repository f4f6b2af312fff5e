"""The commands `run`, `list` and `explain`: their options, and what is said where they cannot be used."""

import io
import math
import re
import sys
from collections.abc import Callable, Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from translation_conformance import __version__
from translation_conformance.options import BILLABLE_ELSEWHERE, DEFAULT_SEED, Options

_PROGRAM = "translation-conformance"
#: What the extra brings, as it is imported.
_EXTRA = ("httpx2", "hypothesis", "openapi_core", "PIL", "pytest", "schemathesis")

_REPORT_DIR = (
    "Where report.json, report.html, junit.xml and summary.md go, and the files that the curl commands read "
    "(by their absolute paths)."
)
_WAIVERS = "Violations that do not count (TOML): requirement, reason, and the date on which each expires."
_BASELINE = "An earlier report, to tell what changed since."


_MAX_BILLABLE = (
    "The most successes, for each API, that a metered service may charge for; without it, all on this machine, "
    f"and {BILLABLE_ELSEWHERE} elsewhere."
)


class _Billable(click.ParamType[float]):
    """A number of successes, or all."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; infinity for all."""
        if value != "all" and not re.fullmatch(r"[0-9]{1,9}", str(value)):
            self.fail(f"{value!r} is neither a number nor 'all'.", param, ctx)
        return math.inf if value == "all" else int(value)


class _Positive(click.ParamType[float]):
    """A number above 0."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number."""
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not 0 < number < math.inf:
            self.fail(f"{value!r} is not a number above 0.", param, ctx)
        return number


class _Folder(click.Path):
    """A folder that has a name: an empty one would mean the folder that the command is run in."""

    def __init__(self) -> None:
        super().__init__(file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder."""
        if value == "":
            self.fail("'' is no folder.", param, ctx)
        return super().convert(value, param, ctx)


class _Progress:
    """How far a run is, on one line that goes again; only where somebody looks on."""

    def __init__(self) -> None:
        self._is_seen = sys.stderr.isatty()
        self._width = 0

    def show(self, sent: int, planned: int) -> None:
        """*sent* of about *planned* requests are sent."""
        if self._is_seen:
            self._write(f"{sent} of about {max(sent, planned)} requests")

    def then(self, say: Callable[[str], None]) -> Callable[[str], None]:
        """*say*, on a line of its own."""

        def clear_and_say(line: str) -> None:
            if self._width:
                self._write("")
                self._width = 0
            say(line)

        return clear_and_say

    def _write(self, text: str) -> None:
        click.echo(f"\r{text:<{self._width}}\r{text}", err=True, nl=False)
        self._width = len(text)


class UsageError(click.ClickException):
    """The command line or the profile cannot be used."""

    exit_code = 2


class MissingExtra(UsageError):
    """The commands need the extra."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name=_PROGRAM)
def cli() -> None:
    """Tells which documented sentence an implementation of the translation APIs breaks."""


@cli.command("run")
@click.option("--target", "target_file", required=True, metavar="FILE", help="The target profile (TOML).")
@click.option("--report-dir", type=_Folder(), help=_REPORT_DIR)
@click.option("--api", "api_names", metavar="NAME[,NAME]", help="Only these APIs of the profile.")
@click.option("--only", multiple=True, metavar="ID[,ID]", help="Only these requirements; a pattern like text.* is one.")
@click.option("--quick", is_flag=True, help="Only the requests that tell most.")
@click.option("--plan", is_flag=True, help="Tell what would be sent, and what may be charged for; send nothing.")
@click.option("--max-requests", type=click.IntRange(1), help="The most requests to send.")
@click.option("--max-billable", type=_Billable(), metavar="N|all", help=_MAX_BILLABLE)
@click.option("--max-time", type=_Positive(), metavar="SECONDS", help="When to stop sending.")
@click.option("--rate", type=_Positive(), metavar="N", help="The most requests to send per second.")
@click.option("--jobs", type=click.IntRange(1, 64), default=4, show_default=True, help="Requests at a time.")
@click.option(
    "--seed", type=click.IntRange(0), default=DEFAULT_SEED, show_default=True, help="What is drawn, and orders."
)
@click.option("--strict", is_flag=True, help="A violated implied requirement fails the target, too.")
@click.option("--waivers", type=click.Path(path_type=Path), metavar="FILE", help=_WAIVERS)
@click.option("--baseline", type=click.Path(path_type=Path), metavar="OLD/report.json", help=_BASELINE)
def run_command(
    target_file: str,
    report_dir: Path | None,
    api_names: str | None,
    only: tuple[str, ...],
    max_requests: int | None,
    max_billable: float | None,
    max_time: float | None,
    rate: float | None,
    jobs: int,
    seed: int,
    waivers: Path | None,
    baseline: Path | None,
    *,
    quick: bool,
    plan: bool,
    strict: bool,
) -> None:
    """Check a target, and tell what it breaks.

    \b
    Exit codes:
      0  every documented requirement that could be checked holds
      1  a documented requirement is violated (with --strict: or an implied one)
         and not waived
      2  a mistake in the command or in a file that it reads
      3  no verdict: no answer, the valid key is refused, or something was left
         over for budget, time, Ctrl-C or SIGTERM, or an error of the suite

    The first Ctrl-C or SIGTERM still writes the report; a second one ends at once.
    """
    work = _work()
    options = Options(
        seed=seed,
        max_requests=max_requests,
        jobs=jobs,
        max_billable=max_billable,
        max_time=max_time,
        rate=rate,
        quick=quick,
        only=tuple(name.strip() for names in only for name in names.split(",")),
    )
    progress = _Progress()
    wish = work.Wish(target_file, report_dir, api_names, options, strict, progress.show, waivers, baseline)
    try:
        if plan:
            work.plan_run(wish, click.echo)
            return
        code = work.run_checks(wish, progress.then(click.echo), progress.then(_complain))
    except work.Unusable as error:
        raise UsageError(str(error)) from error
    click.get_current_context().exit(code)


@cli.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of report.json."""
    click.echo((files("translation_conformance") / "report.schema.json").read_text("utf-8"), nl=False)


@cli.command("explain")
@click.argument("requirement", metavar="ID")
def explain_command(requirement: str) -> None:
    """Tell what a requirement says, where it is from, and what is sent for it."""
    work = _work()
    try:
        work.explain(requirement, click.echo)
    except work.Unusable as error:
        raise UsageError(str(error)) from error


@cli.command("list")
@click.option("--api", "api_names", metavar="NAME[,NAME]", help="Only these APIs.")
def list_command(api_names: str | None) -> None:
    """List the checks and what each verifies."""
    work = _work()
    try:
        work.list_checks(api_names, click.echo)
    except work.Unusable as error:
        raise UsageError(str(error)) from error


def _work() -> ModuleType:
    """What the commands do, with everything that they import; one line where the extra is missing."""
    try:
        from translation_conformance import commands  # the extra may be missing

        commands.import_checks()
        missing = [name for name in _EXTRA if find_spec(name) is None]
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("translation_"):
            raise
        missing = [error.name]
    if missing:
        raise MissingExtra(f"pip install '.[conformance]' in the folder of the project (no module {missing[0]})")
    return commands


def _complain(line: str) -> None:
    click.echo(f"{_PROGRAM}: {line}", err=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; every mistake in it is one line and 2."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows few characters shows the others escaped.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(args=arguments, prog_name=_PROGRAM, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except MissingExtra as error:
        click.echo(f"{_PROGRAM} needs the extra: {error.format_message()}", err=True)
        return 2
    except click.ClickException as error:
        _complain(" ".join(error.format_message().split()))
        return 2
    except click.Abort:
        return 3
    return code if isinstance(code, int) else 0
