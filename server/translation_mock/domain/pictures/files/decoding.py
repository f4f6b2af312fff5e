"""Pixels of a picture, as displayed.

Here, and in `gif_frames` for the images of a GIF, is all that lets Pillow read what a stranger sent. Whatever goes
wrong there is DamagedPicture: Pillow and the libraries below it raise whatever they run into (OSError, SyntaxError,
ValueError, KeyError, IndexError, AssertionError, struct.error, zlib.error, EOFError, OverflowError, MemoryError, …).
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image, ImageFile, JpegImagePlugin

from translation_mock.domain.pictures.files import webp
from translation_mock.domain.pictures.files.anatomy import Anatomy
from translation_mock.domain.pictures.files.formats import Format
from translation_mock.domain.pictures.files.gif_frames import displayed
from translation_mock.domain.refusals import DamagedPicture, OversizedPicture

QUARTER_TURNS, WIDTH_REVERSED, HEIGHT_REVERSED = (
    frozenset({5, 6, 7, 8}),
    frozenset({2, 3, 7, 8}),
    frozenset({3, 4, 6, 7}),
)
"""Orientations that exchange the sides, and those in which the upright picture begins with the last column or row."""
QUARTERED = 2
"""Pillow's number for 4:2:0: colours of half the width and half the height."""
MOST_EXACT = 4_000_000
"""Pixels of a JPEG up to which its colours are read unblurred; where there are more, edges are seldom as steep."""
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture of this EXIF orientation upright."""


def check_size(anatomy: Anatomy, max_pixels: int) -> None:
    """Refuse a picture of more pixels over all its frames than `max_pixels`, before any of them is decoded.

    Above its own limit (`Image.MAX_IMAGE_PIXELS`, 89 megapixels) Pillow warns and later refuses. That limit
    is process-wide and not ours to change, so it stands where `max_pixels` is higher; the setting of the mock
    ends below it.
    """
    limit = min(max_pixels, Image.MAX_IMAGE_PIXELS or max_pixels)
    if anatomy.pixels > limit:
        raise OversizedPicture(anatomy.pixels, limit)


def frames_of(anatomy: Anatomy) -> Iterator[Image.Image]:
    """The frames, one after another, whole and upright; the caller may paint them.

    Raises DamagedPicture at the frame that cannot be decoded. A still picture keeps its mode and palette; the
    frames of an animation, and of any GIF, are RGB or RGBA. What the writer of a format needs to know of a frame is in
    its `info`, so whoever copies a frame keeps that; `info["lossy"]` is True in a JPEG and in a lossy WebP.
    """
    frames = displayed(anatomy) if anatomy.format is Format.GIF else decoded(anatomy)
    while True:
        try:
            frame = next(frames, None)
        except DamagedPicture:
            raise
        except Exception as cause:  # whatever Pillow raises, see above
            raise DamagedPicture from cause
        if frame is None:
            return
        if not anatomy.lossless:
            frame.info["lossy"] = True
        yield frame


def decoded(anatomy: Anatomy) -> Iterator[Image.Image]:
    """The frames of a picture other than a GIF; raises what Pillow raises."""
    if anatomy.format is Format.WEBP and max(anatomy.width, anatomy.height) > webp.LONGEST_SIDE:
        # A canvas that no picture fills; nothing painted upon it could be written.
        raise DamagedPicture
    if anatomy.frames == 1:
        yield still_of(anatomy)
        return
    with opened(anatomy) as picture:
        for index in range(anatomy.frames):
            yield upright(frame_of(picture, index, anatomy), anatomy)


def still_of(anatomy: Anatomy) -> Image.Image:
    """The picture of a file that has no other, with its pixels in memory once."""
    if anatomy.format is Format.JPEG:
        return upright(jpeg_still(anatomy), anatomy)
    with opened(anatomy) as picture:
        loaded(picture, 0, anatomy)
    vars(picture).pop("_decoder", None)  # That of a WebP holds the pixels twice more; Pillow never lets it go.
    return upright(picture if anatomy.format is not Format.PNG else eight_bits(picture, anatomy), anatomy)


def jpeg_still(anatomy: Anatomy) -> Image.Image:
    """The picture of a JPEG, in YCbCr where that is what it holds; `info["coding"]` is how to write it the same way.

    What a JPEG loses when it is written again is lost on the way from its own numbers to RGB and back, above all
    where its colours are blurred because they have half its width and height. So those are read as they are, as long
    as that takes little time and memory.
    """
    with opened(anatomy) as picture:
        coding = jpeg_coding(picture, anatomy.orientation)
        halved = picture.mode == "RGB" and coding.get("subsampling") == QUARTERED and min(picture.size) > 1
        halved = halved and picture.width * picture.height <= MOST_EXACT
        if picture.mode == "RGB" and "keep_rgb" not in coding:
            picture.draft("L" if halved else "YCbCr", None)
        still: Image.Image = loaded(picture, 0, anatomy)
    if halved:
        still = Image.merge("YCbCr", (still, *spread_colours(anatomy, picture.size)))
        still.info = picture.info
    still.info["coding"] = coding
    return still


def spread_colours(anatomy: Anatomy, size: tuple[int, int]) -> list[Image.Image]:
    """Cb and Cr of a JPEG whose colours have half its width and height, each of their pixels four times."""
    width, height = size
    with opened(anatomy) as small:
        small.draft("YCbCr", (width // 2, height // 2))
        loaded(small, 0, anatomy)
    place = 0, 0, width / 2, height / 2
    return [small.getchannel(band).resize(size, Image.Resampling.NEAREST, place) for band in ("Cb", "Cr")]


def jpeg_coding(picture: Image.Image, orientation: int) -> dict[str, Any]:
    """The options for Pillow's encoder that code the blocks of a JPEG, once they are upright, as they were.

    Without tables where Pillow cannot write them, and where a turn cuts other blocks out of the picture: it begins
    with a side at which the last blocks were not full.
    """
    options: dict[str, Any] = {}
    if picture.mode == "RGB" and coded_as_rgb(picture):
        options["keep_rgb"] = True
    sampling = JpegImagePlugin.get_sampling(picture)
    across, down = {1: (16, 8), QUARTERED: (16, 16)}.get(sampling, (8, 8))
    turned = orientation in QUARTER_TURNS
    whole = (picture.width % across == 0 or orientation not in WIDTH_REVERSED) and (
        picture.height % down == 0 or orientation not in HEIGHT_REVERSED
    )
    tables: dict[int, list[int]] = getattr(picture, "quantization", {})
    # There is no number for colours of half the height, which those of half the width become.
    if not tables or not whole or max(map(max, tables.values())) > 255 or (turned and across != down):
        return options
    options["qtables"] = {number: transposed(table) for number, table in tables.items()} if turned else tables
    if sampling >= 0:
        options["subsampling"] = sampling
    return options


def transposed(table: list[int]) -> list[int]:
    """A table of 8 rows of 8, its rows as columns."""
    return [table[8 * row + column] for column in range(8) for row in range(8)]


def coded_as_rgb(picture: Image.Image) -> bool:
    """Whether the components of a JPEG of three are red, green and blue, as libjpeg decides it."""
    if "jfif" in picture.info:
        return False
    if "adobe_transform" in picture.info:
        return bool(picture.info["adobe_transform"] == 0)
    return [layer[0] for layer in getattr(picture, "layer", [])] == [*b"RGB"]


def eight_bits(picture: Image.Image, anatomy: Anatomy) -> Image.Image:
    """The decoded PNG, of which Pillow halved 16 bits per channel, with what it left as it was in step with that."""
    depth, colour_type = anatomy.data[24:26]
    key = picture.info.get("transparency")
    if depth == 16 and isinstance(key, tuple):
        picture.info["transparency"] = tuple(value >> 8 for value in key)
    grey_and_alpha = 4
    return picture.convert("LA") if colour_type == grey_and_alpha and picture.mode == "RGBA" else picture


def opened(anatomy: Anatomy) -> ImageFile.ImageFile:
    """The file without its metadata, opened."""
    return Image.open(BytesIO(anatomy.bare()), formats=(anatomy.format.name,))


def loaded(picture: ImageFile.ImageFile, index: int, anatomy: Anatomy) -> ImageFile.ImageFile:
    """The open picture with the pixels of this frame."""
    if index:
        picture.seek(index)
    if picture.width > anatomy.width or picture.height > anatomy.height:
        raise DamagedPicture  # A second header claims more than the first, by which the size was judged.
    picture.load()
    return picture


def frame_of(picture: ImageFile.ImageFile, index: int, anatomy: Anatomy) -> Image.Image:
    """A copy of one frame of an open animation."""
    seen = loaded(picture, index, anatomy)
    return seen.convert("RGBA" if seen.has_transparency_data else "RGB")


def upright(frame: Image.Image, anatomy: Anatomy) -> Image.Image:
    """The frame in the size that the anatomy tells, turned as it is displayed."""
    if frame.size != (anatomy.width, anatomy.height):  # A WebP may announce a larger canvas than it fills.
        frame = frame.convert("RGBA").crop((0, 0, anatomy.width, anatomy.height))
    if anatomy.orientation in UPRIGHT:
        frame = frame.transpose(UPRIGHT[anatomy.orientation])
    return frame
