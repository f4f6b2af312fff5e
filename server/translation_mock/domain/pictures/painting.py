"""Lines of text in a picture replaced by others: ground continued, new text in the colour of the old.

All the old lines are erased first and all the new ones written then, so that boxes may overlap. Not a pixel
outside the boxes is touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageChops

from translation_mock.domain.pictures.alignment import Side, Standing, room_beside, sides_of
from translation_mock.domain.pictures.budget import Budget
from translation_mock.domain.pictures.colouring import black_or_white, ink_colour, inked, is_apart, is_faint, opaque
from translation_mock.domain.pictures.ground import (
    Ground,
    exceeded_by,
    ground_of,
    median,
    plain,
    strongest_difference,
)
from translation_mock.domain.pictures.layout import SMALL, Setting, set_in
from translation_mock.domain.pictures.lettering import drawable, mask, reads_from_right
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.measuring import Lettering, is_shaped_like, lettering_of
from translation_mock.domain.pictures.pixels import paintable, pasted
from translation_mock.domain.pictures.texture import BLOCK, Texture, is_even, is_grainy, is_plain, texture_of
from translation_mock.domain.pictures.trimming import trimmed

BORDER = 3
"""Pixels around a box from which its ground is continued."""
REACH = 20
"""Pixels around a box, or half its height if that is more, that tell what kind of ground it is."""
LARGE = 40
"""Pixels of the height of a box for each of which the picture is made smaller in which its letters are told."""
STRONGEST = 1 / 200
"""The part of the pixels that may differ more from the ground than its letters do: specks."""
LARGEST_TEXTURE = 1_000_000
"""Pixels of a box up to which its ground is looked at closely, which takes a sixth of a second."""
CLOSE_LOOK = 30_000
"""Pixels whose ground takes as long as all else of a close look, five milliseconds."""
TRIMMING = 5
"""How many times as much a close look takes as it takes to trim a box."""
DIRECT = frozenset({"L", "RGB", "CMYK", "YCbCr"})
"""Modes in which text is blended with the picture as it is in RGB."""
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


def repaint(
    picture: Image.Image,
    replacements: Sequence[Replacement],
    language: str | None = None,
    texturing: Budget | None = None,
) -> list[Painted]:
    """Replace what stands in the boxes, in place.

    The boxes lie within the picture. `language` is that of the new texts. `texturing` are the pixels whose
    ground may be looked at closely (CLOSE_LOOK more for each box); ground beyond that is taken for plain.
    """
    rooms = [room_beside(picture, replacement.box) for replacement in replacements]
    found = [
        erased(picture, replacement.box, replacement.source_text, texturing=texturing) for replacement in replacements
    ]
    old = [style for style, _ in found]
    replacements = [replace(replacement, box=box) for replacement, (_, box) in zip(replacements, found, strict=True)]
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


def erased(
    picture: Image.Image,
    box: Box,
    source_text: str | None,
    *,
    seen: Box | None = None,
    texturing: Budget | None = None,
) -> tuple[Style, Box]:
    """Leave nothing but the ground in a box; says what stood there, and in which part of the box.

    That is told in a smaller picture where the letters are large. (Those of a text that is known may stand in many
    rows, and be small in a high box.) The box of a known text may reach over the edge of the thing on which the
    text stands; it is trimmed then, and `seen` is the part of the picture that does not lie beyond such an edge.
    """
    of_jpeg = picture.mode == "YCbCr"
    factor = 1 if source_text is not None else max(1, box.height // LARGE)
    near, inner = surroundings(picture, box, BORDER, factor, seen)
    old = near.crop(inner.edges)
    ground = ground_of(near, inner, lossy=of_jpeg or "lossy" in picture.info)
    counts = ground.difference.histogram()
    ink, colour, busy, bare = None, None, False, ground.picture
    # In a smaller picture there is less noise.
    even = is_even(counts) and (factor == 1 or not is_grainy(beside(picture, box)))
    cut = source_text is not None and seen is None and is_cut(ground.difference, counts)
    tight = source_text is None or seen is not None or (even and not cut)
    part = box if tight else on_one_thing(picture, box, texturing)
    if part != box:
        return erased(picture, part, source_text, seen=not_beyond(picture, box, part), texturing=texturing)
    if (cut or not even) and affordable(box, texturing):
        continued = enlarged(ground.picture, box, factor)
        outer, within_outer = surroundings(picture, box, max(REACH, box.height // 2), seen=seen)
        texture = busy_ground(outer, within_outer, continued, lossy=of_jpeg, cut=cut)
        busy = texture is not None
        if texture:
            ink, factor = texture.ink, 1
            if texture.thin:
                old = outer.crop(within_outer.edges)
                ground = Ground(texture.ground, None, strongest_difference(old, texture.ground))
                counts = ground.difference.histogram()
            else:
                colour = opaque(old.mode, texture.colour)
            pasted(picture, texture.ground, box)
            bare = texture.ground
    peak = exceeded_by(counts, STRONGEST)
    if ink is None:
        ink = inked(ground.difference, 0.3, peak)
    if colour is None:
        colour = ink_colour(old, ground, peak)
    if not busy:
        fill(picture, box, ground, factor)
    lettering = lettering_of(ink, source_text)
    if source_text is not None:
        under = ground.colour if ground.colour and not busy else median(bare)
        if not is_there(source_text, lettering, old.mode, colour, under):
            colour, lettering = black_or_white(bare), lettering_of(Image.new("L", ink.size), source_text)
    return Style((box.width, box.height), colour, lettering.times(factor, box), busy), box


def is_there(text: str, lettering: Lettering, mode: str, colour: tuple[int, ...], under: tuple[int, ...]) -> bool:
    """Whether a text that an author told stands in his box; not, for instance, in a box in the sky.

    What is seen well is believed to be it; else it has to be of another colour than the ground, and of its shape.
    """
    return not is_faint(mode, colour, under) or (is_apart(colour, under) and is_shaped_like(lettering, text))


def is_cut(difference: Image.Image, counts: Sequence[int]) -> bool:
    """Whether what differs from the ground goes on beyond the box, given how many pixels differ by how much."""
    bounds = inked(difference, 0.3, exceeded_by(counts, STRONGEST)).getbbox()
    return bounds is not None and (
        min(bounds[:2]) == 0 or bounds[2] == difference.width or bounds[3] == difference.height
    )


def busy_ground(outer: Image.Image, box: Box, continued: Image.Image, *, lossy: bool, cut: bool) -> Texture | None:
    """The ground of a box of `outer` that is not the continued one; None where it is.

    If it is, but something goes on beyond the box of a known text (`cut`), that is no letter of it and stays; unless
    there are no letters beside it.
    """
    flat = is_plain(outer, box, continued, lossy=lossy)
    if flat and not cut:
        return None
    texture = texture_of(outer, box, continued, lossy=lossy)
    return None if flat and not stands_free(texture.ink) else texture


def stands_free(ink: Image.Image) -> bool:
    """Whether there is ink in a box, of which at no end of the box stands half: that were a thing, not letters."""
    bounds = ink.getbbox()
    if bounds is None:
        return False
    left, top, right, bottom = bounds
    width, height = ink.size
    sides = (0, 0, 1, height), (width - 1, 0, width, height)
    rows = (0, 0, width, 1), (0, height - 1, width, height)
    ends = [*((side, bottom - top) for side in sides), *((row, right - left) for row in rows)]
    return not any(2 * ink.crop(end).histogram()[255] >= length for end, length in ends)


def on_one_thing(picture: Image.Image, box: Box, texturing: Budget | None) -> Box:
    """A box without what other things take of it at its ends (see `trimmed`)."""
    if not affordable(box, texturing, TRIMMING):
        return box
    outer, inner = surroundings(picture, box, max(REACH, box.height // 2))
    part = trimmed(outer, inner)
    return Box(part.left + box.left - inner.left, part.top + box.top - inner.top, part.width, part.height)


def affordable(box: Box, texturing: Budget | None, share: int = 1) -> bool:
    """Whether the ground of a box is to be looked at closely, or with this part of that work, which is then spent."""
    pixels = box.width * box.height
    return pixels <= LARGEST_TEXTURE and (texturing is None or texturing.spend((CLOSE_LOOK + pixels) // share))


def fill(picture: Image.Image, box: Box, ground: Ground, factor: int) -> None:
    """Replace a box by its ground, which is known in a picture smaller by `factor`."""
    flat = ground.colour
    if flat is None:
        part = ground.picture if picture.mode != "YCbCr" else ground.picture.convert(picture.mode)
        part = enlarged(part, box, factor)
        if picture.mode in DIRECT:
            picture.paste(part, box.edges)
        else:
            pasted(picture, part, box)
    elif picture.mode in DIRECT:
        picture.paste(in_mode(picture.mode, flat), box.edges)
    else:
        # One pixel is converted to the mode and the palette of the picture instead of all of them.
        pasted(picture, plain(ground.picture.mode, (1, 1), flat), Box(box.left, box.top, 1, 1))
        value = picture.getpixel((box.left, box.top))
        assert value is not None  # noqa: S101 - the pixel is in the picture
        picture.paste(value, box.edges)


def enlarged(ground: Image.Image, box: Box, factor: int) -> Image.Image:
    """The ground of a box, given what it is in a picture smaller by `factor`, whose last pixels reach beyond it."""
    if factor == 1:
        return ground
    seen = 0, 0, box.width / factor, box.height / factor
    return ground.resize((box.width, box.height), Image.Resampling.BILINEAR, box=seen)


def not_beyond(picture: Image.Image, box: Box, part: Box) -> Box:
    """The picture without what is beyond the ends of a box that were trimmed to be a part of it."""
    return Box.between(
        part.left if part.left > box.left else 0,
        part.top if part.top > box.top else 0,
        part.right if part.right < box.right else picture.width,
        part.bottom if part.bottom < box.bottom else picture.height,
    )


def surroundings(
    picture: Image.Image, box: Box, reach: int, factor: int = 1, seen: Box | None = None
) -> tuple[Image.Image, Box]:
    """A box with so many pixels around it, as far as the picture, or the part of it that is seen, goes.

    And the box as a part of that. Both are smaller by `factor`, the pixels around the box are not fewer for that.
    """
    reach *= factor
    left, top, right, bottom = seen.edges if seen else (0, 0, *picture.size)
    around = Box.between(
        max(box.left - reach, left),
        max(box.top - reach, top),
        min(box.right + reach, right),
        min(box.bottom + reach, bottom),
    )
    inner = Box(box.left - around.left, box.top - around.top, box.width, box.height)
    if factor == 1:
        return paintable(picture.crop(around.edges)), inner
    # The box begins with a pixel of the smaller picture.
    left, top = inner.left // factor, inner.top // factor
    near = picture.crop((box.left - factor * left, box.top - factor * top, around.right, around.bottom))
    if near.mode != "YCbCr":
        near = paintable(near)
    return paintable(near.reduce(factor)), Box(left, top, -(-box.width // factor), -(-box.height // factor))


def beside(picture: Image.Image, box: Box) -> Image.Image:
    """A strip above a box, or below it where there is more room; a few pixels away from it, as traces of letters are.

    It may have no pixel.
    """
    top = box.top - 2 * BLOCK if box.top >= picture.height - box.bottom else box.bottom + BLOCK
    part = Box(box.left, top, box.width, BLOCK).within(*picture.size) or Box(0, 0, 0, 0)
    return paintable(picture.crop(part.edges))


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
    # Only what the letters cover is painted again.
    letters = letters.crop(shown)
    target = Box.between(box.left + shown[0], box.top + shown[1], box.left + shown[2], box.top + shown[3])
    if picture.mode in DIRECT:
        picture.paste(in_mode(picture.mode, style.colour), target.edges, letters)
        return drawn_as(replacement, setting)
    part = paintable(picture.crop(target.edges))
    # Colours under a transparent ground do not fringe the letters: Pillow leaves them out of what it blends.
    part.paste(style.colour if len(style.colour) > 1 else style.colour[0], (0, 0), letters)
    pasted(picture, part, target)
    return drawn_as(replacement, setting)


def drawn_as(replacement: Replacement, setting: Setting) -> Drawn:
    """How a text was drawn that is set like this."""
    return Drawn(setting.size < SMALL, setting.shortened, drawable(replacement.text).transliterated)


def in_mode(mode: str, colour: tuple[int, ...]) -> tuple[int, ...] | int:
    """A colour as a pixel of a picture whose mode is one of DIRECT."""
    if mode == "YCbCr":
        red, green, blue = colour
        pixel = Image.new("RGB", (1, 1), (red, green, blue)).convert(mode).getpixel((0, 0))
        return pixel if isinstance(pixel, tuple) else colour
    return colour if len(colour) > 1 else colour[0]


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
    letters = Image.new("L", (0, 0))
    for number, row in enumerate(setting.rows):
        if side is Side.LEFT:
            start = place.left - row.ink.left
        elif side is Side.RIGHT:
            start = place.right - row.ink.right
        else:
            start = (place.left + place.right - row.ink.left - row.ink.right) // 2
        baseline = first + setting.baseline(number)
        # Rows may reach into each other, so each is laid over what is there.
        drawn = mask(row.text, setting.size, (box.width, box.height), (start, baseline), language)
        letters = drawn if not number else ImageChops.lighter(letters, drawn)
    return letters
