"""Ground that is no plain continuation of its border: a photograph, a pattern, noise.

There what shows between the letters stays. Only the letters and a rim of RIM pixels around them, in which they
fade, are filled: with the mean of what is known nearby, and with as much noise as there is beside them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil

from PIL import Image, ImageChops, ImageFilter

from translation_mock.domain.pictures.ground import (
    exceeded_by,
    from_on,
    highest,
    mapped,
    median,
    plus,
    strongest_difference,
)
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.pixels import HALF

RIM = 2
"""Pixels around ink that are filled with it."""
SMOOTH_RIM, LOSSY_RIM = 3, 4
"""The same on smooth ground, where the traces of a codec around letters would be seen, and in a JPEG."""
STANDS_OUT = 0.4
"""The part of the strongest difference from the ground nearby from which on a pixel may be one of a letter."""
SHADES = 8
"""Values of a channel below and above one that are the same colour to the eye, or its noise."""
LEAST_INK = 8
"""The least difference (of 255) of ink from the ground."""
PASSES = 2
BLOCK = 8
"""Pixels up to which the traces of a letter reach in a JPEG."""
NOISE = 128
"""Pixels of a side of the tile of noise."""
FEW = 64
"""Colours up to which the grain of a ground is no noise but a pattern of dots, which noise would spoil."""
LEAST_NOISE = 2
"""The standard deviation (of 255) below which noise is not seen; the traces of a JPEG hardly reach it."""
UNTOUCHED = 0.7
"""The part of a box that ink, its blurred edges included, hardly ever covers."""
SAME = 4
"""The difference from the continued ground up to which it is the same to the eye."""
LEVEL, LOSSY_LEVEL = 5, 10
"""The same for the ground nearby, into which bold type reaches, and in a JPEG its traces."""
WEIGHTS = bytes(min(255, 4 * value) for value in range(256))
"""How much a mean counts, by the part of its pixels that is known: a quarter of them is enough."""
LARGE = 48
"""Pixels of the height of a box from which on its letters are told in a smaller picture."""


@dataclass(frozen=True)
class Texture:
    """A box on busy ground: white where its letters are, their colour, and the ground without them.

    `thin` says that the letters have no pixel that is all ink to tell their colour by, but that they are all that
    differs from the ground, which has no noise.
    """

    ink: Image.Image
    colour: tuple[int, ...]
    ground: Image.Image
    thin: bool


def texture_of(outer: Image.Image, box: Box, continued: Image.Image, *, lossy: bool = False) -> Texture:
    """The box of `outer`, which shows some of its surroundings where the picture does.

    Ink is what is nearer to the colour of the letters than to the ground; so letters are told from the ground
    where it is light and where it is dark. `continued` is taken for the ground where nothing is known nearby.
    Large letters are told in a picture made smaller. `lossy` says that the picture was a JPEG.
    """
    smooth = noise_beside(outer, box) < LEAST_NOISE
    rim = RIM if not smooth else LOSSY_RIM if lossy else SMOOTH_RIM
    factor = max(1, box.height // LARGE)
    small, under = outer, outer.copy()
    under.paste(continued, box.edges)
    if factor > 1:
        small, under, rim = outer.reduce(factor), under.reduce(factor), max(1, rim // factor)
    height = box.height // factor
    left, top, right, bottom = (round(edge / factor) for edge in box.edges)
    inside = left, top, right, bottom
    ground = nearby(small, height)
    colour = commonest(small.crop(inside), strongest_difference(small, ground).crop(inside))
    letters = Image.new(small.mode, small.size, colour if len(colour) > 1 else colour[0])
    to_letters = strongest_difference(small, letters)
    ink = known = Image.new("L", small.size)
    for _ in range(PASSES):
        # The first ground may be mixed with bold letters; the second one is without those that were found.
        ink = nearer(to_letters, strongest_difference(small, ground))
        known = mapped(ImageChops.invert(ink.filter(ImageFilter.BoxBlur(rim))), from_on(255))
        ground = filled(small, known, height, under)
    # Around the box may be other things that are of no colour of the ground either.
    core = within(ink, 2).crop(inside)
    thick = core.getbbox() is not None
    if thick:
        colour = median(small.crop(inside), core)
    if factor > 1:
        ink, ground = (part.resize(outer.size, Image.Resampling.BILINEAR) for part in (ink, ground))
        ink = ink.point(HALF)
        known = mapped(known.resize(outer.size, Image.Resampling.BILINEAR), from_on(255))
    mended = ground.crop(box.edges)
    if outer.getcolors(FEW) is None:
        mended = noisy(mended, outer, known)
    seam = ImageChops.invert(known).filter(ImageFilter.BoxBlur(1)).crop(box.edges)
    return Texture(
        ink.crop(box.edges), colour, Image.composite(mended, outer.crop(box.edges), seam), smooth and not thick
    )


def commonest(old: Image.Image, difference: Image.Image) -> tuple[int, ...]:
    """The colour that is the commonest where a box differs from the ground nearby: letters have one, ground many."""
    level = STANDS_OUT * highest(difference)
    candidates = mapped(difference, from_on(ceil(level)))
    colour: list[int] = []
    for band in old.split():
        counts = [0] * SHADES + band.histogram(candidates) + [0] * SHADES
        sums = [sum(counts[value : value + 2 * SHADES + 1]) for value in range(256)]
        shade = sums.index(max(sums))
        colour.append(shade)
        near = band.point([255 * (abs(value - shade) <= 2 * SHADES) for value in range(256)])
        candidates = ImageChops.darker(candidates, near)
    return tuple(colour)


def within(ink: Image.Image, depth: int) -> Image.Image:
    """The ink that has so many pixels of ink on all sides."""
    return mapped(ink.filter(ImageFilter.BoxBlur(depth)), from_on(255))


def nearer(to_letters: Image.Image, to_ground: Image.Image) -> Image.Image:
    """White where the distance to the letters is smaller than that to the ground, which is seen to be there."""
    closer = mapped(ImageChops.subtract(to_ground, to_letters), from_on(1))
    return ImageChops.darker(closer, mapped(to_ground, from_on(LEAST_INK)))


def filled(outer: Image.Image, known: Image.Image, height: int, under: Image.Image) -> Image.Image:
    """The picture, everywhere the mean of what is known nearby, or if nothing is, of `under`."""
    bands = zip(outer.split(), under.split(), strict=True)
    return Image.merge(outer.mode, [fill(band, known, height, below) for band, below in bands])


def nearby(outer: Image.Image, height: int) -> Image.Image:
    """The picture without what is thinner than half of about the height of the line."""
    step = max(1, height // 6)
    samples = max(1, outer.width // step), max(1, outer.height // step)
    small = outer.resize(samples, Image.Resampling.NEAREST).filter(ImageFilter.MedianFilter(5))
    return small.resize(outer.size, Image.Resampling.BILINEAR)


def fill(band: Image.Image, known: Image.Image, height: int, under: Image.Image) -> Image.Image:
    """One channel, everywhere the mean of what is known nearby, or if nothing is, of `under`."""
    result = under
    masked = Image.merge("LA", (band, known)).convert("La")
    for radius in (max(2.0, height / 3), max(2.0, height / 10)):
        mean, weight = masked.filter(ImageFilter.BoxBlur(radius)).convert("LA").split()
        # A mean of few pixels is coarse, so it counts as much as it weighs.
        result = Image.composite(mean, result, mapped(weight, WEIGHTS))
    return result


def noisy(inside: Image.Image, outer: Image.Image, known: Image.Image) -> Image.Image:
    """A part of the ground with as much noise in each channel as there is where it is known."""
    sigmas = [noise_of(band, known) for band in outer.split()]
    grey = len(sigmas) >= 3 and is_grey(outer, known, sigmas[0])
    bands = [
        band if sigma < LEAST_NOISE else plus(band, noise(band.size, sigma, 0 if grey else number))
        for number, (band, sigma) in enumerate(zip(inside.split(), sigmas, strict=True))
    ]
    return Image.merge(inside.mode, bands)


def noise_of(band: Image.Image, known: Image.Image) -> float:
    """The standard deviation of white noise, from the steps between neighbours that are both known."""
    size = (0, 0, band.width - 1, band.height)
    moved = (1, 0, band.width, band.height)
    if band.width < 2:
        return 0.0
    both = ImageChops.darker(known.crop(size), known.crop(moved))
    counts = ImageChops.difference(band.crop(size), band.crop(moved)).histogram(both)
    half = sum(counts) / 2
    before = 0.0
    for value, count in enumerate(counts):
        if count and before + count >= half:
            # The median within the step, which stands for all from half below to half above it.
            return float(max(0.0, value - 0.5 + (half - before) / count)) / 0.954
        before += count
    return 0.0


def is_grey(outer: Image.Image, known: Image.Image, sigma: float) -> bool:
    """Whether the noise is the same in the first two channels."""
    red, green = outer.split()[:2]
    return noise_of(ImageChops.subtract(red, green, 1, 128), known) < 0.7 * sigma


@cache
def tile() -> Image.Image:
    """White noise, nearly normal around 128, the same everywhere."""
    amount = (2 * NOISE) ** 2
    stream = hashlib.shake_256(b"the noise of a ground").digest(amount)
    even = Image.frombytes("L", (2 * NOISE, 2 * NOISE), stream)
    # The mean of four even values has half their deviation of 74.
    return even.reduce(2)


def noise(size: tuple[int, int], sigma: float, channel: int) -> Image.Image:
    """Noise of this deviation as differences around 128, another one for each channel."""
    level = [min(255, max(0, round(128 + (value - 128) * sigma / 37))) for value in range(256)]
    scaled = tile().point(level)
    shift = 37 * channel
    result = Image.new("L", size)
    for top in range(-shift, size[1], NOISE):
        for left in range(-shift, size[0], NOISE):
            result.paste(scaled, (left, top))
    return result


def is_even(differences: Sequence[int]) -> bool:
    """Whether a box is but for its letters what was continued from its border.

    Given how many of its pixels differ from that by how much.
    """
    return sum(differences[SAME + 1 :]) <= UNTOUCHED * sum(differences)


def is_plain(outer: Image.Image, box: Box, continued: Image.Image, *, lossy: bool = False) -> bool:
    """Whether the ground of a box is the continued one, but for the traces of a lossy codec around the letters.

    It is when it has no noise beside the box, where there are no such traces, and the ground nearby is about the
    continued one. `lossy` says that there are such traces.
    """
    if noise_beside(outer, box) >= LEAST_NOISE:
        return False
    apart = strongest_difference(nearby(outer, box.height).crop(box.edges), continued)
    return exceeded_by(apart.histogram(), 0.5) <= (LOSSY_LEVEL if lossy else LEVEL)


def is_grainy(ground: Image.Image) -> bool:
    """Whether a part without letters has noise that is seen."""
    if not ground.height:
        return False
    return noise_of(telling(ground), Image.new("L", ground.size, 255)) >= LEAST_NOISE


def telling(picture: Image.Image) -> Image.Image:
    """The channel that tells the noise best: green, as the camera and the codec have most of it."""
    bands = picture.split()
    return bands[len(bands[:3]) // 2]


def noise_beside(outer: Image.Image, box: Box) -> float:
    """The standard deviation of the noise around a box, where no letter of it leaves traces."""
    beside = Image.new("L", outer.size, 255)
    beside.paste(0, (box.left - BLOCK, box.top - BLOCK, box.right + BLOCK, box.bottom + BLOCK))
    return noise_of(telling(outer), beside)
