"""The picture work of the mock beside Pillow's: decode, detect, repair, draw, encode and base64 beside decode, encode.

Pillow's side is measured twice: with the fast settings that the mock states (see `encoding`), which shows what the
mock adds, and with Pillow's defaults, which shows what it costs. It keeps no memory from one picture to the next, as it
comes; the mock has it keep some (see `memory`).
"""

import random
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from multiprocessing import get_context
from typing import Any

from PIL import Image, ImageDraw

from bench.figures import BenchError, Findings, Pace, Row, Target, median_ms
from translation_mock.domain.pictures import translate_picture
from translation_mock.domain.pictures.files.encoding import WEBP_QUALITY
from translation_mock.domain.pictures.lettering import extent, mask
from translation_mock.domain.pictures.memory import PILLOWS_OWN

LINES = (
    "Good morning",
    "Opening hours 9 to 5",
    "Settings",
    "Search in this list",
    "Your cart is empty",
    "Sign out",
    "Help and support",
    "Terms of use",
)
VGA, FULL_HD, TWELVE_MEGAPIXELS = (640, 480), (1920, 1080), (4000, 3000)
UPLOADS: dict[str, dict[str, Any]] = {
    "PNG": {},
    "WebP": {"quality": 80},
    "JPEG": {"quality": 85},
    "GIF": {},
}
"""How the uploads were written: as most programs do."""
STATED: dict[str, dict[str, Any]] = {
    "PNG": {"compress_level": 1, "compress_type": zlib.Z_RLE},
    "WebP": {"quality": WEBP_QUALITY, "method": 0},
    "JPEG": {"quality": "keep"},
    "GIF": {"optimize": False, "interlace": 0},
}
"""The settings with which the mock writes, for Pillow's side."""
BOUNDS = {("PNG", VGA): 1.5, ("PNG", FULL_HD): 1.3, ("WebP", VGA): 2.0, ("WebP", FULL_HD): 1.5}
"""Issue 4, section 4: ours beside Pillow's."""
TWELVE_MEGAPIXEL_BOUND = 2.5


def page(size: tuple[int, int]) -> Image.Image:
    """Lines of dark text on white and nothing else, which Pillow reads and writes fastest of all pictures."""
    return lettered(Image.new("RGB", size, "white"), (0.08, 0.06), "#1a2433")


