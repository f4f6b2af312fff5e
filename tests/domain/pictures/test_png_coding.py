"""The PNG coder of our own: what Pillow, a reader that is not ours, finds in its files."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mock_support.fidelity import colourful, saved, translated
from translation_mock.domain.pictures.files.png import chunks
from translation_mock.domain.pictures.files.png_coding import COLOUR_TYPES, STRIP, coded

MODES = st.sampled_from(sorted(COLOUR_TYPES))


def _read(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data), formats=("PNG",)) as picture:
        picture.load()  # Wrong checksums and rows that are too few or too many raise.
        return picture


@given(MODES, st.integers(1, 40), st.integers(1, 40), st.randoms(use_true_random=False))
def test_pixels_come_back(mode: str, width: int, height: int, random: object) -> None:
    """Any pixels of any mode are read back as they were, those under a transparent one included."""
    pixels = random.randbytes(width * height * len(Image.new(mode, (1, 1)).getbands()))  # type: ignore[attr-defined] # random.Random
    picture = Image.frombytes(mode, (width, height), pixels)
    read = _read(coded(picture))
    assert (read.mode, read.size, read.tobytes()) == (mode, (width, height), pixels)


@pytest.mark.parametrize("size", [(STRIP + 10, 3), (3, STRIP + 10), (1, 1), (1000, STRIP // 1000 + 1)])
@pytest.mark.parametrize("mode", COLOUR_TYPES)
def test_strips_join(mode: str, size: tuple[int, int]) -> None:
    """A picture that is coded in several strips, of one row or of many, is whole."""
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    read = _read(coded(picture))
    assert (read.mode, read.tobytes()) == (mode, picture.tobytes())


def test_files_are_about_as_small_as_those_of_pillow() -> None:
    """Neither a flat picture nor a photograph grows by more than a tenth and a kilobyte against Pillow's own runs."""
    flat = Image.new("RGB", (640, 480), "white")
    flat.paste("navy", (100, 100, 300, 200))
    soft = Image.merge("RGB", [Image.effect_noise((640, 480), 6) for _ in range(3)])
    soft = Image.blend(soft, Image.linear_gradient("L").resize((640, 480)).convert("RGB"), 0.5)
    for picture in (flat, soft):
        theirs = len(saved(picture, "png", compress_level=1, compress_type=zlib.Z_RLE))
        assert len(coded(picture)) <= 1.1 * theirs + 1000


def test_nothing_else_is_in_the_file() -> None:
    """What a picture carries in its info does not get into the file."""
    picture = Image.new("RGB", (4, 4))
    picture.info.update(comment="private", gamma=0.5, dpi=(300, 300), exif=b"Exif\0\0private")
    assert coded(picture) == coded(Image.new("RGB", (4, 4)))


@pytest.mark.parametrize("frames", [1, 3])
@pytest.mark.parametrize("mode", COLOUR_TYPES)
def test_translated_pictures_are_coded_so(mode: str, frames: int) -> None:
    """All rows of a picture that was painted, and of each frame of one that moves, have the filter Up."""
    pictures = [colourful().convert(mode) for _ in range(frames)]
    for number, picture in enumerate(pictures):
        picture.paste(0, (120, 10 * number, 150, 10 * number + 20))
    coded_frames = _filters(translated(saved(pictures[0], "png", save_all=frames > 1, append_images=pictures[1:])))
    assert len(coded_frames) == frames
    assert all({*filters} == {2} for filters in coded_frames)


def _filters(data: bytes) -> list[bytes]:
    """The filter of each row of each frame of a PNG of 8 bits for each channel."""
    bands = {number: len(Image.new(mode, (1, 1)).getbands()) for mode, number in COLOUR_TYPES.items()}[data[25]]
    found = []
    size = struct.unpack_from(">II", data, 16)
    for kind, start, end in chunks(data):
        if kind == b"fcTL":
            size = struct.unpack_from(">II", data, start + 12)
        elif kind in {b"IDAT", b"fdAT"}:
            rows = zlib.decompress(data[start + (12 if kind == b"fdAT" else 8) : end - 4])
            assert len(rows) == (size[0] * bands + 1) * size[1]
            found.append(rows[:: size[0] * bands + 1])
    return found
