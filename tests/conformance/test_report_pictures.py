"""The pictures on the page of a report: drawn anew, and bounded."""

import base64
import json
from io import BytesIO

import pytest
from PIL import Image

from conformance_apps.made_reports import TYPES, answered, made, uploaded
from conformance_apps.report_contents import png as _png
from translation_conformance.artefacts import thumbnails


def test_pictures_are_drawn_anew() -> None:
    """A thumbnail shows the picture that was sent and the one of the answer, and has no byte of their metadata."""
    secret = "planted-in-the-metadata"
    answer = json.dumps({"deep": {"image": f"data:image/png;base64,{base64.b64encode(_png(note=secret)).decode()}"}})
    report = made({TYPES: uploaded(_png((400, 100), note=secret), answer.encode())})

    pictures = report.thumbnails()[TYPES, 0]

    assert [picture.caption for picture in pictures] == ["Sent: image.png, 400 × 100", "Answer: image, 40 × 20"]
    for picture in pictures:
        assert secret.encode() not in picture.png
        with Image.open(BytesIO(picture.png)) as drawn:
            assert (drawn.format, drawn.size, drawn.info.keys() & {"note"}) == (
                "PNG",
                (picture.width, picture.height),
                set(),
            )
    assert (pictures[0].width, pictures[0].height) == (240, 60)


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", _png()[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 50],
    ids=["empty", "a-text", "cut", "zeros"],
)
def test_what_is_no_picture_is_left_out(content: bytes) -> None:
    """What does not decode is not shown, and disturbs nobody."""
    assert made({TYPES: uploaded(content, b"{}")}).thumbnails() == {}


def test_picture_bomb_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture with more pixels than are decoded is not decoded."""
    monkeypatch.setattr(thumbnails, "MAX_PIXELS", 40 * 20 - 1)

    assert made({TYPES: uploaded(_png(), b"{}")}).thumbnails() == {}


def test_pictures_are_bounded() -> None:
    """However many exchanges there are, and however large their answers, a page stays one that opens."""
    gallery = thumbnails.Gallery(str)
    noise = Image.effect_noise((200, 150), 80)

    found: list[thumbnails.Thumbnail] = []
    for number in range(140):
        buffer = BytesIO()
        noise.rotate(number).save(buffer, "PNG")
        found += gallery.pictures(uploaded(buffer.getvalue(), b"[" + b"0," * 10_000 + b"0]"))

    assert 0 < len(found) <= 120
    assert sum(len(picture.png) for picture in found) <= 1_500_000


def test_data_urls_are_looked_for_within_bounds() -> None:
    """Neither a deep nor a wide answer is searched to its end."""
    exchange = answered(json.dumps([["data:,x"] * 10_000] * 10).encode())

    assert thumbnails.Gallery(str).pictures(exchange) == ()
