"""Lines of text found in a picture by the shape of its ink.

The picture is taken apart into its panels (see `panels`): what is in a frame, a field, a button or a cell of a
table is looked at by itself, without the frame. The ink of each (see `ink`) is cut into lines by its projections
(XY-cut): at empty rows first, then at empty columns wider than the line is high. No text is read here.

Known limits: type from about 10 to 200 pixels, upright. Underlined text and text that touches a rule are not
found, nor is what looks as little like a line as a drawing does: no region is better than a wrong one. Frames
that are round, slanted or blurred are not told from letters. On a ground that is uneven and busy, edges can be
mistaken for ink.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from PIL import Image, ImageChops

from translation_mock.domain.pictures.detection.edges import LONG
from translation_mock.domain.pictures.detection.ink import greyscale, ink_of
from translation_mock.domain.pictures.detection.outgrowth import grown
from translation_mock.domain.pictures.detection.panels import Panel, page_of
from translation_mock.domain.pictures.ground import continued_ground
from translation_mock.domain.pictures.lines import Box

SHARP = 12
"""The step (of 255) between pixels two columns apart that every letter has at its edges."""
MOST_REGIONS = 200
MOST_CUTS = 4000
MOST_WORKED_PIXELS = 1_500_000
THINNEST = 0.03
"""Thickness of a stroke in heights of its line."""
SHORTEST = 5
"""Rows of ink, in worked pixels; rules and specks have fewer."""


@dataclass(frozen=True)
class Region:
    """The ink of one line, and the room in which its margin has to stay."""

    ink: Box
    room: Box


def detect(picture: Image.Image) -> tuple[Box, ...]:
    """The regions of a picture in reading order, each one line of text with a small margin."""
    factor = max(1, math.ceil(math.sqrt(picture.width * picture.height / MOST_WORKED_PIXELS)))
    grey = greyscale(picture, factor)
    found = list(islice(regions_of(grey, page_of(grey)), MOST_REGIONS))
    scaled = [Region(*(Box(*(side * factor for side in box)) for box in (region.ink, region.room))) for region in found]
    boxes = [region.ink for region in scaled]
    wide = [with_margin(region, boxes, picture.size) for region in scaled]
    rooms = [region.room for region in scaled]
    return reading_order([grown(picture, box, room, wide) for box, room in zip(wide, rooms, strict=True)])


def regions_of(grey: Image.Image, panel: Panel) -> Iterator[Region]:
    """The lines of a panel and of the panels in it; `grey` is the whole picture."""
    room = panel.room
    if room.width >= SHORTEST and room.height >= SHORTEST:
        part = without_panels(grey.crop(room.edges), panel)
        ink = ink_of(part)
        if ink is not None:
            for box in hidden(panel):
                ink.paste(0, moved(box, room).edges)
            for box in Cutting(ink).lines():
                place = Box(box.left + room.left, box.top + room.top, box.width, box.height)
                framed = any(inner.outer.width >= LONG and place.overlaps(inner.outer) for inner in panel.inner)
                if not framed and looks_like_text(ink, box) and has_edges(part, box):
                    yield Region(place, room)
    for inner in panel.inner:
        yield from regions_of(grey, inner)


def without_panels(part: Image.Image, panel: Panel) -> Image.Image:
    """The room of a panel with its ground in place of its rules, its corners and the panels in it."""
    for box in hidden(panel):
        inside = moved(box, panel.room).within(*part.size)
        if inside:
            around = Box.between(inside.left - 3, inside.top - 3, inside.right + 3, inside.bottom + 3)
            outer = around.within(*part.size) or inside
            inner = Box(inside.left - outer.left, inside.top - outer.top, inside.width, inside.height)
            part.paste(continued_ground(part.crop(outer.edges), inner), inside.edges)
    return part


def hidden(panel: Panel) -> Iterator[Box]:
    """What is in a panel and is not its text: rules, panels and what is outside its round corners."""
    for box in [*panel.rules, *(inner.outer for inner in panel.inner)]:
        yield Box.between(box.left - 2, box.top - 2, box.right + 2, box.bottom + 2)
    size = panel.radius * 6 // 10 - (panel.room.left - panel.outer.left) + 2
    if panel.radius and size > 0:
        left, top, right, bottom = panel.room.edges
        for x, y in product((left, right - size), (top, bottom - size)):
            yield Box(x, y, size, size)


def moved(box: Box, room: Box) -> Box:
    """The box as seen from the corner of the room."""
    return Box(box.left - room.left, box.top - room.top, box.width, box.height)


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
    """Whether ink in this box is high and wide enough, and no hairline figure, filled shape, rule or frame."""
    if box.height < SHORTEST or box.width < SHORTEST or box.width < box.height // 3:
        return False
    part = ink.crop(box.edges)
    inked = part.histogram()[255]
    if not 0.06 <= inked / (box.width * box.height) <= 0.8:
        return False
    longest = max(LONG, 3 * box.height)
    # One column more, so that the end of a row and the start of the next are apart.
    if b"\xff" * longest in part.crop((0, 0, part.width + 1, part.height)).tobytes():
        return False
    # Strokes are about a tenth as thick as letters are high; a drawing of thin lines is no letter.
    starts = ImageChops.subtract(part, part.crop((-1, 0, part.width - 1, part.height))).histogram()[255]
    return inked >= THINNEST * box.height * starts


def has_edges(grey: Image.Image, box: Box) -> bool:
    """Whether the grey changes sharply somewhere in the box, which the bend of a smooth ground does not."""
    left = grey.crop((box.left, box.top, box.right - 2, box.bottom))
    right = grey.crop((box.left + 2, box.top, box.right, box.bottom))
    return any(ImageChops.difference(left, right).histogram()[SHARP:])


def with_margin(region: Region, others: list[Box], size: tuple[int, int]) -> Box:
    """The box with space around its ink: about an eighth of its height, at most half way to another box and not
    out of its room."""
    box, room = region.ink, region.room
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
    inside = Box.between(max(left, room.left), max(top, room.top), min(right, room.right), min(bottom, room.bottom))
    return inside.within(*size) or box


def reading_order(boxes: list[Box]) -> tuple[Box, ...]:
    """Top to bottom, and left to right among boxes of one row."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: (box.top + box.bottom, box.left)):
        if rows and box.top + box.bottom < 2 * rows[-1][0].bottom and box.top < rows[-1][0].bottom:
            rows[-1].append(box)
        else:
            rows.append([box])
    return tuple(box for row in rows for box in sorted(row))
