"""The ink of old text and its colour, told by how far pixels are from the ground."""

from math import ceil
from operator import mul

from PIL import Image, ImageStat

from translation_mock.domain.pictures.ground import Ground, from_on, mapped, median, quantiles
from translation_mock.domain.pictures.measuring import FAINTEST
from translation_mock.domain.pictures.pixels import HALF_SEEN
from translation_mock.domain.pictures.texture import within

UNIFORM = 8
"""The spread (of 255) of a colour that is the same in all pixels."""
CORE = 12
"""Pixels inside of strokes that are enough to tell their colour."""
FAINT = 2
"""The contrast below which it takes letters in the box to believe a colour to be that of letters."""
APART = 20
"""The difference (of 255) of a colour from the ground that real type has, thin type of 1.5:1 included."""
LEAST_MEAN = 1
"""The mean difference (of 255) from which on its proportions tell a colour."""


def inked(difference: Image.Image, share: float, peak: int) -> Image.Image:
    """White where the difference from the ground is at least this share of the highest, and no mere trace."""
    return mapped(difference, from_on(ceil(max(FAINTEST, share * peak))))


def ink_colour(old: Image.Image, ground: Ground, peak: int) -> tuple[int, ...]:
    """The colour of the old text; black or white, whichever is seen on the ground, when there is none."""
    core = inked(ground.difference, 0.95, peak)
    if core.getbbox():
        return opaque(old.mode, unmixed(old, ground, core, peak))
    return black_or_white(ground.picture)


def black_or_white(ground: Image.Image) -> tuple[int, ...]:
    """Whichever is seen on a ground, as a pixel of its mode."""
    seen = ground if ground.mode in {"L", "RGB"} else ground.convert("RGB")
    dark = ImageStat.Stat(seen.convert("L")).mean[0] < 128
    found = Image.new("RGB", (1, 1), "white" if dark else "black").convert(ground.mode).getpixel((0, 0))
    return found if isinstance(found, tuple) else (int(found or 0),)


def is_faint(mode: str, colour: tuple[int, ...], under: tuple[int, ...]) -> bool:
    """Whether letters of a colour are hardly seen on another: their contrast as of WCAG 2.1 is below FAINT."""
    if mode in {"RGBA", "LA"} and under[-1] < HALF_SEEN:
        # There is no telling what will be seen through it.
        return False
    lighter, darker = sorted((luminance(mode, colour), luminance(mode, under)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05) < FAINT


def luminance(mode: str, colour: tuple[int, ...]) -> float:
    """The relative luminance of WCAG 2.1, from 0 to 1."""
    channels = Image.new(mode, (1, 1), colour if len(colour) > 1 else colour[0]).convert("RGB").tobytes()
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in channels)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_apart(colour: tuple[int, ...], under: tuple[int, ...]) -> bool:
    """Whether a colour, be it as light as that of the ground, is another one."""
    return any(abs(one - other) >= APART for one, other in zip(colour, under, strict=True))


def unmixed(old: Image.Image, ground: Ground, core: Image.Image, peak: int) -> tuple[int, ...]:
    """The colour of the pixels of a core; where it is not the same in all of them, without the ground that is in it.

    The inside of thick strokes is not mixed with it. Thin strokes are, and a JPEG spreads their hue beyond them;
    but what the ground has become in all, in each channel, is in the proportions of the colour.
    """
    low, colour, high = quantiles(old, core, (0.1, 0.5, 0.9))
    if all(most - least <= UNIFORM for least, most in zip(low, high, strict=True)):
        return colour
    inside = within(inked(ground.difference, 0.8, peak), 1)
    if inside.histogram()[255] >= CORE:
        return median(old, inside)
    bare = ground.colour or means(ground.picture)
    added = [now - before for now, before in zip(means(old), bare, strict=True)]
    strongest = max(range(len(added)), key=lambda band: abs(added[band]))
    if abs(added[strongest]) < LEAST_MEAN:
        return colour
    under = ground.colour or median(ground.picture, core)
    factor = (colour[strongest] - under[strongest]) / added[strongest]
    return tuple(min(255, max(0, round(before + mean * factor))) for before, mean in zip(under, added, strict=True))


def means(picture: Image.Image) -> list[float]:
    """The mean of each channel."""
    counts, pixels = picture.histogram(), picture.width * picture.height
    return [sum(map(mul, range(256), counts[start : start + 256])) / pixels for start in range(0, len(counts), 256)]


def opaque(mode: str, colour: tuple[int, ...]) -> tuple[int, ...]:
    """The colour without a trace of transparency: hardly a pixel of thin type is covered whole."""
    return (*colour[:-1], 255) if mode in {"RGBA", "LA"} and colour[-1] >= 240 else colour
