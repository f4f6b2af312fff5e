"""Texts set into boxes."""

import pytest

from translation_mock.domain.pictures.layout import SMALL, SMALLEST, fitting, set_in
from translation_mock.domain.pictures.lettering import extent

LONG = "All visitors have to sign in at the front desk before they go up to the second floor"


def test_a_text_that_fits_keeps_its_size_and_row() -> None:
    """Where there is room, nothing is done to a text."""
    setting = set_in("Ausgang", 30, 200, 44)

    assert setting is not None
    assert ([row.text for row in setting.rows], setting.size, setting.shortened) == (["Ausgang"], 30, False)


def test_a_text_that_is_too_long_is_set_smaller_in_one_row() -> None:
    """In a box for one line a text is made as much smaller as it has to be, and no more."""
    setting = set_in("Notausgang bitte freihalten", 30, 200, 36)

    assert setting is not None
    assert len(setting.rows) == 1
    assert SMALL < setting.size < 30
    assert 0.93 * 200 < setting.width <= 200


def test_a_high_box_takes_several_rows() -> None:
    """In a box with room for rows a text is broken between its words, and is larger than in one row."""
    setting = set_in(LONG, 20, 300, 110)

    assert setting is not None
    assert " ".join(row.text for row in setting.rows) == LONG
    assert len(setting.rows) > 2
    assert setting.size == 20
    assert setting.fits(300, 110)


def test_rows_become_smaller_together() -> None:
    """Where even rows do not fit at the old size, the largest size at which they do is found."""
    setting = set_in(LONG, 40, 300, 110)

    assert setting is not None
    assert 20 < setting.size < 40
    assert setting.fits(300, 110)
    one_size_more = set_in(LONG, setting.size + 1, 300, 110)
    assert one_size_more is not None
    assert one_size_more.size < setting.size + 1


@pytest.mark.parametrize("text", ["日本語のとても長い文章です。" * 6, "ภาษาไทยไม่มีช่องว่าง" * 6], ids=["japanese", "thai"])
def test_scripts_without_spaces_are_broken_too(text: str) -> None:
    """Chinese, Japanese and Thai are broken between letters, and nothing is lost."""
    setting = set_in(text, 20, 300, 150)

    assert setting is not None
    assert len(setting.rows) > 1
    assert "".join(row.text for row in setting.rows) == text


@pytest.mark.parametrize("text", ["word " * 400, "x" * 100_000, "日本" * 400], ids=["words", "one-word", "chinese"])
def test_what_never_fits_is_cut_short(text: str) -> None:
    """At the smallest size as much is shown as there is room for, and an ellipsis, in every row another part."""
    setting = set_in(text, 30, 200, 44)

    assert setting is not None
    assert (setting.size, setting.shortened) == (SMALLEST, True)
    assert setting.rows[-1].text.endswith("…")
    assert "…" not in "".join(row.text for row in setting.rows[:-1])
    assert setting.fits(200, 44)
    assert setting.width > 150
    assert setting.height > 30


def test_a_cut_leaves_letters_whole() -> None:
    """No mark is cut from its letter."""
    setting = set_in("ก็" * 300, 12, 40, 9)

    assert setting is not None
    assert setting.shortened
    assert all(row.text.rstrip("…").endswith("ก็") for row in setting.rows)


@pytest.mark.parametrize(
    ("text", "width", "height"),
    [("Exit", 3, 3), ("Exit", 200, 3), ("Exit", 2, 40), (" ", 200, 40), ("", 200, 40), ("\u200b\x00", 200, 40)],
)
def test_nothing_is_set_where_nothing_fits(text: str, width: int, height: int) -> None:
    """A box without room for an ellipsis takes no text, and a text without letters is none."""
    assert set_in(text, 20, width, height) is None


def test_more_than_is_looked_at_counts_as_cut_short() -> None:
    """A text of more characters than a line has is said to be shortened, however large its box."""
    setting = set_in("a " * 3000, 8, 4000, 4000)

    assert setting is not None
    assert setting.shortened


def test_one_row_is_fitted_into_a_width() -> None:
    """The ink of a fitted row is what is said, and within the width."""
    text, size, ink = fitting(LONG, 30, 200, 40)

    assert ink == extent(text, size)
    assert ink.width <= 200
    assert text.endswith("…")
    assert fitting("Hi", 30, 200, 40)[:2] == ("Hi", 30)
