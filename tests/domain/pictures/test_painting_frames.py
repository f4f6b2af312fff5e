"""Text in animations: read where it stands, in whatever frame, and replaced there."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image, ImageChops

from translation_mock.domain.pictures import (
    Box,
    Lettered,
    Line,
    TranslatedPicture,
    plant,
    reading,
    translate_picture,
    translation,
)
from translation_mock.domain.pictures.detection.regions import detect
from translation_mock.domain.pictures.lettering import mask
from translation_mock.domain.pictures.measuring import Lettering
from translation_mock.domain.pictures.painting import Drawn, Painted, Replacement, Style, repaint

FORMATS = ["gif", "png", "webp"]


def frame(text: str = "", start: tuple[int, int] = (20, 60), colour: str = "black", size: float = 36) -> Image.Image:
    """A white picture of 300 by 100 pixels with one text."""
    picture = Image.new("RGB", (300, 100), "white")
    picture.paste(colour, (0, 0), mask(text, size, picture.size, start))
    return picture


def animation(frames: Sequence[Image.Image], form: str = "gif", **options: object) -> bytes:
    """The frames as a file; a frame that equals the one before would be merged with it, so each gets a mark."""
    for number, picture in enumerate(frames):
        picture.paste((0, 0, 255 - 20 * number), (294, 96, 298, 98))
    file = BytesIO()
    frames[0].save(file, form, save_all=True, append_images=frames[1:], duration=100, **options)
    return file.getvalue()


def translated(data: bytes) -> TranslatedPicture:
    """The answer where each line is read as its number in order of appearance and translated to a word with it."""
    seen: dict[bytes, str] = {}
    return translate_picture(
        data,
        lambda text: f"Wort {text}",
        lambda sight: seen.setdefault(sight.digest, str(len(seen) + 1)),
        max_pixels=10_000_000,
    )


def frames_of(data: bytes) -> list[Image.Image]:
    """The frames of a file, without their marks."""
    found = []
    with Image.open(BytesIO(data)) as picture:
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            shown = picture.convert("RGB")
            shown.paste("white", (290, 92, 300, 100))
            found.append(shown)
    return found


def ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """The bounds of what is dark enough to be a letter."""
    return picture.convert("L").point([255 * (value < 150) for value in range(256)]).getbbox()


@pytest.mark.parametrize("form", FORMATS)
def test_text_that_appears_later_is_replaced(form: str) -> None:
    """A line that is first shown in a later frame is a chunk, and is replaced from there on."""
    before = [frame(), frame(), frame("Welcome"), frame("Welcome"), frame()]
    options = {"lossless": True} if form == "webp" else {}

    result = translated(animation(before, form, **options))

    after = frames_of(result.data)
    assert [chunk.translated_text for chunk in result.chunks] == ["Wort 1"]
    assert result.recognised_by == "detected"
    assert [ink(picture) is None for picture in after] == [True, True, False, False, True]
    assert ImageChops.difference(after[2], after[3]).getbbox() is None
    assert ImageChops.difference(after[2], frames_of(animation([frame("Welcome")]))[0]).getbbox() is not None


@pytest.mark.parametrize("form", FORMATS)
def test_moving_text_is_one_line(form: str) -> None:
    """Text that moves is one chunk, and its translation moves with it."""
    before = [frame("Welcome", (10 + 20 * number, 60)) for number in range(4)]
    options = {"lossless": True} if form == "webp" else {}

    result = translated(animation(before, form, **options))

    lefts = [bounds[0] for picture in frames_of(result.data) if (bounds := ink(picture))]
    assert len(result.chunks) == 1
    assert [right - left for left, right in pairwise(lefts)] == [20, 20, 20]


def test_fading_text_is_one_line() -> None:
    """Text that fades in is one chunk, and its translation fades in with it, in one size."""
    greys = (200, 150, 100, 50, 0)

    result = translated(animation([frame("Welcome", colour=f"rgb({grey},{grey},{grey})") for grey in greys]))

    darkest = [picture.convert("L").getextrema()[0] for picture in frames_of(result.data)]
    assert len(result.chunks) == 1
    assert all(abs(int(one) - grey) < 12 for one, grey in zip(darkest, greys, strict=True))  # type: ignore[arg-type]
    bounds = {
        picture.convert("L").point([255 * (value < 230) for value in range(256)]).getbbox()
        for picture in frames_of(result.data)
    }
    assert len({bound[1] for bound in bounds if bound}) == 1


@pytest.mark.parametrize("texts", [("Step 1", "Step 2", "Step 3"), ("9:00", "9:01", "9:02")], ids=["steps", "clock"])
def test_another_text_in_the_same_place_is_another_line(texts: tuple[str, ...]) -> None:
    """One digit makes another line; a text that comes back is the line that it was."""
    result = translated(animation([frame(text) for text in (*texts, texts[0])]))

    after = frames_of(result.data)
    assert [chunk.source_text for chunk in result.chunks] == ["1", "2", "3"]
    # In a GIF an antialiased edge may get another of two colours that are hardly apart.
    assert not any(ImageChops.difference(after[0], after[3]).convert("L").histogram()[12:])
    assert any(ImageChops.difference(after[0], after[1]).convert("L").histogram()[100:])


def test_a_lossy_codec_does_not_make_text_jump() -> None:
    """In a lossy WebP, where no two frames are equal, a text that stands is drawn alike in every frame."""
    frames = [frame("Welcome") for _ in range(5)]
    for number, picture in enumerate(frames):
        picture.paste("#e0e0ff", (40 * number, 80, 40 * number + 60, 95))

    result = translated(animation(frames, "webp", quality=40))

    bounds = [picture.crop((0, 0, 300, 78)) for picture in frames_of(result.data)]
    assert len(result.chunks) == 1
    assert len({ink(picture) for picture in bounds}) == 1


def test_planted_lines_without_a_box_appear_in_order() -> None:
    """The first unplaced line takes the first region that is shown, in whichever frame, and so on."""
    data = plant(animation([frame(), frame("Welcome"), frame("Goodbye")]), [Line("one"), Line("two"), Line("three")])

    result = translated(data)

    assert [chunk.source_text for chunk in result.chunks] == ["one", "two", "three"]
    assert result.lettering.drawn == 2
    assert result.lettering.undrawn == 1
    assert [ink(picture) is None for picture in frames_of(result.data)] == [True, False, False]


def test_the_work_on_frames_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regions are looked for until enough pixels were looked at; what is known by then is still replaced."""
    looked_at: list[Image.Image] = []

    def counted(picture: Image.Image) -> tuple[Box, ...]:
        looked_at.append(picture)
        return detect(picture)

    monkeypatch.setattr(reading, "detect", counted)
    # Three more frames, and the shape of the line in the first one.
    monkeypatch.setattr(reading, "MOST_LOOKED_AT", 3 * (reading.LOOK + 300 * 100) + 20_000)
    frames = [frame("Welcome") for _ in range(8)]

    result = translated(animation(frames))

    assert len(looked_at) == 4
    assert len(result.chunks) == 1
    assert len({picture.tobytes() for picture in frames_of(result.data)}) == 1


