"""A GIF written again with some of its frames painted, in its own colours.

An image that shows its part of the frame as wanted stays as it is coded, byte for byte; so the places, disposals and
colours of an animation are kept, and its file hardly grows. An image that has to show something else gets new
indices there and nowhere else: colours of its table, or of free entries of it (see `palette`). It grows when what
is to be seen lies outside of it, transparent where nothing changes.

What a GIF cannot show is shown as nearly as it can: a pixel is opaque or not; no pixel that was drawn becomes
transparent while its image stays; and an image that is cleared away afterwards does not grow over others that are to
stay, so beside it the lettering of an earlier frame may be seen for its time.
"""

import struct
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO

from PIL import Image, ImageChops

from translation_mock.domain.pictures.files.anatomy import Anatomy
from translation_mock.domain.pictures.files.gif import EXTENSION, IMAGE, blocks, is_loop, table
from translation_mock.domain.pictures.files.gif_frames import RESTORE_GROUND, Canvas, Drawn, strips
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.palette import Palette
from translation_mock.domain.pictures.pixels import HALF
from translation_mock.domain.pictures.runs import runs

MOST_BOXES = 40
"""A frame is looked at in fewer parts than this and one for each of its strips: no part goes on from strip to strip.

Between two parts of a strip are at least the rows of the whole frame divided by it, or LEAST_GAP if that is more.
"""
LEAST_GAP = 16
"""Rows between two parts; to go on with fewer takes less time than another part."""


def edited(anatomy: Anatomy, frames: Iterable[Image.Image]) -> bytes:
    """The file with what was painted in its frames, which are those of `gif_frames.displayed`; without metadata."""
    data, painted = anatomy.data, iter(frames)
    pieces = [b"GIF89a", data[6 : 13 + table(data[10])]]
    canvas: Canvas | None = None
    for introducer, _, start, end in blocks(data):
        if introducer == IMAGE:
            frame = next(painted)
            canvas = canvas or Canvas(frame.mode, frame.size)
            pieces += as_coded(data, frame.info["drawn"], shown_as(frame, canvas))
        elif introducer != EXTENSION or is_loop(data, start, end):
            pieces.append(data[start:end])
    return b"".join(pieces)


def shown_as(frame: Image.Image, canvas: Canvas) -> Drawn:
    """The image that brings the canvas to show this frame; its own one where that does. The canvas then shows it.

    The canvas has the colours that were wanted, not their nearest: a text that stays is not taken for another.
    """
    drawn: Drawn = frame.info["drawn"]
    canvas.dispose()
    boxes = differing(frame, canvas, drawn)
    if boxes and clears_more(drawn, canvas, around(*boxes)):
        frame = only_inside(drawn.coded.place, frame, canvas, drawn, around(*boxes))
        boxes = differing(frame, canvas, drawn)
    if boxes:
        drawn = redrawn(drawn, canvas, frame, boxes)
    canvas.promise(drawn.coded.place, drawn.coded.disposal)
    canvas.picture = frame
    return drawn


