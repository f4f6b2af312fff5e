"""Lines of text found in a picture by their shape."""

import random
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from mock_support.typeface import font
from translation_mock.domain.pictures import Box, Sight, draw_picture, translate_picture
from translation_mock.domain.pictures.detection.cutting import MOST_CUTS, Cutting
from translation_mock.domain.pictures.detection.panels import MOST_PANELS
from translation_mock.domain.pictures.detection.regions import MOST_REGIONS, detect


def noise(mode: str, size: tuple[int, int]) -> Image.Image:
    """Random pixels, the same ones each time."""
    return Image.frombytes(mode, size, random.Random(7).randbytes(size[0] * size[1] * len(mode)))


def gradient() -> Image.Image:
    """A smooth ground of changing colours."""
    ramp = Image.linear_gradient("L").resize((480, 320))
    return Image.merge("RGB", (ramp, ramp.rotate(180), Image.new("L", ramp.size, 90)))


def write(picture: Image.Image, text: str, place: tuple[int, int], size: int, colour: str) -> Box:
    """Write the text and tell where its ink is."""
    ImageDraw.Draw(picture).text(place, text, fill=colour, font=font(size), anchor="ls")
    left, top, right, bottom = font(size).getbbox(text, anchor="ls")
    return Box.between(place[0] + int(left), place[1] + int(top), place[0] + int(right), place[1] + int(bottom))


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = max(width, 0) * max(height, 0)
    return shared / (one.width * one.height + other.width * other.height - shared)


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("RGB", (640, 480), "white"),
        Image.new("L", (1, 1)),
        Image.new("RGB", (1, 700)),
        Image.new("RGB", (700, 1)),
        Image.new("RGBA", (50, 50)),
        gradient(),
        noise("RGB", (320, 240)),
        noise("L", (320, 240)),
        noise("L", (320, 240)).point([255 * (value > 127) for value in range(256)]),
        Image.radial_gradient("L"),
    ],
    ids=["blank", "1x1", "1xN", "Nx1", "clear", "gradient", "rgb-noise", "grey-noise", "coins", "cone"],
)
def test_where_there_is_no_text_nothing_is_found(picture: Image.Image) -> None:
    """Blank, tiny, smooth and noisy pictures have no regions."""
    assert detect(picture) == ()


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "gif"])
@pytest.mark.parametrize("font_size", [14, 18, 24, 32, 48, 80])
@pytest.mark.parametrize(("color", "background"), [("black", "white"), ("#ffee88", "#102040"), ("#909090", "#e0e0e0")])
def test_drawn_lines_are_detected(form: str, font_size: int, color: str, background: str) -> None:
    """A drawn picture without planted text is detected as the same lines in the same order."""
    lines = ["Hello world", "naïve minimum", "nose", "Quay 7 is open", "jumping"]
    data = draw_picture(lines, format=form, font_size=font_size, color=color, background=background, plant=False)

    with Image.open(BytesIO(data)) as picture:
        found = detect(picture)

    with Image.open(BytesIO(draw_picture(lines, font_size=font_size, plant=False))) as picture:
        pitch = (picture.height - 2 * (font_size // 2 + 4)) / len(lines)
    assert len(found) == len(lines)
    for number, box in enumerate(found):
        assert int((box.top + box.height / 2 - font_size // 2 - 4) / pitch) == number


@pytest.mark.parametrize("ground", ["flat", "gradient", "noisy"])
def test_regions_are_where_the_text_is(ground: str) -> None:
    """Regions cover the ink on flat, smooth and noisy grounds."""
    picture = {
        "flat": Image.new("RGB", (480, 320), "beige"),
        "gradient": gradient(),
        "noisy": noise("RGB", (480, 320)).point([110 + value // 8 for value in range(256)] * 3),
    }[ground]
    written = [
        write(picture, "Hello world", (20, 40), 20, "black"),
        write(picture, "Platform 4", (40, 110), 36, "black"),
        write(picture, "Mind the gap", (60, 180), 28, "black"),
        write(picture, "Exit", (30, 280), 60, "black"),
    ]

    found = detect(picture)

    assert len(found) == 4
    assert min(overlap(box, ink) for box, ink in zip(found, written, strict=True)) > 0.6


def test_columns_are_read_row_by_row() -> None:
    """Lines side by side are separate regions, left before right, upper row first."""
    picture = Image.new("RGB", (600, 200), "white")
    expected = [
        write(picture, "upper left", (20, 50), 24, "navy"),
        write(picture, "upper right", (350, 52), 24, "navy"),
        write(picture, "lower left", (20, 120), 24, "navy"),
        write(picture, "lower right", (350, 118), 24, "navy"),
    ]

    found = detect(picture)

    assert len(found) == 4
    assert min(overlap(box, ink) for box, ink in zip(found, expected, strict=True)) > 0.5


def test_columns_with_uneven_lines_are_told_apart() -> None:
    """Columns whose lines interleave, so that no empty row crosses the picture, are still cut into lines."""
    picture = Image.new("RGB", (600, 240), "white")
    for row in range(5):
        write(picture, "left column", (20, 40 + 36 * row), 24, "black")
        write(picture, "right column", (320, 58 + 36 * row), 24, "black")

    assert len(detect(picture)) == 10


@pytest.mark.parametrize("colour", ["white", "black", "red"])
def test_text_on_nothing_is_found(colour: str) -> None:
    """Text on a transparent ground is found whatever its colour."""
    picture = Image.new("RGBA", (300, 80))
    ink = write(picture, "Transparent", (20, 50), 32, colour)

    found = detect(picture)

    assert len(found) == 1
    assert overlap(found[0], ink) > 0.6


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16", "P", "RGB", "RGBA", "CMYK"])
def test_every_mode_is_searched(mode: str) -> None:
    """Text is found in every pixel mode that the formats have."""
    picture = Image.new("L", (300, 80), 255)
    ink = write(picture, "Any mode", (20, 50), 32, "black")
    if mode == "I;16":
        converted = picture.convert("I").point(lambda value: value * 257).convert("I;16")
    else:
        converted = picture.convert(mode)

    found = detect(converted)

    assert len(found) == 1
    assert overlap(found[0], ink) > 0.6


def test_rules_and_panels_are_no_text() -> None:
    """Hairlines and filled rectangles are not taken for lines of text."""
    picture = Image.new("RGB", (400, 300), "white")
    pen = ImageDraw.Draw(picture)
    pen.line((20, 40, 380, 40), fill="black", width=2)
    pen.rectangle((40, 100, 70, 130), fill="black")

    assert detect(picture) == ()


def test_regions_and_work_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of thousands of words gives at most 200 regions, and no picture is cut up without end."""
    page = Image.new("L", (1400, 1000), 255)
    for row in range(60):
        for column in range(10):
            write(page, "word", (20 + 138 * column, 20 + 16 * row), 12, "black")
    checks = Image.new("L", (1200, 1200), 255)
    checks.paste(0, mask=Image.frombytes("1", (8, 8), b"\xf0\xf0\xf0\xf0\x00\x00\x00\x00").resize((1200, 1200)))

    cuts: list[Box] = []
    cut = Cutting.cut

    def counted(cutting: Cutting, box: Box) -> Iterator[Box]:
        cuts.append(box)
        return cut(cutting, box)

    monkeypatch.setattr(Cutting, "cut", counted)

    assert len(detect(page)) == MOST_REGIONS
    assert len(cuts) < MOST_CUTS
    del cuts[:]
    detect(checks)
    assert len(cuts) <= (MOST_PANELS + 1) * MOST_CUTS


def test_phrases_depend_on_pixels_alone() -> None:
    """The digest given for a region is the same in another lossless format, and another for other pixels."""

    def digests(text: str, form: str) -> list[bytes]:
        seen: list[bytes] = []

        def phrase_for(sight: Sight) -> str:
            seen.append(sight.digest)
            return "Exit"

        translate_picture(
            draw_picture([text, "Second"], format=form, plant=False, width=300),
            str,
            phrase_for,
            max_pixels=10**6,
        )
        return seen

    assert digests("First", "png") == digests("First", "webp")
    assert digests("First", "png")[0] != digests("Other", "png")[0]
    assert digests("First", "png")[1] == digests("Other", "png")[1]
    assert len(digests("First", "png")[0]) == 32


@pytest.mark.parametrize("seed", range(8))
def test_squares_of_black_and_white_are_looked_at(seed: int) -> None:
    """A patch of squares, whose ground differs from it more than any grey can, is looked at like any picture."""
    draw = random.Random(seed)
    cells = Image.frombytes("L", (33, 33), bytes(draw.choice((0, 255)) for _ in range(33 * 33)))
    page = Image.new("L", (126, 126), 255)
    page.paste(cells.resize((66, 66), Image.Resampling.NEAREST), (30, 30))

    assert len(detect(page)) <= MOST_REGIONS
