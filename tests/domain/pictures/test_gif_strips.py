"""GIFs of more pixels than are worked on at a time: what is painted in several strips comes back in its place."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from mock_support.fidelity import gif_of, rewritten
from translation_mock.domain.pictures import Box
from translation_mock.domain.pictures.files import decoding
from translation_mock.domain.pictures.files.containers import dissect
from translation_mock.domain.pictures.files.gif_frames import STRIP, images, strips

SIZE = (900, 900)
BORDERS = [strip.top for strip in strips(Box(0, 0, *SIZE))]
COLOURS = [(51 * (n // 42), 42 * (n // 6 % 7), 51 * (n % 6)) for n in range(252)]
"""As far apart as 252 colours may be: none is taken for another."""
PAINTINGS = {
    "widest-in-the-middle": [Box(430, 0, 5, 2), Box(20, 500, 860, 3), Box(450, 899, 1, 1)],
    "wider-and-wider": [Box(899, 0, 1, 1), Box(340, 200, 30, 40), Box(300, 600, 290, 30), Box(0, 890, 900, 10)],
    "narrower-and-narrower": [Box(0, 0, 900, 2), Box(30, 450, 400, 1), Box(700, 880, 150, 2), Box(5, 898, 3, 2)],
    "across-the-borders": [Box(400, 440, 20, 8), Box(100, 886, 600, 4)],
    "in-the-last-row": [Box(300, 899, 300, 1)],
}


def field(size: tuple[int, int], used: int = 252, *, ground: int = 1) -> Image.Image:
    """A ground, and at the upper left a pixel of each index in use."""
    picture = Image.new("P", size, ground)
    picture.putpalette(bytes(value for colour in COLOURS for value in colour))
    picture.paste(Image.frombytes("P", (used, 1), bytes(range(used))), (0, 0))
    return picture


def greys(size: tuple[int, int], used: int) -> Image.Image:
    """The same in greys, none of them black."""
    picture = field(size, used)
    picture.putpalette(bytes(min(index + 4, 255) for index in range(256) for _ in range(3)))
    return picture


MOVING = [(field((300, 300), ground=9), (300, 320)), (field((260, 40), 90, ground=30), (310, 430))]
ANIMATIONS = {
    "opaque": [(field(SIZE), (0, 0), 1)],
    "see-through": [(field((300, 300)), (300, 320), 1)],
    "opaque-and-moving": [(field(SIZE), (0, 0), 1), *((*image, 1) for image in MOVING)],
    "see-through-and-moving": [(*image, 1) for image in MOVING],
    "cleared-away": [(*image, 2) for image in MOVING],
    "put-back": [(field(SIZE), (0, 0), 1), *((*image, 3) for image in MOVING)],
}


def visible(frame: Image.Image) -> Image.Image:
    """The frame; what is not seen has no colour."""
    frame = frame.convert("RGBA")
    return Image.composite(frame, Image.new("RGBA", frame.size), frame.getchannel("A").point(lambda a: 255 * (a > 0)))


def decoded(data: bytes) -> list[Image.Image]:
    """The frames as Pillow shows them."""
    frames = []
    with Image.open(BytesIO(data)) as picture:
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            frames.append(visible(picture))
    return frames


def unlike(frame: Image.Image, wanted: Image.Image) -> list[Box]:
    """The strips in which two frames differ."""
    areas = strips(Box(0, 0, *SIZE))
    return [area for area in areas if frame.crop(area.edges).tobytes() != wanted.crop(area.edges).tobytes()]


@pytest.mark.parametrize("boxes", PAINTINGS.values(), ids=PAINTINGS)
@pytest.mark.parametrize("animation", ANIMATIONS.values(), ids=ANIMATIONS)
def test_paintings_in_several_strips_come_back(
    animation: list[tuple[Image.Image, tuple[int, int], int]], boxes: list[Box]
) -> None:
    """Every frame is as it was painted, each box in a colour of its own, and as it was beside them."""
    assert BORDERS == [0, 444, 888]
    assert SIZE[0] * SIZE[1] > 2 * STRIP
    wanted = []

    def repainted(frames: Iterator[Image.Image]) -> Iterator[Image.Image]:
        for number, frame in enumerate(frames):
            for place, box in enumerate(boxes):
                frame.paste(COLOURS[40 * place + 50 + number], box.edges)
            wanted.append(visible(frame))
            yield frame

    after = decoded(rewritten(gif_of(SIZE, animation), repainted))

    assert [unlike(*pair) for pair in zip(after, wanted, strict=True)] == [[]] * len(animation)


@pytest.mark.parametrize("free", [0, 4])
def test_what_the_frame_before_shows_takes_no_room_in_the_palette(free: int) -> None:
    """An image of greys that is painted with the colours before it is transparent there; the free entries are left."""
    before = field(SIZE)
    before.paste(field((252, 1)).resize((300, 300), Image.Resampling.NEAREST), (300, 320))
    new = [(250, 0, 130), (0, 250, 20), (30, 90, 250), (250, 160, 0)][:free]
    data = gif_of(SIZE, [(before, (0, 0), 1), (greys((300, 300), 256 - free), (300, 320), 1)])
    wanted: list[Image.Image] = []

    def repainted(frames: Iterator[Image.Image]) -> Iterator[Image.Image]:
        for frame in frames:
            for box in [Box(310, 340, 270, 30), Box(305, 430, 290, 40), Box(320, 600, 40, 4)] if wanted else []:
                frame.paste(wanted[0].crop(box.edges).convert("RGB"), box.edges)
                for place, colour in enumerate(new):
                    frame.paste(colour, (box.left + 8 * place, box.top, box.left + 8 * place + 8, box.top + 2))
            wanted.append(visible(frame))
            yield frame

    after = decoded(rewritten(data, repainted))

    assert [unlike(*pair) for pair in zip(after, wanted, strict=True)] == [[], []]


def test_nothing_beside_a_painting_takes_room_in_the_palette() -> None:
    """As many new colours as there are free entries, in boxes of several widths, come back exactly."""
    new = [(250, 0, 130), (0, 250, 20), (30, 90, 250), (250, 160, 0)]
    wanted = []

    def repainted(frames: Iterator[Image.Image]) -> Iterator[Image.Image]:
        for frame in frames:
            for colour, box in zip(new, [*PAINTINGS["wider-and-wider"]], strict=True):
                frame.paste(colour, box.edges)
            wanted.append(visible(frame))
            yield frame

    after = decoded(rewritten(gif_of(SIZE, [(greys(SIZE, 252), (0, 0), 1)]), repainted))

    assert [unlike(*pair) for pair in zip(after, wanted, strict=True)] == [[]]


def test_an_image_that_is_cleared_away_grows_for_no_box() -> None:
    """Painted inside of it in the first strip and the last, and beside it between them: only the inside is shown.

    What is beside it stays when it goes, though the next image, which is cleared away too, could not put it back.
    """
    place = Box(300, 320, 300, 578)
    inside = [Box(320, 340, 200, 20), Box(400, 892, 10, 4)]
    beside = Box(30, 600, 840, 30)
    cleared = [(field((place.width, place.height), ground=9), (place.left, place.top), 2)]
    cleared.append((field((260, 40), 90, ground=30), (310, 30), 2))
    data = gif_of(SIZE, [(field(SIZE), (0, 0), 1), *cleared])
    wanted = []

    def repainted(frames: Iterator[Image.Image]) -> Iterator[Image.Image]:
        for number, frame in enumerate(frames):
            expected = frame.copy()
            if number == 1:
                for box in [*inside, beside]:
                    frame.paste(COLOURS[130], box.edges)
                expected.paste(frame.crop(place.edges), place.edges)
            wanted.append(visible(expected))
            yield frame

    after = rewritten(data, repainted)

    # Pillow puts a background colour where an image was cleared away from an opaque one.
    shown = [visible(frame) for frame in decoding.frames_of(dissect(after))]
    assert [unlike(*pair) for pair in zip(shown, wanted, strict=True)] == [[], [], []]
    assert [coded.place for coded in images(after)] == [coded.place for coded in images(data)]
