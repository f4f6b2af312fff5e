"""Type: FiraGO Regular, set in one line.

FiraGO comes with `pymupdf-fonts`, whose version is pinned; no font of the system is ever used, and the
layout is Pillow's basic one, so that the same text gives the same pixels on every machine. It covers Latin,
Greek, Cyrillic, Georgian, Hebrew, Arabic, Thai and Devanagari letters. In this first form letters are set
one after another from left to right, as they stand in the string: Arabic is not joined, right-to-left text
is not reordered, and a character that the font lacks (Chinese, Japanese, Korean) is a box with a question
mark.

A font object must not be used by two threads at once, and making one from bytes in memory takes 0.04 ms; so
each piece of lettering makes its own, and only the bytes are shared.
"""

import unicodedata
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from translation_mock.domain.pictures.lines import Box

SCALE = 100
"""The size at which text is measured before its size is known."""
SMALLEST = 7
"""Pixels per em below which text is cut short instead of made smaller."""
LONGEST = 1000
"""Characters of one line that are looked at; more have no room in a picture that is still legible."""
ASCENT, DESCENT = 0.935, 0.265
"""FiraGO's own line, in em above and below the baseline."""


@cache
def font_bytes() -> bytes:
    """The font file: 0.8 MB, unpacked on first use in about 20 ms."""
    from pymupdf_fonts import FiraGO_Regular

    return bytes(FiraGO_Regular.fontbuffer)


def font(size: float) -> ImageFont.FreeTypeFont:
    """A font of this size for one thread to use."""
    return ImageFont.truetype(BytesIO(font_bytes()), size, layout_engine=ImageFont.Layout.BASIC)


def printable(text: str) -> str:
    """The text in one line, without what has no shape: control and format characters, lone surrogates."""
    text = " ".join(text[: 4 * LONGEST].split())[:LONGEST]
    return "".join(character for character in text if unicodedata.category(character) not in {"Cc", "Cf", "Cs"})


def reads_from_right(text: str) -> bool:
    """Whether the first letter of the text belongs to a script that is written from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def extent(text: str, size: float) -> Box:
    """The ink of the text, relative to the start of its baseline; empty for text without ink."""
    letters, (left, top) = font(size).getmask2(printable(text), "L", anchor="ls")
    ink = letters.getbbox() or (0, 0, 0, 0)
    return Box.between(left + ink[0], top + ink[1], left + ink[2], top + ink[3])


def fitting(text: str, size: float, width: int, height: int) -> tuple[str, float, Box]:
    """The text, shortened if need be, the largest size up to `size` at which its ink fits, and that ink."""
    text = printable(text)
    measured = extent(text, SCALE)
    for room, needed in ((width, measured.width), (height, measured.height)):
        if needed:
            size = min(size, room * SCALE / needed)
    size = max(SMALLEST, size if size < 12 else round(size))
    ink = extent(text, size)
    while (ink.width > width or ink.height > height) and size > SMALLEST:
        size = max(SMALLEST, size - 1)
        ink = extent(text, size)
    if ink.width > width:
        text = shortened(text, size, width)
        ink = extent(text, size)
    return text, size, ink


def shortened(text: str, size: float, width: int) -> str:
    """The longest beginning of the text that fits with an ellipsis after it."""
    face = font(size)
    fits, too_long = 0, len(text)
    while fits + 1 < too_long:
        middle = (fits + too_long) // 2
        if face.getlength(text[:middle] + "…") <= width:
            fits = middle
        else:
            too_long = middle
    return text[:fits].rstrip() + "…"


def mask(text: str, size: float, canvas: tuple[int, int], start: tuple[int, int]) -> Image.Image:
    """White text on black in a picture of this size, its baseline starting at `start`."""
    drawn = Image.new("L", canvas)
    ImageDraw.Draw(drawn).text(start, printable(text), fill=255, font=font(size), anchor="ls")
    return drawn
