"""Long straight edges of a picture: what rules, frames, fields, buttons and panels are made of, and letters are not."""

from math import ceil
from typing import NamedTuple

from PIL import Image, ImageChops

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
MOST_EDGES = 2000
"""Edges of one direction that are looked at, the longest ones."""


class Edge(NamedTuple):
    """A straight horizontal edge above the row `at`, from column `start` to before column `end`."""

    at: int
    start: int
    end: int


def steps_of(grey: Image.Image, noise: float) -> tuple[Image.Image, Image.Image]:
    """White where a pixel is unlike the one to its left, and where it is unlike the one above it; black elsewhere.

    Both have a row and a column of zeros more than the picture, which keep the end of a row apart from the start of
    the next. `noise` is the standard deviation of the picture's noise.
    """
    width, height = grey.size
    least = max(STEP, ceil(LOUDER * noise))
    clear = [255 * (value >= least) for value in range(256)]
    sideways, down = (Image.new("L", (width + 1, height + 1)) for _ in range(2))
    difference = ImageChops.difference(grey.crop((1, 0, width, height)), grey.crop((0, 0, width - 1, height)))
    sideways.paste(difference.point(clear), (1, 0))
    difference = ImageChops.difference(grey.crop((0, 1, width, height)), grey.crop((0, 0, width, height - 1)))
    down.paste(difference.point(clear), (0, 1))
    return sideways, down


def edges_of(steps: Image.Image, shortest: int = SHORTEST) -> list[Edge]:
    """The horizontal edges in the steps down a picture, from top to bottom; upright ones in the steps to the side,
    transposed."""
    found = runs(steps, shortest)
    return joined(sorted(found, key=lambda edge: edge.start - edge.end)[:MOST_EDGES])


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


def runs(steps: Image.Image, shortest: int) -> list[Edge]:
    """The runs of white in each row, the last column of which has none."""
    pixels = steps.tobytes()
    run = b"\xff" * shortest
    found = []
    start = pixels.find(run)
    while start >= 0:
        end = pixels.find(0, start)
        row, column = divmod(start, steps.width)
        found.append(Edge(row, column, column + end - start))
        start = pixels.find(run, end)
    return found
