"""Pixels of a picture, as displayed. The only place where Pillow reads what a stranger sent."""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageFile

from translation_mock.domain.pictures.files.anatomy import Anatomy
from translation_mock.domain.refusals import DamagedPicture, OversizedPicture

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
    frames of an animation are RGB or RGBA.
    """
    if anatomy.frames == 1:
        yield still_of(anatomy)
        return
    with opened(anatomy) as picture:
        for index in range(anatomy.frames):
            yield upright(frame_of(picture, index, anatomy), anatomy)


def still_of(anatomy: Anatomy) -> Image.Image:
    """The picture of a file that has no other, with its pixels in memory once."""
    with opened(anatomy) as picture:
        loaded(picture, 0, anatomy)
    vars(picture).pop("_decoder", None)  # That of a WebP holds the pixels twice more; Pillow never lets it go.
    return upright(picture, anatomy)


def opened(anatomy: Anatomy) -> ImageFile.ImageFile:
    """The file without its metadata, opened."""
    try:
        return Image.open(BytesIO(anatomy.bare()), formats=(anatomy.format.name,))
    # Pillow and the libraries below it raise whatever they run into: OSError, SyntaxError, ValueError,
    # KeyError, IndexError, struct.error, zlib.error, EOFError, OverflowError, MemoryError, …
    except Exception as cause:
        raise DamagedPicture from cause


def loaded(picture: ImageFile.ImageFile, index: int, anatomy: Anatomy) -> ImageFile.ImageFile:
    """The open picture with the pixels of this frame."""
    try:
        if index:
            picture.seek(index)
        if picture.width > anatomy.width or picture.height > anatomy.height:
            raise DamagedPicture  # A second header claims more than the first, by which the size was judged.
        picture.load()
    except Exception as cause:  # as in `opened`
        raise DamagedPicture from cause
    return picture


def frame_of(picture: ImageFile.ImageFile, index: int, anatomy: Anatomy) -> Image.Image:
    """A copy of one frame of an open animation."""
    seen = loaded(picture, index, anatomy)
    return seen.convert("RGBA" if seen.has_transparency_data else "RGB")


def upright(frame: Image.Image, anatomy: Anatomy) -> Image.Image:
    """The frame in the size that the anatomy tells, turned as it is displayed."""
    if frame.size != (anatomy.width, anatomy.height):  # A GIF may grow with a later frame.
        frame = frame.convert("RGBA").crop((0, 0, anatomy.width, anatomy.height))
    if anatomy.orientation in UPRIGHT:
        frame = frame.transpose(UPRIGHT[anatomy.orientation])
    return frame
