"""Lines of text in a picture replaced by others: ground continued, new text in the colour of the old.

All the old lines are erased first and all the new ones written then, so that boxes may overlap. Not a pixel
outside the boxes is touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageStat

from translation_mock.domain.pictures.alignment import Side, Standing, room_beside, sides_of
from translation_mock.domain.pictures.ground import continued_ground, highest, median, quantiles, strongest_difference
from translation_mock.domain.pictures.layout import SMALL, Setting, set_in
from translation_mock.domain.pictures.lettering import drawable, mask, reads_from_right
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.measuring import FAINTEST, Lettering, lettering_of
from translation_mock.domain.pictures.pixels import paintable, pasted
from translation_mock.domain.pictures.texture import is_even, is_plain, texture_of, within

BORDER = 3
"""Pixels around a box from which its ground is continued."""
REACH = 20
"""Pixels around a box, or half its height if that is more, that tell what kind of ground it is."""
LARGEST_TEXTURE = 1_000_000
"""Pixels of a box up to which its ground is looked at closely, which takes half a second."""
UNIFORM = 8
"""The spread (of 255) of a colour that is the same in all pixels."""
CORE = 12
"""Pixels inside of strokes that are enough to tell their colour."""
LEAST_MEAN = 1
"""The mean difference (of 255) from which on its proportions tell a colour."""
CLOSE = 24
"""The difference (of 255) up to which the colours of a line in two frames are one."""


@dataclass(frozen=True)
class Replacement:
    """A text to be drawn in a box; `source_text` is what stands there, if the author said so."""

    box: Box
    text: str
    source_text: str | None = None
    before: "Style | None" = None
    """How the same line was drawn in an earlier frame: small changes of what is measured do not make it jump."""


@dataclass(frozen=True)
class Drawn:
    """How a line was drawn: in type that is too small to be read with ease, cut short, in other letters."""

    small: bool
    shortened: bool
    transliterated: bool


@dataclass(frozen=True)
class Style:
    """How a line stands in its box: the box's size, the line's colour and type, if its ground is busy, its side."""

    box: tuple[int, int]
    colour: tuple[int, ...]
    lettering: Lettering
    busy: bool = False
    side: Side = Side.LEFT

    def after(self, before: "Style | None") -> "Style":
        """The same line in a later frame, as it was before as far as it is hardly another."""
        if before is None or before.box != self.box or len(before.colour) != len(self.colour):
            return self
        close = all(abs(old - new) <= CLOSE for old, new in zip(before.colour, self.colour, strict=True))
        return before if close else replace(before, colour=self.colour)


@dataclass(frozen=True)
class Painted:
    """A line in its style, and how it was drawn; None where nothing of it could be."""

    style: Style
    drawn: Drawn | None


def repaint(picture: Image.Image, replacements: Sequence[Replacement], language: str | None = None) -> list[Painted]:
    """Replace what stands in the boxes, in place.

    The boxes lie within the picture. `language` is that of the new texts.
    """
    rooms = [room_beside(picture, replacement.box) for replacement in replacements]
    old = [erased(picture, replacement.box, replacement.source_text) for replacement in replacements]
    standing = [
        # On busy ground there is no telling where another thing begins.
        Standing(
            ink_within(replacement.box, style.lettering),
            style.lettering.size,
            (0, picture.width) if style.busy else room,
        )
        for replacement, style, room in zip(replacements, old, rooms, strict=True)
    ]
    styles = [
        replace(style, side=side).after(replacement.before)
        for replacement, style, side in zip(replacements, old, sides_of(standing), strict=True)
    ]
    return [
        Painted(style, written(picture, replacement, style, language))
        for replacement, style in zip(replacements, styles, strict=True)
    ]


def ink_within(box: Box, lettering: Lettering) -> Box:
    """The ink of a box as a part of the picture."""
    return Box.between(
        box.left + lettering.left, box.top + lettering.top, box.left + lettering.right, box.top + lettering.bottom
    )


def erased(picture: Image.Image, box: Box, source_text: str | None) -> Style:
    """Leave nothing but the ground in a box; says what stood there."""
    near, inner = surroundings(picture, box, BORDER)
    old = near.crop(inner.edges)
    ground = continued_ground(near, inner)
    difference = strongest_difference(old, ground)
    ink, colour, busy = None, None, False
    if not is_even(difference) and box.width * box.height <= LARGEST_TEXTURE:
        outer, inner = surroundings(picture, box, max(REACH, box.height // 2))
        lossy = picture.mode == "YCbCr"
        busy = not is_plain(outer, inner, ground, lossy=lossy)
        if busy:
            texture = texture_of(outer, inner, ground, lossy=lossy)
            ink, ground = texture.ink, texture.ground
            if texture.thin:
                difference = strongest_difference(old, ground)
            else:
                colour = opaque(old.mode, texture.colour)
    if ink is None:
        ink = inked(difference, 0.3)
    if colour is None:
        colour = ink_colour(old, ground, difference)
    pasted(picture, ground, box)
    return Style((box.width, box.height), colour, lettering_of(ink, source_text), busy)


def surroundings(picture: Image.Image, box: Box, reach: int) -> tuple[Image.Image, Box]:
    """A box with so many pixels around it, as far as the picture goes, and the box as a part of that."""
    around = Box.between(box.left - reach, box.top - reach, box.right + reach, box.bottom + reach)
    around = around.within(*picture.size) or box
    inner = Box(box.left - around.left, box.top - around.top, box.width, box.height)
    return paintable(picture.crop(around.edges)), inner


def inked(difference: Image.Image, share: float) -> Image.Image:
    """White where the difference from the ground is at least this share of the highest, and no mere trace."""
    level = max(FAINTEST, share * highest(difference))
    return difference.point([255 * (value >= level) for value in range(256)])


def ink_colour(old: Image.Image, ground: Image.Image, difference: Image.Image) -> tuple[int, ...]:
    """The colour of the old text; black or white, whichever is seen on the ground, when there is none."""
    core = inked(difference, 0.95)
    if core.getbbox():
        return opaque(old.mode, unmixed(old, ground, difference, core))
    seen = ground if ground.mode in {"L", "RGB"} else ground.convert("RGB")
    dark = ImageStat.Stat(seen.convert("L")).mean[0] < 128
    black_or_white = Image.new("RGB", (1, 1), "white" if dark else "black").convert(ground.mode).getpixel((0, 0))
    return black_or_white if isinstance(black_or_white, tuple) else (int(black_or_white or 0),)


def unmixed(old: Image.Image, ground: Image.Image, difference: Image.Image, core: Image.Image) -> tuple[int, ...]:
    """The colour of the pixels of a core; where it is not the same in all of them, without the ground that is in it.

    The inside of thick strokes is not mixed with it. Thin strokes are, and a JPEG spreads their hue beyond them;
    but what the ground has become in all, in each channel, is in the proportions of the colour.
    """
    low, colour, high = quantiles(old, core, (0.1, 0.5, 0.9))
    if all(most - least <= UNIFORM for least, most in zip(low, high, strict=True)):
        return colour
    inside = within(inked(difference, 0.8), 1)
    if inside.histogram()[255] >= CORE:
        return median(old, inside)
    means = [now - bare for now, bare in zip(ImageStat.Stat(old).mean, ImageStat.Stat(ground).mean, strict=True)]
    strongest = max(range(len(means)), key=lambda band: abs(means[band]))
    if abs(means[strongest]) < LEAST_MEAN:
        return colour
    under = median(ground, core)
    factor = (colour[strongest] - under[strongest]) / means[strongest]
    return tuple(min(255, max(0, round(bare + mean * factor))) for bare, mean in zip(under, means, strict=True))


def opaque(mode: str, colour: tuple[int, ...]) -> tuple[int, ...]:
    """The colour without a trace of transparency: hardly a pixel of thin type is covered whole."""
    return (*colour[:-1], 255) if mode in {"RGBA", "LA"} and colour[-1] >= 240 else colour


def written(picture: Image.Image, replacement: Replacement, style: Style, language: str | None) -> Drawn | None:
    """Write the new text into an erased box; None when nothing of it could be drawn."""
    box, place, side = replacement.box, style.lettering, style.side
    if side is Side.LEFT and reads_from_right(replacement.text):
        # Mirrored: as far from the right end of the box as the old text was from the left one.
        place, side = replace(place, right=max(place.right, box.width - place.left)), Side.RIGHT
    setting = set_in(
        replacement.text,
        place.size,
        room_for(side, place, box.width),
        box.height,
        pitch=max(1.0, place.pitch),
        language=language,
    )
    if setting is None:
        return None
    letters = letters_of(setting, place, side, box, language)
    shown = letters.getbbox()
    if shown is None:
        return None
    # Only what the letters cover is painted again: pixels of a palette are dear.
    target = Box.between(box.left + shown[0], box.top + shown[1], box.left + shown[2], box.top + shown[3])
    part = paintable(picture.crop(target.edges))
    if style.colour[-1] == 255 and part.mode in {"RGBA", "LA"} and not part.getchannel("A").getbbox():
        # On a transparent ground the colours under the transparency would fringe the letters.
        part = Image.new(part.mode, part.size, (*style.colour[:-1], 0))
    part.paste(style.colour if len(style.colour) > 1 else style.colour[0], (0, 0), letters.crop(shown))
    pasted(picture, part, target)
    return Drawn(setting.size < SMALL, setting.shortened, drawable(replacement.text).transliterated)


def room_for(side: Side, place: Lettering, width: int) -> int:
    """The width that a text has in a box when it is held on this side."""
    if side is Side.LEFT:
        return width - place.left
    if side is Side.RIGHT:
        return place.right
    return min(place.left + place.right, 2 * width - place.left - place.right)


def letters_of(setting: Setting, place: Lettering, side: Side, box: Box, language: str | None) -> Image.Image:
    """The new text as a mask of the box: from the old baseline on, where it fits."""
    first = place.baselines[0]
    if len(place.baselines) == 1 and len(setting.rows) > 1:
        # Rows in place of one line stand about its middle.
        first = (place.top + place.bottom - setting.height) // 2 - setting.rows[0].ink.top
    highest_row = -setting.rows[0].ink.top
    first = max(min(first, box.height - setting.height + highest_row), highest_row)
    letters = Image.new("L", (box.width, box.height))
    for number, row in enumerate(setting.rows):
        if side is Side.LEFT:
            start = place.left - row.ink.left
        elif side is Side.RIGHT:
            start = place.right - row.ink.right
        else:
            start = (place.left + place.right - row.ink.left - row.ink.right) // 2
        baseline = first + setting.baseline(number)
        # Rows may reach into each other, so each is laid over what is there.
        drawn = mask(row.text, setting.size, letters.size, (start, baseline), language)
        letters = drawn if not number else ImageChops.lighter(letters, drawn)
    return letters
