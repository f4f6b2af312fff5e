"""The four container formats behind one door: one row per format, and one place where MalformedError ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from translation_mock.domain.pictures.files import gif, jpeg, png, webp
from translation_mock.domain.pictures.files.anatomy import Anatomy, MalformedError
from translation_mock.domain.pictures.files.formats import Format, format_of
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.refusals import DamagedPicture


@dataclass(frozen=True)
class Container:
    """What can be done with the files of one format.

    `animation` makes one file of stills, each with the place where it replaces what was seen before; JPEG has none,
    and a GIF is edited in place (see `gif_edit`).
    """

    dissect: Callable[[bytes], Anatomy]
    embed: Callable[[bytes, str], bytes]
    animation: Callable[[Sequence[tuple[Box, bytes]], Anatomy], bytes] | None = None


CONTAINERS = {
    Format.GIF: Container(gif.dissect, gif.embed),
    Format.JPEG: Container(jpeg.dissect, jpeg.embed),
    Format.PNG: Container(png.dissect, png.embed, png.animation),
    Format.WEBP: Container(webp.dissect, webp.embed, webp.animation),
}


def dissect(data: bytes) -> Anatomy:
    """Take a picture apart; raises UnsupportedPicture or DamagedPicture."""
    container = CONTAINERS[format_of(data)]
    try:
        anatomy = container.dissect(data)
    except MalformedError as cause:
        raise DamagedPicture from cause
    if not anatomy.width or not anatomy.height:
        raise DamagedPicture
    return anatomy


def embed(data: bytes, text: str) -> bytes:
    """The same file with this planted text; raises the two refusals, and ValueError when it is too long."""
    anatomy = dissect(data)
    return CONTAINERS[anatomy.format].embed(data, text)
