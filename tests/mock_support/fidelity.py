"""A picture that any loss shows in, one with a palette, and both with their box painted.

And GIFs of several images, and pictures with their frames painted by hand.
"""

import struct
from collections.abc import Callable, Iterator
from io import BytesIO

from PIL import Image, ImageCms, ImageDraw

from translation_mock.domain.pictures import Box, Line, plant, translate_picture
from translation_mock.domain.pictures.files import decoding
from translation_mock.domain.pictures.files.containers import dissect
from translation_mock.domain.pictures.files.encoding import written

BOX = Box(16, 16, 100, 28)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def translated(data: bytes, *boxes: Box, text: str = "Ausgang") -> bytes:
    """The picture with a text painted in each box."""
    lines = [Line("Exit", box) for box in boxes or (BOX,)]
    return translate_picture(plant(data, lines), lambda _: text, lambda _: "", max_pixels=10_000_000).data


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    """The picture as a file."""
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    """The first frame, decoded."""
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def colourful(size: tuple[int, int] = (160, 120)) -> Image.Image:
    """A picture that any loss shows in: steep edges of strong colours, a gradient, and two words."""
    picture = Image.merge("RGB", [Image.linear_gradient("L").rotate(angle).resize(size) for angle in (0, 90, 180)])
    draw = ImageDraw.Draw(picture)
    for step in range(10):
        draw.ellipse((15 * step, 50 + 5 * step, 15 * step + 40, 70 + 5 * step), fill=f"hsl({36 * step}, 100%, 50%)")
    draw.rectangle((BOX.left - 4, BOX.top - 4, BOX.right + 4, BOX.bottom + 4), fill="#fff6e0")
    draw.text((BOX.left + 4, BOX.top + 2), "Exit", fill="#102040", font_size=22)
    return picture


def palette_picture(colours: int, text: str = "Exit") -> Image.Image:
    """Black on yellow and a field of further colours, in a palette of just as many."""
    picture = Image.new("P", (160, 120), 1)
    picture.putpalette(bytes([0, 0, 0, 255, 220, 80] + [(37 * n) % 256 for n in range(3 * (colours - 2))]))
    for index in range(colours):
        picture.paste(index, (index % 80 * 2, 60 + index // 80 * 4, index % 80 * 2 + 2, 64 + index // 80 * 4))
    ink = Image.new("1", (BOX.width - 8, BOX.height - 4))
    ImageDraw.Draw(ink).text((0, 0), text, fill=1, font_size=22)
    picture.paste(0, (BOX.left + 4, BOX.top + 2), ink)
    return picture


def gif_of(size: tuple[int, int], frames: list[tuple[Image.Image, tuple[int, int], int]]) -> bytes:
    """A GIF of palette pictures, each at its place and with its disposal; index 0 is transparent but in the first."""
    pieces = [b"GIF89a", struct.pack("<HHBBB", *size, 0x70, 0, 0)]
    for number, (picture, place, disposal) in enumerate(frames):
        coded = saved(picture, "gif", interlace=0)
        start = coded.index(b"\x2c", 13 + (3 << ((coded[10] & 7) + 1)))
        table = coded[13 : 13 + (3 << ((coded[10] & 7) + 1))]
        pieces.append(b"\x21\xf9\x04" + struct.pack("<BHBB", disposal << 2 | (number > 0), 7 * number + 3, 0, 0))
        pieces.append(b"\x2c" + struct.pack("<HHHH", *place, *picture.size) + bytes([0x80 | coded[10] & 7]))
        pieces += [table, coded[start + 10 : -1]]
    return b"".join([*pieces, b";"])


def rewritten(data: bytes, paint: Callable[[Iterator[Image.Image]], Iterator[Image.Image]]) -> bytes:
    """The picture with its frames painted by hand."""
    anatomy = dissect(data)
    return written(anatomy, next(decoding.frames_of(anatomy)), paint(decoding.frames_of(anatomy)))
