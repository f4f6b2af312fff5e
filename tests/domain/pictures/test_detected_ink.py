"""Detection looks at no more than it has to: what it leaves out makes no difference to what it finds."""

import random

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from mock_support.typeface import font
from translation_mock.domain.pictures.detection.finishing import Region, with_margin
from translation_mock.domain.pictures.detection.ink import has_hues, hues, smoothed, sparse
from translation_mock.domain.pictures.detection.likeness import SHARP, sharpness_at, starts_of
from translation_mock.domain.pictures.detection.masks import varied
from translation_mock.domain.pictures.detection.outgrowth import is_level
from translation_mock.domain.pictures.detection.regions import detect
from translation_mock.domain.pictures.ground import highest
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.reading import sight

SIZE = 40, 30
PLACES = [(0, 0, 40, 30), (5, 6, 20, 9), (0, 4, 3, 30), (39, 29, 40, 30), (0, 0, 1, 1), (1, 0, 40, 1), (12, 11, 12, 11)]
"""Where a picture is not plain: all over, in its middle, at its sides, in a corner, nowhere."""


def noise(size: tuple[int, int]) -> Image.Image:
    """Every value, in no order."""
    return Image.frombytes("L", size, random.Random(7).randbytes(size[0] * size[1]))


def plain_but(place: tuple[int, int, int, int]) -> Image.Image:
    """A plain picture with noise in one place."""
    picture = Image.new("L", SIZE, 200)
    picture.paste(noise((place[2] - place[0], place[3] - place[1])), place)
    return picture


@pytest.mark.parametrize("reach", [0, 1, 4])
@pytest.mark.parametrize("place", PLACES)
def test_outside_of_its_varied_box_a_picture_is_plain(place: tuple[int, int, int, int], reach: int) -> None:
    """The box is the smallest around what is unlike the first pixel, and as much of the rest as is asked for."""
    picture = plain_but(place)
    first = picture.getpixel((0, 0))
    unlike = [(x, y) for x in range(SIZE[0]) for y in range(SIZE[1]) if picture.getpixel((x, y)) != first] or [(0, 0)]
    columns, rows = zip(*unlike, strict=True)

    box = varied(picture, reach)

    wide = Box.between(min(columns) - reach, min(rows) - reach, max(columns) + 1 + reach, max(rows) + 1 + reach)
    assert box == wide.within(*SIZE)


@pytest.mark.parametrize("window", [3, 5, 9, 13])
@pytest.mark.parametrize("place", PLACES)
def test_medians_are_those_of_the_whole_picture(place: tuple[int, int, int, int], window: int) -> None:
    """Medians are looked for where samples differ only, and are the same everywhere."""
    samples = plain_but(place)

    assert smoothed(samples, window).tobytes() == samples.filter(ImageFilter.MedianFilter(window)).tobytes()


@pytest.mark.parametrize("side", [1, 3, 4, 9, 30])
@pytest.mark.parametrize("colour", ["white", "silver", "red"])
def test_hues_are_seen_wherever_they_are_looked_for(colour: str, side: int) -> None:
    """One pixel of those that are looked at has a hue or none has, in whatever part of the picture it is."""
    seen = set()
    for left in range(0, 60, 7):
        for top in range(0, 60, 5):
            picture = Image.new("RGB", (60, 60), "white")
            picture.paste(colour, (left, top, left + side, top + side))
            seen.add(expected := bool(hues(sparse(picture))))

            assert has_hues(picture) == expected
    assert (True in seen) == (colour == "red")


@pytest.mark.parametrize("share", [0.002, 0.004, 0.006, 0.02, 0.3])
@pytest.mark.parametrize("blur", [0, 1, 2])
def test_sharpness_is_the_mean_step_where_any_is_sharp(share: float, blur: int) -> None:
    """There is none where fewer than one step in 200 is sharp, wherever strokes start."""
    draw = random.Random(f"{share} {blur}")
    for _ in range(30):
        width, height = draw.randint(4, 60), draw.randint(4, 30)
        ink = Image.frombytes("L", (width, height), bytes(255 * (draw.random() < share) for _ in range(width * height)))
        depth = ink.filter(ImageFilter.BoxBlur(blur))
        depth = ImageChops.lighter(depth, noise(depth.size).point([value // 8 for value in range(256)]))
        starts = starts_of(ink)
        steps = ImageChops.difference(depth.crop((0, 0, width - 2, height)), depth.crop((2, 0, width, height)))
        there = starts.crop((1, 0, width - 1, height)).tobytes()
        at_starts = [step for step, start in zip(steps.tobytes(), there, strict=True) if start]
        sharp = bool(at_starts) and highest(steps) >= SHARP * highest(depth)

        expected = sum(at_starts) / len(at_starts) / highest(depth) if sharp else 0.0
        assert sharpness_at(starts, depth) == pytest.approx(expected)


def test_a_photograph_on_a_clean_page_has_its_own_noise() -> None:
    """Letters in noise are found though there is none around it."""
    page = Image.new("L", (900, 700), 250)
    noisy = Image.effect_noise((400, 200), 26).point([max(0, value - 60) for value in range(256)])
    page.paste(noisy, (60, 60))
    draw = ImageDraw.Draw(page)
    draw.text((120, 130), "Letters in noise", 235, font(32))

    assert [region.overlaps(Box(120, 130, 200, 32)) for region in detect(page)] == [True]


def test_what_is_seen_are_colours() -> None:
    """The same colours are the same sight in every mode, whatever is transparent."""
    colours = noise((20, 12)).convert("RGB").quantize(64)
    clear = colours.copy()
    clear.info["transparency"] = bytes(64)
    box = Box(2, 3, 11, 7)

    for picture in (colours, clear, colours.convert("RGBA"), colours.convert("RGB").convert("L")):
        assert sight(picture, box) == sight(colours.convert("RGB"), box)


@pytest.mark.parametrize("factor", [1, 2])
@pytest.mark.parametrize(("rows", "level"), [((0, 7), False), ((7, 8), False), ((1, 7), True)])
def test_a_box_is_level_whose_ends_are_as_bright(rows: tuple[int, int], level: bool, factor: int) -> None:
    """The first and the last row of a box tell whether it is level, and nothing between them does."""
    grey = Image.new("L", (30, 20), 100)
    grey.paste(180, (0, 5 + rows[0], 30, 5 + rows[1]))
    box = Box(4 * factor, 5 * factor, 9 * factor, 8 * factor)

    assert is_level(grey, box, factor) == level


@pytest.mark.parametrize(("gap", "lower"), [(0, 40), (1, 40), (2, 41), (4, 42), (5, 42), (6, 43), (7, 43), (20, 43)])
def test_two_lines_share_what_is_between_them(gap: int, lower: int) -> None:
    """The margin of a line ends half way to the next where there is no room for both margins."""
    line, other = Box(20, 16, 100, 24), Box(20, 40 + gap, 100, 24)

    assert with_margin(Region(line, Box(0, 0, 300, 200)), [line, other], (300, 200)).bottom == lower
