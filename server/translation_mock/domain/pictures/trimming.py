"""The part of an author's box that lies on the thing on which its text stands.

A box that was drawn by hand may reach over the edge of a label or a button: what is beyond is neither ink nor
ground of the text.
"""

from PIL import Image, ImageFilter

from translation_mock.domain.pictures.ground import from_on, mapped, median, plain, strongest_difference
from translation_mock.domain.pictures.lines import Box

OTHER = 40
"""How far (of 255) from the commonest colour of a box another thing is."""
STROKE = 6
"""The parts of the height of a box that half of a thing is thick at least; of strokes the whole is a fifth."""
BLURRED = 3
"""Pixels from a thing up to which its colour is seen, in a JPEG above all."""
BESIDE = 3
"""Pixels outside of a box in which the thing goes on."""
NARROWEST = 4
"""The sides of a box of which a quarter is at least a pixel."""
MUCH, TRACE = 64, 10
"""The shares (of 255) of an end of a box that another thing takes where it goes on beyond, and where it is cut off."""


def trimmed(outer: Image.Image, box: Box) -> Box:
    """A box of `outer`, which shows some of its surroundings, without what another thing takes of it at its ends.

    Strokes of letters are thinner than things. Up to a quarter of the box is left out at an end, across no more
    than the box is high; the box as it is where that is not enough: it lies upon several things. So is one that is
    too narrow or too low to have anything between two ends.
    """
    if min(box.width, box.height) < NARROWEST:
        return box
    things = thick(outer, box)
    across, down = min(box.width // 4, box.height), box.height // 4
    room = [
        limit if share(things, strip) > MUCH else 0
        for limit, strip in zip((across, down, across, down), strips(box, BESIDE), strict=True)
    ]
    edges, inwards = list(box.edges), (1, 1, -1, -1)
    while any(room):
        # The first row or column inside of each edge is the strip outside of what is left without it.
        inner = Box.between(edges[0] + 1, edges[1] + 1, edges[2] - 1, edges[3] - 1)
        shares = [share(things, strip) for strip in strips(inner, 1)]
        candidates = [side for side in range(4) if shares[side] > (TRACE if room[side] else MUCH)]
        if not candidates:
            break
        side = max(candidates, key=lambda side: shares[side])
        if not room[side]:
            return box
        room[side] -= 1
        edges[side] += inwards[side]
    return Box.between(*edges)


def thick(outer: Image.Image, box: Box) -> Image.Image:
    """White where things other than the ground are that are thicker than a stroke (an opening), and at their edges."""
    usual = median(outer.crop(box.edges))
    other = mapped(strongest_difference(outer, plain(outer.mode, outer.size, usual)), from_on(OTHER))
    half = max(2, box.height // STROKE)
    # One direction after the other, so that a single pixel of a large square is seen in its mean.
    for reach, level in ((half, 255), (half + BLURRED, 1)):
        for radius in ((reach, 0), (0, reach)):
            other = mapped(other.filter(ImageFilter.BoxBlur(radius)), from_on(level))
    return other


def strips(box: Box, thickness: int) -> tuple[Box, Box, Box, Box]:
    """What is so many pixels beside a box: on the left, above, on the right, below."""
    return (
        Box(box.left - thickness, box.top, thickness, box.height),
        Box(box.left, box.top - thickness, box.width, thickness),
        Box(box.right, box.top, thickness, box.height),
        Box(box.left, box.bottom, box.width, thickness),
    )


def share(things: Image.Image, part: Box) -> float:
    """The share (of 255) of a part that is white; what is outside of the picture is black."""
    white = things.crop(part.edges).histogram()[255]
    return 255 * white / max(1, part.width * part.height)
