"""The score: which lines were found, and which regions are lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from translation_mock.domain.pictures.lines import Box

ENOUGH = 0.5
"""The intersection over union from which on a region is that of a line."""


def likeness(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = max(width, 0) * max(height, 0)
    return shared / (one.width * one.height + other.width * other.height - shared)


@dataclass(frozen=True)
class Score:
    """Lines that there are, regions that were returned, and pairs of them; sums of scores are scores."""

    lines: int = 0
    regions: int = 0
    matched: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.lines + other.lines, self.regions + other.regions, self.matched + other.matched)

    @property
    def recall(self) -> float:
        """The share of the lines that were found; 1 where there are none."""
        return self.matched / self.lines if self.lines else 1.0

    @property
    def precision(self) -> float:
        """The share of the regions that are lines; 1 where there are none."""
        return self.matched / self.regions if self.regions else 1.0


def pairs(truth: Sequence[Box], found: Sequence[Box]) -> list[tuple[int, int]]:
    """Which line is which region, best pairs first; each of either is in one pair at most."""
    likely = sorted(
        (
            (-likeness(line, region), at, number)
            for at, line in enumerate(truth)
            for number, region in enumerate(found)
            if line.overlaps(region)
        ),
    )
    taken: list[tuple[int, int]] = []
    lines, regions = set(range(len(truth))), set(range(len(found)))
    for unlikeness, at, number in likely:
        if -unlikeness < ENOUGH:
            break
        if at in lines and number in regions:
            lines.remove(at)
            regions.remove(number)
            taken.append((at, number))
    return taken


def score(truth: Sequence[Box], found: Sequence[Box]) -> Score:
    """The score of one picture."""
    return Score(len(truth), len(found), len(pairs(truth, found)))


def total(scores: Iterable[Score]) -> Score:
    """The score of many pictures as if they were one."""
    return sum(scores, Score())