def test_an_animation_without_text_comes_back_as_it_was() -> None:
    """Where no frame has a text, nothing is coded again."""
    data = animation([frame() for _ in range(4)])

    result = translated(data)

    assert (result.data, result.recognised_by, result.chunks) == (data, "nothing", ())
    assert result.lettering == Lettered(0, 0, 0, 0, 0)


def test_a_sidecar_is_asked_when_nothing_is_planted() -> None:
    """The order is planted, sidecar, detected, nothing; a sidecar without lines says that nothing is written."""
    file = BytesIO()
    frame("Welcome").save(file, "png")
    data = file.getvalue()
    asked: list[bytes] = []

    def answer(upload: bytes, lines: tuple[Line, ...] | None) -> tuple[str, list[str]]:
        def sidecar(asked_for: bytes) -> tuple[Line, ...] | None:
            asked.append(asked_for)
            return lines

        result = translate_picture(upload, str, lambda _: "region", max_pixels=10**6, sidecar=sidecar)
        return result.recognised_by, [chunk.source_text for chunk in result.chunks]

    assert answer(data, (Line("Hello", Box(10, 20, 200, 60)),)) == ("sidecar", ["Hello"])
    assert answer(data, (Line("anywhere"),)) == ("sidecar", ["anywhere"])
    assert answer(data, ()) == ("sidecar", [])
    assert answer(data, None) == ("detected", ["region"])
    assert asked == [data] * 4
    assert answer(plant(data, [Line("planted")]), (Line("Hello"),)) == ("planted", ["planted"])
    assert asked == [data] * 4


