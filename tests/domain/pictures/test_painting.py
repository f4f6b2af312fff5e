"""Inside a region: the old text is gone, the new one stands in its place, colour, size and alignment."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageStat

from translation_mock.domain.pictures.alignment import Side
from translation_mock.domain.pictures.lettering import extent, mask
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.pictures.painting import Painted, Replacement, repaint

ERASED = 6
"""The mean error (of 255) inside a region that the issue allows."""


def lettered(picture: Image.Image, text: str, start: tuple[int, int], size: float, colour: str) -> Box:
    """Write a text into a picture, its baseline from `start`; returns its ink with a margin, as detection does."""
    letters = mask(text, size, picture.size, start)
    picture.paste(colour, (0, 0), letters)
    left, top, right, bottom = letters.getbbox() or (0, 0, 1, 1)
    margin = max(2, (bottom - top) // 8)
    box = Box.between(left - margin, top - margin, right + margin, bottom + margin).within(*picture.size)
    assert box
    return box


def error(one: Image.Image, other: Image.Image, box: Box) -> float:
    """The mean difference inside a box, in the channel in which it is largest."""
    return max(ImageStat.Stat(ImageChops.difference(one, other).crop(box.edges)).mean)


def grain(size: tuple[int, int], sigma: float) -> Image.Image:
    """Noise around 128 with this standard deviation, the same in every run."""
    even = Image.frombytes("L", (2 * size[0], 2 * size[1]), Random(4).randbytes(4 * size[0] * size[1]))
    return even.reduce(2).point([round(128 + (value - 128) * sigma / 37) for value in range(256)])


def tinted(ramp: Image.Image, dark: tuple[int, int, int], light: tuple[int, int, int]) -> Image.Image:
    """A grey ramp as one between two colours."""
    bands = [
        ramp.point([round(low + (high - low) * value / 255) for value in range(256)])
        for low, high in zip(dark, light, strict=True)
    ]
    return Image.merge("RGB", bands)


def grounds() -> Iterator[tuple[str, Image.Image]]:
    """Flat grounds, linear gradients at all angles, radial ones, and smooth shapes, 360 by 110 pixels."""
    colours = [((250, 250, 245), (20, 30, 60)), ((30, 90, 60), (200, 220, 90)), ((10, 10, 12), (120, 60, 160))]
    for number, (dark, light) in enumerate(colours):
        yield f"flat {number}", Image.new("RGB", (360, 110), dark)
        for angle in range(0, 360, 75):
            ramp = Image.linear_gradient("L").resize((720, 720), Image.Resampling.BICUBIC).rotate(angle)
            yield f"linear {angle} {number}", tinted(ramp.crop((180, 300, 540, 410)), dark, light)
        ramp = Image.radial_gradient("L").resize((400, 400), Image.Resampling.BICUBIC)
        yield f"radial {number}", tinted(ramp.crop((20, 60 + 60 * number, 380, 170 + 60 * number)), dark, light)


@pytest.mark.parametrize("quality", [None, 85, 70], ids=["lossless", "jpeg85", "jpeg70"])
def test_the_old_text_is_gone(quality: int | None) -> None:
    """On flat and gradient grounds the erased text leaves hardly a trace, and JPEG's ringing goes with it."""
    worst = {}
    for number, (name, ground) in enumerate(grounds()):
        picture = ground.copy()
        middle = ImageStat.Stat(ground.convert("L")).mean[0]
        box = lettered(
            picture,
            ("Opening hours", "Mind the gap", "12:30")[number % 3],
            (14, 72),
            (16, 26, 40)[number % 3],
            "white" if middle < 110 else "black",
        )
        if quality:
            file = BytesIO()
            picture.save(file, "JPEG", quality=quality)
            picture = Image.open(file).convert("RGB")
        repaint(picture, [Replacement(box, " ")])
        worst[name] = error(picture, ground, box)

    assert {name: value for name, value in worst.items() if value > (ERASED if quality else 2)} == {}


def test_an_error_of_the_ground_is_seen() -> None:
    """A ground that is not continued, but of one colour, is beyond the bound on a gradient."""
    ground = dict(grounds())["linear 75 1"]
    picture = ground.copy()
    box = Box(10, 40, 200, 40)
    picture.paste(picture.getpixel((10, 40)), box.edges)  # type: ignore[arg-type]  # RGB has tuples

    assert error(picture, ground, box) > ERASED


