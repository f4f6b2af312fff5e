"""The settings: one description, three places to set them, clear errors."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from translation_mock.settings import Layer, SettingError, Settings, from_environment, from_file, from_flags


def written(folder: Path, text: str) -> Path:
    """A file with this text."""
    file = folder / "mock.toml"
    file.write_text(text, "utf-8")
    return file


def test_flag_beats_variable_beats_file(tmp_path: Path) -> None:
    """A setting in several places has the value of the strongest."""
    layers = [
        from_file(written(tmp_path, "port = 1\nseed = 1\ngrace = 1\nhost = '0.0.0.0'")),
        from_environment({"TRANSLATION_MOCK_PORT": "2", "TRANSLATION_MOCK_SEED": "2"}),
        from_flags({"port": "3", "seed": None}),
    ]

    settings = Settings.merged(*layers)

    assert (settings.port, settings.seed, settings.grace, settings.host) == (3, 2, 1, "0.0.0.0")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"TRANSLATION_MOCK_ANONYMOUS": "true"}, {"anonymous": True}),
        ({"TRANSLATION_MOCK_ANONYMOUS": "0"}, {"anonymous": False}),
        ({"TRANSLATION_MOCK_ACCOUNTS": "/a/b.toml"}, {"accounts": Path("/a/b.toml")}),
        ({"TRANSLATION_MOCK_BLANK_TEXT": "refuse"}, {"blank_text": "refuse"}),
        ({"TRANSLATION_MOCK_CONFIG": "x.toml", "HOME": "/"}, {}),
    ],
)
def test_variables_are_read(given: Mapping[str, str], expected: Mapping[str, Any]) -> None:
    """Variables with the prefix set what they name; others are not ours."""
    assert from_environment(given).values == expected


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (lambda _: from_flags({"port": "x"}), "--port='x': must be a whole number"),
        (lambda _: from_flags({"port": "70000"}), "--port='70000': must be at most 65535"),
        (lambda _: from_flags({"max_pixels": "0"}), "--max-pixels='0': must be at least 1"),
        (lambda _: from_flags({"host": " "}), "--host=' ': must be a text that is not empty"),
        (lambda _: from_flags({"blank_text": "x"}), "--blank-text='x': must be one of translate, refuse"),
        (
            lambda _: from_environment({"TRANSLATION_MOCK_ANONYMOUS": "maybe"}),
            "TRANSLATION_MOCK_ANONYMOUS='maybe': must be true or false",
        ),
        (
            lambda _: from_environment({"TRANSLATION_MOCK_PROT": "1"}),
            "TRANSLATION_MOCK_PROT: there is no such setting; did you mean TRANSLATION_MOCK_PORT?",
        ),
        (lambda folder: from_file(written(folder, "prot = 1")), "no setting 'prot'; did you mean port?"),
        (lambda folder: from_file(written(folder, "port = 1.5")), "port=1.5: must be a whole number"),
        (lambda folder: from_file(written(folder, "port = true")), "port=True: must be a whole number"),
        (lambda folder: from_file(written(folder, "port = [")), "mock.toml: "),
        (lambda folder: from_file(written(folder, "port = " + "[" * 100_000)), "not TOML"),
        (lambda folder: from_file(written(folder, "port = " + "1" * 5000)), "not TOML: an integer is longer than 64"),
        (lambda folder: from_file(written(folder, "port = 0x" + "f" * 5000)), "not TOML: an integer is longer than 64"),
        (lambda folder: from_file(written(folder, "port" + ".a" * 5000 + " = 1")), "nested more than 100 deep"),
        (lambda _: from_file(Path(os.devnull)), f"{os.devnull}: cannot be read: Not a regular file"),
        (lambda _: from_flags({"port": "\u0663"}), "must be a whole number"),
        (lambda folder: from_file(folder / "absent.toml"), "absent.toml"),
    ],
)
def test_wrong_setting_is_named(layer: Callable[[Path], Layer], message: str, tmp_path: Path) -> None:
    """A mistake is one line with the place, the name and the value."""
    with pytest.raises(SettingError) as caught:
        layer(tmp_path)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        (Settings(), "http://127.0.0.1:8080"),
        (Settings(host="::1", port=81), "http://[::1]:81"),
        (Settings(host="mock.test"), "http://mock.test:8080"),
    ],
)
def test_base_url_is_that_of_the_settings(settings: Settings, url: str) -> None:
    """The base URL is made of host and port, an IPv6 address in brackets."""
    assert settings.base_url == url


def test_free_port_has_no_base_url() -> None:
    """Which port is taken for port 0 is known when the mock runs, not before."""
    with pytest.raises(SettingError, match="port=0"):
        _ = Settings(port=0).base_url


def test_file_names_files_from_its_own_folder(tmp_path: Path) -> None:
    """A relative path is relative to the settings file; an absolute one, and one of a flag, is as it was given."""
    file = tmp_path / "mock.toml"
    file.write_text("sidecar = 'tables/lines.toml'\naccounts = '/etc/accounts.toml'\n", "utf-8")

    settings = Settings.merged(from_file(file), from_flags({"supported": "lists.toml"}))

    assert settings.sidecar == tmp_path / "tables" / "lines.toml"
    assert settings.accounts == Path("/etc/accounts.toml")
    assert settings.supported == Path("lists.toml")
