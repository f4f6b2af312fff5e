"""What is written in a picture, and in each frame of an animation, and where.

Text is taken from the first of these that there is: planted text, the sidecar (see `translation`), detected
regions, nothing. Lines of an author keep their order; those without a box stand in the detected regions that no
box claims, the first in the first, and those for which no region is left are not placed.

The boxes of an author hold for all frames. Regions are detected in each frame that shows something else than
those before it. What looks like a line of an earlier frame is that line, also where it has moved or faded; what
does not is a line of its own. A line that is not detected in a frame stands there all the same where the frame
shows in its place what it showed before.

How much is looked at in the frames after the first is bounded, for all frames together: first no region is detected
any more, and at last no line is looked for in its place.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from PIL import Image, ImageChops, ImageStat

from translation_mock.domain.pictures.budget import Budget
from translation_mock.domain.pictures.detection.regions import detect
from translation_mock.domain.pictures.ground import continued_ground, highest, strongest_difference
from translation_mock.domain.pictures.lines import Box, Line, Sight
from translation_mock.domain.pictures.painting import BORDER, surroundings

RecognisedBy = Literal["planted", "sidecar", "detected", "nothing"]

MOST_LOOKED_AT = 50_000_000
"""Pixels that are looked at in all frames after the first, to detect regions and to compare them; each takes 35
nanoseconds, and what is not done by the pixel counts as many as take as long."""
LOOK, SHAPING, COMPARING, CANDIDATE = 25_000, 5_000, 400, 10
"""What counts as so many pixels: the detection in a frame, the shape of a region, one comparison of two shapes (and
one pixel more for each COARSE of the shape), one line that may be in question."""
COARSE = 40
MOST_STILL = 30_000_000
"""Pixels that are compared to find lines in their places, in all frames; each takes 17 nanoseconds."""
STILL = 4_000
"""What one such comparison takes besides, as pixels."""
MOST_LINES = 1000
"""Lines of one picture, as many as planted text may have."""
MOST_COMPARED = 100
"""Lines of earlier frames that one region is compared with, those in its place first, and then the last seen."""
SHAPE = 20
"""The height in which the shapes of lines are compared."""
LETTERS = 1.9
"""Letters that stand side by side in a region that is as wide as high: its margin and descenders are as high as half
a line of letters, which are about half as wide as high."""
STROKE = 5
"""The side of the parts (of a SHAPE) that have to be the same."""
UNLIKE = 64
"""The mean difference (of 255) of a part from which on it is another letter: one digit for another makes 66 and
more, a lossy codec or a fade 50 at most. Motion by parts of a pixel may make more, and is another line then."""
ALIKE = 8
"""The mean difference (of 255) up to which two frames show the same text; a lossy codec makes about 3."""


@dataclass(frozen=True)
class Place:
    """Where the line of this number stands in a frame."""

    line: int
    box: Box


@dataclass
class Seen:
    """A detected line as it was last seen: its place, its pixels there, and its shape."""

    box: Box
    pixels: Image.Image
    shape: Image.Image

    def unchanged(self, frame: Image.Image) -> bool:
        """Whether a frame has just these pixels in the place of the line."""
        there = frame.crop(self.box.edges)
        return there.mode == self.pixels.mode and there.tobytes() == self.pixels.tobytes()


@dataclass
class Reader:
    """Reads the frames of one picture in their order; `lines` are all that were found so far.

    `authored` are the planted lines or those of the sidecar, None where there are neither; `phrase_for` says
    what a detected region reads.
    """

    authored: tuple[Line, ...] | None
    authority: RecognisedBy
    phrase_for: Callable[[Sight], str]
    animated: bool
    lines: list[Line] = field(default_factory=list)
    _boxed: list[Place] = field(default_factory=list)
    _unplaced: list[int] = field(default_factory=list)
    _seen: dict[int, Seen] = field(default_factory=dict)
    _frames: dict[bytes, tuple[Place, ...]] = field(default_factory=dict)
    _looking: Budget = field(default_factory=lambda: Budget(MOST_LOOKED_AT))
    _finding: Budget = field(default_factory=lambda: Budget(MOST_STILL))

    def __post_init__(self) -> None:
        self.lines.extend(self.authored or ())
        self._boxed = [Place(number, line.box) for number, line in enumerate(self.lines) if line.box]
        self._unplaced = [number for number, line in enumerate(self.lines) if not line.box]

    @property
    def by(self) -> RecognisedBy:
        """How the lines were found."""
        return self.authority if self.authored is not None else "detected" if self.lines else "nothing"

    def read(self, frame: Image.Image) -> tuple[Place, ...]:
        """Where lines stand in a frame that is upright, in the order of the lines; boxes may lie outside of it."""
        if self.authored is not None and len(self._boxed) == len(self.lines):
            return tuple(self._boxed)
        key = hashlib.sha256(frame.tobytes()).digest() if self.animated else b""
        if key not in self._frames:
            self._frames[key] = self._placed(frame, self._regions(frame))
        return self._frames[key]

    def _regions(self, frame: Image.Image) -> tuple[Box, ...]:
        """The detected regions, as long as there is not too much to look at."""
        if self._frames and not self._looking.spend(LOOK + frame.width * frame.height):
            return ()
        return detect(frame)

    def _placed(self, frame: Image.Image, regions: tuple[Box, ...]) -> tuple[Place, ...]:
        """The boxes of the author, the regions with their lines, and the lines that are still to be seen."""
        places = list(self._boxed)
        free = [region for region in regions if not any(region.overlaps(place.box) for place in self._boxed)]
        claimed = self._claimed(frame, free) if self.animated else self._first(frame, free)
        taken = list(claimed.values())
        for number, seen in reversed(self._seen.items()):
            if number not in claimed and not any(seen.box.overlaps(box) for box in taken) and self._still(frame, seen):
                claimed[number] = seen.box
                taken.append(seen.box)
        places += [Place(number, box) for number, box in claimed.items()]
        return tuple(sorted(places, key=lambda place: place.line))

    def _first(self, frame: Image.Image, regions: list[Box]) -> dict[int, Box]:
        """The lines of a picture that is not animated, by their numbers."""
        found = ((self._new(frame, region), region) for region in regions)
        return {number: region for number, region in found if number is not None}

    def _claimed(self, frame: Image.Image, regions: list[Box]) -> dict[int, Box]:
        """The regions of one frame of several, by the numbers of their lines: first those that are as they were."""
        place_of = {seen.box: number for number, seen in self._seen.items()}
        claimed = {
            number: region
            for region in regions
            if (number := place_of.get(region)) is not None and self._seen[number].unchanged(frame)
        }
        as_before = set(claimed.values())
        for region in regions:
            if region in as_before or not self._looking.spend(SHAPING + region.width * region.height):
                continue
            shape = shape_of(frame, region)
            number = self._same(region, shape, claimed)
            if number is None:
                number = self._new(frame, region)
            if number is not None:
                claimed[number] = region
                self._seen.pop(number, None)  # The last seen stands at the end.
                self._seen[number] = Seen(region, frame.crop(region.edges), shape)
        return claimed

    def _same(self, region: Box, shape: Image.Image, claimed: dict[int, Box]) -> int | None:
        """The line of an earlier frame that a region shows: one in its place before any other."""
        if not self._looking.spend(CANDIDATE * len(self._seen)):
            return None
        candidates = [number for number in reversed(self._seen) if number not in claimed]
        candidates.sort(key=lambda number: not self._seen[number].box.overlaps(region))
        for number in candidates[:MOST_COMPARED]:
            if same_shape(self._seen[number].shape, shape, self._looking):
                return number
        return None

    def _new(self, frame: Image.Image, region: Box) -> int | None:
        """The number of a line that was not seen before; None when the author has no text for it."""
        if self.authored is not None:
            return self._unplaced.pop(0) if self._unplaced else None
        if len(self.lines) >= MOST_LINES:
            return None
        self.lines.append(Line(self.phrase_for(sight(frame, region)), region))
        return len(self.lines) - 1

    def _still(self, frame: Image.Image, seen: Seen) -> bool:
        """Whether a frame shows in the place of a line what was seen there."""
        if not self._finding.spend(STILL + seen.box.width * seen.box.height):
            return False
        if seen.unchanged(frame):
            return True
        there = frame.crop(seen.box.edges)
        difference = ImageChops.difference(there.convert("RGB"), seen.pixels.convert("RGB"))
        return max(ImageStat.Stat(difference).mean) <= ALIKE


def sight(picture: Image.Image, box: Box) -> Sight:
    """What is seen of a region: SHA-256 of its size and its RGB pixels, the same for the same pixels."""
    region = picture.crop(box.edges)
    if region.mode == "P":
        # Pillow warns of entries of a palette that are transparent in part.
        region = region.convert("RGBA")
    if region.mode != "RGB":
        region = region.convert("RGB")
    digest = hashlib.sha256(b"%d %d " % region.size + region.tobytes()).digest()
    return Sight(digest, max(1, round(LETTERS * box.width / box.height)))


def shape_of(picture: Image.Image, box: Box) -> Image.Image:
    """How far each part of a region stands out from its ground, in 256ths of the farthest, SHAPE pixels high."""
    near, inner = surroundings(picture, box, BORDER)
    difference = strongest_difference(near.crop(inner.edges), continued_ground(near, inner))
    peak = max(1, highest(difference))
    size = max(1, round(box.width * SHAPE / box.height)), SHAPE
    return difference.point([min(255, value * 255 // peak) for value in range(256)]).resize(size, Image.Resampling.BOX)


def same_shape(one: Image.Image, other: Image.Image, looking: Budget) -> bool:
    """Whether two shapes are those of the same text, the margins of whose regions may differ by a pixel.

    No, where `looking` does not suffice for the comparison.
    """
    if abs(one.width - other.width) > max(2, one.width // 20):
        return False
    for x, y in product((0, -1, 1), repeat=2):
        if not looking.spend(COMPARING + one.width * one.height // COARSE):
            return False
        place = other.crop((x, y, x + one.width, y + one.height))
        if max(ImageChops.difference(one, place).reduce(STROKE).tobytes()) < UNLIKE:
            return True
    return False
