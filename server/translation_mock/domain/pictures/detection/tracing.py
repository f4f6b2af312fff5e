"""The lines in ink: cut, cut once more where they are deep, and judged.

Where ink is deep, what is faint beside it are traces of a codec or of soft edges, and the cut at a higher threshold
is the better one; what that leaves over is looked at again, since it may be a fainter line.
"""

from collections.abc import Iterator
from itertools import islice, pairwise

from PIL import Image

from translation_mock.domain.pictures.detection.cutting import Cutting
from translation_mock.domain.pictures.detection.ink import Ink
from translation_mock.domain.pictures.detection.likeness import looks_like_text
from translation_mock.domain.pictures.detection.masks import cropped
from translation_mock.domain.pictures.ground import highest
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.runs import Run, runs

FAINT = 0.3
"""The depth above which a pixel is ink of its line, in parts of the line's depth."""
ROOMY = 1.6
"""How many times as high as its highest line an area is in which there may be another, fainter line."""
DEEPEST = 2
"""How often what is left over is looked at again."""
APART, FILLED = 0.25, 0.72
"""How far from its line an icon is, in heights of the line, and the share of its box that is filled; a disc fills
0.78, hardly a letter more than half."""
WIDEST_ICON = 1.6
"""The width of an icon in its heights."""
MOST_BLOCKS = 1000
"""Blocks of ink of a part that are looked at; no page has so many lines."""
DEEP = 16
"""The depth (of 255) that the deepest ink of a line has."""
ONE_LETTER = 1.3
"""The width of a block, in its heights, up to which it may be one letter, such as a Chinese one of two parts."""
CORE = 0.55
"""The depth, in parts of the deepest, above which a pixel is neither the blurred edge of a letter nor a trace between
two lines."""


def lines_of(ink: Ink, shapes: list[Box], level: int = 0) -> Iterator[Box]:
    """The lines of a part, each cut once more where its ink is deep: what is faint beside it are traces of a codec.

    What such a cut leaves over is looked at again, since it may be a fainter line. What is no line is put among the
    shapes.
    """
    room = Box.between(*(ink.depth.getbbox() or (0, 0, 1, 1)))
    for block in islice(Cutting(ink.crop(room).above(ink.threshold)).lines(), MOST_BLOCKS):
        box = moved(block, Box(-room.left, -room.top, 0, 0))
        part = ink.crop(box)
        deepest = highest(part.depth)
        if deepest < DEEP:
            continue
        threshold = max(ink.threshold, round(FAINT * deepest))
        mask = part.above(threshold)
        found = list(Cutting(mask).lines())
        if ink.hued:
            found = [line for block in found for line in parted(part, block, round(CORE * deepest))]
        for inner in found:
            letters = without_icons(mask, inner)
            if looks_like_text(part, mask, letters):
                yield moved(letters, Box(-box.left, -box.top, 0, 0))
            else:
                shapes.append(moved(inner, Box(-box.left, -box.top, 0, 0)))
        if level < DEEPEST and threshold > ink.threshold and box.height > ROOMY * max(inner.height for inner in found):
            for inner in found:
                reach = 2 + inner.height // 6
                edges = (inner.left - reach, inner.top - reach, inner.right + reach, inner.bottom + reach)
                part.depth.paste(0, edges)
            for inner in lines_of(part, [], level + 1):
                yield moved(inner, Box(-box.left, -box.top, 0, 0))


def parted(part: Ink, block: Box, threshold: int) -> list[Box]:
    """The lines of a block that a higher threshold parts: a JPEG blurs hues, and lines run into each other."""
    if block.width < ONE_LETTER * block.height:
        return [block]
    inner = part.crop(block)
    mask = inner.above(threshold)
    lines = sorted(Cutting(mask).lines(), key=lambda line: line.top)
    if len(lines) < 2 or any(upper.bottom > lower.top for upper, lower in pairwise(lines)):
        return [block]
    if not all(looks_like_text(inner, mask, line) for line in lines):
        return [block]
    return [moved(line, Box(-block.left, -block.top, 0, 0)) for line in lines]


def without_icons(mask: Image.Image, line: Box) -> Box:
    """The line without a filled shape, a disc for instance, that stands apart at either end of it."""
    part = cropped(mask, line)
    words = runs(bytes(part.getprojection()[0]), max(2, round(APART * line.height)))
    while len(words) > 1 and is_filled(part, words[0]):
        del words[0]
    while len(words) > 1 and is_filled(part, words[-1]):
        del words[-1]
    if words[0][0] == 0 and words[-1][1] == line.width:
        return line
    rest = Box.between(line.left + words[0][0], line.top, line.left + words[-1][1], line.bottom)
    inner = mask.crop(rest.edges).getbbox() or (0, 0, rest.width, rest.height)
    return Box.between(rest.left + inner[0], rest.top + inner[1], rest.left + inner[2], rest.top + inner[3])


def is_filled(part: Image.Image, word: Run) -> bool:
    """Whether a word is about as wide as high, nearly as high as its line, and nearly all ink."""
    if word[1] - word[0] > WIDEST_ICON * part.height:
        return False
    shape = part.crop((word[0], 0, word[1], part.height))
    inner = shape.getbbox()
    if inner is None:
        return False
    width, height = inner[2] - inner[0], inner[3] - inner[1]
    if height < 0.5 * part.height or not 0.6 <= width / height <= WIDEST_ICON:
        return False
    return shape.histogram()[255] >= FILLED * width * height


def moved(box: Box, room: Box) -> Box:
    """The box as seen from the corner of the room."""
    return Box(box.left - room.left, box.top - room.top, box.width, box.height)
