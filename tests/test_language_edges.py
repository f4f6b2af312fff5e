"""The text and the image API say and count alike."""

from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from mock_support.caller import Caller

LINES = ("Hello", "An unknown sentence for {name}", "今日は。", "Ünïcode مرحبا")


def planted(*lines: str) -> bytes:
    """A picture with these lines of text planted in it."""
    chunk = PngInfo()
    chunk.add_itxt("translation-mock", "\n".join(lines))
    file = BytesIO()
    Image.new("RGB", (40, 40), "white").save(file, "PNG", pnginfo=chunk)
    return file.getvalue()


@pytest.mark.parametrize("line", LINES)
def test_both_apis_say_and_count_alike(mock: Caller, line: str) -> None:
    """A line costs as many credits in a picture as tokens in a text, and is translated alike."""
    before = mock.image(planted("x")).json()["credits"]

    picture = mock.image(planted(line), source_language="en", target_language="ru").json()
    text = mock.text(text=line, sourceLang="en", targetLang="ru").json()["data"]

    assert before - picture["credits"] == text["tokensConsumed"]
    assert picture["chunks"][0]["translatedText"] == text["translatedText"]


@pytest.mark.parametrize(
    ("line", "code"), [("Bitte warten Sie auf die Seite", "de"), ("Пожалуйста", "ru"), ("12:30", "und")]
)
def test_picture_without_source_shows_the_guess(mock: Caller, line: str, code: str) -> None:
    """Where the source language is left out or "auto", the guess is in a header; where it is given, there is none."""
    for fields in ({}, {"source_language": "auto"}):
        assert mock.image(planted(line), **fields).headers["mock-guessed-language"] == code

    assert "mock-guessed-language" not in mock.image(planted(line), source_language="fr").headers
