"""The generator: pictures of lines of text in six classes, each with the boxes in which its ink is.

What it draws follows the ranges below, which are those that detection is promised for. A scene is a pure function
of its class and its seed. Seeds below FIRST_HELD_OUT are for tuning the detector; what is published is scored on
others.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from bench.detection.texts import Hand, hand, line
from translation_mock.domain.pictures.lines import Box

FIRST_HELD_OUT = 1_000_000
"""The first seed that is not for tuning."""
LEAST_CONTRAST = 1.5
"""WCAG 2 contrast ratio of a text and what is below it, everywhere below it: (L1 + 0.05) / (L2 + 0.05)."""
SIZES = (14, 48)
"""Pixels per em."""
SIDES = (320, 2000)
"""Pixels of a side of a picture; one side is at most three times the other."""
LINE_GAP = 0.3
"""The least gap between the ink of a line and that of the one above it, in em of the line."""
COLUMN_GAP = 2.0
"""The least gap between two columns, in em of the larger."""
MARGIN = 2
"""The least number of pixels between ink and the edge of the picture."""
NOISE = (2.0, 14.0)
"""The standard deviation of the noise, of 255, for each channel."""
GIF_COLOURS = (32, 256)
"""Colours of a palette."""
JPEG_QUALITY = 70

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Scene:
    """A picture as a file, and the boxes of the ink of its lines."""

    name: str
    data: bytes
    truth: tuple[Box, ...]

    def picture(self) -> Image.Image:
        """The decoded picture."""
        with Image.open(BytesIO(self.data)) as picture:
            picture.load()
        return picture


def luminance(colour: Colour) -> float:
    """The relative luminance of WCAG 2, from 0 to 1."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    """The contrast ratio of two luminances."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def any_colour(draw: Random) -> Colour:
    """Any colour; every second one is a grey or nearly."""
    if draw.random() < 0.5:
        grey = draw.randrange(256)
        return _clipped(grey + draw.randint(-12, 12), grey, grey + draw.randint(-12, 12))
    return draw.randrange(256), draw.randrange(256), draw.randrange(256)


def flat(draw: Random, size: tuple[int, int]) -> Image.Image:
    """One colour: white or black often, as pages and dark screens are."""
    colour = draw.choice([(255, 255, 255), (0, 0, 0), any_colour(draw), any_colour(draw), any_colour(draw)])
    return Image.new("RGB", size, colour)