def test_how_lines_were_written_is_counted() -> None:
    """Lines that were drawn, small ones, shortened ones, other letters, and those without a place."""
    file = BytesIO()
    Image.new("RGB", (300, 200), "white").save(file, "png")
    texts = [
        "good",
        "rather long for a box that is no larger than this",
        "far too long " * 20 + ".",
        "ಕನ್ನಡ",
        "nowhere",
        "outside",
    ]
    boxes = [Box(10, 10 + 30 * number, 90, 26) for number in range(4)]
    lines = [Line(text, box) for text, box in zip(texts, [*boxes, None, Box(500, 500, 9, 9)], strict=True)]

    result = translate_picture(plant(file.getvalue(), lines), str, str, max_pixels=10**6)

    assert result.lettering == Lettered(drawn=4, small=2, shortened=1, transliterated=1, undrawn=2)


def test_a_line_is_small_if_it_is_in_any_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """How a line was written is told by its worst frame, whichever that is."""
    calls: list[int] = []

    def worse(picture: Image.Image, *rest: Any) -> list[Painted]:
        calls.append(1)
        worst = Drawn(small=len(calls) == 2, shortened=len(calls) == 3, transliterated=len(calls) == 4)
        return [replace(line, drawn=worst) for line in repaint(picture, *rest)]

    monkeypatch.setattr(translation, "repaint", worse)
    frames = [frame("Welcome", colour=f"rgb({grey},{grey},{grey})") for grey in (0, 30, 60, 90, 120)]

    result = translated(animation(frames))

    assert len(calls) == 5
    assert result.lettering == Lettered(drawn=1, small=1, shortened=1, transliterated=1, undrawn=0)


def test_a_style_stays_as_it_was_while_it_is_hardly_another() -> None:
    """A line keeps its type and, while that is about the same, its colour; in a box of another size it is new."""
    before = Style((100, 20), (10, 10, 10), Lettering(12, (15,), 2, 90, 4, 16))
    later = Style((100, 20), (20, 0, 30), Lettering(13, (16,), 3, 92, 4, 17))

    assert later.after(None) is later
    assert later.after(before) is before
    assert replace(later, colour=(10, 10, 40)).after(before) == replace(before, colour=(10, 10, 40))
    assert later.after(replace(before, box=(101, 20))) is later
    assert replace(later, colour=(20,)).after(before).colour == (20,)


def test_a_line_that_is_read_from_the_right_is_mirrored() -> None:
    """Where a line stood on the left of a wide box, its translation stands as far from the right end."""
    picture = Image.new("RGB", (600, 60), "white")
    picture.paste("black", (0, 0), mask("Go", 24, picture.size, (30, 40)))
    box = Box(20, 10, 300, 40)

    repaint(picture, [Replacement(box, "مرحبا", "Go")], "ar")

    left, _, right, _ = ink(picture) or (0, 0, 0, 0)
    assert abs(box.right - right - (30 - box.left)) <= 4
    assert left > box.left + 150


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_colours_under_transparency_do_not_fringe_letters(mode: str) -> None:
    """On transparent ground the edges of letters have the colour of the letters, whatever hides under it."""
    picture = Image.new("RGBA", (200, 60), (255, 255, 255, 0)).convert(mode)
    black = (0, 255) if mode == "LA" else (0, 0, 0, 255)
    picture.paste(black, (0, 0), mask("Welcome", 24, picture.size, (20, 40)).point([0] * 128 + [255] * 128))

    repaint(picture, [Replacement(Box(10, 10, 180, 40), "Servus", "Welcome")])

    first, alpha = picture.getchannel(0), picture.getchannel("A")
    half = alpha.point([255 * (60 < value < 200) for value in range(256)])
    assert half.getbbox()
    assert not any(first.histogram(half)[40:])
