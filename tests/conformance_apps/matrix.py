"""The kill matrix: `python tests/conformance_apps/matrix.py` runs the suite on every wrong and every legal server.

The exit code is 0 where a full run rejects every wrong server, a quick run most of them, and neither blames a
conforming one; else 1.
"""

import sys
import time
from pathlib import Path

# Not the folder of this file, whose modules have names that others have too, but the one above it.
if sys.path and Path(sys.path[0]).resolve() == Path(__file__).resolve().parent:
    sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import click

from conformance_apps import plain_schemathesis, strength
from conformance_apps.trials import SERVERS
from translation_conformance.options import DEFAULT_SEED


@click.command()
@click.option("--seed", type=click.IntRange(0), default=DEFAULT_SEED, show_default=True, help="The seed of the runs.")
@click.option(
    "--schemathesis",
    type=click.Choice(["all", "new"]),
    help="Try plain Schemathesis, too (some minutes): on all servers, or on those that it was not tried on yet.",
)
@click.option("--write", is_flag=True, help=f"Write docs/{strength.PAGE.name}, and what Schemathesis found.")
def main(seed: int, schemathesis: str | None, *, write: bool) -> None:
    """Tell which wrong servers the suite rejects, and which legal ones it blames."""
    if write and seed != DEFAULT_SEED:
        raise click.UsageError("--write: the page is about runs with the default seed")
    begun = time.monotonic()
    plain = plain_schemathesis.read()
    if schemathesis is not None:
        plain = (
            plain_schemathesis.measured([*SERVERS]) if schemathesis == "all" else plain_schemathesis.completed(plain)
        )
        if write:
            plain_schemathesis.write(plain)
    found = strength.measured(plain, seed)
    click.echo(strength.summary(found))
    click.echo(f"\n{len(found.full) + len(found.quick)} runs of the suite in {time.monotonic() - begun:.0f} s")
    if write:
        strength.PAGE.write_text(strength.page(found), "utf-8")
        click.echo(f"written: {strength.PAGE}")
    sys.exit(0 if found.is_strong and found.is_fair else 1)


if __name__ == "__main__":
    main()
