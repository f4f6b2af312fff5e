"""The command `translation-mock`: the only place that reads arguments and environment and writes to the terminal."""

import logging
import os
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import click

from translation_mock.settings import (
    PREFIX,
    SettingError,
    Settings,
    default_shown,
    from_environment,
    from_file,
    from_flags,
    settings_fields,
)

_MISSING = "translation-mock needs the extra server: pip install '.[server]' in the folder of the project"


def main() -> None:
    """Run the command."""
    try:
        command(prog_name="translation-mock")
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("translation_"):
            raise
        _fail(f"{_MISSING} (no module {error.name})")


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)


Command = Callable[..., Any]


def _settings_options(*names: str) -> Callable[[Command], Command]:
    """One option for each setting, or for those called *names*, generated from the settings."""

    def add(function: Command) -> Command:
        for item, kind in reversed([*settings_fields()]):
            if names and item.name not in names:
                continue
            flag = "--" + item.name.replace("_", "-")
            flags = [f"{flag}/--no-{flag[2:]}"] if kind is bool else [flag]
            text = f"{item.metadata['meaning']} [{PREFIX}{item.name.upper()}; default: {default_shown(item)}]"
            # The value is checked with those from elsewhere, so for click it is a text.
            option = click.option(
                *flags,
                item.name,
                default=None,
                help=text,
                type=bool if kind is bool else str,
                metavar=_METAVARS.get(kind),
            )
            function = option(function)
        config = click.option(
            "--config", type=click.Path(path_type=Path), help=f"A TOML file of settings. [{PREFIX}CONFIG]"
        )
        return config(function)

    return add


_METAVARS = {int: "NUMBER", Path | None: "FILE"}


def _settings(config: Path | None, flags: dict[str, Any]) -> Settings:
    """The settings from file, variables and flags; a mistake ends the command with one line."""
    named = config or (Path(os.environ[f"{PREFIX}CONFIG"]) if os.environ.get(f"{PREFIX}CONFIG") else None)
    try:
        given = {name: str(value) if isinstance(value, bool) else value for name, value in flags.items()}
        return Settings.merged(*([from_file(named)] if named else []), from_environment(os.environ), from_flags(given))
    except SettingError as error:
        _fail(f"translation-mock: {error}")


def _base_url(settings: Settings) -> str:
    try:
        return settings.base_url
    except SettingError as error:
        _fail(f"translation-mock: {error}")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="translation-contract")
def command() -> None:
    """A mock server of the documented translation APIs. Unofficial, for development and tests."""


@command.command()
@_settings_options()
def serve(config: Path | None, **flags: Any) -> None:
    """Serve the mock of all APIs on one port until stopped."""
    settings = _settings(config, flags)
    from translation_mock.accounts import AccountsError
    from translation_mock.app import create_app
    from translation_mock.serving import serve as run
    from translation_mock.sidecar import SidecarError
    from translation_openapi import SupportedListsError

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    logging.getLogger("translation_mock").setLevel(logging.INFO)
    # connexion warns of each operation whose security function it does not know: ours come by another way.
    logging.getLogger("connexion").setLevel(logging.ERROR)
    # A form that cannot be read is answered, and logged with the other requests.
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
    try:
        run(create_app(settings), settings, ready=lambda url: click.echo(f"ready {url}"))
    except (SettingError, AccountsError, SidecarError, SupportedListsError) as error:
        _fail(f"translation-mock: {error}")


@command.command()
@click.option("--base-url", default=None, help="Where the mock is reached. [default: the settings' host and port]")
@_settings_options("host", "port", "accounts", "supported")
def profile(base_url: str | None, config: Path | None, **flags: Any) -> None:
    """Print the target profile of the mock, for `translation-conformance run`."""
    settings = _settings(config, flags)
    from translation_mock.profile import profile_toml

    click.echo(profile_toml(_edges(settings), base_url or _base_url(settings)), nl=False)


@command.command()
@click.option("--toml", is_flag=True, help="Print the built-in file of accounts, to make one's own from.")
@_settings_options("accounts")
def accounts(toml: bool, config: Path | None, **flags: Any) -> None:
    """List the accounts of the mock and what each is for."""
    if toml:
        click.echo((files("translation_mock") / "accounts.toml").read_text("utf-8"), nl=False)
        return
    for edge in _edges(_settings(config, flags)):
        click.echo(f"{edge.api.title} ({edge.api.name})")
        width = max((len(account.key) for account in edge.accounts), default=0)
        for account in edge.accounts:
            click.echo(f"  {account.key:<{width}}  {account.purpose}")


