"""The pixel modes of Pillow, and how a painted part comes back into a picture of each."""

from PIL import Image

from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.palette import ENOUGH, Palette

HALF_SEEN = 128
HALF = [255 * (value >= HALF_SEEN) for value in range(256)]
"""For `point`: white or opaque where it is more so than not."""


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
        part = part.point(HALF).convert("1", dither=Image.Dither.NONE)
    elif picture.mode.startswith("I"):
        part = part.convert("I").point(lambda value: value * 257)
        part = part if picture.mode == "I" else part.convert("I;16")
    elif picture.mode == "YCbCr":
        part = part.convert("YCbCr")
    elif picture.mode == "P":
        part = in_colours_of(picture, part)
    picture.paste(part, (box.left, box.top))


def in_colours_of(picture: Image.Image, part: Image.Image) -> Image.Image:
    """The part as indices of the picture's palette, transparent where it is more transparent than not."""
    # To see what a large picture uses takes longer than to paint a line, so its palette stays with it.
    if "palette" not in picture.info:
        picture.info["palette"] = palette_of(picture)
    palette, clear = picture.info["palette"]
    before = palette.colours
    indices: Image.Image = palette.matched(part.convert("RGB"), ENOUGH)
    if palette.colours != before:
        picture.putpalette(palette.colours)
    if clear is not None and part.mode in {"RGBA", "LA"}:
        indices.paste(clear, (0, 0), part.getchannel("A").point([255 - value for value in HALF]))
    return indices


def palette_of(picture: Image.Image) -> tuple[Palette, int | None]:
    """The palette of a picture, and its entry that is more transparent than not, if it has one."""
    used = {index for index, count in enumerate(picture.histogram()) if count}
    transparency = picture.info.get("transparency")
    if not isinstance(transparency, bytes):
        hidden = [] if transparency is None else [int(transparency)]
        clear = hidden
    else:
        clear = [index for index, alpha in enumerate(transparency) if alpha < HALF_SEEN]
        # What is transparent in part may be used again where it is used, but not for other colours.
        hidden = [index for index, alpha in enumerate(transparency) if alpha < 255 and index not in used] + clear
    colours = bytes(picture.getpalette("RGB") or [])
    return Palette(colours, used, hidden), clear[0] if clear else None
