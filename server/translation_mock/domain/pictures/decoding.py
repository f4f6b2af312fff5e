"""Pixels of a picture, as displayed. The only place where Pillow reads what a stranger sent."""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from translation_mock.domain.pictures.anatomy import Anatomy
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
    is process-wide and not ours to change, so it stands where `max_pixels` is higher.
    """
    limit = min(max_pixels, Image.MAX_IMAGE_PIXELS or max_pixels)
    if anatomy.pixels > limit:
        raise OversizedPicture(anatomy.pixels, limit)


def frames_of(anatomy: Anatomy) -> Iterator[Image.Image]:
    """The frames, one after another, whole and upright.

    Raises DamagedPicture at the frame that cannot be decoded. The first frame of a still picture keeps its
    mode and palette; the frames of an animation are RGB or RGBA.
    """
    try:
        picture = Image.open(BytesIO(anatomy.bare()), formats=(anatomy.format.name,))
    # Pillow and the libraries below it raise whatever they run into: OSError, SyntaxError, ValueError,
    # KeyError, IndexError, struct.error, zlib.error, EOFError, OverflowError, MemoryError, …
    except Exception as cause:
        raise DamagedPicture from cause
    with picture:
        for index in range(anatomy.frames):
            yield frame_of(picture, index, anatomy)


def frame_of(picture: Image.Image, index: int, anatomy: Anatomy) -> Image.Image:
    """One frame of an open picture."""
    try:
        if index:
            picture.seek(index)
        if picture.width > anatomy.width or picture.height > anatomy.height:
            raise DamagedPicture  # A second header claims more than the first, by which the size was judged.
        picture.load()
        if anatomy.frames == 1:
            frame = picture.copy()
        else:
            frame = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    except Exception as cause:  # as in `frames_of`
        raise DamagedPicture from cause
    if frame.size != (anatomy.width, anatomy.height):  # A GIF may grow with a later frame.
        frame = frame.convert("RGBA").crop((0, 0, anatomy.width, anatomy.height))
    if anatomy.orientation in UPRIGHT:
        frame = frame.transpose(UPRIGHT[anatomy.orientation])
    return frame
