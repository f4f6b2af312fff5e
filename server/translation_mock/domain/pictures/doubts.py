"""Doubts about a picture that was drawn: what is not seen as it was given, and what the mock does not find in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from translation_mock.domain.pictures.detection.regions import detect
from translation_mock.domain.pictures.files.containers import dissect
from translation_mock.domain.pictures.files.decoding import frames_of
from translation_mock.domain.pictures.layout import Setting
from translation_mock.domain.pictures.lettering import LONGEST, drawable
from translation_mock.domain.pictures.lines import Box

LEAST_CONTRAST = 1.5
"""As `contrast` counts; with less, letters are often not detected."""
LEAST_SIZE = 14
"""Pixels per em; smaller type is often not detected."""
SAME = 0.5
"""The share of a region and of the ink of a row together that both have, from which on the one is the other."""


@dataclass(frozen=True)
class DrawnLine:
    """A line as it was set, and where the ink of each of its rows is; nothing of it where there was no setting."""

    text: str
    setting: Setting | None
    inks: tuple[Box, ...]


def unseen(lines: Sequence[DrawnLine]) -> Iterator[str]:
    """What a reader of the picture does not see of its lines."""
    for line in lines:
        printable = drawable(line.text)
        if line.setting is None:
            why = "its box is too small" if printable.text.strip() else "it has nothing that a font has"
            yield f"{line.text!r:.100} is not drawn: {why}"
            continue
        if printable.transliterated:
            yield f"{line.text!r:.100} is drawn as {printable.text!r:.100}: no font has all of its letters"
        if line.setting.shortened or len(line.text) > LONGEST:
            yield f"{line.text!r:.100} is cut short: it has too little room"
    yield from overlapping(lines)


def overlapping(lines: Sequence[DrawnLine]) -> Iterator[str]:
    """Which lines have ink on that of another; each row is named with one other at most."""
    rows = sorted((ink.top, number, ink) for number, line in enumerate(lines) for ink in line.inks)
    for index, (_, one, ink) in enumerate(rows):
        for top, other, beside in rows[index + 1 :]:
            if top >= ink.bottom:
                break
            if one != other and ink.overlaps(beside):
                yield f"{lines[one].text!r:.100} and {lines[other].text!r:.100} are drawn on each other"
                break


def undetected(data: bytes, lines: Sequence[DrawnLine], ratio: float) -> Iterator[str]:
    """Which lines of a picture without planted text the mock does not find in it; their contrast is `ratio`."""
    regions = detect(next(frames_of(dissect(data)))) if lines else ()
    for line in lines:
        if line.setting is None or all(any(is_same(region, ink) for region in regions) for ink in line.inks):
            continue
        why = ""
        if ratio < LEAST_CONTRAST:
            why = f": a contrast of {ratio:.2f}:1 is below {LEAST_CONTRAST}:1"
        elif line.setting.size < LEAST_SIZE:
            why = f": {line.setting.size:.0f} pixels are less than {LEAST_SIZE}"
        yield f"{line.text!r:.100} is not detected{why}"


def is_same(region: Box, ink: Box) -> bool:
    """Whether a region is that of a row."""
    width = min(region.right, ink.right) - max(region.left, ink.left)
    height = min(region.bottom, ink.bottom) - max(region.top, ink.top)
    if width <= 0 or height <= 0:
        return False
    both = region.width * region.height + ink.width * ink.height - width * height
    return width * height >= SAME * both
