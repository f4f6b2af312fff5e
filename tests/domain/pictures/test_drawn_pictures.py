"""Pictures that are drawn to test with."""

from io import BytesIO

import pytest
from PIL import Image

from translation_mock.domain.pictures import draw_picture, read_planted

FORMATS = ["png", "jpeg", "webp", "gif"]


def darkest(grey: Image.Image) -> int:
    """The darkest grey."""
    return next(value for value, count in enumerate(grey.histogram()) if count)


@pytest.mark.parametrize("form", FORMATS)
def test_drawn_lines_are_planted(form: str) -> None:
    """A drawn picture says its lines, each with a box that holds its ink and overlaps no other."""
    lines = read_planted(draw_picture(["Hello", "Ångström gj", "World"], format=form))

    assert [line.text for line in lines] == ["Hello", "Ångström gj", "World"]
    boxes = [line.box for line in lines if line.box]
    assert len(boxes) == 3
    assert not any(one.overlaps(other) for one in boxes for other in boxes if one is not other)
    with Image.open(BytesIO(draw_picture(["Hello", "Ångström gj", "World"], format=form))) as picture:
        grey = picture.convert("L")
        for box in boxes:
            assert box.within(*grey.size) == box
            assert darkest(grey.crop(box.edges)) < 40
            grey.paste(255, box.edges)
        assert darkest(grey) > 230


@pytest.mark.parametrize("form", FORMATS)
def test_unplanted_pictures_say_nothing(form: str) -> None:
    """Without planting the picture is the same and has no text."""
    planted = draw_picture(["Hello"], format=form)
    bare = draw_picture(["Hello"], format=form, plant=False)

    assert read_planted(bare) == ()
    with Image.open(BytesIO(planted)) as one, Image.open(BytesIO(bare)) as other:
        assert one.convert("RGB").tobytes() == other.convert("RGB").tobytes()


def test_colours_and_size_are_as_asked() -> None:
    """Background, text colour, width and font size are the ones asked for."""
    with Image.open(BytesIO(draw_picture(["HHHH"], color="#102030", background="gold", width=400))) as picture:
        colours = picture.convert("RGB").getcolors(1000) or []
        assert picture.width == 400
    common = [colour for _, colour in sorted(colours, reverse=True)[:2]]
    assert common == [(255, 215, 0), (16, 32, 48)]

    big, small = draw_picture(["H"], font_size=64), draw_picture(["H"], font_size=32)
    with Image.open(BytesIO(big)) as one, Image.open(BytesIO(small)) as other:
        assert one.height > 1.8 * other.height


def test_the_width_fits_the_longest_line() -> None:
    """Without a width the longest line decides, and no ink touches the edge."""
    data = draw_picture(["short", "a considerably longer line"])

    with Image.open(BytesIO(data)) as picture:
        ink = picture.convert("L").point([255 * (value < 128) for value in range(256)]).getbbox()
        assert ink is not None
        assert ink[0] > 8
        assert picture.width - 28 < ink[2] <= picture.width - 18


def test_a_line_that_is_too_long_is_set_smaller() -> None:
    """A given width holds, and the whole text is still planted."""
    text = "far too long for such a narrow picture"
    data = draw_picture([text], width=160)

    assert [line.text for line in read_planted(data)] == [text]
    with Image.open(BytesIO(data)) as picture:
        assert picture.width == 160
        assert picture.convert("L").crop((150, 0, 160, picture.height)).getextrema() == (255, 255)


@pytest.mark.parametrize(
    "options",
    [
        {"format": "bmp"},
        {"color": "nocolour"},
        {"background": "#12"},
        {"font_size": 2},
        {"width": 10},
        {"width": 99_999},
    ],
    ids=lambda options: next(iter(options)),
)
def test_what_cannot_be_drawn_is_an_error(options: dict[str, object]) -> None:
    """An unknown format or colour and an impossible size are errors of the caller."""
    with pytest.raises(ValueError):
        draw_picture(["Hello"], **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "日本語", "😀", "שלום", "\u200b", "a\tb"])
def test_every_text_can_be_drawn(text: str) -> None:
    """Characters that the font lacks, and none at all, still give a picture."""
    data = draw_picture([text, "Hello"], plant=False)

    with Image.open(BytesIO(data)) as picture:
        picture.load()
        assert picture.width > 60


def test_no_lines_give_a_blank_picture() -> None:
    """Nothing to draw gives a small blank picture with nothing planted."""
    data = draw_picture([], width=100)

    assert read_planted(data) == ()
    with Image.open(BytesIO(data)) as picture:
        assert picture.convert("L").getextrema() == (255, 255)
