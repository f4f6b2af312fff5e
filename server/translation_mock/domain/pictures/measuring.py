"""How old text stands in its box: the size of its type, its baselines, its ends."""

from dataclasses import dataclass
from statistics import median

from PIL import Image, ImageChops

from translation_mock.domain.pictures.layout import PITCH
from translation_mock.domain.pictures.lettering import extent
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.runs import runs

FAINTEST = 14
"""The difference (of 255) from the ground that counts as ink; type of a contrast of 1.5:1 has 28."""
LARGEST = 1.45
"""The size of type in heights of its box at most: of a box that is as high as its capitals."""
ASCENDER, X_HEIGHT, DESCENDER = 0.74, 0.51, 0.22
"""Em, as in FiraGO and most others: capitals and ascenders, small letters, and what is below the baseline."""
TALL = 0.92
"""Em above the baseline in scripts whose letters hang on a line or stand on one: Hindi, Arabic."""
LINED = 2.5
"""How many times more ink than half of the rows that line has."""
THIN = 0.183
"""Heights of a row; strokes that are thinner are those of an intricate script."""
SPARSE, CROWDED = 1.45, 2.15
"""Strokes one above the other in the mean column: fewer are never those of an intricate script, more always are."""
EXACT = 1000
"""The size at which known text is measured, so that whole pixels make no difference."""
LOWEST = 4
"""Rows of ink that are more than a speck."""


@dataclass(frozen=True)
class Lettering:
    """Type in a box: pixels per em, the baseline of each row, from one to the next, and the ends of its ink."""

    size: float
    baselines: tuple[int, ...]
    left: int
    right: int
    top: int
    bottom: int

    @property
    def pitch(self) -> float:
        """Em from one baseline to the next; that of usual type where there is only one row."""
        if len(self.baselines) < 2:
            return PITCH
        return (self.baselines[-1] - self.baselines[0]) / (len(self.baselines) - 1) / self.size

    def times(self, factor: int, box: Box) -> "Lettering":
        """The same in a picture so many times larger, in this box of it."""
        if factor == 1:
            return self
        return Lettering(
            self.size * factor,
            tuple(baseline * factor for baseline in self.baselines),
            self.left * factor,
            min(self.right * factor, box.width),
            self.top * factor,
            min(self.bottom * factor, box.height),
        )


def lettering_of(ink: Image.Image, source_text: str | None, language: str | None = None) -> Lettering:
    """The type that made this ink (white on black), given what stands there, if the author of the picture said so.

    Without ink it is type that would fill the box. A text that is not known is one line; one that is known may
    stand there in several rows.
    """
    bounds = ink.getbbox()
    if bounds is None or bounds[3] - bounds[1] < LOWEST:
        size = ink.height / 1.2
        return Lettering(size, (round(0.935 * size),), 0, ink.width, 0, ink.height)
    left, top, right, bottom = bounds
    if source_text is None:
        size, baseline = row_of(ink.crop(bounds))
        return Lettering(size, (top + baseline,), left, right, top, bottom)
    rows = rows_of(ink.crop(bounds))
    if len(rows) > 1:
        found = [row_of(ink.crop((left, top + start, right, top + end))) for start, end in rows]
        baselines = tuple(top + start + baseline for (start, _), (_, baseline) in zip(rows, found, strict=True))
        return Lettering(median(size for size, _ in found), baselines, left, right, top, bottom)
    size, baseline = known(source_text, right - left, bottom - top, language) or row_of(ink.crop(bounds))
    # A full stop that is found to be as high as its box is something else.
    size = min(size, LARGEST * ink.height)
    return Lettering(size, (top + baseline,), left, right, top, bottom)


def is_shaped_like(lettering: Lettering, text: str) -> bool:
    """Whether ink may be that of a known text: as wide for its height as that is, by half or twice; or in rows."""
    ink = extent(text, EXACT)
    if len(lettering.baselines) > 1 or not ink.width or not ink.height:
        return True
    width, height = lettering.right - lettering.left, lettering.bottom - lettering.top
    return 0.5 < width * ink.height / (height * ink.width) < 2


def known(text: str, width: int, height: int, language: str | None) -> tuple[float, int] | None:
    """The size and the baseline of a known text whose ink is so many pixels; None for a text without ink."""
    ink = extent(text, EXACT, language)
    if not ink.width or not ink.height:
        return None
    sizes = EXACT * width / ink.width, EXACT * height / ink.height
    # The width tells the size more exactly, unless what stands there is in another font.
    size = sizes[0] if 0.85 < sizes[0] / sizes[1] < 1.15 else sizes[1]
    return size, round((height - (ink.top + ink.bottom) * size / EXACT) / 2)


def row_of(ink: Image.Image) -> tuple[float, int]:
    """The size and the baseline of a row of unknown text, of whose ink nothing is cut off and nothing empty."""
    height = ink.height
    # Most letters stand between the x-height and the baseline, so rows there have the most ink.
    inked = list(ink.reduce((ink.width, 1)).tobytes())
    most = max(inked)
    dense = [row for row, amount in enumerate(inked) if amount >= 0.5 * most]
    below = height - 1 - dense[-1]
    descends = below > 0.14 * height
    ascends = dense[0] > 0.1 * height
    if most > LINED * sorted(inked)[height // 2] and descends:
        return height / (TALL + DESCENDER), dense[-1] + 1
    if descends:
        return height / (ASCENDER + DESCENDER if ascends or is_intricate(ink) else X_HEIGHT + DESCENDER), dense[-1] + 1
    if is_intricate(ink):
        # Of Chinese characters, and of Thai and Hindi with their marks, the ink is as high as that of Latin letters
        # from ascenders to descenders, below which it ends, too.
        em = ASCENDER + DESCENDER
        return height / em, height - round(height * DESCENDER / em / 2)
    return height / ASCENDER, height


def is_intricate(ink: Image.Image) -> bool:
    """Whether strokes are thin for the height of their row, or many of them one above the other.

    So they are in Chinese, Thai, Hindi, Arabic; in Latin, Greek and Cyrillic at regular weight a stroke is a fifth
    as thick as letters without descenders are high, and less than two of them are in a column.
    """
    width, height = ink.size
    inked = ink.histogram()[255]
    across, _ = ink.getprojection()
    beside = ImageChops.subtract(ink, ink.crop((-1, 0, width - 1, height))).histogram()[255]
    below = ImageChops.subtract(ink, ink.crop((0, -1, width, height - 1))).histogram()[255]
    crowd = below / sum(map(bool, across))
    return crowd > CROWDED or (crowd > SPARSE and 2 * inked < THIN * height * (beside + below))


def rows_of(ink: Image.Image) -> list[tuple[int, int]]:
    """Start and end of each row; what is low and close to another row is the dots and accents of it."""
    _, down = ink.getprojection()
    rows = runs(bytes(down), 1)
    tallest = max(end - start for start, end in rows)
    joined: list[tuple[int, int]] = []
    for start, end in rows:
        small = end - start <= 0.35 * tallest
        after_mark = bool(joined) and joined[-1][1] - joined[-1][0] <= 0.35 * tallest
        if joined and (small or after_mark) and start - joined[-1][1] <= 0.3 * tallest:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return [row for row in joined if row[1] - row[0] > 0.35 * tallest]
