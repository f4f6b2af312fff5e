"""Where lines may be broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation_mock.domain.pictures.lettering import breakable


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("Save all files", ["Save ", "all ", "files"]),
        ("well-known -5 — no", ["well-", "known ", "-5 ", "— ", "no"]),
        ("שלום עולם", ["שלום ", "עולם"]),
        ("「世界」、です。", ["「世", "界」、", "で", "す。"]),
        ("きゃっと", ["きゃっ", "と"]),
        ("ラーメン", ["ラー", "メ", "ン"]),
        ("“你好”OK吗", ["“你", "好”OK", "吗"]),
        ("안녕 세상", ["안녕 ", "세상"]),
        ("น้ำใจเย็น", ["น้ำ", "ใจ", "เย็", "น"]),
        ("नमस्ते दुनिया", ["नमस्ते ", "दुनिया"]),
        ("が\u3099ぎ", ["が\u3099", "ぎ"]),
    ],
)
def test_pieces(text: str, pieces: list[str]) -> None:
    """Lines end at spaces, between Chinese and Japanese characters (kinsoku), and between Thai clusters."""
    assert breakable(text) == pieces


@given(st.text())
def test_pieces_are_the_text(text: str) -> None:
    """Nothing is lost or added, and no piece is empty."""
    pieces = breakable(text)

    assert "".join(pieces) == text
    assert all(pieces)
