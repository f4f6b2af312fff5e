r"""Planted text: what a picture says it shows, written into its metadata by its author.

The text is UTF-8. It begins with the marker `translation-mock:` on a line of its own; each further line is
one line of text of the picture, in reading order, preceded by its box if the author knows it:

    translation-mock:
    [24,20,180,38] Hello
    [24,68,210,38] World
    A line whose place is left to detection

A box is `[left,top,width,height]` in whole pixels of the picture as displayed (after EXIF orientation),
followed by a space; there may be spaces around its numbers. `[] ` says "no box" and is only needed before a
text that itself begins with a box. What looks like a box and is none (a width of 0, a word, three numbers)
is part of the text. Empty lines are skipped, spaces around a text dropped. At most 1000 lines and 100 000
bytes are read; `plant` refuses to write more, and characters that a format would not give back (`unreadable`).

Where it stands:

    PNG    iTXt (also tEXt, zTXt), keyword `translation-mock`; the marker line may be left out
    JPEG   a comment (COM) that begins with the marker line; several such comments are read one after another
    GIF    a comment extension that begins with the marker line
    WebP   XMP: the packet, or a text or an attribute in it, that begins with the marker line; `plant` writes
           dc:description

    exiftool -Comment=$'translation-mock:\nHello\nWorld' photo.jpg
    exiftool -XMP-dc:Description=$'translation-mock:\nHello\nWorld' photo.webp

Text that is not UTF-8 is ignored, as is any other comment ("Created with GIMP"). In tEXt and zTXt, which
PNG defines as Latin-1, text that is not UTF-8 is read as Latin-1.
"""

import re
import unicodedata
from collections.abc import Iterable

from translation_mock.domain.pictures.files.containers import dissect, embed
from translation_mock.domain.pictures.files.marker import MARKER
from translation_mock.domain.pictures.lines import Box, Line

MOST_LINES = 1000
MOST_BYTES = 100_000
PLACED = re.compile(r"\[(?: ?(\d{1,6}) ?, ?(\d{1,6}) ?, ?([1-9]\d{0,5}) ?, ?([1-9]\d{0,5}) ?)?\] +(.*)")


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of planted text; the marker line may be there or not."""
    text = text.encode(errors="replace")[:MOST_BYTES].decode(errors="ignore")
    rows = [row.strip() for row in text.removeprefix("\ufeff").split("\n")]
    if rows[0] == MARKER:
        del rows[0]
    return tuple(line_of(row) for row in rows if row)[:MOST_LINES]


def line_of(row: str) -> Line:
    """One line of planted text."""
    placed = PLACED.fullmatch(row)
    if placed is None:
        return Line(row)
    left, top, width, height, text = placed.groups()
    return Line(text, None if left is None else Box(int(left), int(top), int(width), int(height)))


def text_of(lines: Iterable[Line]) -> str:
    """The lines as planted text without the marker line; raises ValueError when they cannot be read back."""
    rows = []
    for line in lines:
        place = f"[{','.join(map(str, line.box))}] " if line.box else "[] "
        # A row may stand first, and in a PNG without the marker line before it.
        row = place + line.text if line.box or lines_of(line.text) != (line,) else line.text
        if lines_of(row) != (line,) or any(map(unreadable, line.text)):
            text = f"{line.text!r:.100}{f' in the box {place.strip()}' if line.box else ''}"
            rule = "one row, not empty, no spaces around it, no control characters"
            raise ValueError(f"Planted text cannot hold the line {text}: {rule}.")
        rows.append(row)
    text = "\n".join(rows)
    if len(rows) > MOST_LINES or len(text.encode()) > MOST_BYTES:
        raise ValueError(f"Planted text is limited to {MOST_LINES} lines and {MOST_BYTES} bytes.")
    return text


def unreadable(character: str) -> bool:
    """Whether some format would not give a character back: XML has no control characters and no U+FFFE and U+FFFF.

    A tab it has, and the controls from U+0080 on, but nothing is written with those.
    """
    return character in "\ufffe\uffff" or (unicodedata.category(character) == "Cc" and character != "\t")


def plant(data: bytes, lines: Iterable[Line]) -> bytes:
    """The same picture, not a pixel touched, with these lines planted in place of any others.

    Raises UnsupportedPicture and DamagedPicture, and ValueError for lines that planted text cannot hold.
    """
    return embed(data, text_of(lines))


def read_planted(data: bytes) -> tuple[Line, ...]:
    """The lines planted in a picture, in order; raises UnsupportedPicture and DamagedPicture."""
    planted = dissect(data).planted
    return lines_of(planted) if planted is not None else ()
