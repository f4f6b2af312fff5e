"""Whether ink looks like a line of text: strokes of one colour, many, thin, with sharp edges.

None of this reads a letter. Drawings, textures and the bends of a smooth ground fail one rule or another; the
bounds were set where all but a few in a thousand lines of the bench's tuning seeds keep to them.
"""

from math import ceil
from operator import mul

from PIL import Image, ImageChops

from translation_mock.domain.pictures.detection.cutting import SHORTEST
from translation_mock.domain.pictures.detection.edges import LONG
from translation_mock.domain.pictures.detection.ink import Ink
from translation_mock.domain.pictures.detection.masks import cropped
from translation_mock.domain.pictures.ground import highest
from translation_mock.domain.pictures.lines import Box

TALLEST = 240
"""Rows; strokes of larger type are not told from their ground."""
ROWS = 20
"""Rows that are enough to tell strokes; of a line twice as high every second is looked at, and so on."""
EMPTIEST, FULLEST = 0.06, 0.8
"""The share of a line that is ink."""
STROKES = 0.5
"""The strokes that a row of pixels crosses in a line, per square as high as the line; letters have one or two."""
FEW = 3
"""Strokes in a row of pixels up to which they are few, and have to be sharper than many."""
THINNEST = 0.03
"""Thickness of a stroke in heights of its line, about a tenth in letters; a drawing of thin lines is no text."""
SOLID = 0.55
"""The share of ink from which on something of hardly more than one stroke is a filled shape: a disc, a bar."""
ONE, TWO, WIDE = 1.25, 2, 1.5
"""Strokes in a row of pixels up to which they are hardly more than one, or two in what is wider than that many
heights, such as a switch."""
SHARP = 0.45
"""The sharpest step between pixels two columns apart, in parts of the depth of the ink."""
SHARP_IF_FEW, SHARP_IF_MANY = 0.25, 0.18
"""The mean of those steps where strokes begin."""
ONE_SIDED = 0.94
"""The share of the ink that is brighter than the ground, or darker, whichever is more."""
OUTLINED = 0.45
"""The sharpness from which on ink may be of two colours, as outlined letters are."""
GREY = 0.6
"""The share of the depth that is of brightness, from which on brightness tells whether ink is one-sided."""
BARS = 0.35
"""The rows, of all of a line, that a head line (Devanagari) or an underline takes at most."""


def looks_like_text(part: Ink, whole: Image.Image, line: Box) -> bool:
    """Whether what is white in a box of a mask, which is as large as the part, is a line of text."""
    width, height = line.width, line.height
    if not SHORTEST <= height <= TALLEST or width < max(SHORTEST, height // 3):
        return False
    mask, ink = cropped(whole, line), part.crop(line)
    # Of a high line, some rows tell as much as all of them.
    seen = max(1, height // ROWS)
    some = every(mask, seen)
    share = height / some.height
    inked = share * white(some)
    if not EMPTIEST <= inked / (width * height) <= FULLEST:
        return False
    starts = starts_of(some)
    strokes = share * white(starts)
    if strokes < STROKES * width or inked < THINNEST * height * strokes:
        return False
    sharpness = sharpness_at(starts, every(ink.depth, seen))
    few = ONE * height if width < WIDE * height else TWO * height
    if strokes < few and inked > SOLID * width * height and width > height // 2:
        return False
    sharp = SHARP_IF_FEW if strokes < FEW * height else SHARP_IF_MANY
    if sharpness < sharp or (sharpness < OUTLINED and not is_one_sided(ink, mask)):
        return False
    bars = rows_with_bars(mask)
    if not bars:
        return True
    mask = mask.copy()
    # A head line or an underline goes through letters; a rule or a frame has none.
    for row in bars:
        mask.paste(0, (0, row, width, row + 1))
    return len(bars) <= BARS * height and white(starts_of(mask)) >= STROKES * width


def every(picture: Image.Image, step: int) -> Image.Image:
    """Every row of a picture at this distance."""
    if step == 1:
        return picture
    return picture.resize((picture.width, picture.height // step), Image.Resampling.NEAREST)


def white(mask: Image.Image) -> int:
    """How many pixels of a mask are white; to count bytes takes half the time of a histogram."""
    return mask.tobytes().count(255)


def starts_of(mask: Image.Image) -> Image.Image:
    """White where a run of ink starts in its row."""
    return ImageChops.subtract(mask, mask.crop((-1, 0, mask.width - 1, mask.height)))


def sharpness_at(starts: Image.Image, depth: Image.Image) -> float:
    """The mean step in depth from the pixel before each start to the one after it, in parts of the deepest ink; 0
    where no step is sharp."""
    deepest = highest(depth)
    steps = ImageChops.difference(depth, depth.crop((2, 0, depth.width, depth.height)))
    counts = steps.histogram(starts.crop((1, 0, starts.width - 1, starts.height)))
    # Letters have so many sharp starts that no other pixels need be counted.
    few = sum(counts[ceil(SHARP * deepest) :]) <= steps.width * steps.height / 200
    if few and highest(steps) < SHARP * deepest:
        return 0.0
    strokes = sum(counts)
    return sum(map(mul, range(256), counts)) / (strokes * deepest) if strokes else 0.0


def total(picture: Image.Image, mask: Image.Image) -> int:
    """The sum of the pixels that are white in the mask."""
    return sum(map(mul, range(256), picture.histogram(mask)))


def is_one_sided(part: Ink, mask: Image.Image) -> bool:
    """Whether the ink is brighter than its ground, or darker, but not both; true where hue makes the ink."""
    grey, ground = part.brightness()
    brighter, darker = (total(ImageChops.subtract(*pair), mask) for pair in ((grey, ground), (ground, grey)))
    both = brighter + darker
    hue_counts = both < GREY * total(part.depth, mask)
    return hue_counts or max(brighter, darker) >= ONE_SIDED * both


def rows_with_bars(mask: Image.Image) -> list[int]:
    """The rows with a run of ink that is longer than any stroke of a letter."""
    # One column more, so that the end of a row and the start of the next are apart.
    pixels = mask.crop((0, 0, mask.width + 1, mask.height)).tobytes()
    bar = b"\xff" * max(LONG, 3 * mask.height)
    found, at = [], pixels.find(bar)
    while at >= 0:
        row = at // (mask.width + 1)
        found.append(row)
        at = pixels.find(bar, (row + 1) * (mask.width + 1))
    return found