def differing(frame: Image.Image, canvas: Canvas, drawn: Drawn) -> list[Box]:
    """Where the canvas would show something else than the frame if the image were drawn: boxes one below the other."""
    found = []
    for strip in strips(Box(0, 0, *frame.size)):
        difference = ImageChops.difference(canvas.seen(drawn, strip), frame.crop(strip.edges))
        edges = difference.getbbox(alpha_only=False)
        if edges:
            inside = Box.between(*edges)
            _, rows = difference.crop(edges).getprojection()
            for start, end in runs(bytes(rows), max(LEAST_GAP, frame.height // MOST_BOXES)):
                found.append(Box(inside.left, strip.top + inside.top + start, inside.width, end - start))
    return found


def clears_more(drawn: Drawn, canvas: Canvas, box: Box) -> bool:
    """Whether the image, grown by the box, would take more away with it than it did: then it had better not grow."""
    own = drawn.coded.place
    place = around(own, box)
    if drawn.coded.disposal != RESTORE_GROUND or place == own:
        return False
    beside = canvas.picture.crop(place.edges)
    beside.paste(0, (own.left - place.left, own.top - place.top, own.right - place.left, own.bottom - place.top))
    return beside.getbbox(alpha_only=False) is not None


def only_inside(place: Box, frame: Image.Image, canvas: Canvas, drawn: Drawn, box: Box) -> Image.Image:
    """The frame, beside the place as the canvas shows it."""
    inside = frame.crop(place.edges)
    result = frame.copy()
    result.paste(canvas.seen(drawn, box), box.edges)
    result.paste(inside, place.edges)
    return result


def redrawn(drawn: Drawn, canvas: Canvas, frame: Image.Image, boxes: list[Box]) -> Drawn:
    """The image with other indices in the boxes, where otherwise the canvas would not show the frame."""
    coded, indices = drawn.coded, drawn.indices
    place = around(coded.place, *boxes)
    part = stacked([frame.crop(box.edges) for box in boxes])
    wrong = any_band(ImageChops.difference(stacked([canvas.seen(drawn, box) for box in boxes]), part))
    unseen = (
        Image.new("L", part.size) if part.mode == "RGB" else part.getchannel("A").point([255 - value for value in HALF])
    )
    clear = coded.clear
    if clear is None and (place != coded.place or ImageChops.darker(unseen, wrong).getbbox()):
        clear, indices = room_for_nothing(indices, coded.colours)
    counts = indices.histogram()
    hidden = [] if clear is None else [clear]
    colours = coded.colours.ljust(3 * max([1, *(index + 1 for index in hidden)]), b"\0")
    palette = Palette(colours, {index for index in range(256) if counts[index]}, hidden)
    if clear is not None:
        # Where the frame before shows the same, it shows it best.
        before = stacked([canvas.picture.crop(box.edges) for box in boxes])
        same = ImageChops.invert(any_band(ImageChops.difference(part, before)))
        unseen = ImageChops.lighter(unseen, same)
    # Colours of pixels that stay, or are not seen, need no room in the palette.
    ground = max(range(256), key=lambda index: (index != clear) * counts[index])
    opaque = part.convert("RGB")
    others = ImageChops.lighter(unseen, ImageChops.invert(wrong))
    # With a mask of mode 1 Pillow takes a fifth of the time.
    opaque.paste(tuple(colours[3 * ground : 3 * ground + 3]) or 0, (0, 0), others.point(HALF, "1"))
    result = Image.new("P", (place.width, place.height), clear or 0)
    result.paste(indices, (coded.place.left - place.left, coded.place.top - place.top))
    # Only an image that grows has to show anything but a text.
    shown = palette.matched(opaque, exact=place != coded.place)
    if clear is not None:
        shown.paste(clear, (0, 0), unseen)
    top = 0
    for box in boxes:
        piece = 0, top, box.width, top + box.height
        result.paste(shown.crop(piece), (box.left - place.left, box.top - place.top), wrong.crop(piece))
        top += box.height
    return Drawn(
        replace(
            coded,
            place=place,
            colours=palette.colours,
            has_own_colours=coded.has_own_colours or palette.colours != coded.colours,
            interlaced=False,
            control=bytes([coded.control[0] | (clear is not None), *coded.control[1:3], clear or 0]),
        ),
        result,
    )


def room_for_nothing(indices: Image.Image, colours: bytes) -> tuple[int, Image.Image]:
    """An entry for transparency, and the indices without it: a free one, or the rarest, its nearest in its place.

    An image may use all 256 indices of a table with fewer entries; those beyond its end are black, as they are seen.
    """
    counts = indices.histogram()
    free = Palette(colours, {index for index in range(256) if counts[index]}).take()
    if free is not None:
        return free, indices
    colours = colours.ljust(3 * 256, b"\0")
    rarest = min(range(256), key=counts.__getitem__)

    def distance(index: int) -> int:
        triples = zip(colours[3 * index : 3 * index + 3], colours[3 * rarest : 3 * rarest + 3], strict=True)
        return sum((one - other) ** 2 for one, other in triples)

    nearest = min((index for index in range(256) if index != rarest), key=distance)
    renumbered = indices.point([nearest if index == rarest else index for index in range(256)])
    return rarest, Image.frombytes("P", indices.size, renumbered.tobytes())


def as_coded(data: bytes, before: Drawn, drawn: Drawn) -> list[bytes]:
    """The control and the image as they stand in a file; `before` is how the image came."""
    coded = drawn.coded
    control = [b"\x21\xf9\x04" + coded.control + b"\0"] if any(coded.control) else []
    if drawn is before:
        return [*control, data[coded.start : coded.end]]
    drawn.indices.putpalette(coded.colours)
    file = BytesIO()
    drawn.indices.save(file, "GIF", optimize=False, interlace=0)
    written = file.getvalue()
    [(start, end)] = [(start, end) for introducer, _, start, end in blocks(written) if introducer == IMAGE]
    flags = 0
    colours = b""
    if coded.has_own_colours:
        bits = max(1, (len(coded.colours) // 3 - 1).bit_length())
        flags, colours = 0x80 | bits - 1, coded.colours.ljust(3 << bits, b"\0")
    descriptor = b"," + struct.pack("<HHHHB", *coded.place, flags)
    return [*control, descriptor, colours, written[start + 10 + table(written[start + 9]) : end]]


def stacked(pieces: list[Image.Image]) -> Image.Image:
    """Pictures one below the other."""
    stack = Image.new(pieces[0].mode, (max(piece.width for piece in pieces), sum(piece.height for piece in pieces)))
    top = 0
    for piece in pieces:
        stack.paste(piece, (0, top))
        top += piece.height
    return stack


def any_band(picture: Image.Image) -> Image.Image:
    """White where any band is not 0."""
    bands = picture.split()
    highest = bands[0]
    for band in bands[1:]:
        highest = ImageChops.lighter(highest, band)
    return highest.point([0] + [255] * 255)


def around(*boxes: Box) -> Box:
    """The smallest box that holds them all."""
    return Box.between(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
