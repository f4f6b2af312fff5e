"""The ground of a part of a picture, continued from its border, and what stands out from it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from PIL import Image, ImageChops, ImageFilter

from translation_mock.domain.pictures.lines import Box

INSIDE = 2
"""Rows at the end of a box that tell its ground where what is beside the box is something else."""
APART = 20
"""How much farther (of 255) from the colour of a box its surroundings are when they are something else."""
MIDDLE = 128
"""What stands for a difference of zero where differences are stored as pixels."""
SURE = 0.95
"""The part of the pixels around a box that have one colour when its ground has."""
LOSSY_SURE = ((1, 0.6), (8, 0.9))
"""The same of a lossy codec: the parts that are so near to it (of 255); most are, those near an edge are not quite.

A gradient has as many pixels within 1 of its middle only if it differs from that by 2 at its ends.
"""
TINY = 30_000
"""Pixels up to which Python maps them faster than Pillow prepares to."""


@dataclass(frozen=True)
class Ground:
    """The ground of a box, its colour where it has but one, and how far each pixel of the box is from it."""

    picture: Image.Image
    colour: tuple[int, ...] | None
    difference: Image.Image


def ground_of(outer: Image.Image, box: Box, *, lossy: bool = False) -> Ground:
    """The ground of a box of `outer`, continued from what surrounds it; `lossy` as in `flat_ground`."""
    size = box.width, box.height
    colour = corners_of(outer)
    if colour and not lossy:
        # Mostly there is nothing but one colour, which is told by what has to be known anyway.
        difference = strongest_difference(outer, plain(outer.mode, outer.size, colour))
        seen = difference.getbbox() or (outer.width, outer.height, 0, 0)
        if (
            min(seen[0] - box.left, seen[1] - box.top) >= INSIDE
            and min(box.right - seen[2], box.bottom - seen[3]) >= INSIDE
        ):
            return Ground(plain(outer.mode, size, colour), colour, difference.crop(box.edges))
    colour = flat_ground(outer, box, lossy=lossy)
    ground = patched(outer, box) if colour is None else plain(outer.mode, size, colour)
    return Ground(ground, colour, strongest_difference(outer.crop(box.edges), ground))


def corners_of(picture: Image.Image) -> tuple[int, ...] | None:
    """The colour of all four corners of a picture; None where they differ."""
    right, bottom = picture.width - 1, picture.height - 1
    corners = {picture.getpixel(place) for place in ((0, 0), (right, 0), (0, bottom), (right, bottom))}
    pixel = corners.pop()
    if corners:
        return None
    return pixel if isinstance(pixel, tuple) else (int(pixel or 0),)


def continued_ground(outer: Image.Image, box: Box) -> Image.Image:
    """The ground of a box of `outer`, continued from what surrounds it."""
    colour = flat_ground(outer, box)
    return patched(outer, box) if colour is None else plain(outer.mode, (box.width, box.height), colour)


def flat_ground(outer: Image.Image, box: Box, *, lossy: bool = False) -> tuple[int, ...] | None:
    """The colour along the ends of a box, outside and just inside; None where it is not one.

    `lossy` says that the picture was a JPEG or a lossy WebP, where a colour is not the same in all its pixels.
    """
    ring = Image.new("L", outer.size, 255)
    if min(box.width, box.height) > 2 * INSIDE:
        ring.paste(0, (box.left + INSIDE, box.top + INSIDE, box.right - INSIDE, box.bottom - INSIDE))
    counts = outer.histogram(ring)
    pixels = sum(counts[:256])
    colour = []
    for start in range(0, len(counts), 256):
        band = counts[start : start + 256]
        value = band.index(max(band))
        for near, share in LOSSY_SURE if lossy else ((0, SURE),):
            if sum(band[max(0, value - near) : value + near + 1]) < share * pixels:
                return None
        colour.append(value)
    return tuple(colour)


def plain(mode: str, size: tuple[int, int], colour: tuple[int, ...]) -> Image.Image:
    """A picture of one colour."""
    return Image.new(mode, size, colour if len(colour) > 1 else colour[0])


def patched(outer: Image.Image, box: Box) -> Image.Image:
    """The ground of a box of `outer`, continued from its ends (Coons patch).

    A blend from the left border to the right one, corrected at the upper and the lower end by what the borders
    are there: exact for whatever is a function of x plus one of y, as gradients at any angle are.
    """
    left, top, right, bottom = borders(outer, box)
    (columns, _), (_, rows) = top.size, left.size
    across = Image.new(outer.mode, (2, rows))
    across.paste(left, (0, 0))
    across.paste(right, (1, 0))
    blend = across.resize((columns, rows), Image.Resampling.BILINEAR, box=(0.5, 0, 1.5, rows))
    ends = Image.new(outer.mode, (columns, 2))
    ends.paste(less(top, blend.crop((0, 0, columns, 1))), (0, 0))
    ends.paste(less(bottom, blend.crop((0, rows - 1, columns, rows))), (0, 1))
    # All is smooth, so it is added up at the corners of a grid of about six pixels and then made as large as the box.
    corners = columns + 1, rows + 1
    beyond = 0.5 / columns, 0.5 / rows
    across = across.resize(corners, Image.Resampling.BILINEAR, box=(0.5 - beyond[0], 0, 1.5 + beyond[0], rows))
    ends = ends.resize(corners, Image.Resampling.BILINEAR, box=(0, 0.5 - beyond[1], columns, 1.5 + beyond[1]))
    grid = 0.5, 0.5, columns + 0.5, rows + 0.5
    return plus(across, ends).resize((box.width, box.height), Image.Resampling.BILINEAR, box=grid)


def borders(outer: Image.Image, box: Box) -> list[Image.Image]:
    """The ground along the left, upper, right and lower end of a box, one pixel for about six.

    It is taken from outside the box; from just inside where there is nothing outside, or what is there, a
    frame for instance, is much farther from the colour that most of the box has.
    """
    width, height = outer.size
    across, down = min(INSIDE, box.width), min(INSIDE, box.height)
    sides = (
        ((0, box.top, box.left, box.bottom), (box.left, box.top, box.left + across, box.bottom)),
        ((box.left, 0, box.right, box.top), (box.left, box.top, box.right, box.top + down)),
        ((box.right, box.top, width, box.bottom), (box.right - across, box.top, box.right, box.bottom)),
        ((box.left, box.bottom, box.right, height), (box.left, box.bottom - down, box.right, box.bottom)),
    )
    usual = median(outer.crop(box.edges))
    found = []
    for index, (outside, inside) in enumerate(sides):
        lying = index % 2 == 1
        strip = sampled(outer, outside if outside[0] < outside[2] and outside[1] < outside[3] else inside, lying)
        apart = distance(strip, usual)
        if apart > APART:
            other = sampled(outer, inside, lying)
            strip = other if apart > distance(other, usual) + APART else strip
        length = max(1, (box.width if lying else box.height) // 6)
        coarse = (length, 1) if lying else (1, length)
        # Without its noise and without ink that reaches into it.
        found.append(strip.filter(ImageFilter.MedianFilter(5)).resize(coarse, Image.Resampling.BOX))
    return found


def sampled(outer: Image.Image, edges: tuple[int, int, int, int], lying: bool) -> Image.Image:
    """A strip of border, every sixth pixel of its length; `lying` says that this is its width."""
    width, height = edges[2] - edges[0], edges[3] - edges[1]
    size = (max(1, width // 6), height) if lying else (width, max(1, height // 6))
    return outer.resize(size, Image.Resampling.NEAREST, box=edges)


def distance(strip: Image.Image, colour: Sequence[int]) -> float:
    """How far the mean of a strip is from a colour, in the channel in which it is farthest."""
    data, bands = strip.tobytes(), len(colour)
    pixels = strip.width * strip.height
    return max(abs(sum(data[band::bands]) / pixels - usual) for band, usual in enumerate(colour))


def median(picture: Image.Image, mask: Image.Image | None = None) -> tuple[int, ...]:
    """The median of each channel, of the pixels that are white in the mask, of which there is at least one."""
    return quantiles(picture, mask, (0.5,))[0]


def quantiles(picture: Image.Image, mask: Image.Image | None, shares: Sequence[float]) -> list[tuple[int, ...]]:
    """The values up to which these shares of the pixels of a mask are, in each channel."""
    counts = picture.histogram(mask)
    bands = [list(accumulate(counts[start : start + 256])) for start in range(0, len(counts), 256)]
    return [tuple(bisect_left(up_to, max(1, share * up_to[-1])) for up_to in bands) for share in shares]


def less(one: Image.Image, other: Image.Image) -> Image.Image:
    """The differences, MIDDLE for none."""
    return ImageChops.subtract(one, other, 1, MIDDLE)


def plus(picture: Image.Image, differences: Image.Image) -> Image.Image:
    """The picture with differences added, MIDDLE for none."""
    return ImageChops.add(picture, differences, 1, -MIDDLE)


def strongest_difference(old: Image.Image, ground: Image.Image) -> Image.Image:
    """How far each pixel is from the ground, in the channel in which it is farthest."""
    premultiplied = {"RGBA": "RGBa", "LA": "La"}.get(old.mode)
    if premultiplied:
        old, ground = old.convert(premultiplied), ground.convert(premultiplied)
    channels = ImageChops.difference(old, ground).split()
    strongest = channels[0]
    for channel in channels[1:]:
        strongest = ImageChops.lighter(strongest, channel)
    return strongest


def highest(difference: Image.Image) -> int:
    """The difference that is only exceeded by one pixel in 200, so that no speck decides."""
    return exceeded_by(difference.histogram(), 1 / 200)


def exceeded_by(counts: Sequence[int], part: float) -> int:
    """The difference that this part of the pixels exceeds, given how many pixels have each."""
    left = int(sum(counts) * part)
    for value in range(255, 0, -1):
        left -= counts[value]
        if left < 0:
            return value
    return 0


@cache
def from_on(level: int) -> bytes:
    """The table (see `mapped`) that makes values white from this one on, and the others black."""
    return bytes(255 * (value >= level) for value in range(256))


def mapped(picture: Image.Image, table: bytes) -> Image.Image:
    """A picture of one channel with other values, one for each of the 256."""
    if picture.width * picture.height > TINY:
        return picture.point(table)
    return Image.frombytes("L", picture.size, picture.tobytes().translate(table))
