"""Parts of pictures, and masks: white where a picture in mode L is above a threshold, black elsewhere."""

from functools import lru_cache

from PIL import Image, ImageChops

from translation_mock.domain.pictures.lines import Box

MIDDLE = 127
"""What Pillow makes black in mode 1; all that is above is white."""
LITTLE = 16_000
"""Pixels up to which bytes are translated faster than whole pictures are added."""


def above(depth: Image.Image, threshold: int) -> Image.Image:
    """White where the depth is above a threshold of 0 or more, black elsewhere."""
    if depth.width * depth.height <= LITTLE or threshold > MIDDLE:
        return Image.frombytes("L", depth.size, depth.tobytes().translate(table(min(threshold, 255))))
    # Pillow does these for many pixels at once, at half the time of its tables: what is above is raised above the
    # middle, where "1" begins; what overflows by that was above it before.
    raised = ImageChops.add_modulo(depth, Image.new("L", depth.size, MIDDLE - threshold))
    halves = [half.convert("1", dither=Image.Dither.NONE) for half in (raised, depth)]
    return ImageChops.add_modulo(halves[0], halves[1]).convert("L")


def cropped(picture: Image.Image, box: Box) -> Image.Image:
    """The box of a picture; the picture itself where that is all of it."""
    return picture if box == (0, 0, *picture.size) else picture.crop(box.edges)


def varied(picture: Image.Image, reach: int) -> Box:
    """The box outside of which a picture has only the colour of its first pixel, with `reach` pixels of it around."""
    plain = Image.new(picture.mode, picture.size, picture.getpixel((0, 0)))
    left, top, right, bottom = ImageChops.difference(picture, plain).getbbox() or (0, 0, 1, 1)
    width, height = picture.size
    edges = max(0, left - reach), max(0, top - reach), min(width, right + reach), min(height, bottom + reach)
    return Box.between(*edges)


@lru_cache(256)
def table(threshold: int) -> bytes:
    """The mask of each value."""
    return bytes(threshold + 1) + b"\xff" * (255 - threshold)
