"""New pictures of text, to test with.

Lines without a box stand one below the other, 1.5 em from baseline to baseline. They are not broken, since
one line that is asked for is one line that is recognised; a line with a box stands in it, in several rows
where the box is high enough. What is too long is set smaller, and at the smallest size it is cut short, though
planted whole.
"""

from collections.abc import Callable, Sequence

from PIL import Image, ImageColor

from translation_mock.domain.pictures.doubts import LEAST_CONTRAST, DrawnLine, undetected, unseen
from translation_mock.domain.pictures.files.containers import dissect
from translation_mock.domain.pictures.files.decoding import check_size, frames_of
from translation_mock.domain.pictures.files.encoding import encoder
from translation_mock.domain.pictures.files.formats import Format
from translation_mock.domain.pictures.files.planting import plant as planted
from translation_mock.domain.pictures.files.planting import read_planted
from translation_mock.domain.pictures.layout import Row, Setting, fitting, set_in
from translation_mock.domain.pictures.lettering import drawable, extent, mask, reads_from_right
from translation_mock.domain.pictures.lines import Box, Line
from translation_mock.domain.pictures.telling import told
from translation_mock.domain.refusals import Refused

LARGEST = 16_000
"""Pixels of a side; WebP cannot hold more than 16 383."""
MOST_PIXELS = 40_000_000
"""Pixels of the picture; as many as the mock takes by default."""
ALIGNMENTS = ("start", "left", "center", "right")
"""Where a line stands in its room; "start" is the side from which its script is read."""
HEIGHT, GAP, ASCENT = 1.2, 0.3, 0.935
"""In em: the height of a line, the gap below it, and how far its baseline is from its top. FiraGO's own."""


