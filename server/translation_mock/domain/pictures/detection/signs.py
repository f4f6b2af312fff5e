"""Lines in signs: round or slanted shapes that are no panels, with a word in the middle."""

from collections.abc import Iterator

from PIL import Image

from translation_mock.domain.pictures.detection.edges import LONG
from translation_mock.domain.pictures.detection.ink import Ink, grain, ink_of
from translation_mock.domain.pictures.detection.tracing import lines_of, moved
from translation_mock.domain.pictures.lines import Box

WORDY, CENTRED = 1.5, 0.1
"""How many times as wide as high a line in a sign is, and how far, in widths of the sign, its two margins differ."""
MOST_SIGNS = 20
"""Shapes of a part in which lines are looked for."""
ROUND, MIDDLE = 1.6, 0.7
"""The sides of a sign are as 1.6 to 1 at most, and this part of each side is its middle, as in a circle."""


def with_signs(part: Image.Image, grey: Image.Image, ink: Ink) -> Iterator[Box]:
    """The lines of a part, those in signs in place of the signs."""
    shapes: list[Box] = []
    for line in lines_of(ink, shapes):
        yield from signs_of(part, grey, line) or (line,)
    for shape in shapes[:MOST_SIGNS]:
        yield from signs_of(part, grey, shape)


def signs_of(part: Image.Image, grey: Image.Image, shape: Box) -> list[Box]:
    """The lines within what may be a round or a slanted sign: those that stand free in the middle of it."""
    if shape.height < LONG or not 1 / ROUND <= shape.width / shape.height <= ROUND:
        return []
    across, down = round(MIDDLE * shape.width / 2), round(MIDDLE * shape.height / 2)
    x, y = shape.left + shape.width // 2, shape.top + shape.height // 2
    middle = Box.between(x - across, y - down, x + across, y + down)
    bright = grey.crop(middle.edges)
    ink = ink_of(part.crop(middle.edges), bright, grain(bright))
    if ink is None:
        return []
    free = Box(1, 1, middle.width - 2, middle.height - 2)
    lines = [line for line in lines_of(ink, []) if inside(line, free) and line.width >= WORDY * line.height]
    if any(abs(line.left + line.right - middle.width) > CENTRED * shape.width for line in lines):
        return []
    return [moved(line, Box(-middle.left, -middle.top, 0, 0)) for line in lines]


def inside(inner: Box, outer: Box) -> bool:
    """Whether a box is wholly in another."""
    return (
        inner.left >= outer.left
        and inner.top >= outer.top
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )
