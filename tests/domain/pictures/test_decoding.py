"""How the pixels of a picture are read: what a frame says of its file, and the colours of a JPEG."""

from typing import Any

import pytest
from PIL import Image

from mock_support.fidelity import colourful, saved
from translation_mock.domain.pictures.files import decoding
from translation_mock.domain.pictures.files.containers import dissect

ANIMATED = {"save_all": True, "append_images": [Image.new("RGB", (160, 120), "white")], "duration": 50}


def turned(orientation: int) -> Image.Exif:
    """Metadata that turn a picture."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.parametrize(
    ("form", "mode", "options", "frames"),
    [
        ("jpeg", "RGB", {"subsampling": "4:2:0"}, 1),
        ("jpeg", "RGB", {"subsampling": "4:4:4"}, 1),
        ("jpeg", "RGB", {"keep_rgb": True}, 1),
        ("jpeg", "RGB", {"exif": turned(6)}, 1),
        ("jpeg", "L", {}, 1),
        ("jpeg", "CMYK", {}, 1),
        ("webp", "RGB", {}, 1),
        ("webp", "RGBA", {}, 1),
        ("webp", "RGB", {"exif": turned(6)}, 1),
        ("webp", "RGB", ANIMATED, 2),
    ],
)
def test_a_frame_of_a_lossy_codec_says_so(form: str, mode: str, options: dict[str, Any], frames: int) -> None:
    """Every frame of a JPEG and of a lossy WebP says that it is lossy, and so does a part that is cut out of it."""
    data = saved(colourful().convert(mode), form, **options)

    read = [*decoding.frames_of(dissect(data))]

    assert [frame.info.get("lossy") for frame in read] == [True] * frames
    assert [frame.crop((0, 0, 9, 9)).info.get("lossy") for frame in read] == [True] * frames


@pytest.mark.parametrize(
    ("form", "options", "frames"),
    [
        ("png", {}, 1),
        ("png", ANIMATED, 2),
        ("gif", {}, 1),
        ("gif", ANIMATED, 2),
        ("webp", {"lossless": True}, 1),
        ("webp", {"lossless": True, **ANIMATED}, 2),
    ],
)
def test_a_frame_of_a_lossless_codec_does_not_say_it_is_lossy(form: str, options: dict[str, Any], frames: int) -> None:
    """No frame of a PNG, a GIF or a lossless WebP is lossy."""
    data = saved(colourful(), form, **options)

    assert ["lossy" in frame.info for frame in decoding.frames_of(dissect(data))] == [False] * frames


@pytest.mark.parametrize("size", [(160, 120), (161, 120), (160, 121), (161, 121), (2, 2), (3, 2), (2, 3), (3, 3)])
def test_halved_colours_of_a_jpeg_are_read_unblurred(size: tuple[int, int]) -> None:
    """Brightness is that of the picture; of the colours each value stands in two columns and two rows."""
    data = saved(colourful((161, 121)).crop((20, 20, 20 + size[0], 20 + size[1])), "jpeg", subsampling="4:2:0")
    bright, small = opened_as("L", data, size), opened_as("YCbCr", data, (size[0] // 2, size[1] // 2))
    assert small.size == ((size[0] + 1) // 2, (size[1] + 1) // 2)

    [frame] = decoding.frames_of(dissect(data))

    assert (frame.mode, frame.size) == ("YCbCr", size)
    assert frame.getchannel("Y").tobytes() == bright.tobytes()
    for band in ("Cb", "Cr"):
        twice = small.getchannel(band).resize((2 * small.width, 2 * small.height), Image.Resampling.NEAREST)
        assert frame.getchannel(band).tobytes() == twice.crop((0, 0, *size)).tobytes()


def opened_as(mode: str, data: bytes, size: tuple[int, int]) -> Image.Image:
    """A JPEG decoded to a mode, in about this size."""
    with decoding.opened(dissect(data)) as picture:
        picture.draft(mode, size)
        picture.load()
    return picture