def draw_picture(
    lines: Sequence[str | Line],
    *,
    format: str = "png",  # noqa: A002 - the word that users of the command type
    width: int | None = None,
    height: int | None = None,
    font_size: int = 32,
    color: str = "black",
    background: str = "white",
    upon: bytes | None = None,
    align: str = "start",
    plant: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> bytes:
    """A picture of these lines, with the lines planted in it.

    `width`, `height` and `font_size` are pixels; what is not given is as the lines need. Colours are names or
    `#rrggbb`; a background of two, `#fff..#cde`, runs from the top to the bottom. `upon` is the file of a
    picture that is drawn upon in place of a background, of which its transparent parts show; what is planted in it
    stays, before the new lines. Planted boxes are as wide as the picture, but upon another one as wide as the line.
    `tell` is given a sentence for each thing that is not drawn as it was given or, without planting, is not
    detected. Raises ValueError for what cannot be drawn and, when planting, for lines that planted text cannot hold.
    """
    form, ink = _format(format), _ink(color)
    if not 6 <= font_size <= 500:
        raise ValueError(f"The font size is {font_size}; 6 to 500 are possible.")
    if align not in ALIGNMENTS:
        raise ValueError(f"The alignment is {align!r}; {', '.join(ALIGNMENTS)} are possible.")
    if upon is not None and not (width is None and height is None):
        raise ValueError("A picture that is drawn upon has its own width and height.")
    wanted = [line if isinstance(line, Line) else Line(line) for line in lines]
    ground = _opened(upon, tell) if upon is not None else None
    size = ground.size if ground else _size(wanted, width, height, font_size)
    picture = _ground(size, background)
    if ground:
        picture.paste(ground, mask=ground.getchannel("A") if "A" in ground.getbands() else None)
    boxes = _boxes(wanted, size, font_size)
    drawn = [_drawn(picture, line, box, font_size, ink, align) for line, box in zip(wanted, boxes, strict=True)]
    for doubt in unseen(drawn):
        tell(doubt)
    data = encoder(form, picture)(picture)
    if not plant:
        for doubt in undetected(data, drawn, contrast(color, background) if upon is None else LEAST_CONTRAST):
            tell(doubt)
        return data
    if ground:
        # What is beside a line is none of it, and would be repaired where the line is replaced.
        boxes = [
            _beside(line.inks[0], box, font_size // 4) if line.inks and given.box is None else box
            for given, line, box in zip(wanted, drawn, boxes, strict=True)
        ]
    below = read_planted(upon) if upon is not None else ()
    return planted(data, [*below, *(Line(line.text, box) for line, box in zip(wanted, boxes, strict=True))])


def _beside(ink: Box, room: Box, margin: int) -> Box:
    """The part of a room that is as wide as this ink and its margins."""
    left, right = max(room.left, ink.left - margin), min(room.right, ink.right + margin)
    return Box.between(left, room.top, right, room.bottom)


def contrast(color: str, background: str) -> float:
    """The contrast ratio of WCAG 2.1, from 1 to 21, to the nearest colour of the background; raises ValueError."""
    ink = _luminance(_ink(color))
    grounds = [_luminance(colour) for colour in _colours("background", background)]
    if min(grounds) <= ink <= max(grounds):
        return 1.0
    return min((max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) for ground in grounds)


def _format(name: str) -> Format:
    if name not in {form.value for form in Format}:
        raise ValueError(f"The format is {name!r}; {', '.join(form.value for form in Format)} are possible.")
    return Format(name)


def _ink(text: str) -> tuple[int, ...]:
    """The colour of the letters, as RGB."""
    colours = _colours("color", text)
    if len(colours) != 1:
        raise ValueError(f"color = {text!r}: text has one colour.")
    return colours[0]


def _colours(of: str, text: str) -> list[tuple[int, ...]]:
    """The one colour or the two that *text*, the argument `of`, names, as RGB."""
    names = text.split("..")
    if len(names) > 2:
        raise ValueError(f"{of} = {text!r:.100}: one colour or two are possible.")
    return [_colour(of, name.strip()) for name in names]


def _colour(of: str, name: str) -> tuple[int, ...]:
    try:
        colour: tuple[int, ...] = ImageColor.getrgb(name)
    except ValueError as error:
        raise ValueError(f"{of} = {name!r:.100} is no colour: names such as navy and #rrggbb are possible.") from error
    if len(colour) != 3:
        raise ValueError(f"{of} = {name!r}: colours are opaque.")
    return colour


def _luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance of sRGB, from 0 to 1: WCAG 2.1, "relative luminance"."""
    linear = [(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4) for part in _shares(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _shares(colour: tuple[int, ...]) -> list[float]:
    return [part / 255 for part in colour]


def _opened(upon: bytes, tell: Callable[[str], None]) -> Image.Image:
    """The picture to draw upon: its first frame, upright; says what is lost of it."""
    try:
        anatomy = dissect(upon)
        check_size(anatomy, MOST_PIXELS)
        frame = next(frames_of(anatomy))
    except Refused as cause:
        raise ValueError(f"The picture to draw upon {told(cause)}.") from cause
    if anatomy.frames > 1:
        tell(f"of the {anatomy.frames} frames of the picture to draw upon the first is taken")
    clear = frame.convert("RGBA") if frame.has_transparency_data else None
    if clear and clear.getchannel("A").getextrema() != (255, 255):
        tell("the transparent parts of the picture to draw upon show the background")
    return clear or frame.convert("RGB")


def _margin(font_size: int) -> int:
    return font_size // 2 + 4


def _pitch(font_size: int) -> int:
    return round(font_size * (HEIGHT + GAP))


def _size(lines: Sequence[Line], width: int | None, height: int | None, font_size: int) -> tuple[int, int]:
    """The size of the picture: as given, else as the lines and their boxes need."""
    margin = _margin(font_size)
    stacked = [line.text for line in lines if line.box is None]
    boxes = [line.box for line in lines if line.box]
    text = max((extent(text, font_size).width for text in stacked), default=0)
    needed = max([text + 2 * margin, *(box.right + margin for box in boxes)])
    tall = 2 * margin + _pitch(font_size) * max(len(stacked), 0 if boxes else 1)
    high = max([tall, *(box.bottom + margin for box in boxes)])
    size = needed if width is None else width, high if height is None else height
    if (stacked or not boxes) and size[0] <= 2 * margin:
        if width is None:
            raise ValueError(f"A picture needs lines, with letters to be drawn, or a width above {2 * margin}.")
        raise ValueError(f"The picture would be {width} pixels wide; more than {2 * margin} are needed.")
    if min(size) < 1 or max(size) > LARGEST or size[0] * size[1] > MOST_PIXELS:
        limit = f"{LARGEST} each and {MOST_PIXELS // 1_000_000} million in all are the limit"
        raise ValueError(f"The picture would be {size[0]} by {size[1]} pixels; {limit}.")
    return size


def _ground(size: tuple[int, int], background: str) -> Image.Image:
    colours = _colours("background", background)
    picture = Image.new("RGB", size, colours[0])
    if len(colours) == 2:
        slope = Image.linear_gradient("L").resize(size, Image.Resampling.BILINEAR)
        picture.paste(colours[1], (0, 0), slope)
    return picture


def _boxes(lines: Sequence[Line], size: tuple[int, int], font_size: int) -> list[Box]:
    """The boxes of the lines; those without one are stacked in the middle of the height."""
    margin, pitch = _margin(font_size), _pitch(font_size)
    stacked = sum(line.box is None for line in lines)
    if stacked and (size[0] <= 2 * margin or size[1] < stacked * pitch):
        raise ValueError(f"{size[0]} by {size[1]} pixels are too small for {stacked} lines of {font_size} pixels.")
    top = (size[1] - stacked * pitch) // 2 + round(GAP / 2 * font_size) if stacked else 0
    boxes = []
    for line in lines:
        if line.box:
            box = line.box.within(*size)
            if box is None:
                raise ValueError(f"The box {list(line.box)} of {line.text!r} is outside of the picture.")
            boxes.append(box)
        else:
            boxes.append(Box(margin - 2, top, size[0] - 2 * margin + 4, round(HEIGHT * font_size)))
            top += pitch
    return boxes


def _drawn(picture: Image.Image, line: Line, box: Box, font_size: int, ink: tuple[int, ...], align: str) -> DrawnLine:
    """Set a line, and draw its rows into the middle of its box, each aligned."""
    setting = _set(line.text, font_size, box, one_row=line.box is None)
    if setting is None:
        return DrawnLine(line.text, None, ())
    room = _room(box)
    rows, size = setting.rows, setting.size
    if align == "start":
        align = "right" if reads_from_right(rows[0].text) else "left"
    last = setting.baseline(len(rows) - 1)
    first = round((room.height - last - HEIGHT * size) / 2 + ASCENT * size)
    # Marks above and below the usual height push the rows down or up.
    first = max(min(first, room.height - last - rows[-1].ink.bottom), -rows[0].ink.top)
    inks = []
    for number, row in enumerate(rows):
        spare = room.width - row.ink.width
        left = {"left": 0, "center": spare // 2, "right": spare}[align]
        start = (left - row.ink.left, first + setting.baseline(number))
        letters = mask(row.text, size, (room.width, room.height), start)
        picture.paste(ink, (room.left, room.top), letters)
        left, top = room.left + start[0] + row.ink.left, room.top + start[1] + row.ink.top
        inks.append(Box(left, top, row.ink.width, row.ink.height))
    return DrawnLine(line.text, setting, tuple(inks))


def _room(box: Box) -> Box:
    """Where the ink of a line goes: two pixels to the left and right keep it from the border of its box."""
    return Box(box.left + 2, box.top, box.width - 4, box.height) if box.width > 8 else box


def _set(text: str, font_size: int, box: Box, *, one_row: bool) -> Setting | None:
    """The line in its box; None for one without ink, or a box too small for any."""
    room = _room(box)
    if not one_row:
        return set_in(text, font_size, room.width, room.height)
    shown, size, ink = fitting(text, font_size, room.width, room.height)
    return Setting((Row(shown, ink),), size, 0, shortened=shown != drawable(text).text.strip()) if ink.width else None
