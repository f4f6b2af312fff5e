"""Lines of text as people write them for us, in commands and files: as planted text, but a box has to be one."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from translation_mock.domain.pictures import Line

#: Three numbers or more; one or two are a footnote or a price.
_LIKE_A_BOX = re.compile(r"\[ *[+-]?[\d.]+(?: *[,;] *[+-]?[\d.]+){2,} *\]")


def written_line(text: str) -> "Line":
    """The line, with the box before it; raises ValueError for no line, and what looks like a box and is none.

    Planted text takes such for text, as a picture of a stranger is never refused for it; here somebody mistyped.
    """
    # With the pictures come Pillow and its start-up time, so they are loaded only where there are lines to read.
    from translation_mock.domain.pictures.files.planting import line_of

    if not text.strip() or "\n" in text.strip():
        raise ValueError(f"{text!r:.100} must be one line of text that is not empty")
    line = line_of(text.strip())
    if line.box is None and (like := _LIKE_A_BOX.match(line.text)) and not text.lstrip().startswith("[] "):
        raise ValueError(
            f"{like[0]!r} is no box: four whole numbers [left,top,width,height] and a space, the size at least 1; "
            "'[] ' before it makes it text"
        )
    return line