@command.command()
@click.option("--url", default=None, help="The base URL of the mock. [default: the settings' host and port]")
@_settings_options("host", "port")
def healthcheck(url: str | None, config: Path | None, **flags: Any) -> None:
    """Exit with 0 when a mock answers, with 1 when none does."""
    from http.client import HTTPException
    from urllib.request import ProxyHandler, build_opener

    settings = _settings(config, flags)
    base_url = (url or _base_url(settings)).rstrip("/")
    if not base_url.startswith(("http://", "https://")):
        _fail(f"translation-mock: --url={base_url}: must begin with http:// or https://")
    try:
        # No proxy: the question is whether this address answers.
        with build_opener(ProxyHandler({})).open(f"{base_url}/__mock__/health", timeout=5) as response:
            healthy = b'"status"' in response.read(4096)
    except (OSError, ValueError, HTTPException) as error:
        click.echo(f"{base_url} does not answer: {error}", err=True)
        sys.exit(1)
    sys.exit(0 if healthy else 1)


def _look_options(function: Command) -> Command:
    """One option for each thing that can be chosen about a picture; None stands for one that is not given."""
    from translation_mock.picture_sets import LOOKS

    for look in reversed(LOOKS):
        flag = "--" + look.name.replace("_", "-")
        # `--size` is what `--font-size` was called first.
        names = [f"{flag}/--no-{flag[2:]}" if look.kind is bool else flag]
        names += ["--size"] if look.name == "font_size" else []
        shown = "" if look.default is None else f" [default: {str(look.default).lower()}]"
        function = click.option(*names, look.name, default=None, type=look.kind, help=look.meaning + shown)(function)
    return function


@command.command()
@click.argument("lines", nargs=-1)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write, whose extension is the format: png, jpg, webp or gif; with --from a folder.",
)
@click.option("--from", "description", type=click.Path(path_type=Path), help="Draw the set that a TOML file describes.")
@_look_options
def picture(lines: tuple[str, ...], output: Path, description: Path | None, **look: Any) -> None:
    """Draw a picture of LINES and plant them in it, for the mock to read.

    A line may begin with its box in pixels: "[24,20,180,38] Hello".
    """
    from translation_mock.picture_sets import Described, PictureSetError, draw_set, drawn, reader, write

    given = {name: value for name, value in look.items() if value is not None}
    if description is not None:
        if lines or given:
            _fail("translation-mock: --from: lines and looks are taken from the file")
        try:
            for file, doubts in draw_set(description, output):
                click.echo(file)
                _warn(file, doubts)
        except PictureSetError as error:
            _fail(f"translation-mock: {error}")
        return
    if not lines and "upon" not in given and not {"width", "height"} & set(given):
        _fail("translation-mock: nothing to draw: give lines, or the width of an empty picture")
    described, found = Described(PurePosixPath(output.name), lines, given), list[str]()
    try:
        write(drawn(described, reader(Path()), found.append), output)
    except ValueError as error:
        _fail(f"translation-mock: {error}")
    except OSError as error:
        _fail(f"translation-mock: {error.filename or output}: {error.strerror}")
    _warn(output, found)


def _warn(file: Path, doubts: list[str]) -> None:
    for doubt in doubts:
        click.echo(f"{file}: {doubt}", err=True)


@command.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
def sidecar(pictures: tuple[Path, ...]) -> None:
    """Print a file for `serve --sidecar`: what is recognised in PICTURES now, to edit."""
    from translation_mock.domain.pictures.telling import told
    from translation_mock.domain.refusals import Refused
    from translation_mock.domain.translator import make_translator
    from translation_mock.sidecar import sidecar_toml
    from translation_openapi import load_supported
    from translation_openapi.regular_file import read_regular

    translator = make_translator(load_supported())
    for number, file in enumerate(pictures):
        try:
            text = sidecar_toml(
                [(file.name, read_regular(file))],
                lambda sight: translator.phrase_for(sight.digest, "en", Settings().seed, letters=sight.letters),
                Settings().max_pixels,
            )
        except Refused as cause:
            _fail(f"translation-mock: {file} {told(cause)}")
        except OSError as error:
            _fail(f"translation-mock: {file}: {error.strerror}")
        click.echo(("\n" if number else "") + text, nl=False)


@command.command()
@click.option(
    "-o",
    "--output",
    default="build/gallery",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to.",
)
def gallery(output: Path) -> None:
    """Write the gallery of pictures before and after as a page with its files, and print where the page is."""
    from translation_mock.gallery import write_gallery
    from translation_mock.image_api import ImageEdge

    [edge] = [edge for edge in _edges(Settings()) if isinstance(edge, ImageEdge)]
    try:
        page = write_gallery(edge.gallery_pages.gallery, output)
    except OSError as error:
        _fail(f"translation-mock: {error.filename}: {error.strerror}")
    finally:
        edge.house.close()
    click.echo(page)


def _edges(settings: Settings) -> Any:
    from translation_mock.accounts import AccountsError
    from translation_mock.sidecar import SidecarError
    from translation_mock.vendors import make_edges
    from translation_openapi import SupportedListsError

    try:
        return make_edges(settings)
    except (AccountsError, SidecarError, SupportedListsError) as error:
        _fail(f"translation-mock: {error}")


if __name__ == "__main__":
    main()
