"""The commands `run` and `list`."""

import asyncio
import io
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from translation_conformance import __version__
from translation_conformance.client import Client
from translation_conformance.redaction import shown
from translation_conformance.report import Report
from translation_conformance.runner import DEFAULT_SEED, Options, Run, run
from translation_conformance.suite import ApiSuite, suites
from translation_conformance.target import ApiTarget, ProfileError, Target, read
from translation_conformance.verdict import EXIT_CODES, summary


class UsageError(click.ClickException):
    """The command line or the profile cannot be used."""

    exit_code = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="translation-conformance")
def cli() -> None:
    """Tells which documented sentence an implementation of the translation APIs breaks."""


@cli.command("run")
@click.option("--target", "target_file", required=True, metavar="FILE", help="The target profile (TOML).")
@click.option("--report-dir", type=click.Path(file_okay=False, path_type=Path), help="Where report.json goes.")
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

    Exits with 0 when every documented requirement that could be checked holds, 1 when one is violated, 2 on a mistake
    in the command or the profile, 3 when there is no verdict.
    """
    try:
        target = read(target_file, suites())
        chosen = _chosen(target, api_names)
        started_at, clock = datetime.now(UTC), time.monotonic()
        options = Options(seed, max_requests, jobs)
        if report_dir is not None:
            report_dir.mkdir(parents=True, exist_ok=True)
        result = asyncio.run(_run(target, chosen, options))
        report = Report(
            target=Target(tuple(api for _, api in chosen), target.http),
            options=options,
            run=result,
            summary=summary(result, strict=strict),
            started_at=started_at,
            duration=time.monotonic() - clock,
            folder=report_dir,
        )
        if report_dir is not None:
            report.write(report_dir)
    except ProfileError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{shown(str(report_dir))}: {error.strerror}") from error
    for line in report.lines():
        click.echo(line)
    click.get_current_context().exit(EXIT_CODES[report.summary.verdict])


@cli.command("list")
@click.option("--api", "api_names", metavar="NAME[,NAME]", help="Only these APIs.")
def list_command(api_names: str | None) -> None:
    """List the checks and what each verifies."""
    for suite in suites():
        if suite.name not in _names(api_names, [known.name for known in suites()]):
            continue
        for heading, checks in suite.headings():
            click.echo(f"{suite.name}: {heading}")
            for check in checks:
                click.echo(f"  {check.name}")
                for requirement in check.requirements:
                    click.echo(f"    {requirement} ({suite.api.catalogue[requirement].level})")


async def _run(target: Target, chosen: Sequence[tuple[ApiSuite, ApiTarget]], options: Options) -> Run:
    async with Client(target.http) as client:
        return await run(chosen, client, options)


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
            raise UsageError(f"--api {shown(repr(name), 80)}: there is {' and '.join(known)}")
    return wanted


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; every mistake in it is one line and 2."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows few characters shows the others escaped.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(args=arguments, prog_name="translation-conformance", standalone_mode=False)
    except click.ClickException as error:
        message = " ".join(error.format_message().split())
        click.echo(f"translation-conformance: {message}", err=True)
        return 2
    except click.Abort:
        return 3
    return code if isinstance(code, int) else 0
