"""One line of text in a picture replaced by another: ground continued, new text in the colour of the old."""

from dataclasses import dataclass

from PIL import Image, ImageStat

from translation_mock.domain.pictures.ground import continued_ground, highest, strongest_difference
from translation_mock.domain.pictures.lettering import SCALE, SMALLEST, extent, fitting, mask, reads_from_right
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.pixels import paintable, pasted

BORDER = 3
"""Pixels around a box from which its ground is continued."""
FAINTEST = 24
"""The difference (of 255) from the ground that counts as ink."""


@dataclass(frozen=True)
class Lettering:
    """How the old text stands in its box: pixels per em, baseline, and its left and right ends."""

    size: float
    baseline: int
    left: int
    right: int


def repaint(picture: Image.Image, box: Box, text: str, source_text: str | None) -> None:
    """Replace what stands in the box by `text`, in place; not a pixel outside the box is touched.

    `source_text` is what stands there, if that is known: it tells the size of the type exactly.
    """
    around = Box.between(box.left - BORDER, box.top - BORDER, box.right + BORDER, box.bottom + BORDER).within(
        *picture.size
    )
    if around is None:
        return
    outer = paintable(picture.crop(around.edges))
    inner = Box(box.left - around.left, box.top - around.top, box.width, box.height)
    old = outer.crop(inner.edges)
    ground = continued_ground(outer, inner)
    difference = strongest_difference(old, ground)
    peak = highest(difference)
    colour = ink_colour(old, ground, difference, peak)
    place = lettering_of(difference, peak, source_text, box)
    if colour[-1] == 255 and ground.mode in {"RGBA", "LA"} and ImageStat.Stat(ground.getchannel("A")).mean[0] < 1:
        # On a transparent ground the colours under the transparency would fringe the letters.
        ground = Image.new(ground.mode, ground.size, (*colour[:-1], 0))
    letters = letters_at(place, text, box)
    if letters is not None:
        ground.paste(colour if len(colour) > 1 else colour[0], (0, 0), letters)
    pasted(picture, ground, box)


def ink_colour(old: Image.Image, ground: Image.Image, difference: Image.Image, peak: int) -> tuple[int, ...]:
    """The colour of the old text; black or white, whichever is seen on the ground, when there is none."""
    if peak >= FAINTEST:
        core = difference.point([255 * (value >= 0.95 * peak) for value in range(256)])
        colour = tuple(int(value) for value in ImageStat.Stat(old, core).median)
        # Hardly a pixel of thin type is covered whole; nearly opaque type was meant to be opaque.
        return (*colour[:-1], 255) if old.mode in {"RGBA", "LA"} and colour[-1] >= 240 else colour
    seen = ground if ground.mode in {"L", "RGB"} else ground.convert("RGB")
    dark = ImageStat.Stat(seen.convert("L")).mean[0] < 128
    black_or_white = Image.new("RGB", (1, 1), "white" if dark else "black").convert(ground.mode).getpixel((0, 0))
    return black_or_white if isinstance(black_or_white, tuple) else (int(black_or_white or 0),)


def lettering_of(difference: Image.Image, peak: int, source_text: str | None, box: Box) -> Lettering:
    """Size and baseline of the old text, from its ink; from the box where it has none."""
    ink = difference.point([255 * (value > max(FAINTEST, 0.25 * peak)) for value in range(256)])
    bounds = ink.getbbox()
    if bounds is None or bounds[3] - bounds[1] < 4:
        size = box.height / 1.2
        return Lettering(size, round(0.935 * size), 0, box.width)
    left, top, right, bottom = bounds
    height = bottom - top
    known = extent(source_text, SCALE) if source_text else None
    if known and known.width and known.height:
        sizes = SCALE * (right - left) / known.width, SCALE * height / known.height
        # The width tells the size more exactly, unless what stands there is in another font.
        size = round(sizes[0] if 0.85 < sizes[0] / sizes[1] < 1.15 else min(sizes[1], box.height))
        known = extent(source_text or "", max(size, SMALLEST))
        return Lettering(size, (top + bottom - known.top - known.bottom + 1) // 2, left, right)
    # Most letters stand between the x-height and the baseline, so rows there have the most ink.
    inked = list(ink.crop(bounds).resize((1, height), Image.Resampling.BOX).tobytes())
    dense = [row for row, amount in enumerate(inked) if amount >= 0.5 * max(inked)]
    below = height - 1 - dense[-1]
    descends = below > 0.14 * height
    ascends = dense[0] > 0.1 * height
    # FiraGO: capitals 0.69 em, x-height 0.53 em, descenders 0.21 em.
    em = (0.72 if ascends or not descends else 0.53) + (0.21 if descends else 0)
    return Lettering(height / em, top + (dense[-1] + 1 if descends else height), left, right)


def letters_at(place: Lettering, text: str, box: Box) -> Image.Image | None:
    """The new text as a mask of the box: on the old baseline where it fits, from the old beginning."""
    from_right = reads_from_right(text)
    room = place.right if from_right else box.width - place.left
    text, size, ink = fitting(text, place.size, room, box.height)
    if not ink.width or not ink.height:
        return None
    baseline = max(min(place.baseline, box.height - ink.bottom), -ink.top)
    start = place.right - ink.right if from_right else place.left - ink.left
    return mask(text, size, (box.width, box.height), (start, baseline))
