"""The panels of a picture: framed or filled rectangles with straight sides, each of them a picture of its own.

A panel is found by two horizontal edges of the same extent, one below the other, whose ends are joined by
upright edges (or lie at the sides of the picture). Two such edges close together are a rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image, ImageChops

from translation_mock.domain.pictures.detection.edges import (
    LONG,
    Edge,
    least_step,
    level_edges,
    steps_aside,
    upright_edges,
)
from translation_mock.domain.pictures.detection.masks import above
from translation_mock.domain.pictures.lines import Box

SAME = 3
"""Pixels by which the ends of two edges of one panel may differ."""
THICKEST = 6
"""Pixels of the thickest rule."""
SLENDER = 16
"""How many times longer than thick a rule is; no stroke of a letter is."""
PLAIN = 32
"""The range of greys (of 256) of a ground with nothing on it; the traces of a JPEG are within it."""
WHOLE = 0.9
"""The part of a side that has to be seen."""
SPARSE, ROUGHLY = 4, 0.1
"""Every fourth row of a high side tells how much of it is seen, but for this part of it."""
TURN = 9
"""Pixels by which the side of a round corner moves from one row to the next at most."""
ENOUGH = 4
"""Rows after which a side is taken for straight."""
ROUNDEST = 32
"""Pixels of the radius of a corner."""
ROUND = 5
"""The same of a check box."""
WHITE = b"\xff"
MOST_PANELS = 100
MOST_RULES = 200
DEEPEST = 6
"""Panels within panels."""


@dataclass
class Panel:
    """A panel with its frame (`outer`), the room within its frame, the panels within it, and its rules."""

    outer: Box
    room: Box
    radius: int = 0
    inner: list["Panel"] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)


@dataclass(frozen=True)
class Sides:
    """What may be sides of panels in a picture of greys: columns of steps of at least this size."""

    grey: Image.Image
    least: int

    def beyond(self, top: int, bottom: int, column: int, direction: int, turn: int) -> int | None:
        """How far beyond `column`, where the edge at `top` ends, the side is that goes down to `bottom`.

        The side is followed from the end of the edge around a corner, of a radius of at most `turn`, to half height.
        None without one.
        """
        if abs(column - (0 if direction < 0 else self.grey.width)) <= SAME:
            return 0
        # All that is looked at below, as seen from its corner.
        reach = turn + TURN + 1
        left, right = (column - reach, column + 2) if direction < 0 else (column - 1, column + reach + 1)
        strip = Box.between(left, top, right, bottom).within(*self.grey.size)
        if strip is None:
            return None
        strip = Box.between(max(1, strip.left), strip.top, strip.right, strip.bottom)
        if strip.width < 1 or not self.may_have_side(strip):
            return None
        steps = steps_aside(self.grey, self.least, strip)
        if rows_with_steps(steps, 0, 0, *steps.size) < WHOLE * (bottom - top):
            return None
        column, bottom, top = column - strip.left, bottom - top, 0
        at, straight = column, 0
        pixels = steps.tobytes()
        for row in range(top, min((top + bottom) // 2, top + turn)):
            low, high = sorted((at - direction, at + direction * TURN))
            across, places = pixels[row * steps.width : (row + 1) * steps.width], (max(0, low), high + 1)
            step = across.rfind(WHITE, *places) if direction < 0 else across.find(WHITE, *places)
            if step < 0:
                continue
            straight = straight + 1 if step == at else 0
            at = step if (step - at) * direction > 0 else at
            if straight == ENOUGH:
                break
        radius = max(0, (at - column) * direction)
        if radius > turn:
            return None
        # The upper and the lower corner turn, what is between them is straight.
        low, high = min(at, column) - 1, max(at, column) + 2
        first, last = min(top + radius, (top + bottom) // 2), max(bottom - radius, (top + bottom) // 2)
        seen = rows_with_steps(steps, low, top, high, first) + rows_with_steps(steps, at - 1, first, at + 2, last)
        return radius if seen + rows_with_steps(steps, low, last, high, bottom) >= WHOLE * (bottom - top) else None

    def may_have_side(self, strip: Box) -> bool:
        """Whether there are steps in as many rows of a strip as a side takes, of the few that are looked at if it is
        high."""
        if strip.height < LONG:
            return True
        size = strip.width, strip.height // SPARSE
        left, top, right, bottom = strip.edges
        here, before = (
            self.grey.resize(size, Image.Resampling.NEAREST, box=(left - aside, top, right - aside, bottom))
            for aside in (0, 1)
        )
        steps = above(ImageChops.difference(here, before), self.least - 1)
        return rows_with_steps(steps, 0, 0, *size) >= (WHOLE - ROUGHLY) * size[1]


def rows_with_steps(steps: Image.Image, left: int, top: int, right: int, bottom: int) -> int:
    """The rows of a box that have a step."""
    return sum(steps.crop((left, top, right, bottom)).getprojection()[1]) if bottom > top else 0


def page_of(grey: Image.Image, noise: float) -> Panel:
    """The picture as a panel, with all others in it, given its noise (see `grain`)."""
    whole = Box(0, 0, *grey.size)
    page = Panel(whole, whole)
    if min(grey.size) < 3:
        return page
    least = least_step(noise)
    rows = level_edges(grey, least)
    upright = [Box(box.top, box.left, box.height, box.width) for box in thin(pairs(upright_edges(grey, least)))]
    across = pairs([*rows, *border(rows, grey.height)])
    rules = [*thin(across), *upright]
    apart = [pair for pair in across if is_panel_shaped(*pair) and may_be_panel(grey, *pair)]
    sides = Sides(grey, least)
    panels = [panel for one, other in apart if (panel := panel_between(one, other, sides))]
    panels = [panel for panel in panels if panel.outer.width >= LONG or is_check_box(grey, panel)]
    panels.sort(key=lambda panel: -panel.outer.width * panel.outer.height)
    for panel in panels[:MOST_PANELS]:
        nest(page, panel, DEEPEST)
    rules.sort(key=lambda rule: -rule.width - rule.height)
    for rule in rules[:MOST_RULES]:
        lay(page, rule)
    return page


def border(rows: list[Edge], height: int) -> Iterator[Edge]:
    """The upper and lower ends of the picture as edges that match any other."""
    for start, end in sorted({(edge.start, edge.end) for edge in rows if edge.end - edge.start >= LONG}):
        yield Edge(0, start, end)
        yield Edge(height, start, end)


def pairs(edges: list[Edge]) -> list[tuple[Edge, Edge]]:
    """Each edge with the next one below it of the same extent."""
    last: dict[tuple[int, int], Edge] = {}
    found = set()
    for edge in sorted(edges):
        at, start, end = edge
        # The ends of edges that belong together may lie in two cells of this grid.
        for cell in ((start // 8, end // 8), ((start + 4) // 8, (end + 4) // 8)):
            one = last.get(cell)
            if one and one.at < at and abs(one.start - start) <= SAME and abs(one.end - end) <= SAME:
                found.add((one, edge))
            last[cell] = edge
    return sorted(found)


def thin(pairs: list[tuple[Edge, Edge]]) -> list[Box]:
    """The pairs of edges that are rules, as boxes."""
    return [
        Box.between(min(one.start, other.start), one.at, max(one.end, other.end), other.at)
        for one, other in pairs
        if other.at - one.at <= THICKEST and one.end - one.start >= max(LONG, SLENDER * (other.at - one.at))
    ]


def is_panel_shaped(one: Edge, other: Edge) -> bool:
    """Whether there is room between two edges, and they are long or may be those of a check box."""
    height, width = other.at - one.at, one.end - one.start
    return height > THICKEST + 2 and (width >= LONG or 0.8 <= width / height <= 1.25)


def may_be_panel(grey: Image.Image, one: Edge, other: Edge) -> bool:
    """Whether two edges are long, or their surroundings may be plain enough for a check box (see `is_check_box`),
    however round its corners are."""
    if one.end - one.start >= LONG:
        return True
    far = ROUND + 6
    start, end = min(one.start, other.start) - far, max(one.end, other.end) + far
    pixels = grey.crop((start, one.at - 6, end, other.at + 6)).tobytes()
    width, height = end - start, other.at - one.at + 12
    # Letters nearly always have others above or below them, which these rows cross, each first at one side.
    rows = [pixels[row * width + ROUND : (row + 1) * width - ROUND] for row in (0, height - 3, 2, height - 1)]
    middle = pixels[height // 2 * width + far + 4 : (height // 2 + 1) * width - far - 4]
    if not is_plain(rows[0] + rows[1]) or not is_plain(plain := b"".join([*rows, middle])):
        return False
    plain = bytes((min(plain), max(plain)))
    for first in (0, width - ROUND - 3):
        columns = [pixels[column::width] for column in range(first, first + ROUND + 3)]
        ends = [bytes((min(column), max(column))) for column in columns]
        if not any(is_plain(plain + b"".join(ends[at : at + 3])) for at in range(ROUND + 1)):
            return False
    return True


def is_plain(greys: bytes) -> bool:
    """Whether there is nothing but ground among these greys."""
    return max(greys) - min(greys) < PLAIN


def panel_between(one: Edge, other: Edge, sides: Sides) -> Panel | None:
    """The panel between two edges; None when they have no sides."""
    # The corners of check boxes are hardly round; many letters are as square.
    turn = ROUNDEST if one.end - one.start >= LONG else ROUND
    left = sides.beyond(one.at, other.at, min(one.start, other.start), -1, turn)
    right = None if left is None else sides.beyond(one.at, other.at, max(one.end, other.end), 1, turn)
    if left is None or right is None:
        return None
    outer = Box.between(min(one.start, other.start) - left, one.at, max(one.end, other.end) + right, other.at)
    radius = max(left, right)
    inset = 4
    room = Box.between(outer.left + inset, outer.top + inset, outer.right - inset, outer.bottom - inset)
    return Panel(outer, room, radius)


def is_check_box(grey: Image.Image, panel: Panel) -> bool:
    """Whether a small square stands alone and is as bright inside as outside, which no part of a letter is."""
    left, top, right, bottom = panel.outer.edges
    strips = [
        grey.crop((left - 6, top - 6, right + 6, top - 3)),
        grey.crop((left - 6, bottom + 3, right + 6, bottom + 6)),
        grey.crop((left - 6, top - 6, left - 3, bottom + 6)),
        grey.crop((right + 3, top - 6, right + 6, bottom + 6)),
        grey.crop(panel.room.edges),
    ]
    greys = b"".join(strip.tobytes() for strip in strips)
    return bool(greys) and is_plain(greys)


def nest(within: Panel, panel: Panel, depth: int) -> None:
    """Put a panel into the smallest one that holds it; what crosses another panel is left out."""
    for other in within.inner:
        if other.outer.overlaps(panel.outer):
            if depth and holds(other.outer, panel.outer):
                nest(other, panel, depth - 1)
            return
    within.inner.append(panel)


def lay(within: Panel, rule: Box) -> None:
    """Put a rule into every panel that it crosses."""
    within.rules.append(rule)
    for other in within.inner:
        if other.outer.overlaps(rule):
            lay(other, rule)


def holds(outer: Box, inner: Box) -> bool:
    """Whether one box is within another, but for an edge's width."""
    return (
        inner.left >= outer.left - 1
        and inner.top >= outer.top - 1
        and inner.right <= outer.right + 1
        and inner.bottom <= outer.bottom + 1
    )