def gradient(draw: Random, size: tuple[int, int]) -> Image.Image:
    """From one colour to another, in a line at any angle or from a middle to all sides."""
    side = 512
    if draw.random() < 0.7:
        ramp = Image.linear_gradient("L").resize((side, side), Image.Resampling.BILINEAR)
        # The middle of a turned picture has nothing of the corners that the turn leaves empty.
        ramp = ramp.rotate(draw.uniform(0, 360), Image.Resampling.BICUBIC).crop((76, 76, 436, 436))
        ramp = ImageOps.autocontrast(ramp)
    else:
        left, top = draw.randint(0, 128), draw.randint(0, 128)
        ramp = Image.radial_gradient("L").crop((left, top, left + 128, top + 128))
    ramp = ramp.resize(size, Image.Resampling.BICUBIC)
    one, other = any_colour(draw), any_colour(draw)
    bands = [
        ramp.point([low + (high - low) * v // 255 for v in range(256)]) for low, high in zip(one, other, strict=True)
    ]
    return Image.merge("RGB", bands)


def smooth(draw: Random, size: tuple[int, int]) -> Image.Image:
    """Like a photograph out of focus: fields of colour from random samples far apart, and large soft shapes."""
    grid = (draw.randint(2, 6), draw.randint(2, 6))
    calm = draw.uniform(0.3, 1.0)
    base = any_colour(draw)
    field = Image.frombytes("RGB", grid, draw.randbytes(3 * grid[0] * grid[1]))
    field = Image.blend(Image.new("RGB", grid, base), field, calm).resize((256, 256), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(field)
    for _ in range(draw.randint(0, 4)):
        x, y, wide, high = draw.randint(-40, 220), draw.randint(-40, 220), draw.randint(50, 160), draw.randint(50, 160)
        pen.ellipse((x, y, x + wide, y + high), fill=any_colour(draw))
    return field.filter(ImageFilter.GaussianBlur(draw.uniform(7, 20))).resize(size, Image.Resampling.BICUBIC)


def noisy(draw: Random, picture: Image.Image) -> Image.Image:
    """The picture with noise that is nearly Gaussian, the same in all channels or not."""
    sigma = draw.uniform(*NOISE)
    bands = picture.split()
    common = noise(draw, picture.size, sigma) if draw.random() < 0.5 else None
    return Image.merge(
        "RGB", [ImageChops.add(band, common or noise(draw, band.size, sigma), 1, -128) for band in bands]
    )


def noise(draw: Random, size: tuple[int, int], sigma: float) -> Image.Image:
    """Noise around 128, nearly Gaussian: the mean of four pictures of uniform noise."""
    uniform = [Image.frombytes("L", size, draw.randbytes(size[0] * size[1])) for _ in range(4)]
    halves = [Image.blend(uniform[0], uniform[1], 0.5), Image.blend(uniform[2], uniform[3], 0.5)]
    mean = Image.blend(halves[0], halves[1], 0.5)
    # The standard deviation of one is 256 / sqrt(12), that of the mean of four half of it.
    scale = sigma / (128 / math.sqrt(12))
    return mean.point([round(128 + scale * (value - 127.5)) for value in range(256)])


def any_ground(draw: Random, size: tuple[int, int]) -> Image.Image:
    """A ground of one of the three kinds."""
    return draw.choices((flat, gradient, smooth), (3, 1, 1))[0](draw, size)


def _clipped(red: int, green: int, blue: int) -> Colour:
    return min(max(red, 0), 255), min(max(green, 0), 255), min(max(blue, 0), 255)


def text_colour(draw: Random, ground: Image.Image) -> Colour | None:
    """A colour of enough contrast to all of a ground, nearest to a contrast that is drawn; None if there is none."""
    samples = ground.resize((max(1, ground.width // 8), max(1, ground.height // 8)), Image.Resampling.NEAREST)
    pixels = samples.convert("RGB").tobytes()
    lights = {luminance((pixels[at], pixels[at + 1], pixels[at + 2])) for at in range(0, len(pixels), 3)}
    darkest, brightest = min(lights), max(lights)
    wanted = math.exp(draw.uniform(math.log(LEAST_CONTRAST), math.log(21)))
    best: tuple[float, Colour] | None = None
    for colour in [any_colour(draw) for _ in range(24)] + [(0, 0, 0), (255, 255, 255)]:
        light = luminance(colour)
        if darkest <= light <= brightest:
            continue
        least = min(contrast(light, darkest), contrast(light, brightest))
        # A little more than the least, since the samples are not all of the ground.
        if least >= LEAST_CONTRAST * 1.02:
            badness = abs(math.log(least / wanted))
            if best is None or badness < best[0]:
                best = badness, colour
    return best[1] if best else None


@dataclass(frozen=True)
class Column:
    """Where the lines of a column stand: `align` is the share of the free width that is left of a line."""

    left: int
    width: int
    align: float


def columns(draw: Random, width: int, size: int, margin: int) -> list[Column]:
    """One column or two, within the margins."""
    align = draw.choice((0.0, 0.0, 0.0, 0.5, 1.0))
    room = width - 2 * margin
    gap = math.ceil(draw.uniform(COLUMN_GAP, 2 * COLUMN_GAP) * size)
    if draw.random() < 0.5 or room - gap < 8 * size:
        return [Column(margin, room, align)]
    first = round((room - gap) * draw.uniform(0.4, 0.6))
    return [Column(margin, first, align), Column(margin + first + gap, room - first - gap, align)]


def write(draw: Random, picture: Image.Image) -> list[Box]:
    """Write lines into a picture; their boxes of ink. A place where no colour has enough contrast stays empty."""
    largest = draw.randint(*SIZES)
    margin = draw.choice((MARGIN, MARGIN, 5, 12, 30, 60))
    pitched, staggered, uniform = draw.random() < 0.5, draw.random() < 0.3, draw.random() < 0.6
    gap = draw.choice((LINE_GAP, draw.uniform(LINE_GAP, 0.6), draw.uniform(LINE_GAP, 2)))
    boxes: list[Box] = []
    left_out = draw.choice((0.0, 0.1, 0.5))
    main = hand(draw, largest)
    places = columns(draw, picture.width, largest, margin)
    sizes = [largest if uniform else draw.randint(SIZES[0], largest) for _ in range(200)]
    for place in places:
        top = margin + (draw.randint(0, 2 * largest) if staggered else 0)
        bottom = top - math.ceil(gap * largest)
        for size in sizes:
            style = Hand(main.script, main.face, size) if draw.random() < 0.8 else hand(draw, size)
            made = line(draw, style, place.width)
            if made is None:
                continue
            text, coverage = made
            # Lines stand at one pitch, by their baselines, or each as near to the one before as its ink allows.
            least = bottom + math.ceil(gap * max(size, largest if pitched else size))
            upper = max(least, top + round(0.95 * size) - style.above(text)) if pitched else least
            if upper + coverage.height > picture.height - margin:
                break
            top += round((1.0 + gap) * size)
            if draw.random() < left_out and pitched:
                continue
            left = place.left + round(place.align * (place.width - coverage.width))
            box = Box(left, max(upper, margin), coverage.width, coverage.height)
            bottom = box.bottom
            colour = text_colour(draw, picture.crop(box.edges))
            if colour is not None:
                picture.paste(colour, (box.left, box.top), coverage)
                boxes.append(box)
    return boxes


def _size(draw: Random) -> tuple[int, int]:
    low, high = (math.log(side) for side in SIDES)
    width = round(math.exp(draw.uniform(low, high)))
    height = round(math.exp(draw.uniform(low, high)))
    return max(width, height // 3), max(height, width // 3)


def _png(picture: Image.Image, _: Random) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


def _jpeg(picture: Image.Image, _: Random) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=JPEG_QUALITY)
    return file.getvalue()


def _gif(picture: Image.Image, draw: Random) -> bytes:
    file = BytesIO()
    flat_ground = len(picture.reduce(16).getcolors(1 << 20) or ()) < 40
    fewest = GIF_COLOURS[0] if flat_ground else 128
    how = draw.random()
    if how < 0.1:
        # The palette of the web, dithered: what Pillow makes of a picture that is converted without a word.
        palette = picture.convert("P")
    else:
        palette = picture.quantize(draw.randint(fewest, GIF_COLOURS[1]))
        if how < 0.5:
            palette = picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    palette.save(file, "GIF")
    return file.getvalue()


@dataclass(frozen=True)
class Class:
    """A kind of picture: its ground, what is done to it once the text stands on it, and how it becomes a file."""

    ground: Callable[[Random, tuple[int, int]], Image.Image]
    after: Callable[[Random, Image.Image], Image.Image] = lambda _, picture: picture
    file: Callable[[Image.Image, Random], bytes] = _png


CLASSES = {
    "flat": Class(flat),
    "noisy": Class(any_ground, after=noisy),
    "gradient": Class(gradient),
    "smooth": Class(smooth),
    "jpeg": Class(any_ground, file=_jpeg),
    "gif": Class(any_ground, file=_gif),
}


def scene(name: str, seed: int) -> Scene:
    """The scene of a class and a seed."""
    draw = Random(f"{name} {seed}")
    kind = CLASSES[name]
    picture = kind.ground(draw, _size(draw))
    truth = write(draw, picture)
    return Scene(f"{name} {seed}", kind.file(kind.after(draw, picture), draw), tuple(truth))
