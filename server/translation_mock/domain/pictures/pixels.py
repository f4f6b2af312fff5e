"""The pixel modes of Pillow, and how a painted part comes back into a picture of each."""

import sys

from PIL import Image

from translation_mock.domain.pictures.lines import Box

MOST_EXACT = 1_000_000
"""Pixels of a part up to which a palette's colours are matched exactly; a tenth of a second."""


def paintable(part: Image.Image) -> Image.Image:
    """The part in a mode in which it can be painted: 8 bits per channel, no palette."""
    if part.mode in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        return part
    if part.mode == "1":
        return part.convert("L")
    if part.mode.startswith("I"):
        return part.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    return part.convert("RGBA" if part.has_transparency_data else "RGB")


def pasted(picture: Image.Image, part: Image.Image, box: Box) -> None:
    """Put a painted part into the picture, in the picture's own mode and palette."""
    if picture.mode == "1":
        part = part.point([255 * (value >= 128) for value in range(256)]).convert("1", dither=Image.Dither.NONE)
    elif picture.mode.startswith("I"):
        part = part.convert("I").point(lambda value: value * 257)
        part = part if picture.mode == "I" else part.convert("I;16")
    elif picture.mode == "P":
        part = in_colours_of(picture, part)
    picture.paste(part, (box.left, box.top))


def in_colours_of(picture: Image.Image, part: Image.Image) -> Image.Image:
    """The part as indices of the picture's palette, transparent where it is more transparent than not."""
    palette = picture.getpalette("RGB") or [0, 0, 0]
    transparency = picture.info.get("transparency")
    if isinstance(transparency, bytes):
        clear = [index for index, alpha in enumerate(transparency) if alpha < 128]
    else:
        clear = [] if transparency is None else [int(transparency)]
    opaque = [index for index in range(len(palette) // 3) if index not in clear] or [0]
    colours = [value for index in opaque for value in palette[3 * index : 3 * index + 3]]
    reference = Image.new("P", (1, 1))
    reference.putpalette(colours)
    solid = part.convert("RGB")
    nearest = solid.quantize(palette=reference, dither=Image.Dither.NONE).tobytes()
    nearest = nearest.translate(bytes(opaque[min(index, len(opaque) - 1)] for index in range(256)))
    if len(nearest) <= MOST_EXACT:
        # Pillow looks for the nearest colour with six bits per channel; a ground would be seen to change.
        exact = {bytes(palette[3 * index : 3 * index + 3]) + b"\xff": index for index in reversed(opaque)}
        numbers = {int.from_bytes(colour, sys.byteorder): index for colour, index in exact.items()}
        pixels = memoryview(solid.convert("RGBA").tobytes()).cast("I")
        nearest = bytes(map(numbers.get, pixels, nearest))
    indices = Image.frombytes("P", part.size, nearest)
    if clear and part.mode in {"RGBA", "LA"}:
        unseen = part.getchannel("A").point([255 * (value < 128) for value in range(256)])
        indices.paste(clear[0], (0, 0), unseen)
    return indices
