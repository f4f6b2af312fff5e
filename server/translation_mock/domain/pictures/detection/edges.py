"""Long straight edges of a picture: what rules, frames, fields, buttons and panels are made of, and letters are not."""

from math import ceil
from typing import NamedTuple

from PIL import Image, ImageChops

from translation_mock.domain.pictures.detection.masks import above, cropped
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.runs import runs

STEP = 8
"""The least difference (of 255) between the two sides of an edge, where there is no noise."""
LOUDER = 4
"""The least difference, in standard deviations of the noise."""
SHORTEST = 10
"""Pixels; the side of a small check box."""
LONG = 48
"""Pixels from which on a straight edge is more likely that of a panel than that of a letter."""
GAP = 3
"""Pixels by which an edge may be interrupted, as by a rule that crosses it."""
SAMPLED, SEEN = 4, 11
"""Every fourth row is looked at for upright edges; LONG ones are in eleven neighbours of these at least."""
STRIP = 600_000
"""Pixels that are looked at at a time."""
NEAR = 16
"""Columns with upright edges that are less than so many apart are looked at together."""
MOST_EDGES = 2000
"""Edges of one direction that are looked at, the longest ones."""


class Edge(NamedTuple):
    """A straight horizontal edge above the row `at`, from column `start` to before column `end`."""

    at: int
    start: int
    end: int


def least_step(noise: float) -> int:
    """The least step that is one of an edge, where noise has this standard deviation."""
    return max(STEP, ceil(LOUDER * noise))


def steps_aside(grey: Image.Image, least: int, box: Box) -> Image.Image:
    """White where a pixel of a box is unlike the one to its left, black elsewhere; the box is within the picture and
    not at its left side."""
    left, top, right, bottom = box.edges
    here, before = grey.crop(box.edges), grey.crop((left - 1, top, right - 1, bottom))
    return above(ImageChops.difference(here, before), least - 1)


def level_edges(grey: Image.Image, least: int) -> list[Edge]:
    """The horizontal edges of a picture, from top to bottom."""
    width, height = grey.size
    found: list[Edge] = []
    rows = max(1, STRIP // width)
    for top in range(0, height - 1, rows):
        bottom = min(top + rows, height - 1)
        pair = (grey.crop((0, row, width, row + bottom - top)) for row in (top, top + 1))
        steps, (left, first) = trimmed(ImageChops.difference(*pair))
        steps = above(steps, least - 1)
        if inner := steps.getbbox():
            # One column more, of zeros, keeps the end of a row apart from the start of the next.
            part = steps.crop((inner[0], inner[1], inner[2] + 1, inner[3]))
            found += straight_runs(part, SHORTEST, (left + inner[0], top + first + inner[1] + 1))
    return longest(found)


def upright_edges(grey: Image.Image, least: int) -> list[Edge]:
    """The LONG upright edges of a picture with rows and columns exchanged, from left to right."""
    found: list[Edge] = []
    for place in upright_places(grey, least):
        # One row more, of zeros, for the same purpose.
        steps = Image.new("L", (place.width, place.height + 1))
        steps.paste(steps_aside(grey, least, place))
        found += straight_runs(steps.transpose(Image.Transpose.TRANSPOSE), LONG, (place.top, place.left))
    return longest(found)


def upright_places(grey: Image.Image, least: int) -> list[Box]:
    """Where there may be LONG upright edges: around columns with steps in SEEN neighbouring ones of the rows that are
    looked at."""
    width, rows = grey.width, grey.height // SAMPLED
    if rows < SEEN:
        return []
    sampled = grey.resize((width, rows), Image.Resampling.NEAREST, box=(0, 0, width, rows * SAMPLED))
    steps, (column, row) = trimmed(ImageChops.difference(sampled.crop((1, 0, *sampled.size)), sampled))
    if steps.height < SEEN:
        return []
    calm = calm_within(above(steps, least - 1), SEEN, upright=True)
    lasting = ImageChops.invert(calm.convert("1", dither=Image.Dither.NONE).convert("L"))
    found = []
    for left, right in runs(bytes(lasting.getprojection()[0]), NEAR):
        inner = lasting.crop((left, 0, right, lasting.height)).getbbox()
        if inner:
            top, bottom = SAMPLED * (row + inner[1] - 1), SAMPLED * (row + inner[3] + SEEN)
            found.append(Box.between(column + left + 1, max(0, top), column + right + 1, min(bottom, grey.height)))
    return found


def trimmed(differences: Image.Image) -> tuple[Image.Image, tuple[int, int]]:
    """The part of a picture that is not black (one pixel, where all is black), and at which column and row it is."""
    left, top, right, bottom = differences.getbbox() or (0, 0, 1, 1)
    return cropped(differences, Box.between(left, top, right, bottom)), (left, top)


def longest(edges: list[Edge]) -> list[Edge]:
    """The edges from top to bottom, as many of the longest as are looked at, those that continue one another joined."""
    if len(edges) > MOST_EDGES:
        edges = sorted(edges, key=lambda edge: edge.start - edge.end)[:MOST_EDGES]
    return joined(edges)


def joined(edges: list[Edge]) -> list[Edge]:
    """The edges from top to bottom, and with them what those make that continue one another."""
    result = set(edges)
    open_ends: list[Edge] = []
    for edge in sorted((edge for edge in edges if edge.end - edge.start >= LONG), key=lambda edge: edge.start):
        before = next(
            (one for one in open_ends if abs(one.at - edge.at) <= 1 and abs(edge.start - one.end) <= GAP), None
        )
        if before:
            open_ends.remove(before)
            edge = Edge(before.at, before.start, edge.end)
            result.add(edge)
        open_ends.append(edge)
    return sorted(result)


def straight_runs(steps: Image.Image, shortest: int, origin: tuple[int, int]) -> list[Edge]:
    """The runs of white in each row, the last column of which has none; `origin` is what the first column and the
    first row are in the picture."""
    pixels, width = steps.tobytes(), steps.width
    if width < shortest:
        return []
    starts, fewer = calm_within(steps, shortest).tobytes(), width - shortest + 1
    found = []
    at = starts.find(0)
    while at >= 0:
        row, column = divmod(at, fewer)
        end = pixels.find(0, row * width + column) - row * width
        found.append(Edge(origin[1] + row, origin[0] + column, origin[0] + end))
        at = starts.find(0, row * fewer + min(end, fewer))
    return found


def calm_within(steps: Image.Image, length: int, *, upright: bool = False) -> Image.Image:
    """Black where this many white pixels of a row (or of a column) start, and as many columns (or rows) fewer as that
    takes; light elsewhere. The length is at most 64, as LONG and SEEN are."""
    calm, reach = ImageChops.invert(steps), 1
    while reach < length:
        # What is calm there or so many pixels on. White is -1 (of 256), and at most 64 of them are added up.
        shift = min(reach, length - reach)
        start = (0, shift) if upright else (shift, 0)
        calm = ImageChops.add_modulo(calm, calm.crop((*start, *calm.size)))
        reach += shift
    return calm
