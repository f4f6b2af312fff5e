"""Lines of text found in a picture by the shape of its ink.

The picture is taken apart into its panels (see `panels`): what is in a frame, a field, a button or a cell of a
table is looked at by itself, without the frame. The ink of each (see `ink`) is cut into lines by its projections
(see `cutting`), a line is what looks like one (see `likeness`), and gets a small margin. No text is read here.

Known limits: type from about 10 to 200 pixels, upright, whose lines leave a row of pixels between them: on a page
that bends they are taken as one. Thin type at less than 2 : 1 in strong noise is missed, so is type in dithered
colours that hardly differ from their ground. Words in signs that are not round, such as triangles, or that stand
close together, are taken with their signs. Rows of small figures, coins for instance, may be taken for text.
"""

import math
from collections.abc import Iterator
from itertools import islice, product

from PIL import Image

from translation_mock.domain.pictures.detection.cutting import SHORTEST
from translation_mock.domain.pictures.detection.edges import LONG
from translation_mock.domain.pictures.detection.finishing import Region, absorbed, reading_order, with_margin
from translation_mock.domain.pictures.detection.ink import brightness, flattened, grain, has_hues, ink_of
from translation_mock.domain.pictures.detection.outgrowth import grown, is_level
from translation_mock.domain.pictures.detection.panels import Panel, page_of
from translation_mock.domain.pictures.detection.signs import with_signs
from translation_mock.domain.pictures.detection.tracing import moved
from translation_mock.domain.pictures.lines import Box

BLOCK = 8
"""Pixels around an edge in which a JPEG leaves traces."""
LESS = [max(0, value - 12) for value in range(256)]
"""What is left of a depth where there may be such traces, few of which are deeper."""
MOST_REGIONS = 200
MOST_WORKED_PIXELS, FEWER_PIXELS = 4_000_000, 2_000_000
"""Up to so many pixels a picture is worked on as it is; a larger one is reduced to the second number, or fewer."""


def detect(picture: Image.Image) -> tuple[Box, ...]:
    """The regions of a picture in reading order, each one line of text with a small margin."""
    pixels = picture.width * picture.height
    factor = 1 if pixels <= MOST_WORKED_PIXELS else math.ceil(math.sqrt(pixels / FEWER_PIXELS))
    flat = flattened(picture, factor)
    grey = brightness(flat)
    coloured = flat if flat.mode != "L" and has_hues(flat) else grey
    noise = grain(grey)
    found = list(islice(regions_of(coloured, grey, noise, page_of(grey, noise)), MOST_REGIONS))
    found = absorbed(found)
    scaled = [Region(*(Box(*(side * factor for side in box)) for box in (region.ink, region.room))) for region in found]
    boxes = [region.ink for region in scaled]
    wide = [with_margin(region, boxes, picture.size) for region in scaled]
    whole = [
        box if is_level(grey, box, factor) else grown(picture, box, region.room, wide)
        for box, region in zip(wide, scaled, strict=True)
    ]
    return reading_order(whole)


def regions_of(flat: Image.Image, grey: Image.Image, noise: float, panel: Panel) -> Iterator[Region]:
    """The lines of a panel and of the panels in it; `flat` is the whole picture, `grey` its brightness, both the same
    where it has no hues, and `noise` that of the whole."""
    room = left_over(panel)
    if room.width >= SHORTEST and room.height >= SHORTEST:
        bright = without_panels(grey, panel, room)
        part = bright if flat is grey else without_panels(flat, panel, room)
        ink = ink_of(part, bright, noise if bright is grey else grain(bright))
        if ink is not None:
            for box in hidden(panel):
                hide(ink.depth, moved(box, room))
            for box in with_signs(part, bright, ink):
                place = Box(box.left + room.left, box.top + room.top, box.width, box.height)
                framed = any(inner.outer.width >= LONG and place.overlaps(inner.outer) for inner in panel.inner)
                if not framed:
                    yield Region(place, panel.room)
    for inner in panel.inner:
        yield from regions_of(flat, grey, noise, inner)


def left_over(panel: Panel) -> Box:
    """The room of a panel without what panels that are as wide or as high take at its ends; it may be empty."""
    left, top, right, bottom = panel.room.edges
    inner = [inner.outer for inner in panel.inner]
    before = None
    while before != (left, top, right, bottom):
        before = left, top, right, bottom
        for box in inner:
            if box.left - 2 <= left and right <= box.right + 2:
                top = box.bottom if box.top - 2 <= top < box.bottom else top
                bottom = box.top if box.top < bottom <= box.bottom + 2 else bottom
            if box.top - 2 <= top and bottom <= box.bottom + 2:
                left = box.right if box.left - 2 <= left < box.right else left
                right = box.left if box.left < right <= box.right + 2 else right
    return Box.between(left, top, right, bottom)


def without_panels(picture: Image.Image, panel: Panel, room: Box) -> Image.Image:
    """The room of a panel, cut out of the picture, with its ground in place of its rules, its corners and the panels
    in it."""
    boxes = list(hidden(panel))
    if not boxes and room.edges == (0, 0, *picture.size):
        return picture
    part = picture.crop(room.edges)
    for box in boxes:
        inside = moved(box, room).within(*part.size)
        if inside:
            part.paste(ground_between_corners(part, inside), inside.edges)
    return part


def hide(depth: Image.Image, box: Box) -> None:
    """Make a box of the depth ground, and what is around it less deep by what a codec leaves around an edge."""
    around = Box.between(box.left - BLOCK, box.top - BLOCK, box.right + BLOCK, box.bottom + BLOCK).within(*depth.size)
    if around:
        depth.paste(depth.crop(around.edges).point(LESS), around.edges)
        depth.paste(0, box.edges)


def ground_between_corners(part: Image.Image, box: Box) -> Image.Image:
    """A blend of what is at the four corners of a box, just outside it."""
    corners = Image.new(part.mode, (2, 2))
    for x, y in product((0, 1), (0, 1)):
        column = min(max(box.right if x else box.left - 1, 0), part.width - 1)
        row = min(max(box.bottom if y else box.top - 1, 0), part.height - 1)
        corners.paste(part.crop((column, row, column + 1, row + 1)), (x, y))
    if only := corners.getcolors(1):
        return Image.new(part.mode, (box.width, box.height), only[0][1])
    return corners.resize((box.width, box.height), Image.Resampling.BILINEAR, box=(0.5, 0.5, 1.5, 1.5))


def hidden(panel: Panel) -> Iterator[Box]:
    """What is in a panel and is not its text: rules, panels and what is outside its round corners."""
    for box in [*panel.rules, *(inner.outer for inner in panel.inner)]:
        yield Box.between(box.left - 2, box.top - 2, box.right + 2, box.bottom + 2)
    size = panel.radius * 6 // 10 - (panel.room.left - panel.outer.left) + 2
    if panel.radius and size > 0:
        left, top, right, bottom = panel.room.edges
        for x, y in product((left, right - size), (top, bottom - size)):
            yield Box(x, y, size, size)
