"""Text in animations: read where it stands, in whatever frame, and replaced there."""

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image, ImageChops

from translation_mock.domain.pictures import Box, Lettered, Line, TranslatedPicture, plant, reading, translate_picture
from translation_mock.domain.pictures.detection.regions import detect
from translation_mock.domain.pictures.lettering import mask

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
    monkeypatch.setattr(reading, "MOST_LOOKED_AT", 3 * 300 * 100)
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
