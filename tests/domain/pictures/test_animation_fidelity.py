"""What of an animation comes back as it was: its frames as they are displayed, and how long each of them is."""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from mock_support.fidelity import BOX, colourful, gif_of, opened, palette_picture, rewritten, saved, translated
from translation_mock.domain.pictures import Box
from translation_mock.domain.pictures.files import decoding
from translation_mock.domain.pictures.files.containers import dissect
from translation_mock.domain.pictures.files.gif_frames import images


def displays(data: bytes, *boxes: Box) -> list[tuple[object, bytes]]:
    """The duration of every frame, and its pixels as displayed outside of the boxes."""
    shown = []
    with Image.open(BytesIO(data)) as picture:
        for index in range(getattr(picture, "n_frames", 1)):
            picture.seek(index)
            frame = picture.convert("RGBA")
            # The colour of what is not seen is none.
            frame = Image.composite(
                frame, Image.new("RGBA", frame.size), frame.getchannel("A").point(lambda a: 255 * (a > 0))
            )
            for box in boxes or (BOX,):
                frame.paste((0, 0, 0, 0), box.edges)
            shown.append((picture.info.get("duration"), frame.tobytes()))
    return shown


def patch(size: tuple[int, int], shift: int) -> Image.Image:
    """Stripes of six colours, one of them index 0."""
    picture = Image.new("P", size)
    picture.putpalette([value for index in range(6) for value in (index * 40, 255 - index * 50, (shift * 60) % 256)])
    for x in range(0, size[0], 4):
        picture.paste((x // 4 + shift) % 6, (x, 0, x + 4, size[1]))
    return picture


def controls(data: bytes) -> list[tuple[int, ...]]:
    """Width, height, left and top of the frames of an APNG."""
    starts = [place for place in range(len(data)) if data.startswith(b"fcTL", place)]
    return [struct.unpack_from(">IIII", data, start + 8) for start in starts]


@pytest.mark.parametrize("form", ["png", "webp"])
def test_an_animation_is_written_as_what_changes(form: str) -> None:
    """Of each frame only what differs from the one before is coded: twenty take less than twice as much as one."""
    frames = [colourful((320, 240)) for _ in range(20)]
    for number, frame in enumerate(frames):
        frame.paste("navy", (10 * number, 201, 10 * number + 30, 231))
    options = {"lossless": True} if form == "webp" else {}
    animation = saved(frames[0], form, save_all=True, append_images=frames[1:], **options)

    after = translated(animation)

    assert displays(after) == displays(animation)
    assert len(after) < 2 * len(translated(saved(frames[0], form, **options)))


def test_the_first_frame_of_an_animation_is_whole_beside_a_picture_that_is_none_of_it() -> None:
    """Where the first picture of an APNG is for programs without animations, nothing is seen before the second."""
    frames = [colourful() for _ in range(3)]
    frames[2].paste("navy", (120, 90, 140, 110))
    data = saved(frames[0], "png", save_all=True, append_images=frames[1:], default_image=True)

    after = translated(data)

    assert len(controls(data)) == 2
    assert controls(after) == [(160, 120, 0, 0), (20, 20, 120, 90)]


@pytest.mark.parametrize("disposal", [0, 1, 2, 3])
def test_frames_of_a_gif_are_displayed_as_before(disposal: int) -> None:
    """Images that cover parts of the frame, with colours of their own, show the same outside of the boxes."""
    base = colourful().quantize(200)
    parts = [
        (base, (0, 0), 1),
        (patch((60, 50), 1), (10, 10), disposal),
        (patch((160, 20), 2), (0, 100), disposal),
        (patch((30, 90), 3), (90, 20), disposal),
        (patch((160, 120), 4), (0, 0), 1),
    ]
    data = gif_of((160, 120), parts)

    after = translated(data, BOX, Box(100, 60, 40, 30))

    assert displays(after, BOX, Box(100, 60, 40, 30)) == displays(data, BOX, Box(100, 60, 40, 30))
    assert displays(after, Box(0, 0, 1, 1)) != displays(data, Box(0, 0, 1, 1))


@pytest.mark.parametrize(
    ("disposal", "seen"),
    [(0, (40, 205, 60, 255)), (1, (40, 205, 60, 255)), (2, (0, 0, 0, 0)), (3, (9, 9, 9, 255))],
    ids=["unsaid", "stays", "cleared", "previous"],
)
def test_an_image_is_disposed_of_as_it_asks(disposal: int, seen: tuple[int, int, int, int]) -> None:
    """After its time an image is left, or gone, or what was there before is there again."""
    ground = Image.new("P", (160, 120))
    ground.putpalette([9, 9, 9, 200, 200, 200])
    stripes, corner = patch((60, 50), 1), patch((8, 8), 3)
    data = gif_of((160, 120), [(ground, (0, 0), 1), (stripes, (10, 10), disposal), (corner, (140, 100), 1)])

    _, second, third = [frame.convert("RGBA") for frame in decoding.frames_of(dissect(data))]

    assert second.getpixel((35, 30)) == (40, 205, 60, 255)
    assert third.getpixel((35, 30)) == seen
    assert third.getpixel((80, 30)) == (9, 9, 9, 255)


def test_an_image_in_the_common_colours_gets_none_of_its_own() -> None:
    """A painted image of a GIF takes its colours from the common table as long as there is none that is missing."""
    data = saved(palette_picture(256), "gif")
    *_, common = [coded.has_own_colours for coded in images(data)]
    assert not common

    [painted] = images(translated(data))
    [blended] = images(translated(saved(palette_picture(4), "gif")))

    assert not painted.has_own_colours
    assert blended.has_own_colours


@pytest.mark.parametrize("form", ["gif", "png", "webp"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_animations_are_displayed_as_before(form: str, mode: str) -> None:
    """Every frame of an animation is the same outside of the box, its duration too, whether it can be seen through."""
    frames = []
    for number in range(4):
        frame = colourful().quantize(60).convert(mode)
        frame.paste(0, (120, 10 * number, 150, 10 * number + 20))
        frames.append(frame)
    choices: dict[str, dict[str, Any]] = {"png": {}, "webp": {"lossless": True}, "gif": {"disposal": 2}}
    options = choices[form]
    data = saved(frames[0], form, save_all=True, append_images=frames[1:], duration=[40, 80, 120, 200], **options)

    after = translated(data)

    assert len(displays(data)) == 4
    assert displays(after) == displays(data)
    assert displays(after, Box(0, 0, 1, 1)) != displays(data, Box(0, 0, 1, 1))


@pytest.mark.parametrize("entries", [256, 4])
def test_a_gif_without_colours_to_spare_gives_up_the_rarest(entries: int) -> None:
    """An opaque image that has to grow, all of whose indices are used, keeps its pixels but those of the rarest.

    It may use more indices than its table has colours: those beyond are black.
    """
    base = palette_picture(256)
    part = Image.frombytes("P", (16, 17), bytes(range(256)) + bytes([2] * 16))
    part.putpalette(base.getpalette() or [])
    still = gif_of((160, 120), [(base, (0, 0), 1)])
    second = gif_of((160, 120), [(part, (100, 80), 1)])
    whole = bytes(base.getpalette() or [])
    announced = 0x80 | (entries - 1).bit_length() - 1
    data = (still[:-1] + second[13:]).replace(b"\x87" + whole, bytes([announced]) + whole[: 3 * entries])
    assert [len(coded.colours) for coded in images(data)] == [3 * entries] * 2

    def repainted(frames: Iterator[Image.Image]) -> Iterator[Image.Image]:
        for number, frame in enumerate(frames):
            frame.paste((255, 220, 80), (BOX.left, BOX.top, BOX.left + 10 * number, BOX.bottom))
            yield frame

    after = rewritten(data, repainted)

    differing = [
        sum(a != b for a, b in zip(one, other, strict=True))
        for (_, one), (_, other) in zip(displays(data), displays(after), strict=True)
    ]
    assert differing[0] == 0
    assert (0 < differing[1] <= 3) if entries == 256 else (differing[1] == 0)


def test_paintings_far_apart_are_shown_each_in_its_place() -> None:
    """Three small ones; what is painted in the colour of the ground is not in one that is nearly that."""
    ground, like, ink = (203, 203, 203), (201, 201, 201), (20, 40, 60)
    picture = Image.new("P", (300, 900))
    picture.putpalette([*like, *ground, *ink])
    picture.paste(1, (20, 0, 300, 900))
    boxes = Box(10, 5, 8, 2), Box(100, 450, 180, 1), Box(250, 890, 40, 1)
    for box in boxes:
        picture.paste(2, box.edges)
    wanted = []

    def repainted(frames: Iterator[Image.Image]) -> Iterator[Image.Image]:
        for frame in frames:
            for box in boxes:
                frame.paste(ground, box.edges)
                frame.putpixel((box.left, box.top), ink)
            wanted.append(frame.tobytes())
            yield frame

    after = rewritten(saved(picture, "gif"), repainted)

    assert [opened(after).convert("RGB").tobytes()] == wanted


@pytest.mark.parametrize("entries", [2, 4])
def test_a_ground_beyond_the_end_of_the_colours_is_black(entries: int) -> None:
    """A GIF most of whose pixels have an index for which there is no colour stays black beside a painting."""
    picture = Image.new("P", (160, 120), 9)
    picture.putpalette(bytes(range(255, -1, -1)) * 3)
    picture.paste(1, (0, 0, 30, 30))
    picture.paste(Image.frombytes("P", (16, 16), bytes(range(256))), (140, 100))
    whole = bytes(picture.getpalette() or [])
    data = gif_of((160, 120), [(picture, (0, 0), 1)])
    announced = 0x80 | (entries - 1).bit_length() - 1
    data = data.replace(b"\x87" + whole, bytes([announced]) + whole[: 3 * entries])
    assert [len(coded.colours) for coded in images(data)] == [3 * entries]

    def repainted(frames: Iterator[Image.Image]) -> Iterator[Image.Image]:
        for frame in frames:
            frame.paste(tuple(whole[3:6]), (60, 60, 70, 70))
            yield frame

    shown = opened(rewritten(data, repainted)).convert("RGB")

    assert [shown.getpixel(place) for place in [(5, 5), (65, 65), (100, 100)]] == [
        tuple(whole[3:6]),
        tuple(whole[3:6]),
        (0, 0, 0),
    ]
