"""Lines of text found in what people upload: screens, forms, signs, tables, banners."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw

from mock_support.typeface import font
from translation_mock.domain.pictures import Box, translate_picture
from translation_mock.domain.pictures.detection.regions import detect


@dataclass
class Layout:
    """A picture, the same without its text, and where the ink of each text is."""

    picture: Image.Image
    texts: list[tuple[str, tuple[int, int], int, str]] = field(default_factory=list)

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        """Draws everything but the texts."""
        return ImageDraw.Draw(self.picture)

    def write(self, text: str, left: int, baseline: int, size: int, colour: str = "#222222") -> None:
        """Add a text."""
        self.texts.append((text, (left, baseline), size, colour))

    def written(self) -> Image.Image:
        """The picture with its texts."""
        picture = self.picture.copy()
        for text, place, size, colour in self.texts:
            ImageDraw.Draw(picture).text(place, text, fill=colour, font=font(size), anchor="ls")
        return picture

    def ink(self) -> list[Box]:
        """The box of each text."""
        boxes = []
        for text, (x, y), size, _ in self.texts:
            left, top, right, bottom = font(size).getbbox(text, anchor="ls")
            boxes.append(Box.between(x + int(left), y + int(top), x + int(right), y + int(bottom)))
        return boxes


def blank(size: tuple[int, int], ground: str) -> Layout:
    """A layout of one colour."""
    return Layout(Image.new("RGB", size, ground))


def card() -> Layout:
    """A sign-in card: border, fields, a check box, a filled button."""
    made = blank((640, 480), "#e9ecef")
    made.pen.rounded_rectangle((120, 60, 520, 420), 12, fill="white", outline="#c8c8c8")
    made.pen.rounded_rectangle((150, 172, 490, 208), 5, fill="white", outline="#aaaaaa")
    made.pen.rounded_rectangle((150, 252, 490, 288), 5, fill="white", outline="#aaaaaa")
    made.pen.rectangle((150, 306, 166, 322), outline="#555555")
    made.pen.rounded_rectangle((150, 345, 490, 385), 6, fill="#1a5fd0")
    made.write("Sign in to your account", 150, 112, 24)
    made.write("E-mail address", 150, 160, 15, "#555555")
    made.write("name@example.com", 162, 196, 15, "#777777")
    made.write("Password", 150, 240, 15, "#555555")
    made.write("Remember me", 176, 320, 15)
    made.write("Continue", 285, 371, 18, "white")
    return made


def form() -> Layout:
    """A white form in a frame, with a label, an empty field and a check box."""
    made = blank((640, 480), "white")
    made.pen.rectangle((60, 40, 580, 440), outline="#888888")
    made.pen.rectangle((90, 115, 400, 150), outline="#999999")
    made.pen.rectangle((90, 190, 106, 206), outline="#333333")
    made.write("Your name", 90, 100, 20)
    made.write("I agree to the terms", 116, 204, 18)
    return made


def buttons() -> Layout:
    """Two buttons side by side, one of them filled."""
    made = blank((400, 120), "white")
    made.pen.rectangle((40, 40, 160, 80), outline="black")
    made.pen.rectangle((180, 40, 300, 80), fill="#2060c0", outline="black")
    made.write("Cancel", 68, 66, 20)
    made.write("Save", 216, 66, 20, "white")
    return made


def sign() -> Layout:
    """A sign with a thick frame."""
    made = blank((500, 300), "#1f6e43")
    made.pen.rectangle((20, 20, 480, 280), outline="white", width=6)
    made.write("Platform 4", 90, 130, 60, "white")
    made.write("Trains to the city", 95, 220, 36, "white")
    return made


def table(columns: tuple[int, ...]) -> Layout:
    """A table with rules between its rows and, where `columns` tells, between its columns."""
    made = blank((640, 320), "white")
    rows = [("Train", "To", "Platform"), ("ICE 72", "Hamburg", "4 and 5"), ("RE 1", "Potsdam", "11 to 12")]
    for top in range(30, 31 + 48 * len(rows), 48):
        made.pen.line((40, top, 600, top), fill="#999999")
    for column in columns:
        made.pen.line((column, 30, column, 30 + 48 * len(rows)), fill="#999999")
    for number, row in enumerate(rows):
        for left, text in zip((52, 252, 432), row, strict=True):
            made.write(text, left, 62 + number * 48, 20)
    return made


def grid() -> Layout:
    """A table of cells."""
    return table((40, 240, 420, 600))


def ruled() -> Layout:
    """A table with rules between its rows alone."""
    return table(())


def page() -> Layout:
    """A page with a bar at its top, another at its side, a rule and a round button."""
    made = blank((640, 360), "white")
    made.pen.rectangle((0, 0, 640, 47), fill="#203040")
    made.pen.rectangle((0, 48, 150, 360), fill="#eef1f4")
    made.pen.line((180, 160, 620, 160), fill="#dddddd")
    made.pen.rounded_rectangle((180, 180, 290, 214), 17, fill="#0a7d32")
    made.write("My application", 20, 32, 22, "white")
    for row, text in enumerate(("Overview", "Orders", "Customers", "Settings")):
        made.write(text, 20, 90 + row * 40, 17)
    made.write("Welcome back", 180, 100, 30)
    made.write("You have three new messages.", 180, 140, 17)
    made.write("Read them", 196, 203, 16, "white")
    return made


def dark() -> Layout:
    """Two dark cards side by side on a darker ground."""
    made = blank((640, 300), "#121212")
    for left, title, remark in ((30, "Basic", "For one person"), (340, "Team", "Up to ten people")):
        made.pen.rounded_rectangle((left, 30, left + 270, 270), 16, fill="#1e1e1e")
        made.pen.rounded_rectangle((left + 26, 200, left + 244, 244), 8, outline="#888888", width=2)
        made.write(title, left + 26, 84, 30, "white")
        made.write(remark, left + 26, 120, 17, "#bbbbbb")
        made.write("Choose", left + 106, 229, 18, "white")
    return made


def settings() -> Layout:
    """Rows of settings between rules, a dot before each and a switch behind it."""
    made = blank((480, 260), "white")
    for row, text in enumerate(("Notifications", "Appearance", "Privacy", "About")):
        made.pen.line((20, 60 + 56 * row, 460, 60 + 56 * row), fill="#cccccc")
        made.pen.ellipse((28, 24 + 56 * row, 48, 44 + 56 * row), fill="#3478f6")
        made.pen.rounded_rectangle((400, 22 + 56 * row, 450, 46 + 56 * row), 12, fill="#3aa757")
        made.pen.ellipse((428, 24 + 56 * row, 448, 44 + 56 * row), fill="white")
        made.write(text, 64, 42 + 56 * row, 22)
    return made


def round_sign() -> Layout:
    """A round sign and a line beside it."""
    made = blank((640, 200), "white")
    made.pen.ellipse((20, 20, 180, 180), fill="#c02020")
    made.write("STOP", 58, 114, 38, "white")
    made.write("no way through here", 240, 110, 22)
    return made


def ring() -> Layout:
    """A word in a ring."""
    made = blank((480, 300), "#eef4e8")
    made.pen.ellipse((120, 30, 360, 270), outline="#205020", width=6)
    made.write("Exit", 200, 164, 40, "#205020")
    return made


def poster() -> Layout:
    """Large type with small type closely below it."""
    made = blank((640, 260), "#fbf3e4")
    made.write("Opening", 40, 110, 96)
    made.write("on Monday at nine, tickets at the door", 44, 152, 18)
    made.write("Welcome", 40, 220, 48)
    made.write("all", 44, 242, 16)
    return made


def banner(turn: int, colour: str) -> Layout:
    """A line on a steep gradient."""
    # The middle of a turned picture has nothing of the corners that the turn leaves empty.
    ramp = Image.linear_gradient("L").resize((512, 512)).rotate(turn).crop((128, 128, 384, 384)).resize((480, 160))
    made = Layout(Image.merge("RGB", (ramp, ramp, ramp.point([value // 2 for value in range(256)]))))
    made.write("Spring sale", 20, 95, 60, colour)
    return made


LAYOUTS: list[Callable[[], Layout]] = [
    card,
    form,
    buttons,
    sign,
    grid,
    ruled,
    page,
    dark,
    settings,
    round_sign,
    ring,
    poster,
]


def alike(one: Box, other: Box) -> float:
    """Intersection over union."""
    both = Box.between(
        max(one.left, other.left), max(one.top, other.top), min(one.right, other.right), min(one.bottom, other.bottom)
    )
    shared = max(both.width, 0) * max(both.height, 0)
    return shared / (one.width * one.height + other.width * other.height - shared)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", ["png", "jpeg"])
def test_each_line_is_a_region_and_nothing_else_is(layout: Callable[[], Layout], form: str) -> None:
    """Frames, fields, buttons and rules are not taken for text, and each text inside them is found."""
    made = layout()
    file = BytesIO()
    made.written().save(file, form)
    with Image.open(file) as picture:
        found = detect(picture)

    ink = made.ink()
    assert len(found) == len(ink)
    assert min(max(alike(box, text) for box in found) for text in ink) >= 0.5
    assert min(max(alike(box, text) for text in ink) for box in found) >= 0.5


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_around_the_text_stays(layout: Callable[[], Layout]) -> None:
    """Translated to nothing, the picture is the one that was there before the text: frames whole, letters gone."""
    made = layout()
    file = BytesIO()
    made.written().save(file, "png")

    answer = translate_picture(file.getvalue(), lambda _: " ", lambda _: "x", max_pixels=10**6)

    with Image.open(BytesIO(answer.data)) as after:
        difference = ImageChops.difference(after, made.picture).convert("L")
    assert not any(difference.histogram()[25:])


@pytest.mark.parametrize(("turn", "colour"), [(0, "#e02020"), (0, "white"), (0, "black"), (90, "white"), (45, "white")])
def test_nothing_is_left_of_the_old_letters_on_a_steep_gradient(turn: int, colour: str) -> None:
    """Letters that are somewhere as bright as their ground are painted over whole."""
    made = banner(turn, colour)
    file = BytesIO()
    made.written().save(file, "png")

    answer = translate_picture(file.getvalue(), lambda _: " ", lambda _: "x", max_pixels=10**6)

    left, top, right, bottom = made.ink()[0].edges
    around = (left - 15, top - 15, right + 15, bottom + 15)
    with Image.open(BytesIO(answer.data)) as after:
        difference = ImageChops.difference(after, made.picture).convert("L").crop(around)
    assert not any(difference.histogram()[40:])


@pytest.mark.parametrize("size", [16, 22, 34])
@pytest.mark.parametrize("below", [2, 4])
def test_underlined_text_is_found(size: int, below: int) -> None:
    """A line with a rule below it, through its descenders or not, is one region."""
    made = blank((480, 120), "white")
    made.write("Terms of service, gently", 30, 70, size, "#1144cc")
    left, _, right, _ = made.ink()[0].edges
    made.pen.line((left, 70 + below, right, 70 + below), fill="#1144cc", width=1 + size // 24)

    found = detect(made.written())

    assert len(found) == 1
    assert alike(found[0], made.ink()[0]) >= 0.5


@pytest.mark.parametrize("ground", ["white", "#203040"])
def test_filled_shapes_are_no_text(ground: str) -> None:
    """Discs, squares, bars and switches alone are left where they are."""
    made = blank((640, 320), ground)
    for number, size in enumerate((12, 20, 31, 46, 60)):
        made.pen.ellipse((20 + 110 * number, 20, 20 + 110 * number + size, 20 + size), fill="#c03030")
        made.pen.rectangle((20 + 110 * number, 110, 20 + 110 * number + size, 110 + size), fill="#30a050")
        made.pen.rectangle((20 + 110 * number, 300 - 2 * size, 50 + 110 * number, 300), fill="#909090")

    assert detect(made.picture) == ()


def test_text_fills_a_tiny_picture() -> None:
    """A word is found in a picture that has hardly any room around it."""
    made = blank((60, 16), "white")
    made.write("Exit", 4, 13, 14)

    found = detect(made.written())

    assert len(found) == 1
    assert alike(found[0], made.ink()[0]) >= 0.5


@pytest.mark.parametrize("colour", ["#00a000", "#b06000", "#c060ff"])
def test_letters_as_bright_as_their_ground_are_found(colour: str) -> None:
    """Letters that differ from their ground in hue alone, which grey does not show, are found."""
    luma = Image.new("RGB", (1, 1), colour).convert("L").tobytes()[0]
    made = blank((420, 150), f"rgb({luma},{luma},{luma})")
    made.write("As bright as the ground", 20, 60, 30, colour)
    made.write("and another line", 20, 110, 20, colour)

    found = detect(made.written())

    assert len(found) == 2
    assert min(alike(box, ink) for box, ink in zip(found, made.ink(), strict=True)) >= 0.5
