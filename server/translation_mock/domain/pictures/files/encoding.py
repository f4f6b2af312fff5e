"""Pictures written as files: the same pixels give the same bytes, and speed goes before size.

PNG is packed at level 1 and WebP with method 0, which take a third of the time of the defaults. A JPEG is
written with the quantisation tables and subsampling it came with, so that blocks that were not painted stay
as they were; one that was turned upright has other blocks, and gets a good quality. WebP is lossless where
the upload was. No metadata is written but the colour profile.
"""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from PIL import Image, JpegImagePlugin

from translation_mock.domain.pictures.files.formats import Format

JPEG_QUALITY = 90
WEBP_QUALITY = 90
COLOURS = 255
"""Colours of a GIF frame, which leave one index for transparency."""


def encoder(form: Format, original: Image.Image, *, lossless: bool = True) -> Callable[[Image.Image], bytes]:
    """What writes pictures of this format, with what is to be kept of the original: profile, JPEG tables."""
    options: dict[str, Any] = {}
    if form is Format.PNG:
        options = {"compress_level": 1}
    elif form is Format.JPEG:
        options = jpeg_options(original)
    elif form is Format.WEBP and lossless:
        options = {"lossless": True, "quality": 0, "method": 0, "exact": True}
    elif form is Format.WEBP:
        options = {"quality": WEBP_QUALITY, "method": 0}
    else:
        options = {"optimize": False, "interlace": 0}
    if form is not Format.GIF and (profile := original.info.get("icc_profile")):
        options["icc_profile"] = profile
    return partial(encode, form, options)


def jpeg_options(original: Image.Image) -> dict[str, Any]:
    """The tables and the subsampling of a JPEG; a good quality where Pillow cannot write its tables."""
    tables = getattr(original, "quantization", None)
    if not tables or any(value > 255 for table in tables.values() for value in table):
        return {"quality": JPEG_QUALITY, "subsampling": 0}
    options: dict[str, Any] = {"qtables": tables}
    sampling = JpegImagePlugin.get_sampling(original)
    if sampling >= 0:
        options["subsampling"] = sampling
    return options


def encode(form: Format, options: dict[str, Any], picture: Image.Image) -> bytes:
    """The picture as a file."""
    if form is Format.GIF and picture.mode not in {"P", "L", "1"}:
        picture = with_palette(picture)
    file = BytesIO()
    picture.save(file, form.name, **options)
    return file.getvalue()


def with_palette(picture: Image.Image) -> Image.Image:
    """The picture in at most 255 colours of its own and, where it needs it, a transparent one."""
    unseen = None
    if picture.mode == "RGBA":
        alpha = picture.getchannel("A")
        if alpha.point([255 * (value < 128) for value in range(256)]).getbbox():
            unseen = alpha.point([255 * (value < 128) for value in range(256)])
        picture = picture.convert("RGB")
    flat = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    if unseen is not None:
        colours = (flat.getpalette("RGB") or [])[: 3 * COLOURS]
        flat.putpalette(colours + [0] * (3 * 256 - len(colours)), "RGB")
        flat.paste(COLOURS, (0, 0), unseen)
        flat.info["transparency"] = COLOURS
    return flat
