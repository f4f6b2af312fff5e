"""The ink of a line of text at a size: where it is, and the picture of it.

Coordinates are pixels of a picture, downwards, relative to the start of the baseline: its left end, whatever
the direction of the text.
"""

import math

import uharfbuzz as hb
from PIL import Image

from translation_mock.domain.pictures.lettering.setting import Ink, SetLine, set_line
from translation_mock.domain.pictures.lines import Box

WIDEST = 10
"""No glyph reaches further than this many em to either side; one that begins further away is not drawn."""

ROWS = 4
"""Rows that are drawn for one where letters join: HarfBuzz adds up the coverage of outlines that overlap, which makes
knots where two strokes cover the same part of a row; they are a quarter as strong then, and not seen."""


def extent(text: str, size: float, language: str | None = None) -> Box:
    """The ink of the text at `size` pixels per em; empty for text without ink.

    Every pixel that `mask` would draw is inside; pixels at the edges may be covered by a trace only.
    """
    ink = set_line(text, language).ink
    return Box(0, 0, 0, 0) if ink is None else _pixels(ink, size)


def mask(
    text: str, size: float, canvas: tuple[int, int], start: tuple[int, int], language: str | None = None
) -> Image.Image:
    """The text as coverage, white on black, in a picture (mode L) of this size; its baseline begins at `start`."""
    drawn = Image.new("L", canvas)
    line = set_line(text, language)
    if line.ink is None:
        return drawn
    box = _pixels(line.ink, size)
    shown = Box(start[0] + box.left, start[1] + box.top, box.width, box.height).within(*canvas)
    if shown is None:
        return drawn
    window = Box(shown.left - start[0], shown.top - start[1], shown.width, shown.height)
    drawn.paste(_letters(line, size, window), (shown.left, shown.top))
    return drawn


def _letters(line: SetLine, size: float, window: Box) -> Image.Image:
    """The part of a line that is seen in a window, whose place is relative to the start of the baseline."""
    rows = ROWS if line.joined else 1
    raster = hb.RasterDraw()
    # HarfBuzz counts rows upwards from the baseline.
    raster.extents = hb.RasterExtents(
        window.left, -rows * window.bottom, window.width, rows * window.height, window.width
    )
    first, last = window.left / size - WIDEST, window.right / size + WIDEST
    for stretch in line.stretches:
        scale = size / stretch.face.units
        for glyph, across, up in zip(stretch.glyphs, stretch.across, stretch.up, strict=True):
            if first <= across <= last:
                raster.transform = (scale, 0, 0, rows * scale, across * size, rows * up * size)
                raster.draw_glyph(stretch.face.font, glyph)
    image = raster.render()
    made = image.extents
    letters = Image.frombytes("L", (made.width, made.height), image.buffer, "raw", "L", made.stride, -1)
    return letters.reduce((1, rows)) if rows > 1 else letters


def _pixels(ink: Ink, size: float) -> Box:
    """The pixels that ink touches, downwards from the baseline."""
    return Box.between(
        math.floor(ink.left * size),
        math.floor(-ink.top * size),
        math.ceil(ink.right * size),
        math.ceil(-ink.bottom * size),
    )
