"""Pictures that are drawn to test with."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageChops

from mock_support.fidelity import opened, saved
from translation_mock.domain.pictures import Box, Line, draw_picture, read_planted
from translation_mock.domain.pictures.drawing import contrast

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
        {"width": 0},
        {"width": -5},
        {"width": 15_000, "height": 15_000},
        {"height": 40},
        {"align": "middle"},
        {"color": "red..blue"},
        {"color": "#ff000080"},
        {"background": "red..green..blue"},
        {"upon": b"GIF89a"},
        {"upon": draw_picture(["Hello"], width=400), "width": 300},
    ],
    ids=lambda options: ",".join(options),
)
def test_what_cannot_be_drawn_is_an_error(options: dict[str, object]) -> None:
    """An unknown format or colour and an impossible size are errors of the caller."""
    with pytest.raises(ValueError):
        draw_picture(["Hello"], **options)  # type: ignore[arg-type]


def ink(data: bytes, threshold: int = 128) -> tuple[int, int, int, int]:
    """The edges of what is darker than the threshold."""
    with Image.open(BytesIO(data)) as picture:
        edges = picture.convert("L").point([255 * (value < threshold) for value in range(256)]).getbbox()
    assert edges is not None
    return edges


@pytest.mark.parametrize(
    ("text", "align", "side"),
    [
        ("Hello", "start", "left"),
        ("שלום", "start", "right"),
        ("مرحبا", "start", "right"),
        ("שלום", "left", "left"),
        ("Hello", "right", "right"),
        ("Hello", "center", "center"),
    ],
)
def test_lines_are_aligned(text: str, align: str, side: str) -> None:
    """A line stands where it is told to; left to itself, on the side from which its script is read."""
    left, _, right, _ = ink(draw_picture([text], width=500, align=align))

    assert (left < 30, right > 470) == (side == "left", side == "right")
    assert side != "center" or abs(left + right - 500) <= 2


def test_line_with_a_box_stands_in_it() -> None:
    """A line is drawn within its box, planted with it, and makes the picture as large as it needs."""
    box = Box(200, 150, 120, 40)
    data = draw_picture([Line("A text that is set smaller", box)])

    assert read_planted(data) == (Line("A text that is set smaller", box),)
    left, top, right, bottom = ink(data, 250)
    assert (left >= 200, top >= 150, right <= 320, bottom <= 190) == (True,) * 4
    with Image.open(BytesIO(data)) as picture:
        assert picture.size == (320 + 20, 190 + 20)


def test_line_is_broken_where_its_box_is_high() -> None:
    """In a box of the height of several rows a long line is broken rather than set small; in a low one it is not."""
    text = "Please keep this door closed at all times"

    high = ink(draw_picture([Line(text, Box(10, 10, 200, 150))], font_size=24))
    low = ink(draw_picture([Line(text, Box(10, 10, 200, 16))], font_size=24))

    assert high[3] - high[1] > 60
    assert low[3] - low[1] < 16


def test_box_outside_of_the_picture_is_an_error() -> None:
    """A box of which nothing is inside of a given size cannot be drawn into; one that reaches out is cut."""
    with pytest.raises(ValueError, match="outside"):
        draw_picture([Line("Hello", Box(300, 0, 20, 20))], width=300, height=100)

    [line] = read_planted(draw_picture([Line("Hello", Box(250, 0, 90, 20))], width=300, height=100))
    assert line.box == Box(250, 0, 50, 20)


def test_given_height_keeps_the_lines_in_the_middle() -> None:
    """With a height the lines stand in its middle."""
    _, top, _, bottom = ink(draw_picture(["Hxx", "Hxx"], height=400))

    assert abs(top + bottom - 400) < 20


def test_background_of_two_colours_runs_from_top_to_bottom() -> None:
    """The first colour is at the top, the second at the bottom, each row is of one colour."""
    with Image.open(BytesIO(draw_picture([], width=60, height=100, background="red..blue"))) as picture:
        rows = [picture.convert("RGB").crop((0, y, 60, y + 1)).getcolors() or [] for y in range(100)]

    assert [len(colours) for colours in rows] == [1] * 100
    reds = [colours[0][1][0] for colours in rows if isinstance(colours[0][1], tuple)]
    assert reds == sorted(reds, reverse=True)
    assert (reds[0] > 250, reds[-1] < 5) == (True, True)


def test_picture_is_drawn_upon() -> None:
    """A picture that is drawn upon keeps its size and its pixels; where it is transparent the background is seen."""
    ground, file = Image.new("RGBA", (200, 100), (0, 200, 0, 255)), BytesIO()
    ground.paste((0, 0, 0, 0), (0, 0, 20, 20))
    ground.save(file, "PNG")

    with Image.open(BytesIO(draw_picture(["Hi"], upon=file.getvalue(), background="gold"))) as picture:
        seen = picture.convert("RGB")
        assert (seen.size, seen.getpixel((5, 5)), seen.getpixel((190, 90))) == (
            (200, 100), (255, 215, 0), (0, 200, 0),
        )  # fmt: skip
    assert darkest(seen.convert("L")) < 40


@pytest.mark.parametrize(
    ("color", "background", "ratio"),
    [
        ("black", "white", 21.0),
        ("white", "black", 21.0),
        ("#777", "white", 4.48),
        ("white", "#777..black", 4.48),
        ("#777", "white..black", 1.0),
        ("red", "red", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(color: str, background: str, ratio: float) -> None:
    """Contrast is counted as WCAG 2.1 does; on a gradient the nearest colour counts."""
    assert round(contrast(color, background), 2) == ratio


def doubts(line: str | Line, **look: Any) -> list[str]:
    """What the drawing of one line tells."""
    told: list[str] = []
    draw_picture([line], tell=told.append, **look)
    return told


@pytest.mark.parametrize(
    ("line", "look", "doubt"),
    [
        ("নমস্কার", {}, "no font has all of its letters"),
        ("Hi \U0001fae1", {}, "is drawn as 'Hi': no font has all"),
        ("\U0001fae1", {"width": 90}, "is not drawn: it has nothing that a font has"),
        ("much too long for this", {"width": 70}, "is cut short"),
        (Line("much too long for this", Box(0, 0, 30, 12)), {}, "is cut short"),
        ("x" * 1001, {}, "is cut short"),
        (Line("Hi", Box(0, 0, 2, 2)), {}, "is not drawn: its box is too small"),
        ("I", {"plant": False}, "'I' is not detected"),
        ("Hello", {"color": "#f0f0f0", "plant": False}, "not detected: a contrast of 1.14:1 is below 1.5:1"),
        ("Hi", {"color": "#888", "background": "white..black", "plant": False}, ": a contrast of 1.00:1 is below"),
        ("much too long for this", {"width": 70, "font_size": 7}, "is cut short"),
        ("Hi", {"font_size": 7, "plant": False}, "'Hi' is not detected: 7 pixels are less than 14"),
        (Line("Hi low", Box(0, 0, 60, 4)), {"plant": False, "width": 90}, "is not drawn"),
    ],
)
def test_doubtful_line_is_told_of(line: str | Line, look: dict[str, Any], doubt: str) -> None:
    """A line that is not drawn as it was given, or is not detected, is told of once."""
    [told] = doubts(line, **look)

    assert doubt in told


@pytest.mark.parametrize(
    ("line", "look"),
    [
        ("Please wait…", {}),
        ("שלום", {}),
        ("Hi", {"font_size": 12}),
        ("Hi", {"color": "#ddd"}),
        ("Hi", {"color": "#888", "plant": False}),
        ("Hi", {"color": "#ddd", "plant": False}),
        ("Hello", {"font_size": 14, "plant": False}),
        ("Hello there", {"font_size": 9, "plant": False}),
        (Line("broken into two rows", Box(0, 0, 150, 100)), {"plant": False}),
    ],
)
def test_line_without_doubt_is_not_told_of(line: str | Line, look: dict[str, Any]) -> None:
    """A line that is drawn whole, and is planted or detected, is not told of, however faint or small it is."""
    assert doubts(line, **look) == []


def test_what_the_mock_does_not_find_on_a_busy_ground_is_told_of() -> None:
    """Contrast and size do not tell what is found on a picture; what the mock finds there does."""
    noise = Image.merge("RGB", [Image.effect_noise((400, 120), 90) for _ in range(3)])

    [told] = doubts("Good morning", upon=saved(noise, "png"), color="yellow", plant=False)

    assert told == "'Good morning' is not detected"
    assert doubts("Good morning", upon=saved(noise, "png"), color="yellow") == []
    assert (
        doubts("Good morning", upon=saved(Image.new("RGB", (400, 120), "navy"), "png"), color="yellow", plant=False)
        == []
    )


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_a_line_upon_a_picture_has_a_box_of_its_own_width(align: str) -> None:
    """Beside the line the picture is none of its box, so that nothing is repaired there; its ink is where it was."""
    ground = Image.new("RGB", (600, 90), "white")

    data = draw_picture(["Welcome"], upon=saved(ground, "png"), align=align)
    as_wide = draw_picture(["Welcome"], width=600, height=90, align=align)

    [line], [whole] = read_planted(data), read_planted(as_wide)
    ink = ImageChops.difference(opened(data), ground).getbbox()
    assert ink == ImageChops.difference(opened(as_wide), ground).getbbox()
    assert line.box
    assert whole.box
    assert (line.box.top, line.box.height) == (whole.box.top, whole.box.height)
    assert ink
    assert line.box.left in range(ink[0] - 10, ink[0] - 1)
    assert line.box.right in range(ink[2] + 2, ink[2] + 11)


def test_what_is_lost_of_a_picture_that_is_drawn_upon_is_told() -> None:
    """Of an animation the first frame is taken, and what is transparent shows the background."""
    clear = Image.new("RGBA", (200, 60), "#ff000000")
    frames = [Image.new("RGB", (200, 60), colour) for colour in ("white", "navy", "red")]

    assert doubts("Hi", upon=saved(clear, "png")) == [
        "the transparent parts of the picture to draw upon show the background"
    ]
    assert doubts("Hi", upon=saved(clear.convert("RGB"), "png")) == []
    assert doubts("Hi", upon=saved(frames[0], "gif", save_all=True, append_images=frames[1:])) == [
        "of the 3 frames of the picture to draw upon the first is taken"
    ]


def test_lines_on_each_other_are_told_of() -> None:
    """Two lines whose letters stand on each other are named; those whose boxes alone overlap are not."""
    told: list[str] = []

    draw_picture([Line("Good", Box(0, 0, 200, 40)), Line("Bad", Box(4, 10, 200, 40))], tell=told.append)
    assert told == ["'Good' and 'Bad' are drawn on each other"]

    told.clear()
    draw_picture([Line("Hi", Box(0, 0, 200, 40)), Line("Hi", Box(4, 10, 200, 40))], tell=told.append)
    assert told == ["'Hi' and 'Hi' are drawn on each other"]

    told.clear()
    draw_picture([Line("Good", Box(0, 0, 200, 40)), Line("Bad", Box(150, 0, 200, 40))], tell=told.append)
    assert told == []


@pytest.mark.parametrize("form", FORMATS)
def test_picture_that_is_drawn_upon_keeps_its_lines(form: str) -> None:
    """What is planted in the picture below comes first, and goes where the new lines are not planted."""
    below = draw_picture(["Name", "City"], width=300, height=160, format=form)

    data = draw_picture([Line("New", Box(200, 4, 80, 30))], upon=below, format=form)

    assert read_planted(data) == (*read_planted(below), Line("New", Box(200, 4, 80, 30)))
    assert read_planted(draw_picture(["New"], upon=below, plant=False)) == ()


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
