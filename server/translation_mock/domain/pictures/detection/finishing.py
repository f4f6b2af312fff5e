"""What makes regions of the ink of lines: stray marks taken in, margins, and the order in which they are read."""

from dataclasses import dataclass

from translation_mock.domain.pictures.lines import Box

LOW, CLOSE, CLOSER = 0.45, 0.15, 0.35
"""The height of a mark and its distance from its letters, in heights of its line; the distance in its own, too."""


@dataclass(frozen=True)
class Region:
    """The ink of one line, and the room in which its margin has to stay."""

    ink: Box
    room: Box


def absorbed(regions: list[Region]) -> list[Region]:
    """The regions, marks that were left beside their letters made part of them."""
    lines = sorted(regions, key=lambda region: -region.ink.height)
    result: list[Region] = []
    for region in lines:
        owner = next((at for at, line in enumerate(result) if is_mark(region.ink, line.ink)), None)
        if owner is None:
            result.append(region)
        else:
            line, mark = result[owner].ink, region.ink
            edges = (min(line.left, mark.left), min(line.top, mark.top))
            whole = Box.between(*edges, max(line.right, mark.right), max(line.bottom, mark.bottom))
            result[owner] = Region(whole, result[owner].room)
    return result


def is_mark(small: Box, line: Box) -> bool:
    """Whether a small region is so close above or below a line that it is a mark of it."""
    gap = max(line.top - small.bottom, small.top - line.bottom)
    return (
        small.height <= LOW * line.height
        and small.width <= 3 * small.height
        and line.left - 1 <= small.left
        and small.right <= line.right + 1
        and gap <= max(1, min(CLOSE * line.height, CLOSER * small.height))
    )


def with_margin(region: Region, others: list[Box], size: tuple[int, int]) -> Box:
    """The box with space around its ink: about an eighth of its height, at most half way to another box and not
    out of its room."""
    box, room = region.ink, region.room
    margin = max(1, min((box.height + 4) // 8, (box.width + 4) // 8))
    wide = Box.between(box.left - margin, box.top - margin, box.right + margin, box.bottom + margin)
    left, top, right, bottom = wide.edges
    # Both boxes get a margin; they overlap where one with both margins overlaps the other.
    near = Box.between(left - margin, top - margin, right + margin, bottom + margin)
    for other in others:
        if other is box or not near.overlaps(other):
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
