"""The command `translation-openapi`: the contracts and the requirement catalogue."""

import json
import sys
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

import click

from translation_openapi.apis import APIS, Api
from translation_openapi.catalogue import Level, Requirement
from translation_openapi.contract import ContractError, load_contract
from translation_openapi.defects import defects_page


def main() -> None:
    """Run the command."""
    command(prog_name="translation-openapi")


def _fail(message: str) -> NoReturn:
    click.echo(f"translation-openapi: {message}", err=True)
    sys.exit(2)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="translation-contract")
def command() -> None:
    """The contracts of two documented translation APIs and the catalogue of what their pages state. Unofficial."""


@command.command()
@click.argument("paths", metavar="[FILES]...", nargs=-1, type=click.Path(path_type=Path))
def validate(paths: tuple[Path, ...]) -> None:
    """Validate the published contracts, or the OpenAPI 3.0 FILES: structure, examples, cited requirements.

    Exits with 1 when there is a fault, each in one line, and with 2 when a file is no OpenAPI document at all.
    """
    try:
        from translation_openapi.validation import faults
    except ModuleNotFoundError:
        _fail("validate needs the extra: pip install '.[publish]' in the folder of the project")
    every_id = {id_ for api in APIS for id_ in api.catalogue}
    try:
        contracts = {str(path): load_contract(path) for path in paths} or {
            f"{api.name}.yaml": api.contract for api in APIS
        }
    except ContractError as error:
        _fail(str(error))
    found = 0
    for name, contract in contracts.items():
        lines = list(faults(contract, every_id))
        found += len(lines)
        for line in lines:
            click.echo(f"{name}: {line}")
        if not lines:
            click.echo(f"{name}: valid")
    sys.exit(1 if found else 0)


@command.command()
@click.option("--api", "names", multiple=True, type=click.Choice([api.name for api in APIS]), help="Only this API.")
@click.option(
    "--level", "levels", multiple=True, type=click.Choice([level.value for level in Level]), help="Only this level."
)
@click.option("--defects", is_flag=True, help="Only rows that record a gap, a contradiction or an error of a page.")
@click.option("--format", "form", type=click.Choice(["plain", "json", "markdown"]), default="plain", show_default=True)
def requirements(names: tuple[str, ...], levels: tuple[str, ...], defects: bool, form: str) -> None:
    """List the requirements: every statement of the vendors' pages as one row."""
    apis = [api for api in APIS if not names or api.name in names]
    rows = {
        api: [
            row
            for row in api.catalogue.values()
            if (not levels or row.level in levels) and (not defects or row.defect is not None)
        ]
        for api in apis
    }
    if form == "json":
        everything = [asdict(row) for api in apis for row in rows[api]]
        click.echo(json.dumps(everything, indent=2, ensure_ascii=False))
        return
    for api in apis:
        click.echo((_markdown if form == "markdown" else _plain)(api, rows[api]), nl=False)


@command.command()
@click.option("--api", "names", multiple=True, type=click.Choice([api.name for api in APIS]), help="Only this API.")
def defects(names: tuple[str, ...]) -> None:
    """Print the defects of the vendors' pages as Markdown: contradictions, errors, gaps, and what we chose."""
    click.echo(defects_page([api for api in APIS if not names or api.name in names]), nl=False)


@command.command()
def supported() -> None:
    """Print the built-in file of supported languages and models, to make one's own from."""
    click.echo((files("translation_openapi") / "supported.toml").read_text("utf-8"), nl=False)


def _plain(api: Api, rows: list[Requirement]) -> str:
    lines = [api.title]
    heading = ""
    for row in rows:
        if row.source != heading:
            heading = row.source
            lines += ["", f"  {heading}"]
        marks = ", ".join(
            [row.level, *([row.defect] if row.defect else []), *(["untestable"] if row.untestable else [])]
        )
        lines += [f"    {row.id}  ({marks})", f"      {row.statement}"]
    return "\n".join([*lines, "", ""])


def _markdown(api: Api, rows: list[Requirement]) -> str:
    head = [f"### {api.title}", "", "| Requirement | Level or flaw | Statement |", "| --- | --- | --- |"]
    body = [f"| `{row.id}` | {row.defect or row.level} | {_escaped(row.statement)} |" for row in rows]
    return "\n".join([*head, *body, "", ""])


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    main()
