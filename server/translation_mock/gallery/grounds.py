"""Grounds to draw upon: what photographs and interfaces look like, made by code, so that no picture is shipped."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (480, 270)
Colour = tuple[int, int, int]


@cache
def ground(name: str) -> bytes:
    """The PNG of the ground called *name*."""
    file = BytesIO()
    GROUNDS[name]().save(file, "PNG", compress_level=1)
    return file.getvalue()


def noise(spread: int, seed: int) -> Image.Image:
    """Grey noise around the middle, evenly spread by up to *spread* to both sides; the same for the same seed."""
    raw = Image.frombytes("L", SIZE, Random(seed).randbytes(SIZE[0] * SIZE[1]))
    return raw.point([round(128 + (value - 127.5) / 127.5 * spread) for value in range(256)])


def grained(picture: Image.Image, spread: int, seed: int) -> Image.Image:
    """The picture with noise upon it, of its own in each channel."""
    channels = [
        ImageChops.add(channel, noise(spread, seed + index), offset=-128)
        for index, channel in enumerate(picture.split())
    ]
    return Image.merge("RGB", channels)


def slope(top: Colour, bottom: Colour) -> Image.Image:
    """A gradient from top to bottom."""
    picture = Image.new("RGB", SIZE, top)
    picture.paste(bottom, (0, 0), Image.linear_gradient("L").resize(SIZE))
    return picture


def grain() -> Image.Image:
    """Flat paper under noise."""
    return grained(Image.new("RGB", SIZE, (226, 214, 190)), 26, 1)


def night() -> Image.Image:
    """Dark under noise, as of a photograph in bad light."""
    return grained(slope((26, 30, 48), (52, 44, 60)), 22, 5)


def diagonal() -> Image.Image:
    """A gradient across, from a strong colour to a pale one."""
    across = Image.linear_gradient("L").rotate(90).resize(SIZE)
    down = Image.linear_gradient("L").resize(SIZE)
    picture = Image.new("RGB", SIZE, (90, 200, 220))
    picture.paste((250, 226, 160), (0, 0), Image.blend(across, down, 0.5))
    return picture


def glow() -> Image.Image:
    """A gradient around a point."""
    picture = Image.new("RGB", SIZE, (255, 246, 214))
    picture.paste((214, 140, 96), (0, 0), Image.radial_gradient("L").resize(SIZE))
    return picture


def landscape() -> Image.Image:
    """Hills in the evening: large soft shapes, a little grain."""
    picture = slope((64, 112, 176), (250, 206, 150))
    sun = Image.new("L", SIZE)
    ImageDraw.Draw(sun).ellipse((330, 96, 400, 166), fill=255)
    picture.paste((255, 240, 200), (0, 0), sun.filter(ImageFilter.GaussianBlur(10)))
    hills = Random(7)
    for depth, colour in enumerate([(120, 128, 150), (84, 104, 112), (52, 80, 72)]):
        base = 168 + 32 * depth
        points = [(x, base + hills.randint(-26, 26)) for x in range(-40, 560, 80)]
        shape = Image.new("L", SIZE)
        ImageDraw.Draw(shape).polygon([*points, (560, 300), (-40, 300)], fill=255)
        picture.paste(colour, (0, 0), shape.filter(ImageFilter.GaussianBlur(6 - 2 * depth)))
    return grained(picture, 5, 11)


def cloth() -> Image.Image:
    """Large soft folds of one colour."""
    folds = Image.frombytes("L", (12, 7), Random(3).randbytes(84)).resize(SIZE, Image.Resampling.BICUBIC)
    picture = Image.new("RGB", SIZE, (38, 62, 92))
    picture.paste((92, 118, 150), (0, 0), folds.filter(ImageFilter.GaussianBlur(14)))
    return grained(picture, 4, 21)


def buttons() -> Image.Image:
    """Five filled buttons."""
    picture = Image.new("RGB", SIZE, (240, 243, 248))
    draw = ImageDraw.Draw(picture)
    for edges, colour in (
        ((30, 24, 224, 80), (30, 96, 200)),
        ((256, 24, 450, 80), (26, 128, 84)),
        ((30, 106, 450, 162), (190, 40, 52)),
        ((30, 188, 224, 244), (70, 78, 94)),
        ((256, 188, 450, 244), (112, 62, 160)),
    ):
        draw.rounded_rectangle(edges, radius=12, fill=colour)
    return picture


def form() -> Image.Image:
    """Two fields with room for their labels, and a pale button."""
    picture = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(picture)
    for top in (50, 140):
        draw.rounded_rectangle((30, top, 450, top + 44), radius=6, fill=(250, 251, 253), outline=(150, 160, 176))
    draw.rounded_rectangle((30, 206, 190, 250), radius=8, fill=(214, 228, 250))
    return picture


def table() -> Image.Image:
    """Three columns and four rows, ruled; the first row is shaded."""
    picture = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20, 15, 460, 75), fill=(228, 234, 242))
    for row in range(5):
        draw.line((20, 15 + 60 * row, 460, 15 + 60 * row), fill=(160, 170, 184))
    for column in range(4):
        draw.line((20 + 440 * column // 3, 15, 20 + 440 * column // 3, 255), fill=(160, 170, 184))
    return picture


def dark() -> Image.Image:
    """Cards of an interface in dark mode."""
    picture = Image.new("RGB", SIZE, (18, 22, 28))
    draw = ImageDraw.Draw(picture)
    for top in (20, 100, 180):
        draw.rounded_rectangle((24, top, 456, top + 66), radius=10, fill=(34, 40, 50))
        draw.ellipse((42, top + 19, 70, top + 47), fill=(70, 130, 200))
    return picture


def sign() -> Image.Image:
    """A green sign with a white border on a wall."""
    picture = grained(Image.new("RGB", SIZE, (196, 192, 186)), 6, 31)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((40, 40, 440, 230), radius=18, fill=(0, 112, 72))
    draw.rounded_rectangle((50, 50, 430, 220), radius=12, outline="white", width=4)
    return picture


GROUNDS: dict[str, Callable[[], Image.Image]] = {
    function.__name__: function
    for function in (
        buttons, cloth, dark, diagonal, form, glow, grain, landscape, night, sign, table,
    )
}  # fmt: skip
