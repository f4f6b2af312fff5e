"""The description of the gallery: `cases.toml`, whose pictures are described as those of `translation-mock picture`.

Beside the keys of a picture a case has

    title      what it is called on the page
    shows      what there is to see
    source     the source language of the request; left to a guess where it is missing
    language   the target language of the request
    made       what is done to the drawn file: a name of `variants.VARIANTS`

and `upon` names a ground of `grounds.GROUNDS`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from translation_mock.gallery.grounds import ground
from translation_mock.gallery.variants import VARIANTS
from translation_mock.picture_sets import Described, described_by, drawn
from translation_openapi.toml_file import read_toml


@dataclass(frozen=True)
class Case:
    """One picture of the gallery, and what is asked of the mock with it."""

    described: Described
    title: str
    shows: str
    language: str
    source: str
    made: str

    @property
    def name(self) -> str:
        """What the case is called in addresses: the name of its file."""
        return self.described.file.name

    @property
    def before_file(self) -> str:
        """The name of the file with the picture that is sent."""
        return f"before{self.described.file.suffix}"

    def upload(self) -> bytes:
        """The file that is sent: drawn, and then made what the case is about."""
        data = drawn(self.described, ground)
        return VARIANTS[self.made](data) if self.made else data


@dataclass(frozen=True)
class Section:
    """Cases that belong together."""

    title: str
    about: str
    cases: tuple[Case, ...]

    @property
    def anchor(self) -> str:
        """What the section is called in addresses."""
        return self.title.lower().replace(" ", "-")


@cache
def gallery_sections() -> tuple[Section, ...]:
    """The gallery as shipped."""
    document = read_toml(files("translation_mock.gallery") / "cases.toml")
    return tuple(
        Section(section["title"], section["about"], tuple(_cases(section, section.get("lines", []))))
        for section in document["section"]
    )


def _cases(section: dict[str, Any], lines: list[str]) -> Iterator[Case]:
    asked = ("title", "shows", "language", "source", "made")
    rows = [{"lines": lines} | row for row in section["picture"]]
    pictures = [{name: value for name, value in row.items() if name not in asked} for row in rows]
    for row, described in zip(rows, described_by(pictures, section.get("defaults", {})), strict=True):
        yield Case(
            described,
            title=row["title"],
            shows=row.get("shows", ""),
            language=row.get("language", "de"),
            source=row.get("source", "auto"),
            made=row.get("made", ""),
        )


def extension_of(media_type: str) -> str:
    """The extension of a picture of this media type."""
    return PurePosixPath(media_type).name.replace("jpeg", "jpg")


def media_type_of(file: str) -> str:
    """The media type that the extension of a picture says; Python's own table depends on the machine."""
    return f"image/{PurePosixPath(file).suffix[1:].replace('jpg', 'jpeg')}"
