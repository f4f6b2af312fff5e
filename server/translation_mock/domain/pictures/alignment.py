"""How lines of text are aligned: on the left, on the right or in the middle.

Lines of one block (see `blocks`) tell it by which of their ends are one below another. A line that stands
alone tells it by the room on both sides of it, up to the next thing: the end of the picture, the frame of a
button, a neighbour.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from PIL import Image, ImageChops

from translation_mock.domain.pictures.detection.ink import greyscale
from translation_mock.domain.pictures.ground import from_on, mapped
from translation_mock.domain.pictures.lines import Box

FARTHEST = 2000
"""Pixels beside a line in which the next thing is looked for."""
ROWS = 24
"""Rows of a line that are looked at there."""
THING = 9
"""The step in the mean grey (of 255) of neighbouring columns that begins another thing."""
NEAR = 2.6
"""Em from the middle of a line to that of the next one in a block, at most: the rows of a form or a table."""
ALIKE = 1.35
"""How many times larger the type of one line of a block may be than that of another."""
STRAIGHT = 0.25
"""Em by which the ends of aligned lines may differ: letters begin up to that far from the start of their line."""
PIXELS = 2
"""Pixels by which the left ends of lines of a block differ that begin at one place, whatever their letters."""
CENTRED = 0.12
"""Em by which the room on both sides of a centred line may differ."""
MARGIN = 2.5
"""Em from a line to the right end of its room at most when it is aligned there."""


class Side(Enum):
    """Where a line is held when its length changes."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


@dataclass(frozen=True)
class Standing:
    """A line as it stands in the picture: its ink, the size of its type, and the room it has.

    `room` is where the next thing to the left ends and where that to the right begins.
    """

    ink: Box
    size: float
    room: tuple[int, int]


def room_beside(picture: Image.Image, box: Box) -> tuple[int, int]:
    """The columns up to which nothing stands to the left of a box and to the right of it."""
    start, end = max(0, box.left - FARTHEST), min(picture.width, box.right + FARTHEST)
    means = columns(picture, Box.between(start, box.top, end, box.bottom))
    left, right = steps(means[: box.left - start]), steps(means[box.right - start :])
    return (start + left[1] if left else start, box.right + right[0] if right else end)


def columns(picture: Image.Image, part: Box) -> bytes:
    """The mean grey of each column of a part."""
    if part.height > ROWS:
        sampled = picture.resize((part.width, ROWS), Image.Resampling.NEAREST, box=part.edges)
    else:
        sampled = picture.crop(part.edges)
    return greyscale(sampled).reduce((1, sampled.height)).tobytes()


def steps(means: bytes) -> tuple[int, int] | None:
    """The columns before which the first thing begins and the last one ends; None without any.

    Neighbours and next neighbours are compared, for an edge may be blurred.
    """
    if len(means) < 3 or means.count(means[0]) == len(means) or max(means) - min(means) < THING:
        return None
    first, second, third = (
        Image.frombytes("L", (len(means) - 2, 1), means[start : len(means) - 2 + start]) for start in range(3)
    )
    differences = ImageChops.lighter(ImageChops.difference(first, second), ImageChops.difference(first, third))
    found = mapped(differences, from_on(THING)).getbbox()
    return (found[0] + 1, found[2] + 1) if found else None


def sides_of(lines: Sequence[Standing]) -> list[Side]:
    """The side of each line."""
    sides = [alone(line) for line in lines]
    begun = sorted(lines, key=lambda line: line.ink.left)
    lefts = [line.ink.left for line in begun]
    for index, line in enumerate(lines):
        near = max(2, CENTRED * line.size)
        beside = begun[bisect_left(lefts, line.ink.left - near) : bisect_right(lefts, line.ink.left + near)]
        if sides[index] is Side.MIDDLE and any(away(line, other) > near for other in beside):
            # It begins where another one does, but their middles are apart: it is not centred there.
            sides[index] = Side.LEFT
    for block in blocks(lines):
        side = together([lines[index] for index in block], [sides[index] for index in block])
        for index in block:
            sides[index] = side or sides[index]
    return sides


def alone(line: Standing) -> Side:
    """The side of a line by the room on both sides of it."""
    left, right = line.ink.left - line.room[0], line.room[1] - line.ink.right
    if abs(left - right) <= max(2, CENTRED * line.size):
        return Side.MIDDLE
    if right <= MARGIN * line.size and left >= 3 * right:
        return Side.RIGHT
    return Side.LEFT


def away(line: Standing, other: Standing) -> float:
    """How far apart the middles of two lines are."""
    return abs(line.ink.left + line.ink.right - other.ink.left - other.ink.right) / 2


def together(lines: Sequence[Standing], sides: Sequence[Side]) -> Side | None:
    """The side of the lines of a block, given the side of each alone; None when they hold to no side.

    What is on one side by pixels is so by intent, while the middles of lines of about one length are so by
    chance. Where all are of one length, their block has the side that each has alone, if that is the same one.
    """
    straight = STRAIGHT * max(line.size for line in lines)
    left = spread([line.ink.left for line in lines])
    right = spread([line.ink.right for line in lines])
    middle = spread([(line.ink.left + line.ink.right) / 2 for line in lines])
    if max(left, right) <= straight and len(set(sides)) == 1:
        return None
    if left <= PIXELS:
        return Side.LEFT
    rooms = max(spread([line.room[0] for line in lines]), spread([line.room[1] for line in lines]))
    begun = sorted(line.ink.left for line in lines)
    flush = any(after - before <= PIXELS for before, after in pairwise(begun))
    if rooms > 2 * straight and (len(lines) == 2 or flush):
        # Labels and what is in the fields below them: that their middles are one below the other is chance.
        middle = 2 * straight
    best = min(left, middle, right)
    if best > straight:
        return None
    return Side.LEFT if best == left else Side.MIDDLE if best == middle else Side.RIGHT


def spread(places: Sequence[float]) -> float:
    """How far apart the outermost places are."""
    return max(places) - min(places)


def blocks(lines: Sequence[Standing]) -> list[list[int]]:
    """The lines that stand closely one below another in type of about one size, as lists of two or more indices."""
    order = sorted(range(len(lines)), key=lambda index: (lines[index].ink.top, lines[index].ink.left))
    found: list[list[int]] = []
    open_blocks: list[list[int]] = []
    for index in order:
        line = lines[index]
        open_blocks = [block for block in open_blocks if reaches(lines[block[-1]], line.ink.top)]
        block = next((block for block in open_blocks if continues(lines[block[-1]], line)), None)
        if block is None:
            block = []
            found.append(block)
            open_blocks.append(block)
        block.append(index)
    return [block for block in found if len(block) > 1]


def reaches(above: Standing, top: int) -> bool:
    """Whether a line that begins at `top`, or below, may be the next of the block."""
    return top - above.ink.top <= 2 * NEAR * ALIKE * above.size


def continues(above: Standing, line: Standing) -> bool:
    """Whether a line is the next one below another."""
    larger, smaller = max(above.size, line.size), max(1.0, min(above.size, line.size))
    apart = (line.ink.top + line.ink.bottom - above.ink.top - above.ink.bottom) / 2
    return (
        larger <= ALIKE * smaller
        and line.ink.left < above.ink.right
        and above.ink.left < line.ink.right
        and above.ink.bottom <= line.ink.top + 0.3 * smaller
        and apart <= NEAR * larger
    )
