"""The ground of a part of a picture, continued from its border, and what stands out from it."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from PIL import Image, ImageChops, ImageFilter

from translation_mock.domain.pictures.lines import Box

INSIDE = 2
"""Rows at the end of a box that tell its ground where what is beside the box is something else."""
APART = 20
"""How much farther (of 255) from the colour of a box its surroundings are when they are something else."""
MIDDLE = 128
"""What stands for a difference of zero where differences are stored as pixels."""


def continued_ground(outer: Image.Image, box: Box) -> Image.Image:
    """The ground of a box of `outer`, continued from what surrounds it (Coons patch).

    A blend from the left border to the right one, corrected at the upper and the lower end by what the borders
    are there: exact for whatever is a function of x plus one of y, as gradients at any angle are.
    """
    size = box.width, box.height
    strips = borders(outer, box)
    colours = [strip.getcolors(1) for strip in strips]
    if colours[0] and all(found and found[0][1] == colours[0][0][1] for found in colours):
        return Image.new(outer.mode, size, colours[0][0][1])
    left, top, right, bottom = (
        smooth(strip, (box.width, 1) if index % 2 else (1, box.height)) for index, strip in enumerate(strips)
    )
    across = Image.new(outer.mode, (2, box.height))
    across.paste(left, (0, 0))
    across.paste(right, (1, 0))
    blend = across.resize(size, Image.Resampling.BILINEAR, box=(0.5, 0, 1.5, box.height))
    ends = Image.new(outer.mode, (box.width, 2))
    for row, edge in enumerate((top, bottom)):
        at = row * (box.height - 1)
        ends.paste(less(edge, blend.crop((0, at, box.width, at + 1))), (0, row))
    return plus(blend, ends.resize(size, Image.Resampling.BILINEAR, box=(0, 0.5, box.width, 1.5)))


def borders(outer: Image.Image, box: Box) -> list[Image.Image]:
    """The ground along the left, upper, right and lower end of a box, as strips of a few pixels.

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
    for outside, inside in sides:
        strip = outer.crop(outside if outside[0] < outside[2] and outside[1] < outside[3] else inside)
        apart = distance(strip, usual)
        if apart > APART:
            other = outer.crop(inside)
            strip = other if apart > distance(other, usual) + APART else strip
        found.append(strip)
    return found


def distance(strip: Image.Image, colour: Sequence[int]) -> float:
    """How far the mean of a strip is from a colour, in the channel in which it is farthest."""
    mean = strip.resize((1, 1), Image.Resampling.BOX).tobytes()
    return max(abs(one - other) for one, other in zip(mean, colour, strict=True))


def median(picture: Image.Image, mask: Image.Image | None = None) -> tuple[int, ...]:
    """The median of each channel, of the pixels that are white in the mask, of which there is at least one."""
    return quantiles(picture, mask, (0.5,))[0]


def quantiles(picture: Image.Image, mask: Image.Image | None, shares: Sequence[float]) -> list[tuple[int, ...]]:
    """The values up to which these shares of the pixels of a mask are, in each channel."""
    counts = picture.histogram(mask)
    bands = [list(accumulate(counts[start : start + 256])) for start in range(0, len(counts), 256)]
    return [tuple(bisect_left(up_to, max(1, share * up_to[-1])) for up_to in bands) for share in shares]


def smooth(strip: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A strip of border as one row or column, without its noise and without ink that reaches into it."""
    sampled = [old if new == 1 else max(1, new // 6) for old, new in zip(strip.size, size, strict=True)]
    coarse = [max(1, side // 8) for side in size]
    row = strip.resize((sampled[0], sampled[1]), Image.Resampling.NEAREST).filter(ImageFilter.MedianFilter(5))
    return row.resize((coarse[0], coarse[1]), Image.Resampling.BOX).resize(size, Image.Resampling.BILINEAR)


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
    return exceeded_by(difference, 1 / 200)


def exceeded_by(difference: Image.Image, part: float) -> int:
    """The difference that this part of the pixels exceeds."""
    counts = difference.histogram()
    left = int(sum(counts) * part)
    for value in range(255, 0, -1):
        left -= counts[value]
        if left < 0:
            return value
    return 0