@pytest.mark.parametrize("gap", [0, 1, 2, 3])
def test_a_frame_close_to_a_box_is_no_ground(gap: int) -> None:
    """A dark frame next to the box does not darken what is inside it."""
    blank = Image.new("RGB", (240, 80), "white")
    box = Box(20, 20, 200, 40)
    ImageDraw.Draw(blank).rectangle(
        (box.left - 1 - gap, box.top - 1 - gap, box.right + gap, box.bottom + gap), outline="#203040", width=1
    )
    ImageDraw.Draw(blank).rectangle((0, 0, 239, 12), fill="#203040")
    picture = blank.copy()
    lettered(picture, "Sign in", (60, 50), 28, "black")

    repaint(picture, [Replacement(box, " ")])

    assert ImageChops.difference(picture, blank).getbbox() is None


def test_a_neighbour_that_reaches_near_is_no_ground() -> None:
    """Descenders of the line above, right at the box, leave no streaks in it."""
    blank = Image.new("RGB", (300, 100), "#fff4e0")
    lettered(blank, "gypsy jumping", (10, 36), 30, "black")
    picture = blank.copy()
    box = lettered(picture, "Exit", (20, 70), 30, "black")
    assert blank.crop((0, box.top - 2, 300, box.top)).getcolors(1) is None

    repaint(picture, [Replacement(box, " ")])

    assert error(picture, blank, box) < 1


def test_noise_goes_on_where_letters_were() -> None:
    """On a noisy ground the letters are filled with as much noise as there is beside them; the rest stays."""
    noise = grain((300, 90), 24)
    blank = Image.merge(
        "RGB", [ImageChops.add(band, noise, 1, -128) for band in Image.new("RGB", noise.size, "#a0b090").split()]
    )
    picture = blank.copy()
    box = lettered(picture, "Warehouse", (20, 60), 40, "#200000")

    repaint(picture, [Replacement(box, " ")])

    was, now = (ImageStat.Stat(part.crop(box.edges).convert("L")) for part in (blank, picture))
    assert abs(now.stddev[0] - was.stddev[0]) < 0.2 * was.stddev[0]
    assert abs(now.mean[0] - was.mean[0]) < 3
    assert min(now.extrema[0]) > min(was.extrema[0]) - 12
    same = ImageChops.difference(picture, blank).crop(box.edges).convert("L").histogram()[0]
    assert same > 0.2 * box.width * box.height


def test_a_picture_behind_letters_stays_between_them() -> None:
    """On shapes of other colours the letters go and the shapes stay."""
    blank = Image.effect_mandelbrot((400, 200), (-2, -1.2, 1, 1.2), 30).convert("RGB")
    blank = tinted(blank.convert("L"), (20, 60, 30), (120, 160, 220))
    noise = grain(blank.size, 12)
    blank = Image.merge("RGB", [ImageChops.add(band, noise, 1, -128) for band in blank.split()])
    picture = blank.copy()
    box = lettered(picture, "Emergency exit", (50, 120), 40, "#ffe000")
    before = error(picture, blank, box)

    repaint(picture, [Replacement(box, " ")])

    assert error(picture, blank, box) < before / 4
    yellow = ImageChops.subtract(picture.getchannel("R"), picture.getchannel("B")).crop(box.edges)
    assert not any(yellow.histogram()[60:])


@pytest.mark.parametrize(
    ("colour", "ground"),
    [
        ("#d4d4d4", "#ffffff"),
        ("#2c2c2c", "#000000"),
        ("#9d9d9d", "#808080"),
        ("#3f8f3f", "#d05050"),
        ("#c40000", "#006b3c"),
        ("#ffffff", "#0a66c2"),
        ("#7a1f1f", "#f4e9d0"),
    ],
)
@pytest.mark.parametrize("size", [14, 32])
@pytest.mark.parametrize("quality", [None, 80], ids=["lossless", "jpeg"])
def test_the_new_text_has_the_colour_of_the_old(colour: str, ground: str, size: int, quality: int | None) -> None:
    """From a contrast of 1.5:1 on, also of hues that are equally bright, the colour is that of the old text."""
    picture = Image.new("RGB", (320, 80), ground)
    box = lettered(picture, "Hamburg Hill", (20, 50), size, colour)
    if quality:
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality)
        picture = Image.open(file).convert("RGB")

    (painted,) = repaint(picture, [Replacement(box, "Hamburg Hill")])

    wanted, under = ImageColor.getrgb(colour), ImageColor.getrgb(ground)
    away = [abs(one - other) for one, other in zip(painted.style.colour, wanted, strict=True)]
    if quality and size < 20:
        # Of hues, a JPEG keeps a quarter of the pixels, so that of thin strokes is mixed with the ground.
        assert max(away) < 0.75 * max(abs(one - other) for one, other in zip(under, wanted, strict=True))
    else:
        assert max(away) <= (0 if size > 20 and not quality else 32)


