"""A picture translated: the lines recognised in it, each painted over with its translation.

Text is taken from the first of these that there is: planted text (see `planting`), the sidecar, a table of the
author's that says what is written in which upload, detected regions (see `regions`), nothing. See `reading`
for the frames of an animation and for lines without a box.

The work on one picture is bounded, by counts (see `budget`) and so that most of it is decoding and encoding where
a picture is no trap. Lines for which too much would have to be painted are chunks that are not drawn; in the frames
for which there is no work left a line shows, where it stood, what it showed there. Busy ground beyond its bound is
taken for plain.

What comes back has the size of the upload as displayed: a picture that its EXIF turns comes back upright,
with width and height exchanged where it was turned by a quarter, and without the EXIF. Where nothing is
drawn the upload itself comes back, less its private metadata: bit depth, gamma and pixel density stay as
they were, and a JPEG is not coded again. Where something is drawn, or the picture was turned, it is written
anew with 8 bits per channel (but 16 where it is grey alone) and of its metadata only what says how colours are
meant. A GIF keeps its own palettes, and of its images those that show no painted text, as they are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from PIL import Image

from translation_mock.domain.pictures.budget import Budget
from translation_mock.domain.pictures.files.anatomy import Anatomy
from translation_mock.domain.pictures.files.containers import dissect
from translation_mock.domain.pictures.files.decoding import check_size, frames_of
from translation_mock.domain.pictures.files.encoding import written
from translation_mock.domain.pictures.files.planting import lines_of
from translation_mock.domain.pictures.lettering import LONGEST
from translation_mock.domain.pictures.lines import Box, Line, Sight
from translation_mock.domain.pictures.painting import Drawn, Painted, Replacement, Style, repaint
from translation_mock.domain.pictures.reading import Place, Reader, RecognisedBy

MOST_PAINTED = 4
"""How many times the area of the picture is painted over; boxes of an author may lie upon each other."""
MOST_AREA = 50_000_000
"""Pixels that are painted over in all frames together; each takes twenty nanoseconds."""
LARGEST = 8_000_000
"""Pixels of a box that is painted over at most, which takes 20 bytes of memory for each."""
MOST_PLACES = 10_000
"""Boxes in all frames together in which lines are drawn; what is as it was takes 50 microseconds to repeat."""
MOST_LETTERS = 300_000
"""Letters that are set in all frames together; each takes ten microseconds at most."""
PAINTING = 100
"""Letters that take as long as all else of a painting on plain ground does, a millisecond."""
MOST_TEXTURED = 10_000_000
"""Pixels whose ground is looked at closely in all frames together, as `painting` counts them; about two seconds."""
MOST_KEPT = 10_000_000
"""Pixels of paintings that are kept to be repeated, in 7 bytes each."""


@dataclass(frozen=True)
class Chunk:
    """One line of text and its translation; labels count from 1 in reading order."""

    label: int
    source_text: str
    translated_text: str


@dataclass(frozen=True)
class Lettered:
    """How the translations were written, in lines.

    Those that were `drawn`; of these the ones in type `small`er than is read with ease (see `layout.SMALL`),
    `shortened` with an ellipsis, and `transliterated` into letters for which there is a font; those that were
    not drawn at all: without a place, without letters, or in a box too small for any. In an animation a line
    counts once, and as small or shortened if it is so in any frame.
    """

    drawn: int
    small: int
    shortened: int
    transliterated: int
    undrawn: int


@dataclass(frozen=True)
class TranslatedPicture:
    """The answer's picture and what was read in it."""

    media_type: str
    data: bytes
    chunks: tuple[Chunk, ...]
    recognised_by: RecognisedBy
    lettering: Lettered


def translate_picture(
    data: bytes,
    translate: Callable[[str], str],
    phrase_for: Callable[[Sight], str],
    *,
    max_pixels: int,
    sidecar: Callable[[bytes], tuple[Line, ...] | None] | None = None,
    language: str | None = None,
    hear: Callable[[tuple[str, ...]], None] | None = None,
) -> TranslatedPicture:
    """Translate the lines of a picture and draw them in their places.

    `phrase_for` says what a detected region reads. `sidecar` says, given the
    upload, what is written in it: no lines where nothing is, None where it does not know; it is asked when
    nothing is planted. `language` (BCP 47) is that of the translations and may select forms of their letters.
    `hear` is told all lines of an author, none where regions are to be detected, before any line is translated.

    `max_pixels` bounds the pixels over all frames, each frame of an animation counted as at least 10 000; more
    than Pillow's own 89 million are refused whatever it says. Raises UnsupportedPicture, DamagedPicture and
    OversizedPicture, and what the functions raise. A picture without text comes back with the same pixels and
    without its private metadata.
    """
    anatomy = dissect(data)
    check_size(anatomy, max_pixels)
    reader = reader_of(anatomy, data, sidecar, phrase_for)
    if hear:
        hear(tuple(line.text for line in reader.lines))
    painter = Painter(reader, translate, anatomy.frames, language)
    result = painted(anatomy, painter)
    translations = painter.translations()
    return TranslatedPicture(
        media_type=anatomy.format.media_type,
        data=result,
        chunks=tuple(
            Chunk(label, line.text, text)
            for label, (line, text) in enumerate(zip(reader.lines, translations, strict=True), start=1)
        ),
        recognised_by=reader.by,
        lettering=painter.lettered(),
    )


def reader_of(
    anatomy: Anatomy,
    data: bytes,
    sidecar: Callable[[bytes], tuple[Line, ...] | None] | None,
    phrase_for: Callable[[Sight], str],
) -> Reader:
    """What reads the frames of this upload."""
    planted = lines_of(anatomy.planted) if anatomy.planted is not None else ()
    if planted:
        return Reader(planted, "planted", phrase_for, anatomy.frames > 1)
    known = sidecar(data) if sidecar else None
    return Reader(known, "sidecar", phrase_for, anatomy.frames > 1)


