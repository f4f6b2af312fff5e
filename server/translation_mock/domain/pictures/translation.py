"""A picture translated: the lines recognised in it, each painted over with its translation.

Text is taken from the first of these that there is: planted text (see `planting`), detected regions (see
`regions`), nothing. Planted lines keep the order in which they were planted; those without a box stand in
the detected regions, the first in the first, and those for which no region is left are chunks that are not
drawn. Nor are those for whose boxes too much would have to be painted (see MOST_PAINTED).

In an animation the regions are those of the first frame. A frame that shows the same there gets the same
lettering; one that shows something like it (or any frame, where the author planted the box) is painted for
itself; one that shows something else keeps it.

What comes back has the size of the upload as displayed: a picture that its EXIF turns comes back upright,
with width and height exchanged where it was turned by a quarter, and without the EXIF. Where nothing is
drawn the upload itself comes back, less its private metadata: bit depth, gamma and pixel density stay as
they were, and a JPEG is not coded again. Where something is drawn, or the picture was turned, it is written
anew with 8 bits per channel (but 16 where it is grey alone) and of its metadata only the colour profile.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from PIL import Image, ImageChops, ImageStat

from translation_mock.domain.pictures.detection.regions import detect
from translation_mock.domain.pictures.files.anatomy import Anatomy
from translation_mock.domain.pictures.files.containers import CONTAINERS, dissect
from translation_mock.domain.pictures.files.decoding import check_size, frames_of
from translation_mock.domain.pictures.files.encoding import encoder
from translation_mock.domain.pictures.files.planting import lines_of
from translation_mock.domain.pictures.lines import Box, Line
from translation_mock.domain.pictures.painting import repaint

RecognisedBy = Literal["planted", "detected", "nothing"]
ALIKE = 8
"""The mean difference (of 255) up to which two frames show the same text; a lossy codec makes about 3."""

MOST_PAINTED = 4
"""How many times the area of the picture is painted over; boxes of an author may lie upon each other."""
MOST_PAINTINGS = 10_000
"""Boxes that are painted over in all frames together; each takes about a millisecond."""


@dataclass(frozen=True)
class Chunk:
    """One line of text and its translation; labels count from 1 in reading order."""

    label: int
    source_text: str
    translated_text: str


@dataclass(frozen=True)
class TranslatedPicture:
    """The answer's picture and what was read in it."""

    media_type: str
    data: bytes
    chunks: tuple[Chunk, ...]
    recognised_by: RecognisedBy


@dataclass(frozen=True)
class Recognition:
    """The lines of a picture in reading order, and how they were found."""

    lines: tuple[Line, ...]
    by: RecognisedBy


@dataclass(frozen=True)
class Replacement:
    """A text to be drawn in a box; `source_text` is what stands there, if the author said so."""

    box: Box
    text: str
    source_text: str | None


def translate_picture(
    data: bytes,
    translate: Callable[[str], str],
    phrase_for: Callable[[bytes], str],
    *,
    max_pixels: int,
) -> TranslatedPicture:
    """Translate the lines of a picture and draw them in their places.

    `phrase_for` says what a detected region reads, given a digest of its pixels. `max_pixels` bounds the
    pixels over all frames, each frame of an animation counted as at least 10 000; more than Pillow's own 89
    million are refused whatever it says. Raises UnsupportedPicture, DamagedPicture and OversizedPicture, and
    what the two functions raise. A picture without text comes back with the same pixels and without its
    private metadata.
    """
    anatomy = dissect(data)
    check_size(anatomy, max_pixels)
    frames = frames_of(anatomy)
    first = next(frames)
    found = recognise(first, anatomy.planted, phrase_for)
    translations = [translate(line.text) for line in found.lines]
    replacements = replaced(found, translations, first.size, anatomy.frames)
    untouched = not replacements and anatomy.orientation == 1
    return TranslatedPicture(
        media_type=anatomy.format.media_type,
        data=unpainted(anatomy, frames)
        if untouched
        else written(anatomy, first, painted(chain([first], frames), replacements)),
        chunks=tuple(
            Chunk(label, line.text, text)
            for label, (line, text) in enumerate(zip(found.lines, translations, strict=True), start=1)
        ),
        recognised_by=found.by,
    )


