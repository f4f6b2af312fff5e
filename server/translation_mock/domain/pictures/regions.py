"""Lines of text found in a picture by the shape of its ink.

The ink (see `ink`) is cut into lines by its projections (XY-cut): at empty rows first, then at empty columns
wider than the line is high. No text is read here.

Known limits: type from about 10 to 200 pixels, upright; text inside a drawn frame is found together with the
frame; the edges of large filled panels, and very uneven grounds, can be mistaken for ink.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops

from translation_mock.domain.pictures.ink import greyscale, ink_of
from translation_mock.domain.pictures.lines import Box

SHARP = 12
"""The step (of 255) between pixels two columns apart that every letter has at its edges."""
MOST_REGIONS = 200
MOST_CUTS = 4000
MOST_WORKED_PIXELS = 1_500_000
SHORTEST = 5
"""Rows of ink, in worked pixels; rules and specks have fewer."""


def detect(picture: Image.Image) -> tuple[Box, ...]:
    """The regions of a picture in reading order, each one line of text with a small margin."""
    factor = max(1, math.ceil(math.sqrt(picture.width * picture.height / MOST_WORKED_PIXELS)))
    grey = greyscale(picture)
    if factor > 1:
        grey = grey.reduce(factor)
    ink = ink_of(grey)
    if ink is None:
        return ()
    found = [box for box in Cutting(ink).lines() if looks_like_text(ink, box) and has_edges(grey, box)]
    found = found[:MOST_REGIONS]
    scaled = [Box(*(side * factor for side in box)) for box in found]
    return reading_order([with_margin(box, scaled, picture.size) for box in scaled])


@dataclass
class Cutting:
    """The recursive cut of one picture of ink; it ends after MOST_CUTS cuts, whatever the picture."""

    ink: Image.Image
    cuts: int = 0

    def lines(self) -> Iterator[Box]:
        """The lines of the whole picture."""
        return self.cut(Box(0, 0, *self.ink.size))

    def cut(self, box: Box) -> Iterator[Box]:
        """The lines within a box."""
        self.cuts += 1
        part = self.ink.crop(box.edges)
        inner = part.getbbox()
        if inner is None or self.cuts > MOST_CUTS:
            return
        part = part.crop(inner)
        box = Box.between(box.left + inner[0], box.top + inner[1], box.left + inner[2], box.top + inner[3])
        rows = rows_of(part)
        if len(rows) > 1:
            for top, bottom in rows:
                yield from self.cut(Box.between(box.left, box.top + top, box.right, box.top + bottom))
            return
        across, _ = part.getprojection()
        columns = runs(across, max(8, box.height * 13 // 10)) if box.height >= SHORTEST else []
        if len(columns) < 2:
            columns = self.uneven_columns(part, across)
        if len(columns) < 2:
            yield box
            return
        for left, right in columns:
            yield from self.cut(Box.between(box.left + left, box.top, box.left + right, box.bottom))

    def uneven_columns(self, part: Image.Image, across: list[int]) -> list[tuple[int, int]]:
        """Columns whose lines are at different heights, so that no empty row crosses both; else nothing."""
        if part.height < 4 * SHORTEST:
            return []
        columns = runs(across, 12)
        gaps = [(columns[i + 1][0] - columns[i][1], i) for i in range(len(columns) - 1)]
        if not gaps:
            return []
        _, widest = max(gaps)
        sides = [(0, columns[widest][1]), (columns[widest + 1][0], part.width)]
        for left, right in sides:
            if len(rows_of(part.crop((left, 0, right, part.height)))) > 1:
                return sides
        return []


def runs(projection: list[int], gap: int) -> list[tuple[int, int]]:
    """Start and end of each run of ink, runs less than `gap` apart taken as one."""
    found: list[tuple[int, int]] = []
    data = bytes(1 if value else 0 for value in projection)
    end = 0
    while (start := data.find(1, end)) >= 0:
        end = data.find(0, start)
        end = len(data) if end < 0 else end
        if found and start - found[-1][1] < gap:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def rows_of(part: Image.Image) -> list[tuple[int, int]]:
    """Start and end of each row of ink; dots, accents and underscores are part of their row."""
    _, down = part.getprojection()
    rows = runs(down, 1)
    result: list[tuple[int, int]] = []
    joins = False
    for index, row in enumerate(rows):
        above = index > 0 and is_mark(part, row, rows[index - 1])
        below = index + 1 < len(rows) and is_mark(part, row, rows[index + 1])
        if above and below:
            above = row[0] - rows[index - 1][1] < rows[index + 1][0] - row[1]
            below = not above
        if result and (above or joins):
            result[-1] = (result[-1][0], row[1])
        else:
            result.append(row)
        joins = below
    return result


def is_mark(part: Image.Image, mark: tuple[int, int], letters: tuple[int, int]) -> bool:
    """Whether a row of ink is low, close to another, and has less in it or belongs to one letter."""
    size = letters[1] - letters[0]
    gap = max(mark[0] - letters[1], letters[0] - mark[1])
    if mark[1] - mark[0] > 0.34 * size or gap > 0.28 * size:
        return False
    marked, lettered = (sum(part.crop((0, a, part.width, b)).getprojection()[0]) for a, b in (mark, letters))
    return marked <= 0.6 * lettered or lettered < 1.5 * size


def looks_like_text(ink: Image.Image, box: Box) -> bool:
    """Whether ink in this box is high and wide enough, and neither a hairline figure nor a filled shape."""
    if box.height < SHORTEST or box.width < SHORTEST or box.width < box.height // 3:
        return False
    counts = ink.crop(box.edges).histogram()
    return 0.06 <= counts[255] / (box.width * box.height) <= 0.8


def has_edges(grey: Image.Image, box: Box) -> bool:
    """Whether the grey changes sharply somewhere in the box, which the bend of a smooth ground does not."""
    left = grey.crop((box.left, box.top, box.right - 2, box.bottom))
    right = grey.crop((box.left + 2, box.top, box.right, box.bottom))
    return any(ImageChops.difference(left, right).histogram()[SHARP:])


def with_margin(box: Box, others: list[Box], size: tuple[int, int]) -> Box:
    """The box with room around its ink: about an eighth of its height, at most half way to another box."""
    margin = max(2, box.height // 8)
    wide = Box.between(box.left - margin, box.top - margin, box.right + margin, box.bottom + margin)
    left, top, right, bottom = wide.edges
    for other in others:
        if other is box or not wide.overlaps(
            Box.between(other.left - margin, other.top - margin, other.right + margin, other.bottom + margin)
        ):
            continue
        if other.top >= box.bottom:
            bottom = min(bottom, (box.bottom + other.top) // 2)
        elif other.bottom <= box.top:
            top = max(top, (box.top + other.bottom + 1) // 2)
        elif other.left >= box.right:
            right = min(right, (box.right + other.left) // 2)
        elif other.right <= box.left:
            left = max(left, (box.left + other.right + 1) // 2)
    return Box.between(left, top, right, bottom).within(*size) or box


def reading_order(boxes: list[Box]) -> tuple[Box, ...]:
    """Top to bottom, and left to right among boxes of one row."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: (box.top + box.bottom, box.left)):
        if rows and box.top + box.bottom < 2 * rows[-1][0].bottom and box.top < rows[-1][0].bottom:
            rows[-1].append(box)
        else:
            rows.append([box])
    return tuple(box for row in rows for box in sorted(row))
