"""The contact sheet: every failure cut out of its picture, with what is there and what was found drawn around it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bench.detection.score import pairs
from translation_mock.domain.pictures.lettering import mask
from translation_mock.domain.pictures.lines import Box

CELL = (440, 130)
"""Pixels of a cell, its label included."""
LABEL = 16
ACROSS = 4
MOST = 400
"""Failures on a sheet; the rest is left out."""
AROUND = 24
"""Pixels around a failure that are shown."""
MISSED, FALSE, MATCHED = "#00c000", "#e00000", "#4080ff"


@dataclass(frozen=True)
class Failure:
    """A cell: a part of a picture with boxes drawn in, and what it is."""

    label: str
    shown: Image.Image


def failures(name: str, picture: Image.Image, truth: Sequence[Box], found: Sequence[Box]) -> list[Failure]:
    """The lines that were missed and the regions that are none; what is near one is shown with it."""
    matched = pairs(truth, found)
    missed = [box for at, box in enumerate(truth) if at not in {line for line, _ in matched}]
    false = [box for at, box in enumerate(found) if at not in {region for _, region in matched}]
    if not missed and not false:
        return []
    drawn = picture.convert("RGB")
    pen = ImageDraw.Draw(drawn)
    for boxes, colour in (([found[at] for _, at in matched], MATCHED), (false, FALSE), (missed, MISSED)):
        for box in boxes:
            pen.rectangle((box.left - 1, box.top - 1, box.right, box.bottom), outline=colour)
    cells: list[Failure] = []
    shown: list[Box] = []
    for box, what in [*((box, "missed") for box in missed), *((box, "false") for box in false)]:
        if any(box.overlaps(other) for other in shown):
            continue
        around = Box.between(box.left - AROUND, box.top - AROUND, box.right + AROUND, box.bottom + AROUND)
        cut = around.within(*drawn.size) or box
        shown.append(cut)
        cells.append(Failure(f"{name} {what} {box.left},{box.top} {box.width}x{box.height}", drawn.crop(cut.edges)))
    return cells


def contact_sheet(cells: Iterable[Failure]) -> Image.Image:
    """All failures in one picture, each reduced to the size of its cell where it is larger."""
    shown = list(cells)[:MOST]
    rows = max(1, -(-len(shown) // ACROSS))
    sheet = Image.new("RGB", (ACROSS * CELL[0], rows * CELL[1]), "#808080")
    for at, cell in enumerate(shown):
        left, top = at % ACROSS * CELL[0], at // ACROSS * CELL[1]
        letters = mask(cell.label, 11, (CELL[0], LABEL), (2, 12))
        sheet.paste("white", (left, top), letters)
        part = cell.shown
        part.thumbnail((CELL[0] - 4, CELL[1] - LABEL - 4))
        sheet.paste(part, (left + 2, top + LABEL))
    return sheet
