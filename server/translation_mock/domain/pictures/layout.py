"""A text set into a box: in one row or in several, smaller or cut short where it has to be.

Pure arithmetic upon `lettering`; where in the box the rows then stand is for `painting` to say.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from translation_mock.domain.pictures.lettering import LONGEST, breakable, drawable, extent
from translation_mock.domain.pictures.lettering.clusters import clusters
from translation_mock.domain.pictures.lines import Box

SCALE = 100
"""The size at which text is measured before its size is known."""
SMALL = 9
"""Pixels per em below which letters are no longer read with ease."""
SMALLEST = 7
"""Pixels per em below which nothing is read: text is cut short instead of made smaller."""
PITCH = 1.2
"""Em from one baseline to the next."""
LARGER = 1.15
"""How much larger the type has to become for a text to be broken into rows where several have room."""
MUCH_LARGER = 1.5
"""The same where one row stood, as long as one is read with ease."""
NARROW = 8
"""Letters that one em has room for at most, marks and all."""
TRIALS = 8
"""Steps of the search for the largest size; the last one is a 256th of the range."""


@dataclass(frozen=True)
class Row:
    """A row of text and its ink, relative to the start of its baseline."""

    text: str
    ink: Box


@dataclass(frozen=True)
class Setting:
    """Rows of one size, `pitch` pixels apart, and whether the text had to be cut short."""

    rows: tuple[Row, ...]
    size: float
    pitch: float
    shortened: bool = False

    @property
    def width(self) -> int:
        """The width of the widest row."""
        return max((row.ink.width for row in self.rows), default=0)

    @property
    def height(self) -> int:
        """From the upper end of the first row's ink to the lower end of the last row's."""
        return self.baseline(len(self.rows) - 1) + self.rows[-1].ink.bottom - self.rows[0].ink.top

    def baseline(self, row: int) -> int:
        """How far below the first baseline that of a row is."""
        return round(row * self.pitch)

    def fits(self, width: int, height: int) -> bool:
        """Whether the ink has room."""
        return self.width <= width and self.height <= height


def set_in(
    text: str, size: float, width: int, height: int, *, pitch: float = PITCH, language: str | None = None
) -> Setting | None:
    """The text at `size`, or else at the largest size at which it fits into so many pixels.

    It is broken into rows (`pitch` em apart) where that makes the type clearly larger. At SMALLEST it is cut
    short. None when not even an ellipsis fits, or there is nothing to be seen of the text.
    """
    shown = drawable(text).text.strip()
    setting = whole_in(shown, size, width, height, pitch, language)
    if setting and len(shown) > 0.9 * LONGEST and drawable(text.rstrip()[:-1]).text.strip() == shown:
        # The end of the text was not looked at.
        return replace(setting, shortened=True)
    return setting


def whole_in(text: str, size: float, width: int, height: int, pitch: float, language: str | None) -> Setting | None:
    """What `set_in` says of a printable text."""
    measured = extent(text, SCALE, language)
    if not measured.width or not measured.height:
        return None
    single = one_row(text, size, width, height, pitch, language)
    if single.size >= size / LARGER and single.fits(width, height):
        return single
    broken = Breaking(text, width, height, pitch, language)
    roomy = height >= 2 * pitch * size or single.size < SMALL
    least = max(SMALLEST, single.size * (LARGER if roomy else MUCH_LARGER))
    # Two rows of lower-case letters and their descenders are the least that is more than one row.
    least_rows = measured.width * SMALLEST / SCALE / width
    if height >= (pitch + 0.5) * least and least <= size and (least_rows - 1) * pitch * SMALLEST <= height:
        rows = broken.largest(least, size)
        if rows:
            return rows
    return single if single.fits(width, height) else broken.cut_short()


def fitting(text: str, size: float, width: int, height: int, language: str | None = None) -> tuple[str, float, Box]:
    """The text in one row, cut short if need be, the largest size up to `size` at which its ink fits, and that ink.

    At SMALLEST what does not fit is cut short to the width; the ink may be higher than the box then.
    """
    text = drawable(text).text.strip()
    if not extent(text, SCALE, language).width:
        return text, max(SMALLEST, size), extent(text, size, language)
    setting = one_row(text, size, width, height, PITCH, language)
    row = setting.rows[0]
    if row.ink.width > width:
        row = Breaking(text, width, height, PITCH, language).ended(text)
    return row.text, setting.size, row.ink


def one_row(text: str, size: float, width: int, height: int, pitch: float, language: str | None) -> Setting:
    """The text in one row at the largest size up to `size` at which it fits, but not below SMALLEST."""
    measured = extent(text, SCALE, language)
    size = max(SMALLEST, min(size, width * SCALE / measured.width, height * SCALE / measured.height))
    row = Row(text, extent(text, size, language))
    while (row.ink.width > width or row.ink.height > height) and size > SMALLEST:
        # The ink is counted in whole pixels, so it may have one more than it had at SCALE.
        size = max(SMALLEST, size * 0.98)
        row = Row(text, extent(text, size, language))
    return Setting((row,), size, pitch * size)


@dataclass(frozen=True)
class Breaking:
    """A text to be broken into rows of a box, `pitch` em apart."""

    text: str
    width: int
    height: int
    pitch: float
    language: str | None

    def largest(self, least: float, most: float) -> Setting | None:
        """The text in rows at the largest size of a range at which it fits; None where it does not."""
        pieces = self.measured()
        setting = self.rows_at(most, pieces)
        if setting:
            return setting
        best = self.rows_at(least, pieces)
        if best is None:
            return None
        for _ in range(TRIALS):
            middle = (least + most) / 2
            setting = self.rows_at(middle, pieces)
            if setting:
                best, least = setting, middle
            else:
                most = middle
        return best

    def measured(self) -> list[tuple[str, float, float]]:
        """The pieces of the text, and how far each moves the pen in em, without the spaces at its end and with."""
        beside = extent("nn", SCALE, self.language).width

        @cache
        def advance(piece: str) -> float:
            return (extent(f"n{piece}n", SCALE, self.language).width - beside) / SCALE

        return [(piece, advance(piece.rstrip()), advance(piece)) for piece in breakable(self.text)]

    def rows_at(self, size: float, pieces: list[tuple[str, float, float]]) -> Setting | None:
        """Rows of this size, each of as many pieces as have room; None where the text does not fit."""
        room = self.width / size
        texts, row, used = [], "", 0.0
        for piece, seen, whole in pieces:
            if row and used + seen > room:
                texts.append(row)
                row, used = "", 0.0
                if (len(texts) - 1) * self.pitch * size > self.height:
                    return None
            if seen > room:
                return None
            row += piece
            used += whole
        rows = tuple(Row(row, extent(row, size, self.language)) for row in (text.rstrip() for text in [*texts, row]))
        setting = Setting(rows, size, self.pitch * size)
        return setting if setting.fits(self.width, self.height) else None

    def cut_short(self) -> Setting | None:
        """As much of the text as fits at the smallest size, and an ellipsis; None when nothing fits."""
        rows: list[Row] = []
        # More than has room is not measured again and again.
        most_rows = self.height // SMALLEST + 1
        rest = self.text[: most_rows * (NARROW * self.width // SMALLEST + NARROW)]
        cut = len(rest) < len(self.text)
        while rest:
            row, rest = self.longest(rest)
            setting = Setting((*rows, row), SMALLEST, self.pitch * SMALLEST)
            if not row.ink.width or not setting.fits(self.width, self.height):
                cut = True
                break
            rows.append(row)
        if not rows:
            return None
        if cut:
            rows[-1] = self.ended(rows[-1].text)
        setting = Setting(tuple(rows), SMALLEST, self.pitch * SMALLEST, cut)
        return setting if setting.fits(self.width, self.height) else None

    def longest(self, text: str) -> tuple[Row, str]:
        """The longest row that the text can begin with, and the rest of the text."""
        pieces = breakable(text)
        if self.row(pieces[0]).ink.width > self.width:
            pieces = list(clusters(text))  # A word that is longer than a row is broken anywhere.
        fitting = most(len(pieces), lambda count: self.row("".join(pieces[:count])).ink.width <= self.width)
        return self.row("".join(pieces[:fitting])), "".join(pieces[fitting:])

    def ended(self, text: str) -> Row:
        """The longest beginning of the text that has room with an ellipsis after it."""
        letters = list(clusters(text))
        kept = most(
            len(letters), lambda count: self.row("".join(letters[:count]).rstrip() + "…").ink.width <= self.width
        )
        return self.row("".join(letters[:kept]).rstrip() + "…")

    def row(self, text: str) -> Row:
        """A row of the smallest size."""
        text = text.rstrip()
        return Row(text, extent(text, SMALLEST, self.language))


def most(limit: int, holds: Callable[[int], bool]) -> int:
    """The largest number up to `limit` for which something holds that holds for all smaller ones."""
    fits, too_many = 0, limit + 1
    while fits + 1 < too_many:
        middle = (fits + too_many) // 2
        if holds(middle):
            fits = middle
        else:
            too_many = middle
    return fits
