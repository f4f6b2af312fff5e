"""The command `translation-openapi`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from translation_openapi import APIS, load_supported


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The finished command."""
    return subprocess.run(
        [sys.executable, "-m", "translation_openapi", *arguments], capture_output=True, text=True, timeout=60
    )


def test_published_contracts_validate() -> None:
    """Without files the published contracts are validated."""
    ended = run("validate")

    assert ended.returncode == 0
    assert ended.stdout.splitlines() == ["image.yaml: valid", "text.yaml: valid"]


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("openapi: 3.0.3\npaths: {}\n", 1, '"info" is a required property'),
        ("[]", 2, "not an OpenAPI document"),
        ("a: [", 2, "while parsing"),
    ],
)
def test_fault_of_a_file_is_told(text: str, code: int, message: str, tmp_path: Path) -> None:
    """A document with faults ends with 1, a file that is no document with 2."""
    file = tmp_path / "contract.yaml"
    file.write_text(text, "utf-8")

    ended = run("validate", str(file))

    assert ended.returncode == code
    assert message in ended.stdout + ended.stderr


def test_printed_lists_are_the_built_in_ones(tmp_path: Path) -> None:
    """The printed file of supported lists is one that can be loaded, and holds the built-in lists."""
    file = tmp_path / "supported.toml"
    file.write_text(run("supported").stdout, "utf-8")

    assert load_supported(file) == load_supported()


def test_requirements_are_listed_in_three_notations() -> None:
    """Text and Markdown are for readers, JSON holds every field of every row."""
    rows = json.loads(run("requirements", "--format", "json").stdout)
    text = run("requirements", "--api", "text", "--level", "assumed").stdout
    table = run("requirements", "--defects", "--format", "markdown").stdout

    assert [row["id"] for row in rows] == [id_ for api in APIS for id_ in api.catalogue]
    assert "text.validation-rules.order" in text
    assert "image." not in text
    assert "| `image.success-200.sample-trailing-comma` | error |" in table
