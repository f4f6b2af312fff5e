"""How much work one picture may make: counted, so that a bound holds on every machine, and told where it is reached."""

from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random
from typing import Any

import pytest
from PIL import Image

from translation_mock.domain.pictures import (
    Box,
    Lettered,
    Line,
    TranslatedPicture,
    painting,
    plant,
    reading,
    translate_picture,
    translation,
)
from translation_mock.domain.pictures.budget import Budget
from translation_mock.domain.pictures.lettering import mask

SIZE = (300, 160)
BOXES = [Box(10, 8 + 30 * number, 140, 26) for number in range(5)]
LINES = [Line(f"Line {number}", box) for number, box in enumerate(BOXES)]


def counted(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[Any]:
    """The first arguments of all calls of a function from now on."""
    calls: list[Any] = []
    original: Callable[..., object] = getattr(module, name)

    def call(first: object, *rest: object, **options: object) -> object:
        calls.append(first)
        return original(first, *rest, **options)

    monkeypatch.setattr(module, name, call)
    return calls


def paintings(monkeypatch: pytest.MonkeyPatch) -> list[Box]:
    """The boxes that are painted from now on."""
    boxes: list[Box] = []
    original = painting.repaint

    def repaint(picture: Image.Image, replacements: Sequence[painting.Replacement], *rest: Any) -> list[Any]:
        boxes.extend(replacement.box for replacement in replacements)
        return original(picture, replacements, *rest)

    monkeypatch.setattr(translation, "repaint", repaint)
    return boxes


def shown(texts: Sequence[str], grey: int = 255, ink: int = 0) -> Image.Image:
    """Lines one below another on a grey ground, the first in the first of the BOXES, and so on."""
    picture = Image.new("RGB", SIZE, (grey, grey, grey))
    for text, box in zip(texts, BOXES, strict=False):
        picture.paste((ink, ink, ink), (0, 0), mask(text, 20, SIZE, (box.left + 4, box.bottom - 7)))
    return picture


def noise() -> Image.Image:
    """A ground that is no plain continuation of anything."""
    grain = Random(1).randbytes(3 * SIZE[0] * SIZE[1])
    return Image.frombytes("RGB", SIZE, bytes(110 + value // 7 for value in grain))


def file_of(*frames: Image.Image) -> bytes:
    """The frames as a PNG."""
    file = BytesIO()
    frames[0].save(file, "png", save_all=len(frames) > 1, append_images=frames[1:], duration=100)
    return file.getvalue()


def frames_of(data: bytes) -> list[Image.Image]:
    """The frames of a PNG."""
    found = []
    with Image.open(BytesIO(data)) as picture:
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            found.append(picture.convert("RGB"))
    return found


def translated(data: bytes, lines: Sequence[Line] = ()) -> TranslatedPicture:
    """The answer; without lines each detected one is read as its number in order of appearance."""
    seen: dict[bytes, str] = {}
    return translate_picture(
        plant(data, lines) if lines else data,
        lambda text: f"Wort {text[-1]}",
        lambda sight: seen.setdefault(sight.digest, str(len(seen))),
        max_pixels=10_000_000,
    )


def test_lines_are_drawn_in_so_many_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """All frames have an equal share in the places, so that a line is drawn in all of them or in none."""
    monkeypatch.setattr(translation, "MOST_PLACES", 9)
    boxes = paintings(monkeypatch)

    result = translated(file_of(*(shown([], 255 - 9 * number) for number in range(4))), LINES)

    assert boxes == BOXES[:2] * 4
    assert result.lettering == Lettered(2, 0, 0, 0, 3)


def test_so_many_letters_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines for whose letters there is no work left are not drawn, and short ones after them are."""
    monkeypatch.setattr(translation, "MOST_LETTERS", 2 * translation.PAINTING + 20)
    boxes = paintings(monkeypatch)
    texts = ["short", "far too long" * 20, "brief", "none"]
    lines = [Line(text, box) for text, box in zip(texts, BOXES, strict=False)]

    result = translate_picture(plant(file_of(shown([])), lines), str, str, max_pixels=10**6)

    assert boxes == [BOXES[0], BOXES[2]]
    assert result.lettering == Lettered(2, 0, 0, 0, 2)


def test_a_line_is_repeated_when_there_is_no_work_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the ground of a line changes in more frames than can be painted, its old text does not come back."""
    monkeypatch.setattr(translation, "MOST_LETTERS", 3 * (translation.PAINTING + len("Wort 0")))
    boxes = paintings(monkeypatch)
    greys = (250, 230, 210, 190, 170)

    result = translated(file_of(*(shown(["Line"], grey) for grey in greys)), LINES[:1])

    after = [picture.crop(BOXES[0].edges) for picture in frames_of(result.data)]
    assert len(boxes) == 3
    assert [picture.getpixel((0, 0)) for picture in after] == [(grey, grey, grey) for grey in (250, 230, 210, 210, 210)]
    assert after[2].tobytes() == after[3].tobytes() == after[4].tobytes()


def test_paintings_are_repeated_from_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stays as it was is painted once, if what was painted there may be kept; only the last of it is."""
    pictures = [shown(["Line"], 240), *(shown(["Line"]) for _ in range(3))]
    for number, picture in enumerate(pictures):
        picture.paste("blue", (200, 10 * number, 210, 10 * number + 5))
    area = BOXES[0].width * BOXES[0].height
    painted = []
    for most in (area, area - 1):
        monkeypatch.setattr(translation, "MOST_KEPT", most)
        with monkeypatch.context() as patch:
            boxes = paintings(patch)
            result = translated(file_of(*pictures), LINES[:1])
        painted.append((len(boxes), {picture.crop(BOXES[0].edges).tobytes() for picture in frames_of(result.data)}))

    (kept, once), (fresh, again) = painted
    assert (kept, fresh) == (2, 4)
    assert len(once) == 2
    assert once == again


@pytest.mark.parametrize(("name", "most"), [("LARGEST", 140 * 26), ("MOST_AREA", 2 * 140 * 26 + 100)])
def test_so_many_pixels_are_painted_over(monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    """A box that is too large, and boxes that are so together, are left as they are; smaller ones are painted."""
    monkeypatch.setattr(translation, name, most)
    before = shown(["Line", "Line", "Line"])
    large = Box(10, 8, 141, 26)
    lines = [Line("0", large), *LINES[1:3]] if name == "LARGEST" else [*LINES[1:3], Line("0", large)]

    result = translated(file_of(before), lines)

    (after,) = frames_of(result.data)
    assert after.crop(large.edges).tobytes() == before.crop(large.edges).tobytes()
    assert after.crop(BOXES[1].edges).tobytes() != before.crop(BOXES[1].edges).tobytes()
    assert result.lettering == Lettered(2, 0, 0, 0, 1)


@pytest.mark.parametrize(
    ("module", "name", "most", "looks"),
    [
        (translation, "MOST_TEXTURED", 5 * (painting.CLOSE_LOOK + 140 * 26) // 2, 2),
        (painting, "LARGEST_TEXTURE", 140 * 26 - 1, 0),
        (painting, "LARGEST_TEXTURE", 140 * 26, 5),
    ],
    ids=["picture", "large-box", "box"],
)
def test_so_much_busy_ground_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, most: int, looks: int
) -> None:
    """Busy ground beyond the bounds is painted as if it were plain; all lines are drawn."""
    monkeypatch.setattr(module, name, most)
    textures = counted(monkeypatch, painting, "texture_of")

    result = translated(file_of(noise()), LINES)

    assert len(textures) == looks
    assert result.lettering.drawn == 5


def test_so_many_lines_are_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regions beyond the greatest number of lines are no lines."""
    data = file_of(shown(["Welcome", "Goodbye", "Entrance", "Platform"]))
    assert len(translated(data).chunks) == 4
    monkeypatch.setattr(reading, "MOST_LINES", 3)

    result = translated(data)

    assert len(result.chunks) == 3
    assert result.lettering == Lettered(3, 0, 0, 0, 0)


WORDS = ["magnet", "sample", "orange", "hidden", "people", "simple", "finger", "window", "garden", "winter"]


def words(number: int) -> list[str]:
    """Five words, others in each of four frames."""
    return [WORDS[(number * 3 + row) % 10][:: 1 if number < 2 else -1] for row in range(5)]


def test_regions_are_compared_with_so_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A region that shows a new word is compared with no more than so many of the words seen before."""
    data = file_of(*(shown(words(number)) for number in range(4)))
    monkeypatch.setattr(reading, "MOST_COMPARED", 2)
    comparisons = counted(monkeypatch, reading, "same_shape")

    translated(data)

    regions = 20
    assert 2 * (regions - 5) - 10 <= len(comparisons) <= 2 * regions


def test_so_much_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where each frame has new words the shapes and the comparisons of all frames together are bounded."""
    data = file_of(*(shown(words(number)) for number in range(4)))
    looks, shapes = counted(monkeypatch, reading, "detect"), counted(monkeypatch, reading, "shape_of")
    all_lines = len(translated(data).chunks)
    assert (len(looks), len(shapes)) == (4, 20)
    frame = reading.LOOK + SIZE[0] * SIZE[1]
    monkeypatch.setattr(reading, "MOST_LOOKED_AT", frame + 8 * reading.SHAPING + 8 * 140 * 26)
    looks.clear()
    shapes.clear()

    result = translated(data)

    assert len(looks) <= 2
    assert 5 <= len(shapes) <= 16
    assert 5 <= len(result.chunks) < all_lines


def test_so_many_shapes_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regions whose shapes are too much work are no lines, in the first frame of an animation too."""
    monkeypatch.setattr(reading, "MOST_LOOKED_AT", 2 * (reading.SHAPING + 140 * 26))
    shapes = counted(monkeypatch, reading, "shape_of")

    result = translated(file_of(shown(words(0)), shown([], 254)))

    assert 2 <= len(shapes) < 5
    assert len(result.chunks) == len(shapes)


def test_lines_in_question_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """To go through the lines seen before is work too: beyond the bound all regions are new lines."""
    monkeypatch.setattr(reading, "CANDIDATE", reading.MOST_LOOKED_AT)
    comparisons = counted(monkeypatch, reading, "same_shape")

    translated(file_of(*(shown(words(number)) for number in range(2))))

    assert comparisons == []


def test_a_comparison_that_is_not_affordable_finds_nothing() -> None:
    """Each of the nine ways in which two shapes are laid upon each other is work."""
    one, other = (reading.shape_of(shown([text]), BOXES[0]) for text in ("magnet", "garden"))
    cost = reading.COMPARING + one.width * one.height // reading.COARSE
    looking = Budget(10 * cost)

    assert reading.same_shape(one, one, looking)
    assert looking.left == 9 * cost
    assert not reading.same_shape(one, other, looking)
    assert looking.left == 0
    assert not reading.same_shape(one, one, looking)


def test_lines_are_looked_for_in_their_places_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """When no more regions are detected lines are looked for where they stood, and that is bounded too."""
    pictures = [shown(["Welcome"], ink=2 * number) for number in range(6)]
    monkeypatch.setattr(reading, "MOST_LOOKED_AT", 20_000)  # The shape of the line in the first frame.
    looks = counted(monkeypatch, reading, "detect")
    painted = []
    for most in (reading.MOST_STILL, 2 * (reading.STILL + 140 * 26)):
        monkeypatch.setattr(reading, "MOST_STILL", most)
        after = frames_of(translated(file_of(*pictures)).data)
        painted.append([one.tobytes() != other.tobytes() for one, other in zip(after, pictures, strict=True)])

    assert len(looks) == 2
    assert painted[0] == [True] * 6
    assert painted[1][:2] == [True] * 2
    assert painted[1][3:] == [False] * 3


def test_a_line_is_gone_where_its_place_shows_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked for in its place is found only if about the same is shown there."""
    pictures = [shown(["Welcome"]), shown([], 254), shown(["Welcome"], ink=3)]
    monkeypatch.setattr(reading, "MOST_LOOKED_AT", 20_000)

    after = frames_of(translated(file_of(*pictures)).data)

    changed = [one.tobytes() != other.tobytes() for one, other in zip(after, pictures, strict=True)]
    assert changed == [True, False, True]