def screen(size: tuple[int, int]) -> Image.Image:
    """A window of a program: a bar, a field of text, buttons, and a photograph in a third of it."""
    width, height = size
    picture = Image.new("RGB", size, "#f4f6f8")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width, height // 24), fill="#23395d")
    picture.paste(landscape((width * 2 // 5, height * 3 // 4)), (width * 11 // 20, height // 6))
    for row in range(6):
        left = width // 40 + row * width // 12
        draw.rounded_rectangle((left, height * 23 // 25, left + width // 15, height * 24 // 25), 4, fill="#7fa7d9")
    return lettered(picture, (0.05, 0.12), "#1a2433")


def landscape(size: tuple[int, int]) -> Image.Image:
    """Like a photograph: large soft shapes with fine grain."""
    randomness = random.Random(4)
    shapes = Image.frombytes("RGB", (12, 9), bytes(randomness.randrange(40, 130) for _ in range(12 * 9 * 3)))
    grain = Image.frombytes("RGB", (256, 256), bytes(randomness.randrange(124, 133) for _ in range(256 * 256 * 3)))
    picture = shapes.resize(size, Image.Resampling.BICUBIC)
    for left in range(0, size[0], 256):
        for top in range(0, size[1], 256):
            box = left, top, min(left + 256, size[0]), min(top + 256, size[1])
            part = picture.crop(box)
            picture.paste(Image.blend(part, grain.crop((0, 0, *part.size)), 0.2), box)
    return picture


def photograph(size: tuple[int, int]) -> Image.Image:
    """The same with lines of bright text."""
    return lettered(landscape(size), (0.1, 0.08), "#fffbe8")


def lettered(picture: Image.Image, start: tuple[float, float], colour: str) -> Image.Image:
    """The picture with LINES one below the other from a start, in parts of its size, in the mock's own type."""
    size = picture.height / 20
    left, top = round(start[0] * picture.width), round(start[1] * picture.height)
    for number, line in enumerate(LINES):
        ink = extent(line, size)
        letters = mask(line, size, (ink.width + 4, round(1.4 * size)), (2 - ink.left, round(size)))
        picture.paste(colour, (left, top + round(number * 0.1 * picture.height)), letters)
    return picture


@dataclass(frozen=True)
class Work:
    """One upload, and what the mock and Pillow do with it."""

    form: str
    data: bytes

    @classmethod
    def on(cls, picture: Image.Image, form: str) -> "Work":
        """The picture as an upload; raises BenchError where the mock does not find its lines."""
        work = cls(form, saved(picture, form, UPLOADS[form]))
        found = len(translated(work.data).chunks)
        if not len(LINES) // 2 <= found <= 2 * len(LINES):
            raise BenchError(f"the mock found {found} lines in a {form} of {picture.size} with {len(LINES)}")
        return work

    def ours(self) -> None:
        """All that the mock does with the bytes of a picture."""
        b64encode(translated(self.data).data).decode("ascii")

    def pillow(self) -> None:
        """Decode and encode, with the settings that the mock states."""
        self._pillow(STATED[self.form])

    def pillow_as_it_comes(self) -> None:
        """Decode and encode with Pillow's defaults."""
        self._pillow({})

    def png(self) -> None:
        """Encode the picture, which is decoded once, as a PNG of level 1."""
        saved(decoded(self.data), "PNG", {"compress_level": 1})

    def _pillow(self, options: dict[str, Any]) -> None:
        with Image.open(BytesIO(self.data)) as picture:
            picture.load()
            saved(picture, self.form, options)


@lru_cache(1)
def decoded(data: bytes) -> Image.Image:
    """The pixels of a file."""
    with Image.open(BytesIO(data)) as picture:
        return picture.copy()


def as_it_comes() -> None:
    """Have Pillow take and give back memory as it does without the mock."""
    core = Image.core  # type: ignore[attr-defined]  # see `memory`
    size, kept = PILLOWS_OWN
    core.set_block_size(size)
    core.set_blocks_max(kept)


def saved(picture: Image.Image, form: str, options: dict[str, Any]) -> bytes:
    """The picture as a file."""
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def translated(data: bytes) -> Any:
    """The upload translated into capitals."""
    phrases = iter(LINES * 1000)
    return translate_picture(data, str.upper, lambda _: next(phrases), max_pixels=40_000_000)


def measure(pace: Pace) -> Findings:
    """A row for each format, size and kind of picture that the issue sets a target for."""
    # Pillow has a process of its own, so that neither side finds memory as the other left it.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=as_it_comes) as beside:
        rows = [row for kind in (page, screen, photograph) for row in rows_of(kind, pace, beside)]
    return Findings(
        tuple(rows), ("Pillow's side of the pictures writes with the mock's settings where nothing else is said.",)
    )


def rows_of(kind: Callable[[tuple[int, int]], Image.Image], pace: Pace, beside: Executor) -> Iterator[Row]:
    """The rows of one kind of picture."""
    for size in (VGA, FULL_HD):
        picture = kind(size)
        name = f"{kind.__name__} of {size[0]} x {size[1]}"
        for form in UPLOADS:
            work = Work.on(picture, form)
            if (form, size) in BOUNDS:
                yield from compared(work, f"{form}, {name}", BOUNDS[form, size], pace, beside)
            else:
                png = Work("PNG", saved(picture, "PNG", {}))
                ours, other, one_png = paired(work.ours, [work.pillow, png.png], pace, beside)
                added = [max(one - two, 0.001) for one, two in zip(ours, other, strict=True)]
                name_of_row = f"Picture, {form}, {name}, what is added: one PNG of level 1"
                yield Row(name_of_row, "ms", Target(1.0, "at most"), added, one_png)
    work = Work.on(kind(TWELVE_MEGAPIXELS), "JPEG")
    ours, other = paired(work.ours, [work.pillow], pace, beside)
    name = f"Picture, JPEG, {kind.__name__} of 12 megapixels: decode and encode"
    yield Row(name, "ms", Target(TWELVE_MEGAPIXEL_BOUND, "at most"), ours, other)


def compared(work: Work, name: str, bound: float, pace: Pace, beside: Executor) -> Iterator[Row]:
    """The rows of one upload, with the mock's settings and with Pillow's defaults."""
    ours, other, plain = paired(work.ours, [work.pillow, work.pillow_as_it_comes], pace, beside)
    target = Target(bound, "at most")
    yield Row(f"Picture, {name}: decode and encode", "ms", target, ours, other)
    yield Row(f"Picture, {name}: decode and encode, Pillow's defaults", "ms", target, ours, plain)


def paired(
    ours: Callable[[], None], theirs: list[Callable[[], None]], pace: Pace, beside: Executor
) -> list[list[float]]:
    """For our work, and for each of theirs, which are done beside, its median times in milliseconds, A B C A B C …."""
    seconds = pace.image_seconds / 5
    taken = [
        [timed(ours, seconds), *(beside.submit(timed, work, seconds).result() for work in theirs)]
        for _ in range(pace.pairs)
    ]
    return [list(times) for times in zip(*taken, strict=True)]


def timed(work: Callable[[], None], seconds: float) -> float:
    """The median time in milliseconds of a work that was done once before."""
    work()
    return median_ms(work, seconds)
