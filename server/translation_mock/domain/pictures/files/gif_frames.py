"""The frames of a GIF as they are displayed, each with what the file says of it.

Pillow decodes the images one by one; how they come upon the canvas, and what is done with them before the next, is
done here, as browsers do it. (Pillow's own frames differ: it lets a disposal go on where a later frame asks for none,
and puts a background colour where nothing is.) The indices of each image are kept, so that `gif_edit` can write the
same file again with nothing changed but what was painted.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from translation_mock.domain.pictures.files.anatomy import Anatomy
from translation_mock.domain.pictures.files.gif import CONTROL, EXTENSION, IMAGE, blocks, table
from translation_mock.domain.pictures.lines import Box

INTERLACED = 0x40
RESTORE_GROUND, RESTORE_PREVIOUS = 2, 3
STRIP = 400_000
"""Pixels that are worked on at a time."""
ANY_COLOURS = bytes(range(255, -1, -1)) * 3
"""A colour table that Pillow does not take for one of greys, which it would decode in another mode."""
GREYS = b"".join(bytes([grey]) * 3 for grey in range(256))


@dataclass(frozen=True)
class Coded:
    """One image of a GIF as it stands in the file, after the control that belongs to it, if there is one."""

    start: int
    end: int
    place: Box
    #: Red, green and blue of each entry of its own colour table or of the file's.
    colours: bytes
    has_own_colours: bool
    interlaced: bool
    #: The four bytes of its control: flags, hundredths of a second, transparent index.
    control: bytes = bytes(4)

    @property
    def clear(self) -> int | None:
        """The transparent index."""
        return self.control[3] if self.control[0] & 1 else None

    @property
    def disposal(self) -> int:
        """What is done with the image before the next: left there, or one of the two RESTORE."""
        return self.control[0] >> 2 & 7


@dataclass(frozen=True)
class Drawn:
    """An image of a GIF and its indices: what a frame that is displayed was made from."""

    coded: Coded
    indices: Image.Image


def images(data: bytes) -> Iterator[Coded]:
    """The images of a GIF in order."""
    common = data[13 : 13 + table(data[10])] or GREYS
    control = bytes(4)
    for introducer, label, start, end in blocks(data):
        if introducer == EXTENSION and label == CONTROL and data[start + 2] == 4:
            control = data[start + 3 : start + 7]
        elif introducer == IMAGE:
            left, top, width, height, flags = struct.unpack_from("<HHHHB", data, start + 1)
            own = data[start + 10 : start + 10 + table(flags)]
            place = Box(left, top, width, height)
            yield Coded(start, end, place, own or common, bool(own), bool(flags & INTERLACED), control)
            control = bytes(4)


def indices_of(data: bytes, coded: Coded) -> Image.Image:
    """The indices of an image; raises what Pillow raises."""
    size = struct.pack("<HH", coded.place.width, coded.place.height)
    pieces = (
        b"GIF89a" + size + b"\xf7\0\0" + ANY_COLOURS,
        b"," + bytes(4) + size + bytes([INTERLACED * coded.interlaced]),
        data[coded.start + 10 + (len(coded.colours) if coded.has_own_colours else 0) : coded.end] + b";",
    )
    with Image.open(BytesIO(b"".join(pieces)), formats=("GIF",)) as picture:
        picture.load()
        indices = picture.copy()
    indices.info = {}
    return indices


class Canvas:
    """What is displayed: images drawn one upon another, each disposed of before the next."""

    def __init__(self, mode: str, size: tuple[int, int]) -> None:
        self.picture = Image.new(mode, size)
        self._restored: tuple[Image.Image, Box] | None = None

    def dispose(self) -> None:
        """Do with the last image what it asked for."""
        if self._restored is not None:
            picture, place = self._restored
            self.picture.paste(picture, place.edges)
            self._restored = None

    def promise(self, place: Box, disposal: int) -> None:
        """Remember how an image that is about to be drawn wants to be disposed of."""
        if disposal == RESTORE_PREVIOUS:
            self._restored = self.picture.crop(place.edges), place
        elif disposal == RESTORE_GROUND:
            self._restored = Image.new(self.picture.mode, (place.width, place.height)), place

    def seen(self, drawn: Drawn, area: Box) -> Image.Image:
        """What a part of the canvas would show if the image were drawn."""
        place = drawn.coded.place
        inside = Box(area.left - place.left, area.top - place.top, area.width, area.height).within(*drawn.indices.size)
        if inside is None:
            return self.picture.crop(area.edges)
        indices = drawn.indices.crop(inside.edges)
        indices.putpalette(drawn.coded.colours)
        new = indices.convert(self.picture.mode)
        mask = None if drawn.coded.clear is None else indices_but(indices, drawn.coded.clear)
        if mask is None and new.size == (area.width, area.height):
            return new
        part = self.picture.crop(area.edges)
        part.paste(new, (inside.left + place.left - area.left, inside.top + place.top - area.top), mask)
        return part


def indices_but(indices: Image.Image, one: int) -> Image.Image:
    """White where there is any index but one."""
    chosen = indices.point([255 * (index != one) for index in range(256)])
    return Image.frombytes("L", chosen.size, chosen.tobytes())


def strips(area: Box) -> Iterator[Box]:
    """The area in strips of a bounded number of pixels: a large picture has no room for another of its kind."""
    rows = max(1, STRIP // area.width)
    for top in range(area.top, area.bottom, rows):
        yield Box(area.left, top, area.width, min(rows, area.bottom - top))


def displayed(anatomy: Anatomy) -> Iterator[Image.Image]:
    """The frames, RGB, or RGBA where anything may be seen through; each is the caller's to paint.

    `info["drawn"]` of a frame is what `gif_edit` needs to know of it. Raises what Pillow raises.
    """
    coded = [*images(anatomy.data)]
    canvas: Canvas | None = None
    for number, each in enumerate(coded, start=1):
        drawn = Drawn(each, indices_of(anatomy.data, each))
        canvas = canvas or Canvas("RGB" if opaque(drawn, coded, anatomy) else "RGBA", (anatomy.width, anatomy.height))
        canvas.dispose()
        canvas.promise(each.place, each.disposal)
        for strip in strips(each.place):
            canvas.picture.paste(canvas.seen(drawn, strip), strip.edges)
        frame = canvas.picture.copy() if number < len(coded) else canvas.picture
        frame.info["drawn"] = drawn
        yield frame


def opaque(first: Drawn, coded: list[Coded], anatomy: Anatomy) -> bool:
    """Whether nothing of any frame can be seen through: the first image covers it all, and none is cleared away."""
    clear = first.coded.clear
    return (
        first.coded.place == (0, 0, anatomy.width, anatomy.height)
        and (clear is None or first.indices.histogram()[clear] == 0)
        and (len(coded) == 1 or all(each.disposal != RESTORE_GROUND for each in coded))
    )
