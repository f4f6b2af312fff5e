"""The page of the defects of the vendors' pages: generated from the catalogue, complete, current."""

from importlib.resources.abc import Traversable
from pathlib import Path

import pytest
from click.testing import CliRunner

from translation_openapi import APIS, Level
from translation_openapi.__main__ import command
from translation_openapi.catalogue import CatalogueError, Requirement, load_catalogue
from translation_openapi.defects import defects_of, escaped

PAGE = Path(__file__).parent.parent / "docs" / "document-defects.md"
DEFECTS = [row for api in APIS for row in defects_of(api)]

each_defect = pytest.mark.parametrize("row", DEFECTS, ids=lambda row: row.id)


def printed(*arguments: str) -> str:
    """What `translation-openapi defects` prints."""
    ended = CliRunner().invoke(command, ["defects", *arguments])
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def test_page_is_current() -> None:
    """The page in the folder of documents is what the command prints: `translation-openapi defects > FILE`."""
    assert PAGE.read_text("utf-8") == printed()


@each_defect
def test_row_says_what_is_wrong(row: Requirement) -> None:
    """A row that records a defect says in a sentence of its own what is wrong with the page, and both are told."""
    told = [line for line in printed().splitlines() if f"`{row.id}`" in line]

    assert row.flaw is not None
    assert row.flaw != row.statement
    assert len(told) == 1
    assert f"| {escaped(row.flaw)} | {escaped(row.statement)} |" in told[0]


@each_defect
def test_defect_fails_no_target(row: Requirement) -> None:
    """What the pages leave open binds nobody, as the page says."""
    assert row.level is Level.ASSUMED


def test_one_api_alone() -> None:
    """`--api` leaves the other pages out."""
    told = printed("--api", APIS[1].name)

    assert APIS[0].title not in told
    assert APIS[1].title in told
    assert [row.id for row in defects_of(APIS[0]) if f"`{row.id}`" in told] == []


def test_marks_of_tables_are_escaped() -> None:
    """A statement stays in its cell, and letters that Markdown reads stay letters."""
    assert escaped(r"a|b <c> *d* e_f \ ") == r"a\|b &lt;c> \*d\* e\_f \\ "


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ('flaw = "It is wrong."', "no defect says of which kind"),
        ('defect = "gap"\nflaw = "wrong"', "the flaw of 'text.endpoint.a' is not a sentence"),
        ('defect = "slip"', "'slip' is not a valid Defect"),
    ],
)
def test_mistake_in_a_row_is_told(fields: str, message: str, tmp_path: Path) -> None:
    """A flaw is a sentence, and its kind is one that is known."""
    file: Traversable = tmp_path / "text.toml"
    (tmp_path / "text.toml").write_text(
        f'[[requirement]]\nid = "text.endpoint.a"\nsource = "Endpoint"\nlevel = "assumed"\nstatement = "A."\n{fields}\n'
    )

    with pytest.raises(CatalogueError, match=message):
        load_catalogue("text", file)
