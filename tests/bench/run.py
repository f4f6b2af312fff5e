"""The bench: `python tests/bench/run.py` measures everything in about ten minutes and prints a table.

The exit code is 0 whatever the figures are, 1 with `--strict` where a target is not met, 2 where something could not
be measured though everything for it is there.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

# Not the folder of this file, whose modules have names that others have too, but the one above it.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import click

from bench import conformance_bench, image_bench, picture_bench, text_bench, translator_bench
from bench.detection import section as detection
from bench.figures import FULL, QUICK, BenchError, Findings, NotAvailable, Pace
from bench.machine import facts
from bench.prism import Prism, install
from bench.report import document, markdown

_SECTIONS: dict[str, Callable[[Pace, Prism | NotAvailable], Findings]] = {
    "text": text_bench.measure,
    "image": lambda pace, _: image_bench.measure(pace),
    "pictures": lambda pace, _: picture_bench.measure(pace),
    "language": lambda pace, _: translator_bench.measure(pace),
    "detection": lambda pace, _: detection.measure(pace),
    "conformance": lambda pace, _: conformance_bench.measure(pace),
}


@click.command()
@click.option("--quick", is_flag=True, help="Three pairs of short slices: shows that the bench works, not how fast.")
@click.option("--only", "sections", type=click.Choice([*_SECTIONS]), multiple=True, help="Only this section.")
@click.option("--prism/--no-prism", "with_prism", default=True, help="Whether to install and measure Prism.")
@click.option("--strict", is_flag=True, help="Exit with 1 where a target is not met.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="A file to write all measurements to.")
def main(quick: bool, sections: Sequence[str], with_prism: bool, strict: bool, file: Path | None) -> None:
    """Measure the mock beside other servers and bare loops, and the suite beside its limits and Schemathesis."""
    pace = QUICK if quick else FULL
    chosen = [measure for name, measure in _SECTIONS.items() if not sections or name in sections]
    prism = _prism(with_prism) if text_bench.measure in chosen else NotAvailable("no section that needs it")
    known = list(facts(prism))
    try:
        findings = sum((measure(pace, prism) for measure in chosen), Findings(()))
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
