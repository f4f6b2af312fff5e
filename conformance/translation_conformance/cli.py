"""The commands `run` and `list`: their options, and what is said where they cannot be used."""

import io
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import click

from translation_conformance import __version__
from translation_conformance.options import DEFAULT_SEED, Options

_PROGRAM = "translation-conformance"
#: What the extra brings, as it is imported.
_EXTRA = ("httpx2", "hypothesis", "openapi_core", "PIL", "pytest", "schemathesis")

_REPORT_DIR = "Where report.json goes, and the files that its curl commands read (by their absolute paths)."


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
@click.option("--report-dir", type=click.Path(file_okay=False, path_type=Path), help=_REPORT_DIR)
@click.option("--api", "api_names", metavar="NAME[,NAME]", help="Only these APIs of the profile.")
@click.option("--seed", type=click.IntRange(0), default=DEFAULT_SEED, show_default=True, help="Orders the checks.")
@click.option("--max-requests", type=click.IntRange(1), help="The most requests to send.")
@click.option("--jobs", type=click.IntRange(1, 64), default=4, show_default=True, help="Requests at a time.")
@click.option("--strict", is_flag=True, help="A violated implied requirement fails the target, too.")
def run_command(
    target_file: str,
    report_dir: Path | None,
    api_names: str | None,
    seed: int,
    max_requests: int | None,
    jobs: int,
    *,
    strict: bool,
) -> None:
    """Check a target, and tell what it breaks.

    \b
    Exit codes:
      0  every documented requirement that could be checked holds
      1  a documented requirement is violated (with --strict: or an implied one)
      2  a mistake in the command or in the profile
      3  no verdict: no answer, the valid key is refused, or something was left
         over for budget, time, Ctrl-C or SIGTERM, or an error of the suite

    The first Ctrl-C or SIGTERM still writes the report; a second one ends at once.
    """
    work = _work()
    wish = work.Wish(target_file, report_dir, api_names, Options(seed, max_requests, jobs), strict)
    try:
        code = work.run_checks(wish, click.echo, _complain)
    except work.Unusable as error:
        raise UsageError(str(error)) from error
    click.get_current_context().exit(code)


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
        raise MissingExtra(f"pip install 'translation-contract[conformance]' (no module {missing[0]})")
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
