"""Lines of a block hold to one side, whatever their lengths are by chance."""

import pytest

from translation_mock.domain.pictures.alignment import Side, Standing, sides_of
from translation_mock.domain.pictures.lines import Box

WIDTH = 221
"""The width of the picture in which the lines stand."""


def column(*ends: tuple[int, int], room: tuple[int, int] = (0, WIDTH)) -> list[Standing]:
    """Lines one below another, from the left and right ends of their ink."""
    return [
        Standing(Box.between(left, 30 + 47 * row, right, 62 + 47 * row), 32, room)
        for row, (left, right) in enumerate(ends)
    ]


@pytest.mark.parametrize(
    ("ends", "side"),
    [
        ([(21, 200), (20, 195)], Side.LEFT),
        ([(20, 195), (21, 200)], Side.LEFT),
        ([(21, 198), (20, 160), (22, 199)], Side.LEFT),
        ([(21, 200), (22, 199)], Side.MIDDLE),
        ([(21, 200), (26, 195)], Side.MIDDLE),
        ([(20, 201), (50, 171), (35, 186)], Side.MIDDLE),
        ([(60, 217), (90, 216), (75, 217)], Side.RIGHT),
    ],
)
def test_a_block_has_one_side(ends: list[tuple[int, int]], side: Side) -> None:
    """Lines that begin at one place stay there, also where one of them has as much room on both sides."""
    assert sides_of(column(*ends)) == [side] * len(ends)


def test_labels_around_a_field_are_not_centred_with_it() -> None:
    """Labels that begin at one place stay there, though the text of the field between them has the same middle."""
    (first,), (last,) = (column((32, 132), room=(0, 480)) for _ in range(2))
    (field,) = column((47, 117), room=(31, 450))
    block = [
        Standing(line.ink._replace(top=22 + 45 * row, height=22), 24, line.room)
        for row, line in enumerate((first, field, last))
    ]

    assert sides_of(block) == [Side.LEFT] * 3
