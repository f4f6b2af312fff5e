"""Boxes that an author drew by hand: over the edge of a label, or where no text is."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from translation_mock.domain.pictures.lettering import mask
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.painting import Painted, Replacement, repaint

BOARD, LABEL, INK = (30, 170, 80), (218, 226, 232), (40, 36, 36)


def label() -> Image.Image:
    """A pale label with dark letters on a green board with pale signs, a little turned."""
    picture = Image.new("RGB", (240, 120), BOARD)
    ImageDraw.Draw(picture).polygon([(30, 45), (196, 42), (200, 86), (32, 88)], fill=LABEL)
    for left in range(20, 240, 24):
        picture.paste("white", (left, 96, left + 6, 112))
    picture.paste(INK, (0, 0), mask("DISCOVERY", 24, picture.size, (44, 75)))
    return picture.filter(ImageFilter.GaussianBlur(0.5))


def as_jpeg(picture: Image.Image) -> Image.Image:
    """What a decoder makes of it."""
    file = BytesIO()
    picture.save(file, "jpeg", quality=85)
    decoded = Image.open(file)
    decoded.load()
    return decoded.convert("YCbCr")


def painted(picture: Image.Image, box: Box, text: str = "Discovery", new: str = "Fund") -> Painted:
    """Replace one known text."""
    (line,) = repaint(picture, [Replacement(box, new, text)])
    return line


@pytest.mark.parametrize("lossy", [False, True], ids=["lossless", "jpeg"])
@pytest.mark.parametrize(
    "box", [Box(36, 50, 172, 34), Box(36, 50, 166, 34), Box(26, 50, 166, 30), Box(40, 48, 170, 44)], ids=str
)
def test_the_board_beside_a_label_is_no_ink(box: Box, lossy: bool) -> None:
    """A box that reaches over the edge of a label has the colour and the size of the letters upon it."""
    before = as_jpeg(label()) if lossy else label()
    picture = before.copy()

    line = painted(picture, box, "DISCOVERY")

    assert max(line.style.colour) < 110
    assert 20 <= line.style.lettering.size <= 28
    # What is beyond the label stays; on it, the traces of a codec are painted over.
    beyond = ImageChops.difference(before.convert("RGB"), picture.convert("RGB"))
    ImageDraw.Draw(beyond).rectangle((40, 45, 194, 85), fill=0)
    assert max(most for _, most in beyond.getextrema()) <= (24 if lossy else 2)  # type: ignore[misc]  # of three bands


def test_letters_at_the_end_of_a_tight_box_are_erased() -> None:
    """Bold letters that are cut off by their box are no thing beside it, also on uneven ground."""
    ground = Image.effect_mandelbrot((240, 120), (-2, -1.2, 1, 1.2), 30).point(
        [90 + value // 4 for value in range(256)]
    )
    picture = ground.convert("RGB")
    letters = mask("DISCOVERY", 30, picture.size, (40, 75)).filter(ImageFilter.MaxFilter(3))
    picture.paste("white", (0, 0), letters)
    bounds = letters.getbbox()
    assert bounds
    box = Box.between(bounds[0] + 2, bounds[1], bounds[2] - 2, bounds[3])

    repaint(picture, [Replacement(box, " ", "DISCOVERY")])

    assert picture.convert("L").crop(box.edges).getextrema()[1] < 200  # type: ignore[operator]  # one channel


@pytest.mark.parametrize(("mode", "white"), [("L", 255), ("RGB", (255, 255, 255)), ("YCbCr", (255, 128, 128))])
def test_what_crosses_a_box_stays(mode: str, white: int | tuple[int, ...]) -> None:
    """A mast behind a known text is not erased with it, but where the letters were; the letters are."""
    blank = Image.linear_gradient("L").resize((400, 120)).point([60 + value // 12 for value in range(256)])
    blank.paste(18, (150, 0, 158, 120))
    blank = blank.filter(ImageFilter.GaussianBlur(1)).convert("RGB").convert(mode)
    picture = blank.copy()
    picture.paste(white, (0, 0), mask("Emergency exit", 40, picture.size, (30, 75)))
    box = Box(24, 36, 290, 54)

    repaint(picture, [Replacement(box, " ", "Emergency exit")])

    after, before = (each.convert("RGB").convert("L").crop(box.edges) for each in (picture, blank))
    assert after.getextrema()[1] < 100  # type: ignore[operator]  # one channel has two numbers
    mast = (126, 0, 134, box.height)
    assert ImageStat.Stat(ImageChops.difference(after.crop(mast), before.crop(mast))).mean[0] < 20


@pytest.mark.parametrize("size", [(1, 40), (40, 1), (2, 40), (40, 2), (3, 40), (40, 3), (1, 1)])
def test_a_sliver_across_two_things_is_no_error(size: tuple[int, int]) -> None:
    """A box that is hardly a line wide or high is painted wherever it lies."""
    for place in range(60):
        picture = Image.new("RGB", (120, 120), "white")
        picture.paste("navy", (0, 0, 120, 40))
        picture.paste("red", (40, 0, 60, 120))
        repaint(picture, [Replacement(Box(place, place, *size), "x", "Exit")])


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "CMYK", "YCbCr"])
def test_text_in_the_sky_is_seen(mode: str) -> None:
    """Where an author says that a text stands that does not, it is written in black or white, from the left."""
    sky = Image.linear_gradient("L").resize((300, 200)).point([180 + value // 10 for value in range(256)])
    picture = Image.merge("RGB", (sky, sky, sky))
    ImageDraw.Draw(picture).ellipse((130, 58, 180, 150), fill="#202428")
    picture = picture.filter(ImageFilter.GaussianBlur(1)).convert(mode)

    line = painted(picture, Box(20, 20, 260, 50), "No parking", "Parkverbot")

    assert line.drawn
    grey = picture.convert("RGB").convert("L").crop((20, 20, 120, 70))
    assert grey.getextrema()[0] < 60  # type: ignore[operator]  # one channel has two numbers
    assert line.style.lettering.left == 0


@pytest.mark.parametrize(("ink", "ground"), [("#d4d4d4", "#ffffff"), ("#3f8f3f", "#d05050"), ("#2c2c2c", "#000000")])
def test_known_text_of_low_contrast_keeps_its_colour(ink: str, ground: str) -> None:
    """Letters that are hardly seen are believed where they have the shape of their text."""
    picture = Image.new("RGB", (300, 90), ground)
    old = Image.new("RGB", (1, 1), ink).getpixel((0, 0))
    picture.paste(ink, (0, 0), mask("No parking", 32, picture.size, (30, 60)))

    line = painted(picture, Box(20, 20, 260, 60), "No parking")

    assert line.style.colour == old
