"""Regions grown to the whole of their letters.

A region is found in greys, where a letter fades wherever it is as bright as its ground: red on a ground that
goes from black to white. Its colour still stands out there from the ground that its surroundings tell.
"""

from PIL import Image

from translation_mock.domain.pictures.ground import continued_ground, strongest_difference
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.pixels import paintable

CLEAR = 40
"""The difference (of 255) from the ground that is ink and no noise."""
LEVEL = 10
"""The difference (of 255) between the brightness above and below a region up to which no letter fades in part."""
FEW = 3
"""Every third pixel of a row tells how bright it is."""
AROUND = 3
"""Pixels around a region from which its ground is continued."""


def grown(picture: Image.Image, box: Box, room: Box, others: list[Box]) -> Box:
    """The box, upwards and downwards as far as ink goes on from it; at most two thirds of its height.

    This is for boxes that are not level. Ink that goes on further, or into another box, is not of these letters, and
    the box stays as it was.
    """
    reach = box.height * 2 // 3
    wide = Box.between(box.left, max(room.top, box.top - reach), box.right, min(room.bottom, box.bottom + reach))
    for other in others:
        if other is not box and other.overlaps(wide):
            above, below = other.bottom <= box.top, other.top >= box.bottom
            wide = (
                Box.between(
                    wide.left,
                    max(wide.top, other.bottom if above else box.top),
                    wide.right,
                    min(wide.bottom, other.top if below else box.bottom),
                )
                if above or below
                else box
            )
    around = Box.between(wide.left - AROUND, wide.top - AROUND, wide.right + AROUND, wide.bottom + AROUND)
    outer = around.within(*picture.size)
    if outer is None or wide == box:
        return box
    part = paintable(picture.crop(outer.edges))
    inner = Box(wide.left - outer.left, wide.top - outer.top, wide.width, wide.height)
    difference = strongest_difference(part.crop(inner.edges), continued_ground(part, inner))
    _, inked = difference.point([255 * (value >= CLEAR) for value in range(256)]).getprojection()
    rows = bytes(1 if row else 0 for row in inked)
    first, last = box.top - wide.top, box.bottom - wide.top
    top = rows.rfind(b"\0\0", 0, first + 1) + 1 if first else 0
    bottom = rows.find(b"\0\0", last - 1) + 1 if last < len(rows) else len(rows)
    return Box.between(
        box.left,
        wide.top + top if 0 < top < first else box.top,
        box.right,
        wide.top + bottom if last < bottom < len(rows) else box.bottom,
    )


def is_level(grey: Image.Image, box: Box, factor: int) -> bool:
    """Whether a picture is as bright along the upper end of a box as along the lower, given its greys, which may be
    `factor` times smaller."""
    left, right = box.left // factor, -(-box.right // factor)
    greys = grey.crop((left, box.top // factor, right, (box.bottom - 1) // factor + 1)).tobytes()
    width = right - left
    return abs(median(greys[:width:FEW]) - median(greys[-width::FEW])) <= LEVEL


def median(values: bytes) -> int:
    """The median of values, the upper one of two."""
    return sorted(values)[len(values) // 2]
