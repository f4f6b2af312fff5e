"""The ink of a picture: what differs from its ground, in brightness or in hue.

The ground is a median of samples far apart, so that strokes, which cover less than half of any window, vanish
from it. The depth of a pixel is how far it is from the ground; from a threshold on, which follows the noise, it
is ink. Hue is looked at in half the resolution, as the eye and JPEG do, and makes the letters deep that are as
bright as their ground.
"""

from dataclasses import dataclass
from itertools import compress
from math import ceil

from PIL import Image, ImageChops, ImageFilter

from translation_mock.domain.pictures.detection.masks import above, cropped, varied
from translation_mock.domain.pictures.lines import Box

SAMPLED = 8
"""Every eighth pixel makes the ground; its window spans about 80 pixels."""
SPARSE, SPARSER, LARGE = 3, 5, 700_000
"""Every third pixel of every third row tells the noise, and whether there are hues; every fifth from so many pixels
on."""
TINY = 24
"""A side of a picture, in pixels, below which every second pixel makes the ground."""
SMALL = 1000
"""Samples up to which the ground is one wide median; of more, it is a median of medians, at a tenth of the time."""
STRIP = 1_000_000
"""Pixels that are flattened at a time."""
FAINTEST = 12
"""The depth (of 255) of the faintest ink. A contrast of 1.5 : 1 is a depth of 26 at least, thin strokes half of it."""
GRAINY = 2.5
"""The noise (standard deviation, of 255) from which on the picture is smoothed before its ink is looked for."""
LOUDEST = 30
"""The noise above which nothing is looked for."""
COLOURED = 24
"""The range of a picture's hues (Cb, Cr) up to which hue tells nothing."""
HUE = [value * 3 // 4 for value in range(256)]
"""How much a difference of hue counts beside one of brightness."""


@dataclass(frozen=True)
class Ink:
    """How far each pixel is from its ground (mode L), above which depth it is ink, and whether hue has a part in it.

    `grey` and `ground` are the brightness of the pixels and of their ground (mode L) in a picture that has the ink
    at `start`, column and row.
    """

    depth: Image.Image
    threshold: int
    grey: Image.Image
    ground: Image.Image
    hued: bool
    start: tuple[int, int] = (0, 0)

    def crop(self, box: Box) -> "Ink":
        """The ink of a box."""
        start = self.start[0] + box.left, self.start[1] + box.top
        return Ink(cropped(self.depth, box), self.threshold, self.grey, self.ground, self.hued, start)

    def brightness(self) -> tuple[Image.Image, Image.Image]:
        """The brightness of the pixels, and that of their ground."""
        left, top = self.start
        box = Box(left, top, *self.depth.size)
        return cropped(self.grey, box), cropped(self.ground, box)

    def above(self, threshold: int) -> Image.Image:
        """White where the depth is above a threshold, black elsewhere."""
        return above(self.depth, threshold)


def flattened(picture: Image.Image, factor: int = 1) -> Image.Image:
    """The picture in mode L, RGB or YCbCr and `factor` times smaller, transparent parts over black or white, whichever
    the rest is not.

    It is reduced and converted in strips, so that a large picture is never in memory a second time.
    """
    mode = "L" if picture.mode in {"1", "L", "LA", "La"} or picture.mode.startswith("I") else "RGB"
    if picture.mode in {mode, "YCbCr"} and not picture.has_transparency_data:
        return picture if factor == 1 else picture.reduce(factor)
    size = -(-picture.width // factor), -(-picture.height // factor)
    flat, opaque = Image.new(mode, size), None
    counts = [0] * 256
    rows = factor * max(1, STRIP // (picture.width * factor))
    for top in range(0, picture.height, rows):
        strip = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        if strip.has_transparency_data:
            clear = strip.convert("RGBA").reduce(factor)
            alpha, strip = clear.getchannel("A"), clear.convert(mode)
            seen = strip.convert("L").histogram(alpha.point([255 * (value >= 128) for value in range(256)]))
            counts = [sum(pair) for pair in zip(counts, seen, strict=True)]
            strip = ImageChops.multiply(strip, alpha.convert(mode))
            opaque = opaque or Image.new("L", size, 255)
            opaque.paste(alpha, (0, top // factor))
        else:
            strip = in_mode(strip, mode, factor)
        flat.paste(strip, (0, top // factor))
    bright = sum(counts[128:]) > sum(counts[:128])
    return flat if opaque is None or bright else ImageChops.add(flat, ImageChops.invert(opaque).convert(mode))


def greyscale(picture: Image.Image) -> Image.Image:
    """The picture in 256 greys, flattened."""
    return brightness(flattened(picture))


def brightness(flat: Image.Image) -> Image.Image:
    """The greys of a flattened picture."""
    if flat.mode == "L":
        return flat
    return flat.getchannel(0) if flat.mode == "YCbCr" else flat.convert("L")


def in_mode(picture: Image.Image, mode: str, factor: int) -> Image.Image:
    """An opaque picture in one of the two modes and `factor` times smaller, which is cheaper before converting."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value * (1 / 257))
    if picture.mode == "CMYK":
        return picture.reduce(factor).convert(mode)
    return (picture if picture.mode == mode else picture.convert(mode)).reduce(factor)


def ink_of(part: Image.Image, grey: Image.Image, noise: float) -> Ink | None:
    """The ink of a flattened picture, given its brightness and its noise (see `grain`); None when it is too noisy to
    tell."""
    if noise > LOUDEST:
        return None
    ground = ground_of(grey)
    grainy = noise > GRAINY
    depth = ImageChops.difference(grey.filter(ImageFilter.BoxBlur(1)) if grainy else grey, ground)
    hue = hue_of(part)
    if hue is not None:
        depth = ImageChops.lighter(depth, hue)
    spread = 1.48 * median(sparse(depth).histogram())
    if not grainy:
        return Ink(depth, max(FAINTEST, ceil(2.5 * spread)), grey, ground, hue is not None)
    threshold = max(FAINTEST - 2, ceil(3 * max(noise / 3, spread)))
    return Ink(without_specks(depth, threshold), threshold, grey, ground, hue is not None)


def hue_of(part: Image.Image) -> Image.Image | None:
    """How far the hue of each pixel is from that of the ground; None in a picture of one hue."""
    if part.mode == "L" or min(part.size) < 2 or not has_hues(part):
        return None
    far = [ImageChops.difference(band, ground_of(band, SAMPLED // 2)) for band in hues(part.reduce(2))]
    if not far:
        return None
    farthest = (far[0] if len(far) == 1 else ImageChops.lighter(*far)).point(HUE)
    whole = farthest.resize((2 * farthest.width, 2 * farthest.height), Image.Resampling.NEAREST)
    return whole if whole.size == part.size else whole.crop((0, 0, *part.size))


def has_hues(part: Image.Image) -> bool:
    """Whether the hues of a picture differ, as far as a part of its pixels tell."""
    seen = sparse(part)
    seen = cropped(seen, varied(seen, 1))
    return bool(hues(sparse(seen)) or hues(seen))


def hues(part: Image.Image) -> list[Image.Image]:
    """The bands (Cb, Cr) of a picture in which its hues differ."""
    bands = (part if part.mode == "YCbCr" else part.convert("YCbCr")).split()[1:]
    return [band for band in bands if span(band) >= COLOURED]


def span(band: Image.Image) -> int:
    """The difference between the highest and the lowest value of a band."""
    values = [*compress(range(256), band.histogram())]
    return values[-1] - values[0]


def sparse(part: Image.Image) -> Image.Image:
    """Every third pixel of every third row, or fewer of a large picture."""
    step = spacing(part)
    size = max(1, part.width // step), max(1, part.height // step)
    return part.resize(size, Image.Resampling.NEAREST)


def spacing(part: Image.Image) -> int:
    """The distance of the pixels that are looked at where few tell enough."""
    return SPARSE if part.width * part.height < LARGE else SPARSER


def without_specks(depth: Image.Image, threshold: int) -> Image.Image:
    """The depth where ink is dense, as it is in a line of letters and is not in noise."""
    ink = above(depth, threshold)
    dense = ink.filter(ImageFilter.BoxBlur((6, 2))).point([255 * (value >= 50) for value in range(256)])
    return ImageChops.darker(depth, dense)


def ground_of(band: Image.Image, step: int = SAMPLED) -> Image.Image:
    """The band without what is finer than half a window."""
    if min(band.size) < TINY:
        step = 2
    samples = band.resize((max(1, band.width // step), max(1, band.height // step)), Image.Resampling.NEAREST)
    if samples.width * samples.height <= SMALL:
        samples = smoothed(samples, 13 if step == 2 else 9)
    else:
        fewer = max(1, samples.width // 2), max(1, samples.height // 2)
        samples = smoothed(samples, 3).resize(fewer, Image.Resampling.NEAREST)
        samples = smoothed(samples, 5)
    return enlarged(samples, band.size)


def smoothed(samples: Image.Image, window: int) -> Image.Image:
    """The median of each window of samples; where there is only one colour, it is that."""
    box = varied(samples, window // 2)
    medians = cropped(samples, box).filter(ImageFilter.MedianFilter(window))
    if medians.size == samples.size:
        return medians
    result = Image.new("L", samples.size, samples.getpixel((0, 0)))
    result.paste(medians, (box.left, box.top))
    return result


def enlarged(samples: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The samples as a picture of this size, smooth but for pairs of pixels, at half the time."""
    if only := samples.getcolors(1):
        return Image.new("L", size, only[0][1])
    if min(size) < SAMPLED:
        return samples.resize(size, Image.Resampling.BILINEAR)
    half = -(-size[0] // 2), -(-size[1] // 2)
    twice = samples.resize(half, Image.Resampling.BILINEAR).resize((2 * half[0], 2 * half[1]), Image.Resampling.NEAREST)
    return twice if twice.size == size else twice.crop((0, 0, *size))


def grain(grey: Image.Image) -> float:
    """The standard deviation of the noise, from the median of the steps between neighbours."""
    step = spacing(grey)
    width, height = max(1, (grey.width - 1) // step), max(1, grey.height // step)
    if grey.width < 2:
        return 0.0
    here, beside = (
        grey.resize((width, height), Image.Resampling.NEAREST, box=(left, 0, left + grey.width - 1, grey.height))
        for left in (0, 1)
    )
    return median(ImageChops.difference(here, beside).histogram()) / 0.954


def median(counts: list[int]) -> float:
    """The median of the values that are counted, each taken as anything that rounds to it."""
    half = sum(counts) / 2
    for value, count in enumerate(counts):
        if half <= count:
            return max(0.0, value - 0.5 + half / count) if value and count else 0.0
        half -= count
    return 0.0
