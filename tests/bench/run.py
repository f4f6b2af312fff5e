"""The bench: `python tests/bench/run.py` measures everything in less than four minutes and prints a table.

The exit code is 0 whatever the figures are, 1 with `--strict` where a target is not met, 2 where something could not
be measured though everything for it is there.
"""

import json
import sys
from pathlib import Path

# Not the folder of this file, whose modules have names that others have too, but the one above it.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import click

from bench import image_bench, text_bench
from bench.figures import FULL, QUICK, BenchError, NotAvailable
from bench.machine import facts
from bench.prism import Prism, install
from bench.report import document, markdown


@click.command()
@click.option("--quick", is_flag=True, help="Three pairs of short slices: shows that the bench works, not how fast.")
@click.option("--prism/--no-prism", "with_prism", default=True, help="Whether to install and measure Prism.")
@click.option("--strict", is_flag=True, help="Exit with 1 where a target is not met.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="A file to write all measurements to.")
def main(quick: bool, with_prism: bool, strict: bool, file: Path | None) -> None:
    """Measure the mock beside other servers and bare loops."""
    pace = QUICK if quick else FULL
    prism = _prism(with_prism)
    known = list(facts(prism))
    try:
        findings = text_bench.measure(pace, prism) + image_bench.measure(pace)
    except (BenchError, OSError) as error:
        click.echo(f"bench: {error}", err=True)
        sys.exit(2)
    if file is not None:
        file.write_text(json.dumps(document(findings, known, pace.pairs), indent=2) + "\n", "utf-8")
    click.echo(markdown(findings, known, pace.pairs))
    sys.exit(1 if strict and any(row.verdict == "not met" for row in findings.rows) else 0)


def _prism(wanted: bool) -> Prism | NotAvailable:
    try:
        return install() if wanted else NotAvailable("switched off by --no-prism")
    except NotAvailable as reason:
        return reason


if __name__ == "__main__":
    main()