def painted(anatomy: Anatomy, painter: "Painter") -> bytes:
    """The upload with its texts replaced; without its private metadata alone where there is nothing to paint."""
    frames = frames_of(anatomy)
    first = next(frames)
    if painter.has_work(first):
        return written(anatomy, first, painter.paint(chain([first], frames)))
    empty = 1
    for frame in frames:
        if painter.has_work(frame):
            # What was looked at is gone; it is decoded again, and no more looked at.
            again = frames_of(anatomy)
            first = next(again)
            return written(anatomy, first, painter.paint(chain([first], again), empty))
        empty += 1
    if anatomy.orientation == 1:
        return anatomy.bare()
    return written(anatomy, first, chain([first], frames))


@dataclass(frozen=True)
class Done:
    """A line as it was painted last: its box, the pixels that were there, and those that are there now."""

    box: Box
    old: bytes
    new: Image.Image


@dataclass
class Painter:
    """Replaces the texts of the frames of one picture, and keeps the books."""

    reader: Reader
    translate: Callable[[str], str]
    frames: int
    language: str | None
    _translated: list[str] = field(default_factory=list)
    _drawn: dict[int, Drawn] = field(default_factory=dict)
    _styles: dict[int, Style] = field(default_factory=dict)
    _done: dict[int, Done] = field(default_factory=dict)
    _letters: Budget = field(default_factory=lambda: Budget(MOST_LETTERS))
    _textured: Budget = field(default_factory=lambda: Budget(MOST_TEXTURED))
    _kept: Budget = field(default_factory=lambda: Budget(MOST_KEPT))

    def translations(self) -> list[str]:
        """The translation of each line that the reader has found so far."""
        for line in self.reader.lines[len(self._translated) :]:
            self._translated.append(self.translate(line.text))
        return self._translated

    def has_work(self, frame: Image.Image) -> bool:
        """Whether there is a text to be replaced in a frame."""
        return bool(self._boxes(frame, self.reader.read(frame)))

    def paint(self, frames: Iterator[Image.Image], empty: int = 0) -> Iterator[Image.Image]:
        """The frames, painted; the first `empty` ones have no text."""
        for number, frame in enumerate(frames):
            if number >= empty:
                self._paint(frame)
            yield frame

    def lettered(self) -> Lettered:
        """How the lines were written."""
        drawn = self._drawn.values()
        return Lettered(
            drawn=len(drawn),
            small=sum(line.small for line in drawn),
            shortened=sum(line.shortened for line in drawn),
            transliterated=sum(line.transliterated for line in drawn),
            undrawn=len(self.reader.lines) - len(drawn),
        )

    def _boxes(self, frame: Image.Image, places: tuple[Place, ...]) -> list[Place]:
        """The lines to be drawn in a frame, boxes clipped to it, as long as the work stays bounded.

        All frames have an equal share in the work.
        """
        room = min(MOST_PAINTED * frame.width * frame.height, MOST_AREA // self.frames)
        boxes: list[Place] = []
        for place in places:
            box = place.box.within(*frame.size)
            if box is None or (len(boxes) + 1) * self.frames > MOST_PLACES:
                continue
            pixels = box.width * box.height
            if pixels > min(room, LARGEST):
                continue
            room -= pixels
            boxes.append(Place(place.line, box))
        return boxes

    def _paint(self, frame: Image.Image) -> None:
        places = self._boxes(frame, self.reader.read(frame))
        translations = self.translations()
        old = [frame.crop(place.box.edges).tobytes() if self.frames > 1 else b"" for place in places]
        fresh = []
        for place, pixels in zip(places, old, strict=True):
            done = self._done.get(place.line)
            if done and (done.box != place.box or done.new.mode != frame.mode):
                done = None
            if (not done or done.old != pixels) and self._affordable(translations[place.line]):
                fresh.append((place, pixels))
            elif done:
                frame.paste(done.new, place.box.edges)
        if not fresh:
            return
        replacements = [self._replacement(place, translations) for place, _ in fresh]
        painted = repaint(frame, replacements, self.language, self._textured)
        for (place, pixels), line in zip(fresh, painted, strict=True):
            self._note(place.line, line)
            if self.frames > 1:
                self._keep(place, pixels, frame)

    def _affordable(self, text: str) -> bool:
        """Whether one more text is to be set and painted, which is then spent."""
        return self._letters.spend(PAINTING + min(len(text), LONGEST))

    def _keep(self, place: Place, old: bytes, frame: Image.Image) -> None:
        """Remember what was painted, if there is room for it, instead of what was painted there before."""
        before = self._done.pop(place.line, None)
        if before:
            self._kept.left += before.box.width * before.box.height
        if self._kept.spend(place.box.width * place.box.height):
            self._done[place.line] = Done(place.box, old, frame.crop(place.box.edges))

    def _replacement(self, place: Place, translations: list[str]) -> Replacement:
        """What is to be drawn for a line."""
        source_text = self.reader.lines[place.line].text if self.reader.authored is not None else None
        return Replacement(place.box, translations[place.line], source_text, self._styles.get(place.line))

    def _note(self, number: int, line: Painted) -> None:
        """Remember how a line was drawn."""
        self._styles.setdefault(number, line.style)
        if line.drawn:
            before = self._drawn.get(number, line.drawn)
            self._drawn[number] = Drawn(
                before.small or line.drawn.small,
                before.shortened or line.drawn.shortened,
                before.transliterated or line.drawn.transliterated,
            )
