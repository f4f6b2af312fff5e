"""Long straight edges of a picture: what rules, frames, fields, buttons and panels are made of, and letters are not."""

from typing import NamedTuple

from PIL import Image, ImageChops

STEP = 8
"""The least difference (of 255) between the two sides of an edge."""
CLEAR = [255 * (value >= STEP) for value in range(256)]
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


def edges_of(grey: Image.Image) -> list[Edge]:
    """The horizontal edges of a picture, from top to bottom; those of the transposed picture are its vertical ones."""
    width, height = grey.size
    # A column of zeros more keeps the last pixel of a row apart from the first of the next.
    above = grey.crop((0, 0, width + 1, height - 1))
    below = grey.crop((0, 1, width + 1, height))
    found = [edge for pair in ((above, below), (below, above)) for edge in runs(ImageChops.subtract(*pair))]
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


def runs(rise: Image.Image) -> list[Edge]:
    """The runs of steps in each row, the last column of which has none."""
    steps = rise.point(CLEAR).tobytes()
    shortest = b"\xff" * SHORTEST
    found = []
    start = steps.find(shortest)
    while start >= 0:
        end = steps.find(0, start)
        row, column = divmod(start, rise.width)
        found.append(Edge(row + 1, column, column + end - start))
        start = steps.find(shortest, end)
    return found
