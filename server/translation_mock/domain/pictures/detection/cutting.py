"""Ink cut into lines by its projections (recursive XY-cut).

Rows are cut first, at rows without ink, then columns, where a gap is wider than any between words. What is left in
one piece is a line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image

from translation_mock.domain.pictures.detection.masks import cropped
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.runs import Run, runs

MOST_CUTS = 4000
SHORTEST = 4
"""Rows of ink; rules and specks have fewer."""
WIDEST_SPACE = 1.65
"""The widest gap between words in heights of their line. A line is between 0.5 em (no ascenders) and 1.05 em high, a
gap in monospaced type up to 0.8 em wide, and columns are at least 2 em apart."""
WIDEST_IF_EVEN, EVEN = 2, 0.75
"""The same in a line without ascenders and descenders, whose rows nearly all have as much ink: capitals are 0.7 em
high and Chinese letters 0.95 em, and neither is so near to the gap between columns."""
SPACE = 0.6
"""Gaps narrower than this many heights of their line are never wide."""
HIGH, UNLIKE, NEARBY = 72, 2.5, 0.25
"""Rows from which on there may be a shape with lower lines beside it; how many times as high it is; and how far
away at least, in its heights."""
ROW = 0.45
"""The least height of a second line, in heights of the highest; what is lower may be marks that stand off."""
LOWEST_GAP, LOWEST_COLUMN_GAP = 12, 20
"""The least gap, in pixels, between a shape and a line beside it, and between columns whose lines are at different
heights."""
MARK = 0.42
"""The greatest height of a mark (dot, accent, tone mark, underscore) in heights of its letters."""
MARK_GAP = 0.28
"""The widest gap between a mark and its letters, in heights of the letters; lines are 0.3 em apart at least."""
ACCENT, ACCENT_GAP = 0.3, 0.21
"""The same for what is higher than a dot, and so may be small type."""
STACK = 0.85
"""The same for marks upon marks, as Thai has them above its letters."""
NEAR, NEARER = 0.16, 0.28
"""The widest gap between such marks and their letters, in heights of the letters and in heights of the marks."""
WORD, TOGETHER = 3, 0.4
"""The width of a low row's run, in its heights, from which on it is a word of small type and no mark; what is closer
together than that many heights is one run."""
WORDS, SPACED = 5, 0.8
"""The same for several words; accents on neighbouring letters are farther apart."""


@dataclass
class Cutting:
    """The recursive cut of one picture of ink (mode L, 0 or 255); it ends after MOST_CUTS cuts, whatever is in it."""

    ink: Image.Image
    cuts: int = 0

    def lines(self) -> Iterator[Box]:
        """The lines of the whole picture."""
        return self.cut(Box(0, 0, *self.ink.size))

    def cut(self, box: Box) -> Iterator[Box]:
        """The lines within a box."""
        self.cuts += 1
        part = cropped(self.ink, box)
        inner = part.getbbox()
        if inner is None or self.cuts > MOST_CUTS:
            return
        if inner != (0, 0, *part.size):
            part = part.crop(inner)
            box = Box.between(box.left + inner[0], box.top + inner[1], box.left + inner[2], box.top + inner[3])
        across, down = map(bytes, part.getprojection())
        rows = rows_of(part, down)
        if len(rows) > 1:
            for top, bottom in rows:
                yield from self.cut(Box.between(box.left, box.top + top, box.right, box.top + bottom))
            return
        columns = columns_of(part, across)
        if len(columns) < 2:
            yield box
            return
        for left, right in columns:
            yield from self.cut(Box.between(box.left + left, box.top, box.left + right, box.bottom))


def columns_of(part: Image.Image, across: bytes) -> list[Run]:
    """The columns of a row of ink, given its projection."""
    words = runs(across, max(3, round(SPACE * part.height)))
    if len(words) > 1 and part.height >= SHORTEST:
        widest = widest_space(part, words)
        columns = [words[0]]
        for start, end in words[1:]:
            if start - columns[-1][1] > widest:
                columns.append((start, end))
            else:
                columns[-1] = (columns[-1][0], end)
        if len(columns) > 1:
            return columns
    if part.height >= HIGH:
        columns = beside_shapes(part, runs(across, LOWEST_GAP))
        if len(columns) > 1:
            return columns
    return uneven_columns(part, across)


def beside_shapes(part: Image.Image, words: list[Run]) -> list[Run]:
    """The words, but those apart that are much lower or higher than their neighbours: lines beside a sign."""
    columns = [words[0]]
    before = height_of(part, words[0])
    for start, end in words[1:]:
        height = height_of(part, (start, end))
        low, high = sorted((before, height))
        if low >= 2 * SHORTEST and high > UNLIKE * low and start - columns[-1][1] >= max(low, NEARBY * high):
            columns.append((start, end))
            before = height
        else:
            columns[-1] = (columns[-1][0], end)
            before = max(before, height)
    return columns


def widest_space(part: Image.Image, words: list[Run]) -> float:
    """The widest gap that may be one between words of this row; wider ones are between columns."""
    highest = max(height_of(part, word) for word in words)
    widest = max(LOWEST_GAP / 2, WIDEST_SPACE * highest)
    gaps = [after[0] - before[1] for before, after in pairwise(words)]
    if any(widest < gap <= WIDEST_IF_EVEN * highest for gap in gaps):
        profile = part.resize((1, part.height), Image.Resampling.BOX).tobytes()
        if sum(value >= max(profile) / 2 for value in profile) >= EVEN * highest:
            return WIDEST_IF_EVEN * highest
    return widest


def height_of(part: Image.Image, word: Run) -> int:
    """The rows from the first to the last ink of a word."""
    bounds = part.crop((word[0], 0, word[1], part.height)).getbbox()
    return bounds[3] - bounds[1] if bounds else 0


def uneven_columns(part: Image.Image, across: bytes) -> list[Run]:
    """Columns whose lines are at different heights, so that no empty row crosses both; else nothing."""
    if part.height < 4 * SHORTEST:
        return []
    columns = runs(across, LOWEST_COLUMN_GAP)
    gaps = [(columns[at + 1][0] - columns[at][1], at) for at in range(len(columns) - 1)]
    if not gaps:
        return []
    _, widest = max(gaps)
    sides = [(0, columns[widest][1]), (columns[widest + 1][0], part.width)]
    for left, right in sides:
        side = part.crop((left, 0, right, part.height))
        heights = sorted(bottom - top for top, bottom in rows_of(side, bytes(side.getprojection()[1])))
        if len(heights) > 1 and heights[-2] >= ROW * heights[-1]:
            return sides
    return []


@dataclass(frozen=True)
class Row:
    """A run of rows with ink and the height of the highest piece that it was made of, that of its letters."""

    start: int
    end: int
    core: int


def rows_of(part: Image.Image, down: bytes) -> list[Run]:
    """Start and end of each row of ink, given its projection; dots, accents and underscores are part of their row.

    A mark joins the nearer of its neighbours, if that may be its letters; marks upon marks join one after another.
    """
    rows = [Row(start, end, end - start) for start, end in runs(down, 1)]
    before = 1  # A single row has nothing to be joined with.
    while len(rows) != before:
        before, rows = len(rows), joined(part, rows)
    return [(row.start, row.end) for row in rows]


def joined(part: Image.Image, rows: list[Row]) -> list[Row]:
    """The rows, each mark that is nearer to its letters than to others joined with them."""
    result: list[Row] = []
    for index, row in enumerate(rows):
        last = result[-1] if result else None
        after = rows[index + 1] if index + 1 < len(rows) else None
        if last is None or not belong(part, last, row) or nearer_to(part, row, last, after):
            result.append(row)
        else:
            result[-1] = Row(last.start, row.end, max(last.core, row.core))
    return result


def nearer_to(part: Image.Image, row: Row, before: Row, after: Row | None) -> bool:
    """Whether a row is a mark of the row after it rather than of the one before it."""
    if after is None or row.core >= before.core or after.start - row.end >= row.start - before.end:
        return False
    return belong(part, row, after)


def belong(part: Image.Image, upper: Row, lower: Row) -> bool:
    """Whether one of two rows of ink is a mark of the other: low, close, and with less in it or of one letter."""
    mark, letters = sorted((upper, lower), key=lambda row: row.core)
    gap = lower.start - upper.end
    height = mark.end - mark.start
    if gap <= max(1, min(NEAR * letters.core, NEARER * height)):
        return height <= STACK * letters.core + 1 and marks(part, mark, letters, 0.9, 4)
    farthest = MARK_GAP if height <= ACCENT * letters.core else ACCENT_GAP
    if height > MARK * letters.core + 1 or gap > max(1, farthest * letters.core):
        return False
    return marks(part, mark, letters, 0.6, 1.5) and not is_small_type(part, mark)


def marks(part: Image.Image, mark: Row, letters: Row, share: float, least: float) -> bool:
    """Whether marks have ink in fewer columns than their letters, or in as many where there are hardly any letters."""
    marked, lettered = (columns_with_ink(part, row) for row in (mark, letters))
    return marked <= share * lettered or lettered < least * letters.core


def is_small_type(part: Image.Image, row: Row) -> bool:
    """Whether a low row has a word in it: marks are apart, letters beside each other."""
    height = row.end - row.start
    across = bytes(part.crop((0, row.start, part.width, row.end)).getprojection()[0])
    return height > SHORTEST and any(
        end - start >= width * height
        for width, gap in ((WORD, TOGETHER), (WORDS, SPACED))
        for start, end in runs(across, max(1, round(gap * height)))
    )


def columns_with_ink(part: Image.Image, row: Row) -> int:
    """How many columns have ink in a row."""
    return sum(part.crop((0, row.start, part.width, row.end)).getprojection()[0])