def recognise(picture: Image.Image, planted: str | None, phrase_for: Callable[[bytes], str]) -> Recognition:
    """The lines of a picture that is upright, given its raw planted text."""
    lines = lines_of(planted) if planted is not None else ()
    if lines:
        if any(line.box is None for line in lines):
            lines = placed(lines, detect(picture))
        return Recognition(lines, "planted")
    regions = detect(picture)
    if not regions:
        return Recognition((), "nothing")
    return Recognition(tuple(Line(phrase_for(digest(picture, box)), box) for box in regions), "detected")


def placed(lines: tuple[Line, ...], regions: tuple[Box, ...]) -> tuple[Line, ...]:
    """The lines, those without a box put into the regions that no planted box claims, in order."""
    claimed = [line.box for line in lines if line.box]
    free = iter([region for region in regions if not any(region.overlaps(box) for box in claimed)])
    return tuple(line if line.box else replace(line, box=next(free, None)) for line in lines)


def digest(picture: Image.Image, box: Box) -> bytes:
    """SHA-256 of the size and the RGB pixels of a region: the same for the same pixels."""
    region = picture.crop(box.edges).convert("RGB")
    return hashlib.sha256(b"%d %d " % region.size + region.tobytes()).digest()


def replaced(found: Recognition, translations: list[str], size: tuple[int, int], frames: int) -> list[Replacement]:
    """What is to be drawn: the lines that have a place, in order, as long as the work stays bounded."""
    room = MOST_PAINTED * size[0] * size[1]
    result: list[Replacement] = []
    for line, text in zip(found.lines, translations, strict=True):
        box = line.box.within(*size) if line.box else None
        if box is None or box.width * box.height > room or len(result) * frames >= MOST_PAINTINGS:
            continue
        room -= box.width * box.height
        result.append(Replacement(box, text, line.text if found.by == "planted" else None))
    return result


def painted(frames: Iterable[Image.Image], replacements: list[Replacement]) -> Iterator[Image.Image]:
    """The frames with their texts replaced."""
    before: list[Image.Image] = []
    after: list[Image.Image] = []
    for index, frame in enumerate(frames):
        old = [frame.crop(replacement.box.edges) for replacement in replacements]
        for number, replacement in enumerate(replacements):
            box, source_text = replacement.box, replacement.source_text
            if index and same(before[number], old[number]):
                frame.paste(after[number], (box.left, box.top))
            elif not index or source_text is not None or alike(before[number], old[number]):
                repaint(frame, box, replacement.text, source_text)
        if not index:
            before, after = old, [frame.crop(replacement.box.edges) for replacement in replacements]
        yield frame


def same(one: Image.Image, other: Image.Image) -> bool:
    """Whether two parts have the same pixels."""
    return one.mode == other.mode and one.tobytes() == other.tobytes()


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two parts look the same but for the traces of a lossy codec."""
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return max(ImageStat.Stat(difference).mean) <= ALIKE


def unpainted(anatomy: Anatomy, frames: Iterator[Image.Image]) -> bytes:
    """The upload without its private metadata, once every frame of it has been seen to be whole."""
    deque(frames, maxlen=0)
    return anatomy.bare()


def written(anatomy: Anatomy, first: Image.Image, frames: Iterator[Image.Image]) -> bytes:
    """The frames as a file of the upload's format."""
    save = encoder(anatomy.format, first, lossless=anatomy.lossless)
    if anatomy.frames == 1:
        return save(next(frames))
    animation = CONTAINERS[anatomy.format].animation
    assert animation is not None  # noqa: S101 - only formats with animations have frames
    upright = replace(anatomy, width=first.width, height=first.height)
    return animation([save(frame) for frame in frames], upright)
