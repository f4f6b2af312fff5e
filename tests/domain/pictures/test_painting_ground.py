"""The ground of a box where it is of one colour, in every mode, and where the letters on it are large."""

from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageChops, ImageStat

from translation_mock.domain.pictures.detection.regions import detect
from translation_mock.domain.pictures.files.containers import dissect
from translation_mock.domain.pictures.files.decoding import frames_of
from translation_mock.domain.pictures.ground import continued_ground, flat_ground, ground_of
from translation_mock.domain.pictures.lettering import mask
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.painting import Replacement, repaint

ERASED = 6
"""The mean error (of 255) inside a region that the issue allows."""
BOX = Box(10, 8, 100, 24)
LARGE_BOX = Box(20, 25, 570, 150)

DARK: dict[str, int | tuple[int, ...]] = {
    "1": 0,
    "L": 0,
    "LA": (0, 255),
    "I;16": 0,
    "P": 1,
    "RGB": (0, 0, 0),
    "RGBA": (0, 0, 0, 255),
    "CMYK": (0, 0, 0, 255),
    "YCbCr": (0, 128, 128),
}
"""The modes, and what is black in them."""


def ramp(size: tuple[int, int], least: int, most: int) -> Image.Image:
    """Grey that becomes lighter from left to right."""
    row = Image.frombytes("L", (size[0], 1), bytes(least + x * (most - least) // (size[0] - 1) for x in range(size[0])))
    return row.resize(size)


@pytest.mark.parametrize("mode", DARK)
def test_one_colour_goes_on_in_every_mode(mode: str) -> None:
    """A box on one colour becomes that colour, whatever stood in it, and nothing else of the picture changes."""
    flat = Image.new("RGB", (120, 40), "white" if mode == "1" else "#c08040")
    blank = flat.convert(mode)
    if mode == "I;16":
        blank = Image.new(mode, flat.size, 257 * 130)
    if mode == "P":
        blank = Image.new("P", flat.size, 0)
        blank.putpalette([0xC0, 0x80, 0x40, 0, 0, 0])
    picture = blank.copy()
    picture.paste(DARK[mode], (20, 14, 80, 22))
    assert picture.tobytes() != blank.tobytes()

    repaint(picture, [Replacement(BOX, " ")])

    # The way from YCbCr to RGB and back rounds.
    unlike = max(abs(one - other) for one, other in zip(picture.tobytes(), blank.tobytes(), strict=True))
    assert unlike <= (mode == "YCbCr")


@pytest.mark.parametrize(("place", "flat"), [((10, 15), True), ((0, 0), False), ((9, 10), True)])
def test_a_speck_at_a_box_is_no_ground(place: tuple[int, int], flat: bool) -> None:
    """A few other pixels at the end of a box do not change its colour; a border of which many are others has none."""
    outer = Image.new("RGB", (120, 40), "#eeeeee")
    outer.paste("#303030", (place[0], place[1], place[0] + (3 if flat else 120), place[1] + (3 if flat else 8)))

    assert flat_ground(outer, BOX) == ((238, 238, 238) if flat else None)


def test_a_gradient_is_not_one_colour() -> None:
    """In a JPEG a colour may waver, but what changes from one side to the other is continued as it changes."""
    gradient = ramp((120, 40), 100, 112)
    wavering = Image.frombytes("L", (120, 40), bytes(200 + (0, 0, 1, 0, -1, 0, 6)[n * n % 7] for n in range(4800)))

    assert flat_ground(gradient, BOX, lossy=True) is None
    assert flat_ground(wavering, BOX) is None
    assert flat_ground(wavering, BOX, lossy=True) == (200,)
    difference = ImageChops.difference(continued_ground(gradient, BOX), gradient.crop(BOX.edges))
    assert difference.getextrema()[1] <= 1  # type: ignore[operator]  # one channel has two numbers


@pytest.mark.parametrize("colour", ["white", "#d8c8a0", "#102040"])
def test_a_plain_ground_stays_plain_in_a_lossy_webp(colour: str) -> None:
    """Where letters were on one colour there is that colour, and no trace of what the codec makes of it near them."""
    picture = Image.new("RGB", (300, 60), colour)
    picture.paste("#c04060", (20, 10), mask("Good morning", 24, (260, 40), (2, 28)))
    file = BytesIO()
    picture.save(file, "webp", quality=80)
    [frame] = frames_of(dissect(file.getvalue()))
    [box] = detect(frame)
    most = max(frame.getcolors(20_000) or [])[1]

    repaint(frame, [Replacement(box, " ")])

    assert frame.crop(box.edges).getcolors(1) == [(box.width * box.height, most)]


def test_a_frame_around_a_box_is_not_its_ground() -> None:
    """A box that is as large as a button has the colour of the button, not of what is around it."""
    outer = Image.new("RGB", (120, 40), "white")
    outer.paste("#2060a0", BOX.edges)
    outer.paste("white", (40, 16, 70, 24))

    assert ground_of(outer, BOX).picture.getcolors(1) == [(2400, (0x20, 0x60, 0xA0))]


@pytest.mark.parametrize("mode", ["RGB", "YCbCr", "RGBA", "P"])
def test_large_letters_leave_no_trace(mode: str) -> None:
    """Large letters, which are told in a smaller picture, are gone from a gradient as small ones are."""
    blank = Image.merge("RGB", (ramp((600, 200), 30, 220), ramp((600, 200), 90, 90), ramp((600, 200), 160, 40)))
    if mode == "P":
        blank = blank.quantize(200)
    picture = blank.convert("RGB")
    picture.paste("white", (0, 0), mask("Hamburg", 130, picture.size, (30, 140)))
    picture = picture.quantize(palette=blank, dither=Image.Dither.NONE) if mode == "P" else picture.convert(mode)

    before = picture.copy()

    repaint(picture, [Replacement(LARGE_BOX, " ")])

    without = blank if mode == "P" else blank.convert(mode)
    difference = ImageChops.difference(picture.convert("RGB"), without.convert("RGB"))
    assert max(ImageStat.Stat(difference.crop(LARGE_BOX.edges)).mean) < (ERASED if mode == "P" else 2)
    outside = ImageChops.difference(picture.convert("RGB"), before.convert("RGB"))
    outside.paste((0, 0, 0), LARGE_BOX.edges)
    assert outside.getbbox() is None


@pytest.mark.parametrize("mode", ["RGB", "YCbCr"])
def test_large_letters_are_measured_well(mode: str) -> None:
    """Large text that is replaced by itself stands where it stood, by a fiftieth of its height, in its colour."""
    blank = Image.new("RGB", (600, 200), "#f4efe0").convert(mode)
    picture = blank.copy()
    letters = mask("Hamburg", 130, picture.size, (30, 140))
    red = Image.new("RGB", picture.size, "#a02030").convert(mode)
    picture.paste(red, (0, 0), letters)

    [painted] = repaint(picture, [Replacement(LARGE_BOX, "Hamburg")])

    assert painted.style.colour == pytest.approx((0xA0, 0x20, 0x30), abs=6)
    assert painted.style.lettering.size == pytest.approx(130, rel=0.05)
    change = ImageChops.difference(picture.convert("L"), blank.convert("L"))
    now, before = change.point([255 * (value > 40) for value in range(256)]).getbbox(), letters.getbbox()
    assert now
    assert before
    assert all(abs(one - other) <= 4 for one, other in zip(now, before, strict=True))


@pytest.mark.parametrize("mode", ["RGB", "YCbCr"])
def test_the_grain_under_large_letters_stays(mode: str) -> None:
    """Noise, of which there is less in a smaller picture, goes on where large letters were."""
    even = Image.frombytes("L", (1200, 400), Random(7).randbytes(480_000)).reduce(2)
    noise = even.point([round(128 + (value - 128) * 6 / 37) for value in range(256)])
    picture = Image.merge("RGB", (noise, noise, noise)).convert(mode)
    picture.paste((255, 128, 128) if mode == "YCbCr" else "white", (0, 0), mask("Hamburg", 130, noise.size, (30, 140)))

    repaint(picture, [Replacement(LARGE_BOX, " ")])

    [deviation] = ImageStat.Stat(picture.convert("L").crop(LARGE_BOX.edges)).stddev
    assert 5 < deviation < 8


@pytest.mark.parametrize("mode", ["L", "RGBA", "YCbCr"])
def test_boxes_of_any_shape_are_painted(mode: str) -> None:
    """Boxes that are narrow, flat, large or at the end of the picture are painted, and nothing outside of them is."""
    draw = Random(11)
    noise = Image.frombytes("L", (40, 40), draw.randbytes(1600)).resize((330, 290)).convert("RGB").convert(mode)
    for _ in range(60):
        left, top = draw.choice([0, 1, draw.randrange(330)]), draw.choice([0, 1, draw.randrange(290)])
        box = Box(left, top, draw.choice([1, 2, 5, 330]), draw.choice([1, 3, 90, 290])).within(*noise.size)
        assert box
        picture = noise.copy()
        repaint(picture, [Replacement(box, "Go")])
        picture.paste(noise.crop(box.edges), box.edges)
        assert picture.tobytes() == noise.tobytes()
