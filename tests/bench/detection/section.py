"""The section of the bench: recall and precision for each class on seeds that were not used for tuning, the real
pictures, the time beside that of an encoder, and the contact sheet of the failures."""

import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image

from bench.detection.photographs import WITH_TEXT, WITHOUT_TEXT, folder
from bench.detection.scenes import CLASSES, FIRST_HELD_OUT, scene
from bench.detection.score import Score, score, total
from bench.detection.sheet import Failure, contact_sheet, failures
from bench.figures import FEWEST_PAIRS, Findings, NotAvailable, Pace, Row, Target, interleaved
from translation_mock.domain.pictures import draw_picture
from translation_mock.domain.pictures.detection.regions import detect

ENOUGH = Target(0.95, "at least")
SCENES, FEWER_SCENES = 50, 4
"""Scenes of each class, in a full run and in a quick one."""
SHEET = Path(__file__).parents[3] / "build" / "bench" / "detection-failures.png"
PAGE = ("Good morning", "The quick brown fox", "jumps over the lazy dog", "Opening hours 9 to 5", "Thank you")


def measure(pace: Pace) -> Findings:
    """All rows of the section."""
    scenes = FEWER_SCENES if pace.pairs <= FEWEST_PAIRS else SCENES
    cells: list[Failure] = []
    scores = {name: total(scored(name, scenes, cells)) for name in CLASSES}
    rows = [row for name, reached in scores.items() for row in rows_of(name, reached)]
    found = Findings(
        tuple(rows),
        (f"Detection: {scenes} scenes of each class, seeds from {FIRST_HELD_OUT}; a match is an IoU of 0.5 or more.",),
    )
    found += photographs(cells)
    found += Findings(tuple(time_row(pace, size) for size in ((640, 480), (1920, 1080))))
    SHEET.parent.mkdir(parents=True, exist_ok=True)
    contact_sheet(cells).save(SHEET)
    return found + Findings((), (f"Detection: {len(cells)} failures are shown in build/bench/{SHEET.name}.",))


def scored(name: str, scenes: int, cells: list[Failure]) -> Iterator[Score]:
    """The score of each held-out scene of a class; its failures become cells."""
    for seed in range(FIRST_HELD_OUT, FIRST_HELD_OUT + scenes):
        made = scene(name, seed)
        picture = made.picture()
        found = detect(picture)
        cells += failures(made.name, picture, made.truth, found)
        yield score(made.truth, found)


def rows_of(name: str, reached: Score) -> tuple[Row, Row]:
    """Recall and precision as counts beside counts: their ratio is the score."""
    matched = [float(reached.matched)]
    return (
        Row(f"Detection, {name}, recall: the lines there are", "lines", ENOUGH, matched, [float(reached.lines)]),
        Row(f"Detection, {name}, precision: the regions found", "regions", ENOUGH, matched, [float(reached.regions)]),
    )


def photographs(cells: list[Failure]) -> Findings:
    """What is found in real pictures: nothing in those without text, one hopes, and the lines in the others."""
    names = "Detection, photographs without text left alone: all", "Detection, a bent page, recall: the lines there are"
    try:
        place = folder()
    except NotAvailable as reason:
        return Findings(tuple(Row(name, "–", note=f"not measured: {reason}") for name in names))
    counts: dict[str, int] = {}
    reached = Score()
    for name in (*WITHOUT_TEXT, *WITH_TEXT):
        with Image.open(place / name) as picture:
            picture.load()
            found = detect(picture)
        truth = WITH_TEXT.get(name, ())
        cells += failures(name, picture, truth, found)
        counts[name] = len(found)
        if truth:
            reached += score(truth, found)
    touched = {name: counts[name] for name in WITHOUT_TEXT if counts[name]}
    told = ", ".join(f"{name} {count}" for name, count in touched.items()) or "none"
    alone = float(len(WITHOUT_TEXT) - len(touched))
    return Findings(
        (
            Row(names[0], "photographs", None, [alone], [float(len(WITHOUT_TEXT))]),
            Row(names[1], "lines", None, [float(reached.matched)], [float(reached.lines)]),
        ),
        (
            f"Detection: false regions in the photographs without text: {told}.",
            f"Detection: regions found in page.png {counts['page.png']}, of which {reached.matched} are lines; in "
            f"text.png, handwriting aslant, {counts['text.png']}.",
        ),
    )


def time_row(pace: Pace, size: tuple[int, int]) -> Row:
    """The time of finding the lines of a page, beside that of encoding it as PNG at level 1."""
    picture = page(size)
    ours, other = interleaved(
        pace.pairs,
        lambda: _milliseconds(lambda: detect(picture), pace.image_seconds),
        lambda: _milliseconds(lambda: picture.save(BytesIO(), "PNG", compress_level=1), pace.image_seconds),
    )
    return Row(f"Finding the lines of a page of {size[0]} by {size[1]}: encoding it", "ms", None, ours, other)


def page(size: tuple[int, int]) -> Image.Image:
    """A white page with five lines."""
    with Image.open(BytesIO(draw_picture(PAGE, width=640, font_size=40, plant=False))) as drawn:
        whole = Image.new("RGB", size, "white")
        whole.paste(drawn, (0, (size[1] - drawn.height) // 2))
    return whole


def _milliseconds(work: Callable[[], object], seconds: float) -> float:
    """The least time of one round of *work*, done over and over for *seconds*."""
    times: list[float] = []
    latest = time.perf_counter() + seconds
    while time.perf_counter() < latest or len(times) < 3:
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return 1000 * min(times)
