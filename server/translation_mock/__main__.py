"""The command `translation-mock`: the only place that reads arguments and environment and writes to the terminal."""

import logging
import os
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

import click

from translation_mock.settings import (
    PREFIX,
    SettingError,
    Settings,
    from_environment,
    from_file,
    from_flags,
    settings_fields,
)

_MISSING = "translation-mock needs the extra: pip install 'translation-contract[server]'"


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
            text = f"{item.metadata['meaning']} [{PREFIX}{item.name.upper()}; default: {_shown(item.default)}]"
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


def _shown(default: object) -> str:
    if default is None:
        return "built-in"
    return str(default).lower() if isinstance(default, bool) else str(default)


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
    from translation_openapi import SupportedListsError

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    logging.getLogger("translation_mock").setLevel(logging.INFO)
    # connexion warns of each operation whose security function it does not know: ours come by another way.
    logging.getLogger("connexion").setLevel(logging.ERROR)
    # A form that cannot be read is answered, and logged with the other requests.
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
    try:
        run(create_app(settings), settings, ready=lambda url: click.echo(f"ready {url}"))
    except (SettingError, AccountsError, SupportedListsError) as error:
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


@command.command()
@click.argument("lines", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; its extension is the format.",
)
@click.option("--size", "font_size", default=32, show_default=True, help="The font size in pixels.")
@click.option("--width", default=None, type=int, help="The width in pixels. [default: as the longest line needs]")
@click.option("--color", default="black", show_default=True, help="The colour of the text: a name or #rrggbb.")
@click.option("--background", default="white", show_default=True, help="The colour behind it.")
@click.option(
    "--plant/--no-plant",
    default=True,
    show_default=True,
    help="Whether the lines are planted in the metadata.",
)
def picture(lines: tuple[str, ...], output: Path, **look: Any) -> None:
    """Draw a picture of LINES and plant them in it, for the mock to read."""
    from translation_mock.domain.pictures import draw_picture

    form = output.suffix.lower().removeprefix(".")
    try:
        output.write_bytes(draw_picture(lines, format={"jpg": "jpeg"}.get(form, form), **look))
    except ValueError as error:
        _fail(f"translation-mock: {error}")
    except OSError as error:
        _fail(f"translation-mock: {output}: {error.strerror}")


def _edges(settings: Settings) -> Any:
    from translation_mock.accounts import AccountsError
    from translation_mock.vendors import make_edges
    from translation_openapi import SupportedListsError

    try:
        return make_edges(settings)
    except (AccountsError, SupportedListsError) as error:
        _fail(f"translation-mock: {error}")


if __name__ == "__main__":
    main()
