"""New pictures of text, to test with."""

from collections.abc import Sequence

from PIL import Image

from translation_mock.domain.pictures.files.encoding import encoder
from translation_mock.domain.pictures.files.formats import Format
from translation_mock.domain.pictures.files.planting import plant as planted
from translation_mock.domain.pictures.lettering import ASCENT, DESCENT, extent, fitting, mask
from translation_mock.domain.pictures.lines import Box, Line

LARGEST = 16_000
"""Pixels of a side; WebP cannot hold more than 16 383."""


def draw_picture(
    lines: Sequence[str],
    *,
    format: str = "png",  # noqa: A002 - the word that users of the command type
    width: int | None = None,
    font_size: int = 32,
    color: str = "black",
    background: str = "white",
    plant: bool = True,
) -> bytes:
    """A picture of these lines, one below the other, with the lines planted in it.

    `width` and `font_size` are pixels; without a width the picture is as wide as the longest line needs,
    and with one a line that is too long is set smaller. Colours are names or `#rrggbb`. Raises ValueError
    for a format, a colour or a size that cannot be had, and, when planting, for lines that planted text
    cannot hold.
    """
    if format not in {form.value for form in Format}:
        raise ValueError(f"The format is {format!r}; {', '.join(form.value for form in Format)} are possible.")
    form = Format(format)
    if not 6 <= font_size <= 500:
        raise ValueError(f"The font size is {font_size}; 6 to 500 are possible.")
    margin = font_size // 2 + 4
    pitch = round(font_size * (ASCENT + DESCENT + 0.3))
    widest = max((extent(line, font_size).width for line in lines), default=0)
    size = (width or widest + 2 * margin, 2 * margin + pitch * max(1, len(lines)))
    if size[0] <= 2 * margin:
        raise ValueError(
            f"The picture would be {size[0]} pixels wide; more than {2 * margin} are needed, or some text."
        )
    if max(size) > LARGEST:
        raise ValueError(f"The picture would be {size[0]} by {size[1]} pixels; {LARGEST} is the limit.")
    picture = Image.new("RGB", size, background)
    placed = []
    for number, line in enumerate(lines):
        room = Box(margin, margin + number * pitch, size[0] - 2 * margin, round(font_size * (ASCENT + DESCENT)))
        shown, fitted, ink = fitting(line, font_size, room.width, room.height)
        baseline = max(round(ASCENT * font_size), -ink.top)
        letters = mask(shown, fitted, (room.width, room.height), (-ink.left, baseline))
        picture.paste(color, (room.left, room.top), letters)
        placed.append(Line(line, Box(room.left - 2, room.top, room.width + 4, room.height)))
    data = encoder(form, picture)(picture)
    return planted(data, placed) if plant else data
