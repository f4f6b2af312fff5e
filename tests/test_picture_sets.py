"""Sets of pictures to test with, described in TOML."""

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from mock_support.mistakes import assert_told
from translation_mock.domain.pictures import draw_picture, read_planted
from translation_mock.picture_sets import LOOKS, PictureSetError, draw_set, read_set

TWO = """
[defaults]
width = 300
background = "#fff..#cde"
[[picture]]
file = "shop/open.png"
lines = ["Open", "[20,70,90,30] Exit"]
[[picture]]
file = "sale.jpg"
lines = ["Sale"]
width = 200
plant = false
"""


def written(folder: Path, text: str) -> Path:
    """A set with this text."""
    file = folder / "pictures.toml"
    file.write_text(text, "utf-8")
    return file


def test_set_is_drawn_as_described(tmp_path: Path) -> None:
    """Each picture is in its file and format, with the defaults where it says nothing else."""
    files = [file for file, _ in draw_set(written(tmp_path, TWO), tmp_path / "out")]

    assert files == [tmp_path / "out" / "shop" / "open.png", tmp_path / "out" / "sale.jpg"]
    with Image.open(files[0]) as first, Image.open(files[1]) as second:
        assert (first.format, first.width, second.format, second.width) == ("PNG", 300, "JPEG", 200)
    assert [(line.text, line.box and line.box.left) for line in read_planted(files[0].read_bytes())] == [
        ("Open", 18), ("Exit", 20),
    ]  # fmt: skip
    assert read_planted(files[1].read_bytes()) == ()


def test_picture_is_drawn_upon_another(tmp_path: Path) -> None:
    """`upon` names a picture from the folder of the description, whose size is kept."""
    Image.new("RGB", (123, 77), "navy").save(tmp_path / "ground.gif")
    description = written(tmp_path, "[[picture]]\nfile = 'a.png'\nupon = 'ground.gif'\nlines = ['[9,9,90,40] Hi']\n")

    [(file, _)] = draw_set(description, tmp_path / "out")

    with Image.open(file) as picture:
        assert (picture.size, picture.convert("RGB").getpixel((1, 1))) == ((123, 77), (0, 0, 128))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[pictures]]\n", "there is no 'pictures' here"),
        ("", "no picture in it"),
        ("picture = [1]\n", "[[picture]] 1: must be a table"),
        ("[[picture]]\nlines = []\n", "[[picture]] 1: needs file"),
        ("[[picture]]\nfile = 1\n", "[[picture]] 1: file = 1 must be the name of a file"),
        ("[[picture]]\nfile = '/a.png'\n", "file = '/a.png' must be below the folder"),
        ("[[picture]]\nfile = 'a/../../b.png'\n", "must be below the folder"),
        ("[[picture]]\nfile = '..\\a.png'\n", "must be the name of a file"),
        ("[[picture]]\nfile = 'a.png'\n[[picture]]\nfile = './a.png'\n", "[[picture]] 2: file = 'a.png' stands twice"),
        ("[[picture]]\nfile = 'a.png'\nlines = 'Hi'\n", "lines must be a list of texts"),
        ("[[picture]]\nfile = 'a.png'\ncolour = 'red'\n", "unknown key 'colour'; there are file, lines, width"),
        (f"[[picture]]\nfile = 'a.png'\n{'x' * 10_000} = 1\n", "unknown key 'xxx"),
        ("[[picture]]\nfile = 'a.png'\nwidth = true\n", "width = True must be a whole number"),
        ("[defaults]\nfont_size = '8'\n[[picture]]\nfile = 'a.png'\n", "[defaults]: font_size = '8' must be a whole"),
        ("defaults = 1\n[[picture]]\nfile = 'a.png'\n", "[defaults]: must be a table"),
    ],
)
def test_mistake_is_named(text: str, message: str, tmp_path: Path) -> None:
    """A mistake in a description is one line with the file, the entry and the key."""
    with pytest.raises(PictureSetError) as caught:
        read_set(written(tmp_path, text))

    assert_told(caught.value, tmp_path / "pictures.toml", message)


def test_device_is_no_description() -> None:
    """A device in place of the description is refused; reading it might never end."""
    with pytest.raises(PictureSetError, match=rf"{os.devnull}: cannot be read: Not a regular file"):
        read_set(Path(os.devnull))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("file = 'a.bmp'", "a.bmp: The format is 'bmp'"),
        ("file = 'a.png'\nlines = ['a']\ncolor = 'nocolour'", "a.png: color = 'nocolour' is no colour"),
        ("file = 'a.png'\nbackground = 'red..redd'\nwidth = 90", "a.png: background = 'redd' is no colour"),
        ("file = 'a.png'", "a.png: A picture needs lines, with letters to be drawn, or a width above 40."),
        ("file = 'a.png'\nlines = ['']", "a.png: '' must be one line of text that is not empty"),
        ("file = 'a.png'\nlines = ['[1,2,3] a']", "a.png: '[1,2,3]' is no box"),
        ("file = 'a.png'\nwidth = 9", "a.png: The picture would be 9 pixels wide"),
        ("file = 'a.png'\nupon = 'absent.png'", "a.png: absent.png: No such file"),
        (f"file = 'a.png'\nupon = '{os.devnull}'", f"a.png: {os.devnull}: Not a regular file"),
        ("file = 'a.png'\nupon = 'pictures.toml'", "a.png: The picture to draw upon is no GIF, JPEG, PNG or WebP"),
        ("file = 'pictures.toml/a.png'\nwidth = 90", "pictures.toml"),
    ],
)
def test_picture_that_cannot_be_drawn_is_named(row: str, message: str, tmp_path: Path) -> None:
    """A picture that cannot be drawn or written is named by its file, with the reason."""
    with pytest.raises(PictureSetError) as caught:
        list(draw_set(written(tmp_path, f"[[picture]]\n{row}\n"), tmp_path))

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_doubts_are_told_of_each_picture(tmp_path: Path) -> None:
    """What is doubtful about a picture is told with it, and nothing of the others."""
    rows = "[[picture]]\nfile = 'a.png'\nlines = ['Hi']\ncolor = '#f0f0f0'\n[defaults]\nplant = false\n"

    [(_, faint), (_, plain)] = draw_set(
        written(tmp_path, rows + "[[picture]]\nfile = 'b.png'\nlines = ['Hi']\n"), tmp_path
    )

    assert faint == ["'Hi' is not detected: a contrast of 1.14:1 is below 1.5:1"]
    assert plain == []


def test_everything_that_can_be_chosen_is_an_argument_of_the_drawing(tmp_path: Path) -> None:
    """Each look changes the picture, and its default is what is drawn without it."""
    (tmp_path / "ground.png").write_bytes(draw_picture(["Ground"], width=300, height=120))
    other: dict[str, object] = {
        "width": 300, "height": 200, "font_size": 20, "color": "red", "background": "gold",
        "upon": (tmp_path / "ground.png").read_bytes(), "align": "right", "plant": False,
    }  # fmt: skip
    draw: Callable[..., bytes] = draw_picture
    plain = draw(["Hello", "longer than that"])

    for look in LOOKS:
        assert draw(["Hello", "longer than that"], **{look.name: look.default}) == plain
        assert draw(["Hello", "longer than that"], **{look.name: other[look.name]}) != plain
    with Image.open(BytesIO(plain)) as picture:
        assert picture.format == "PNG"
