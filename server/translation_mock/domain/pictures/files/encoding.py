"""Pictures written as files: the same pixels give the same bytes, and speed goes before size.

    PNG    zlib level 1; where it has no palette and 8 bits, filter Up and zlib strategy RLE (see `png_coding`)
    JPEG   the quantisation tables and the subsampling that it came with, else quality 92 and 4:4:4; baseline
    WebP   lossy: quality 90, method 0, less where the format has no room for it; lossless: quality 0, method 0, exact
    GIF    its own images, those that show a painted text coded again (see `gif_edit`)

Level 1 and method 0 take a fifth to a third of the time of Pillow's defaults. With its own tables the blocks of a
JPEG that were not painted stay nearly as they were, and so do those of one that was turned upright, unless the turn
cuts other blocks out of it: that one gets a good quality. WebP is lossless where the upload was. No metadata is
written but what says how colours are meant: the colour profile, and gamma, primaries and the like of a PNG.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops

from translation_mock.domain.pictures.files import gif_edit, png, png_coding
from translation_mock.domain.pictures.files.anatomy import Anatomy
from translation_mock.domain.pictures.files.containers import CONTAINERS
from translation_mock.domain.pictures.files.formats import Format
from translation_mock.domain.pictures.lines import Box
from translation_mock.domain.refusals import DamagedPicture

JPEG_QUALITY = 92
"""Of a JPEG without tables of its own, in blocks of 8 by 8 for its colours too."""
WEBP_QUALITY = 90
WEBP_FALLBACKS: tuple[dict[str, Any], ...] = ({"quality": 60}, {"quality": 20}, {"quality": 0, "lossless": True})
"""What a lossy WebP is written with, one after the other, when it cannot be with WEBP_QUALITY: its first partition,
how each block is predicted, has to be shorter than 512 KiB (RFC 6386, 9.1), which that of 20 megapixels of noise is
not. Lossless there is no such limit, but the file is longer."""
COLOURS = 255
"""Colours of a GIF frame, which leave one index for transparency."""


def written(anatomy: Anatomy, first: Image.Image, frames: Iterator[Image.Image]) -> bytes:
    """The frames, which are those of `frames_of`, `first` among them, as a file of the upload's format.

    Raises what `frames` raises, and DamagedPicture for what could be read and cannot be written: the last resort, no
    picture is known that needs it.
    """
    source = Passing(frames)
    try:
        return put_together(anatomy, first, source)
    except Exception as cause:  # Pillow and its codecs raise whatever they run into, as in `decoding`
        if cause is source.failure:
            raise
        raise DamagedPicture from cause


class Passing:
    """The frames one by one; `failure` is what was raised while they were made."""

    def __init__(self, frames: Iterator[Image.Image]) -> None:
        self._frames = frames
        self.failure: Exception | None = None

    def __iter__(self) -> "Passing":
        return self

    def __next__(self) -> Image.Image:
        try:
            return next(self._frames)
        except Exception as cause:  # kept, whatever it is, so that `written` knows it from a failure to write
            self.failure = cause
            raise


def put_together(anatomy: Anatomy, first: Image.Image, frames: Iterator[Image.Image]) -> bytes:
    """The same, but for what it raises."""
    if anatomy.format is Format.GIF:
        return gif_edit.edited(anatomy, frames)
    save = encoder(anatomy.format, first, lossless=anatomy.lossless)
    animation = CONTAINERS[anatomy.format].animation
    if anatomy.frames == 1 or animation is None:
        still = save(next(frames))
        return png.with_colours_of(still, anatomy) if anatomy.format is Format.PNG else still
    parts = [(place, save(part)) for place, part in changes(frames, alone=anatomy.still_first)]
    return animation(parts, replace(anatomy, width=first.width, height=first.height))


def changes(frames: Iterator[Image.Image], *, alone: bool) -> Iterator[tuple[Box, Image.Image]]:
    """Of each frame the part that is not as in the one before, and its place; all of the first.

    All of the second too, where the first stands `alone` and is not seen before it.
    """
    before: Image.Image | None = None
    for number, frame in enumerate(frames):
        place = Box(0, 0, *frame.size)
        if before is not None and number > alone and before.mode == frame.mode:
            left, top, right, bottom = ImageChops.difference(before, frame).getbbox(alpha_only=False) or (0, 0, 1, 1)
            # The offsets of a WebP are even.
            place = Box.between(left - left % 2, top - top % 2, right, bottom)
        yield place, frame if place.edges == (0, 0, *frame.size) else frame.crop(place.edges)
        before = frame


def encoder(form: Format, original: Image.Image, *, lossless: bool = True) -> Callable[[Image.Image], bytes]:
    """What writes pictures of this format, with what is to be kept of the original: JPEG tables, profile.

    The profile of a PNG is not written; see `written`.
    """
    options: dict[str, Any] = {}
    if form is Format.PNG:
        options = {"compress_level": 1, "icc_profile": None}
    elif form is Format.JPEG:
        coding = original.info.get("coding", {})
        options = coding if "qtables" in coding else {"quality": JPEG_QUALITY, "subsampling": 0, **coding}
    elif form is Format.WEBP and lossless:
        options = {"lossless": True, "quality": 0, "method": 0, "exact": True}
    elif form is Format.WEBP:
        options = {"quality": WEBP_QUALITY, "method": 0}
    else:
        options = {"optimize": False, "interlace": 0}
    if form in {Format.JPEG, Format.WEBP} and (profile := original.info.get("icc_profile")):
        options = {**options, "icc_profile": profile}
    return partial(encode, form, options)


def encode(form: Format, options: dict[str, Any], picture: Image.Image) -> bytes:
    """The picture as a file."""
    if form is Format.PNG and picture.mode in png_coding.COLOUR_TYPES and "transparency" not in picture.info:
        return png_coding.coded(picture)
    if form is Format.GIF and picture.mode not in {"P", "L", "1"}:
        picture = with_palette(picture)
    if form is not Format.WEBP or "lossless" in options:
        return saved(picture, form, options)
    for fallback in WEBP_FALLBACKS:
        try:
            return saved(picture, form, options)
        except ValueError:  # libwebp's refusals
            options = {**options, **fallback}
    return saved(picture, form, options)


def saved(picture: Image.Image, form: Format, options: dict[str, Any]) -> bytes:
    """The picture as Pillow writes it."""
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
