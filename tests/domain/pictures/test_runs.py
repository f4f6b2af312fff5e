"""Runs in projections."""

import pytest

from translation_mock.domain.pictures.runs import runs


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([1], [(0, 1)]),
        ([1, 0, 0, 1, 1], [(0, 5)]),
        ([1, 0, 0, 0, 1, 1], [(0, 1), (4, 6)]),
        ([0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0], [(1, 3), (7, 10)]),
    ],
)
def test_rows_with_little_between_them_go_together(rows: list[int], found: list[tuple[int, int]]) -> None:
    """Less than three rows without a difference part nothing."""
    assert runs(bytes(rows), 3) == found