@pytest.mark.parametrize(
    "text", ["Opening hours", "Exit", "WARNING", "12:30 – 17:45", "Пожалуйста", "営業時間", "ทางออกฉุกเฉิน", "मेरा आदेश"]
)
def test_the_size_of_unknown_text_is_told_by_its_ink(text: str) -> None:
    """Whatever the letters are, with and without ascenders and descenders, the size is right within 15 percent."""
    found = {}
    for size in (14, 22, 32, 48):
        picture = Image.new("RGB", (520, 120), "white")
        box = lettered(picture, text, (20, 80), size, "#223344")
        (painted,) = repaint(picture, [Replacement(box, "x")])
        found[size] = painted.style.lettering.size / size

    assert {size: ratio for size, ratio in found.items() if not 0.85 <= ratio <= 1.15} == {}


def test_the_same_text_stands_where_it_stood() -> None:
    """Replaced by itself, a text whose author told it is drawn as it was, on the same baseline."""
    for size in (16, 31, 48):
        picture = Image.new("RGB", (420, 120), "#f8f8ff")
        box = lettered(picture, "Jumping Hamburg", (30, 70), size, "#802020")
        before = picture.copy()

        repaint(picture, [Replacement(box, "Jumping Hamburg", "Jumping Hamburg")])

        assert error(picture, before, box) < 12
        ink = [
            ImageChops.difference(part, Image.new("RGB", part.size, "#f8f8ff")).getbbox() for part in (before, picture)
        ]
        assert all(abs(one - other) <= 1 for one, other in zip(*ink, strict=True))


def places(
    lines: Sequence[tuple[str, str]], anchor: str, *, size: int = 24, width: int = 400, edge: int = 30
) -> tuple[list[tuple[int, int]], list[Painted]]:
    """The left and right ends of new lines, given old and new texts set in a column at one side of a picture."""
    picture = Image.new("RGB", (width, 60 + 2 * size * len(lines)), "white")
    boxes = []
    for number, (old, _) in enumerate(lines):
        ink = extent(old, size)
        start = {
            "left": edge - ink.left,
            "right": width - edge - ink.right,
            "middle": (width - ink.width) // 2 - ink.left,
        }[anchor]
        boxes.append(lettered(picture, old, (start, 50 + round(1.4 * size) * number), size, "black"))
    painted = repaint(picture, [Replacement(box, new) for box, (_, new) in zip(boxes, lines, strict=True)])
    ends = []
    for box in boxes:
        dark = picture.convert("L").crop(box.edges).point([255 * (value < 195) for value in range(256)])
        bounds = dark.getbbox()
        assert bounds
        ends.append((box.left + bounds[0], box.left + bounds[2]))
    return ends, painted


BLOCK = [("Opening hours today", "Zeiten"), ("from nine to five", "neun bis fünf"), ("and on Sundays too", "auch so")]


def test_a_left_aligned_block_stays_so() -> None:
    """Shorter lines end earlier and begin where the old ones did."""
    ends, _ = places(BLOCK, "left")

    assert all(abs(left - 30) <= 2 for left, _ in ends)
    assert all(right < 250 for _, right in ends)


def test_a_right_aligned_block_stays_so() -> None:
    """Shorter lines begin later and end where the old ones did."""
    ends, _ = places(BLOCK, "right")

    assert all(abs(right - 370) <= 2 for _, right in ends)
    assert all(left > 180 for left, _ in ends)


def test_a_centred_block_stays_so() -> None:
    """The middle of each line stays."""
    ends, _ = places(BLOCK, "middle")

    assert all(abs(left + right - 400) <= 4 for left, right in ends)


@pytest.mark.parametrize(("anchor", "place"), [("left", 0), ("right", 1)])
def test_a_line_alone_is_held_at_the_margin_near_it(anchor: str, place: int) -> None:
    """A single line at the left or right margin of a picture stays at that margin."""
    ends, _ = places([("Opening hours", "Zeiten")], anchor)

    assert abs(ends[0][place] - (30, 370)[place]) <= 2


def test_a_line_alone_in_the_middle_stays_there() -> None:
    """A single line with as much room on the left as on the right is centred."""
    ends, _ = places([("Opening hours", "Zeit")], "middle")

    assert abs(sum(ends[0]) - 400) <= 4


