"""What the detection looks at first: masks, long straight edges, and what panels leave of the panel around them."""

import random
from itertools import groupby

import pytest
from PIL import Image, ImageDraw

from translation_mock.domain.pictures.detection.edges import (
    LONG,
    SHORTEST,
    Edge,
    level_edges,
    straight_runs,
    upright_edges,
)
from translation_mock.domain.pictures.detection.masks import above
from translation_mock.domain.pictures.detection.panels import Panel, Sides, may_be_panel
from translation_mock.domain.pictures.detection.regions import left_over
from translation_mock.domain.pictures.lines import Box


def noise(size: tuple[int, int], seed: int) -> Image.Image:
    """Every value, in no order."""
    return Image.frombytes("L", size, random.Random(seed).randbytes(size[0] * size[1]))


@pytest.mark.parametrize("size", [(16, 16), (256, 128)], ids=["little", "large"])
@pytest.mark.parametrize("threshold", [0, 1, 12, 126, 127, 128, 200, 254, 255, 300])
def test_a_mask_is_white_above_its_threshold_alone(size: tuple[int, int], threshold: int) -> None:
    """A pixel of a mask is white where the depth is above the threshold, and black elsewhere, whatever the size."""
    depth = noise(size, 1)

    mask = above(depth, threshold).tobytes()

    assert mask == bytes(255 if value > threshold else 0 for value in depth.tobytes())


@pytest.mark.parametrize("shortest", [1, 2, 3, 10, 13])
def test_runs_are_those_that_are_long_enough(shortest: int) -> None:
    """Each run of white of the least length or more is found once, from its first to its last pixel."""
    randomness = random.Random(shortest)
    rows = [[255 * (randomness.random() < 0.9) for _ in range(60)] + [0] for _ in range(40)]
    steps = Image.frombytes("L", (61, 40), bytes(value for row in rows for value in row))
    expected = []
    for number, row in enumerate(rows):
        start = 5
        for white, places in groupby(row):
            end = start + len(list(places))
            if white and end - start >= shortest:
                expected.append(Edge(7 + number, start, end))
            start = end

    assert straight_runs(steps, shortest, (5, 7)) == expected


@pytest.mark.parametrize("length", [LONG, 64])
def test_the_longest_runs_that_are_looked_for_are_found(length: int) -> None:
    """A run of the least length is found, one of a pixel less is none, beside white, beside black and on its own."""
    steps = Image.new("L", (3 * length, 6))
    for row in range(6):
        steps.paste(255, (row, row, row + length - row % 2, row + 1))
    steps.paste(255, (2 * length, 1, 2 * length + 2, 2))

    assert straight_runs(steps, length, (0, 0)) == [Edge(row, row, row + length) for row in (0, 2, 4)]


@pytest.mark.parametrize("height", [60, 61, 62, 63, 64, 65, 130])
def test_an_upright_edge_of_the_least_length_is_found_wherever_it_is(height: int) -> None:
    """An upright edge that is just LONG is found at every height, though only some rows are looked at first."""
    for top in range(height - LONG + 1):
        picture = Image.new("L", (40, height), 200)
        picture.paste(60, (20, top, 40, top + LONG))

        assert Edge(20, top, top + LONG) in upright_edges(picture, 8)


def test_a_short_upright_edge_is_none() -> None:
    """The side of a letter is no upright edge, however many there are one below the other."""
    picture = Image.new("L", (40, 300), 200)
    for top in range(0, 300, 50):
        picture.paste(60, (20, top, 24, top + 40))

    assert upright_edges(picture, 8) == []


def test_level_edges_are_found_from_one_side_to_the_other() -> None:
    """Horizontal edges are found at the sides of a picture too, and in every part of a large one."""
    picture = Image.new("L", (1000, 700), 200)
    expected = []
    for row in range(20, 650, 97):
        for left in (0, 1000 - SHORTEST):
            picture.paste(60, (left, row, left + SHORTEST, row + 20))
            expected += [Edge(row, left, left + SHORTEST), Edge(row + 20, left, left + SHORTEST)]

    assert level_edges(picture, 8) == sorted(expected)


@pytest.mark.parametrize("place", [(30, 40), (0, 1), (119, 179)])
def test_edges_of_all_that_there_is_are_where_it_is(place: tuple[int, int]) -> None:
    """The sides of the only square of a picture are found in their places."""
    left, top = place
    picture = Image.new("L", (200, 260), 200)
    picture.paste(60, (left, top, left + 80, top + 80))

    assert level_edges(picture, 8) == [Edge(row, left, left + 80) for row in (top, top + 80)]
    assert upright_edges(picture, 8) == [Edge(column, top, top + 80) for column in (left, left + 80) if column]


@pytest.mark.parametrize("left", [4, 5, 6, 8, 20])
@pytest.mark.parametrize("radius", [0, 3, 6, 12])
def test_a_round_corner_is_followed_at_the_side_of_a_picture_too(radius: int, left: int) -> None:
    """The sides of a panel are found where they would be farther inside."""
    picture, inside = Image.new("L", (left + 101 + left, 160), 200), Image.new("L", (300, 160), 200)
    for canvas, at in ((picture, left), (inside, 100)):
        ImageDraw.Draw(canvas).rounded_rectangle((at, 40, at + 100, 119), radius, fill=60)
    start, end = radius, 101 - radius

    near = [Sides(picture, 8).beyond(40, 120, left + at, way, 32) for at, way in ((start, -1), (end, 1))]
    far = [Sides(inside, 8).beyond(40, 120, 100 + at, way, 32) for at, way in ((start, -1), (end, 1))]

    assert None not in far
    assert near == far


CROSSED = [(10, -4, 1), (10, -6, 1), (10, 17, 1), (10, 19, 1), (7, 7, 1), (-11, 6, 8), (17, 6, 8)]
FREE = [(3, 3, 1), (-11, 6, 3), (-6, 6, 3), (17, 6, 3), (22, 6, 3), (-20, 7, 1), (7, 25, 1)]
"""Where a bar of so many pixels begins, as seen from the corner of a square of 14 pixels."""


@pytest.mark.parametrize(("bar", "alone"), [*((bar, False) for bar in CROSSED), *((bar, True) for bar in FREE)])
def test_a_check_box_stands_alone(bar: tuple[int, int, int], alone: bool) -> None:
    """Ink beside a small square or in its middle makes it a part of a letter; ink in its corner or farther away, or
    where its round side may be, does not."""
    x, y, width = bar
    picture = Image.new("L", (80, 80), 200)
    ImageDraw.Draw(picture).rectangle((30, 30, 43, 43), outline=60)
    picture.paste(60, (30 + x, 30 + y, 30 + x + width, 31 + y))

    assert may_be_panel(picture, Edge(30, 30, 44), Edge(44, 30, 44)) == alone


def test_what_panels_leave_is_a_panel_without_its_bars() -> None:
    """Bars that are as wide or as high as what is left of a panel take it from its ends; other panels take nothing."""
    bars = [Box(0, 0, 400, 40), Box(0, 40, 60, 260), Box(200, 100, 50, 50)]
    panel = Panel(Box(0, 0, 400, 300), Box(4, 4, 392, 292), inner=[Panel(box, box) for box in bars])

    assert left_over(panel) == Box.between(60, 40, 396, 296)
