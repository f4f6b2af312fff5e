"""Exhibits: what is sent for a case of the gallery, and what the API answers."""

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Protocol

from translation_mock.answers import Answer
from translation_mock.gallery.cases import Case, Section, extension_of, gallery_sections
from translation_openapi import SupportedLists

#: What sends an upload into the API: the bytes, the source language, the target language. It gives the answer, and the
#: data URL in it, which is empty in an error.
Ask = Callable[[bytes, str, str], Awaitable[tuple[Answer, str]]]


class Work(Protocol):
    """What calls a function in a thread of its own."""

    async def __call__(self, function: Callable[[], bytes], /) -> bytes:
        """The result of *function*."""
        ...


@dataclass(frozen=True)
class Exhibit:
    """A case with its picture before and after, or with the error in its place."""

    case: Case
    upload: bytes
    answer: Answer
    #: The picture after and its extension; None where the answer is an error.
    after: bytes | None
    extension: str
    #: As displayed, width and height; None where the upload cannot be displayed.
    size: tuple[int, int] | None

    @property
    def after_file(self) -> str:
        """The name of the file with the picture that came back."""
        return f"after.{self.extension}"

    @property
    def files(self) -> dict[str, bytes]:
        """The files of the exhibit by name."""
        after = {self.after_file: self.after} if self.after is not None else {}
        return {self.case.before_file: self.upload, **after}

    @property
    def chunks(self) -> list[dict[str, Any]]:
        """The chunks of the answer."""
        return list(self.answer.body.get("chunks", ()))

    @property
    def headers(self) -> list[tuple[str, str]]:
        """What the mock says of the answer."""
        return [(name, value) for name, value in self.answer.header_list() if name.startswith("Mock-")]


class Gallery:
    """The exhibits, each made when it is first asked for and kept: there are only so many cases.

    All who ask for an exhibit while it is made wait for the same making, which goes on where one of them leaves. One
    that fails is not kept.
    """

    def __init__(self, ask: Ask, work: Work, lists: SupportedLists) -> None:
        self._ask = ask
        self._work = work
        self._exhibits: dict[str, Exhibit] = {}
        self._making: dict[str, asyncio.Task[Exhibit]] = {}
        self._directions = {language.code: language.direction for language in lists.languages}

    async def exhibit(self, case: Case) -> Exhibit:
        """The exhibit of *case*."""
        if (made := self._exhibits.get(case.name)) is not None:
            return made
        making = self._making.get(case.name)
        if making is None:
            making = self._making[case.name] = asyncio.create_task(self._make(case))
            making.add_done_callback(lambda _: self._making.pop(case.name))
        # The shield takes the leaving of a visitor, so that the others still get the exhibit.
        return await asyncio.shield(making)

    async def _make(self, case: Case) -> Exhibit:
        """What is sent for *case* and what comes back."""
        upload = await self._work(case.upload)
        answer, data_url = await self._ask(upload, case.source, case.language)
        head, _, data = data_url.partition(";base64,")
        exhibit = self._exhibits[case.name] = Exhibit(
            case,
            upload,
            answer,
            after=b64decode(data) if data else None,
            extension=extension_of(head),
            size=_displayed(upload),
        )
        return exhibit

    async def file(self, name: str, file: str) -> bytes | None:
        """A file of the exhibit called *name*; None where there is none."""
        for section in gallery_sections():
            for case in section.cases:
                if case.name == name:
                    return (await self.exhibit(case)).files.get(file)
        return None

    async def page(self) -> dict[str, Any]:
        """The values of the template of the page. One exhibit after another: other requests want workers, too."""
        sections: list[tuple[Section, list[Exhibit]]] = []
        for section in gallery_sections():
            sections.append((section, [await self.exhibit(case) for case in section.cases]))
        return {"sections": sections, "direction_of": self._directions.get}


def _displayed(upload: bytes) -> tuple[int, int] | None:
    """The size in which a browser shows the file, be it whole or not; None for what is no picture to it."""
    from PIL import ExifTags, Image

    try:
        with Image.open(BytesIO(upload)) as picture:
            # 5 to 8 are those that exchange width and height.
            lies = picture.getexif().get(ExifTags.Base.Orientation, 1) >= 5
            return (picture.height, picture.width) if lies else picture.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