def test_the_text_of_a_button_stays_in_its_middle() -> None:
    """A frame makes the room, also where the button is not in the middle of the picture."""
    picture = Image.new("RGB", (600, 90), "white")
    ImageDraw.Draw(picture).rounded_rectangle((40, 20, 239, 69), 8, fill="#0a66c2")
    ink = extent("Cancel order", 22)
    box = lettered(picture, "Cancel order", (140 - ink.width // 2 - ink.left, 52), 22, "white")

    repaint(picture, [Replacement(box, "Nein")])

    white = picture.convert("L").crop((60, 24, 220, 65)).point([255 * (value > 200) for value in range(256)]).getbbox()
    assert white
    assert abs(60 + (white[0] + white[2]) / 2 - 140) <= 2


def test_text_from_right_to_left_is_mirrored() -> None:
    """Arabic in place of a line from left to right ends where the old line ended; centred text stays centred."""
    (left, right), (_, second) = places([("Opening hours", "مرحبا"), ("Good morning everyone", "شكرا")], "left")[0]
    centred = places([("Opening hours", "مرحبا")], "middle")[0][0]

    width = extent("Opening hours", 24).width
    assert abs(right - (30 + width)) <= 2
    assert left > 100
    assert second > right
    assert abs(sum(centred) - 400) <= 4


def test_nothing_outside_the_boxes_is_touched() -> None:
    """Whatever is written, on whatever ground, not a pixel changes outside of the boxes."""
    for name, ground in grounds():
        picture = ground.copy()
        box = lettered(picture, "Exit", (100, 72), 36, "white")
        before = picture.copy()
        text = "Ausgang für alle Besucher" if "linear" in name else "Ağ"
        repaint(picture, [Replacement(box, text), Replacement(Box(300, 0, 60, 30), "مرحبا", "Hi")])
        for part in (picture, before):
            part.paste(0, box.edges)
            part.paste(0, (300, 0, 360, 30))
        assert ImageChops.difference(picture, before).getbbox() is None


def test_boxes_may_overlap() -> None:
    """Where boxes lie upon each other all old text goes before any new is drawn."""
    picture = Image.new("RGB", (300, 90), "white")
    one = lettered(picture, "Open", (20, 50), 30, "black")
    other = lettered(picture, "late", (80, 50), 30, "black")

    painted = repaint(
        picture, [Replacement(Box.between(*one.edges[:3], other.bottom), "Auf"), Replacement(other, "spät")]
    )

    assert all(line.drawn for line in painted)
    for box in (one, other):
        assert any(picture.convert("L").crop(box.edges).histogram()[:60])


def test_a_paragraph_keeps_its_rows_and_size() -> None:
    """A box with several rows of a known text is refilled from its first baseline on, in type of that size."""
    picture = Image.new("RGB", (360, 160), "white")
    rows = ["All visitors have to sign in", "at the front desk before", "they go up"]
    for number, row in enumerate(rows):
        lettered(picture, row, (20, 40 + 30 * number), 20, "black")
    box = Box(16, 20, 300, 95)

    (painted,) = repaint(picture, [Replacement(box, "Bitte melden Sie sich zuerst am Empfang an", " ".join(rows))])

    assert len(painted.style.lettering.baselines) == 3
    assert 17 <= painted.style.lettering.size <= 23
    assert abs(painted.style.lettering.baselines[0] - 20) <= 1
    _, inked = picture.convert("L").point([255 * (value < 128) for value in range(256)]).getprojection()
    assert any(inked[60:80])
    assert not any(inked[95:])


def test_what_was_drawn_is_told() -> None:
    """Small type, an ellipsis, other letters, and nothing at all are told apart."""
    picture = Image.new("RGB", (300, 300), "white")
    boxes = [lettered(picture, "Exit", (20, 40 + 50 * number), 20, "black") for number in range(5)]
    texts = ["Aus", "Notausgang", "Notausgang " * 9, "ಕನ್", " "]

    painted = repaint(picture, [Replacement(box, text) for box, text in zip(boxes, texts, strict=True)])

    assert [(line.drawn.small, line.drawn.shortened, line.drawn.transliterated) for line in painted if line.drawn] == [
        (False, False, False),
        (True, False, False),
        (True, True, False),
        (False, False, True),
    ]
    assert painted[4].drawn is None


def test_a_label_and_the_field_below_it_are_no_block() -> None:
    """That the middles of two texts are one below the other is chance where one of them is in a frame."""
    picture = Image.new("RGB", (320, 110), "white")
    ImageDraw.Draw(picture).rectangle((20, 42, 300, 78), outline="#8090a0", width=1)
    label = lettered(picture, "Language", (20, 32), 20, "black")
    ink = extent("Search", 20)
    field = lettered(picture, "Search", ((label.left + label.right - ink.width) // 2 - ink.left, 66), 20, "black")

    painted = repaint(picture, [Replacement(label, "Wort"), Replacement(field, "Wort")])

    assert [line.style.side for line in painted] == [Side.LEFT, Side.LEFT]
