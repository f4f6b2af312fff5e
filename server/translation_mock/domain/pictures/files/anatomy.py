"""What the bytes of a picture say before any pixel of it is decoded.

Each format has a module that takes a file apart (`png`, `jpeg`, `gif`, `webp`). Doing this ourselves, in
one pass over the blocks of the file, is what lets a picture be refused for its size or its end before
Pillow sees it, and what keeps metadata (text, EXIF, XMP, thumbnails) away from Pillow, which would
decompress it or warn about it.
"""

import struct
from dataclasses import dataclass

from translation_mock.domain.pictures.files.formats import Format

MOST_BLOCKS = 100_000
"""Blocks (chunks, segments) that are read of one file; those of a GIF are small, see there."""
SMALLEST_FRAME = 10_000
"""Pixels that each frame of an animation counts as at least: decoding and writing a frame costs as much as
that, however small it is. 40 megapixels are at most 4000 frames."""
MOST_FRAMES = 9_000
"""Frames that are read; the file of an animation is not read further than to the one after. At SMALLEST_FRAME
that is more than any limit allows (see `decoding`), so such an animation is always refused."""


class MalformedError(Exception):
    """The structure of the file is broken or ends too early. Never leaves this package: see `containers`."""


@dataclass(frozen=True)
class Anatomy:
    """One picture file taken apart.

    `kept` are the byte ranges that are needed to decode the pixels, after `head`. `planted` is the raw
    planted text without its marker. `frames` are at most MOST_FRAMES + 1, and with as many the rest is not
    known. `durations` are seconds as (numerator, denominator), one per frame of an animation and empty for a
    still picture. `still_first` tells of an APNG whose first frame is not part of its animation.
    """

    format: Format
    data: bytes
    width: int
    height: int
    frames: int
    kept: tuple[tuple[int, int], ...]
    head: bytes = b""
    planted: str | None = None
    orientation: int = 1
    lossless: bool = True
    durations: tuple[tuple[int, int], ...] = ()
    loop: int | None = None
    still_first: bool = False

    @property
    def pixels(self) -> int:
        """Pixels over all frames, each frame of an animation counted as at least SMALLEST_FRAME of them."""
        size = self.width * self.height
        return size if self.frames == 1 else max(size, SMALLEST_FRAME) * self.frames

    def bare(self) -> bytes:
        """The same picture without its metadata."""
        if not self.head and self.kept == ((0, len(self.data)),):
            return self.data
        view = memoryview(self.data)
        return b"".join([self.head, *(view[start:end] for start, end in self.kept)])


def joined(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same bytes in as few ranges as possible."""
    result: list[tuple[int, int]] = []
    for start, end in ranges:
        if result and result[-1][1] == start:
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return tuple(result)


def orientation_of(exif: bytes) -> int:
    """The orientation, 1 to 8, of a TIFF structure as EXIF carries it; 1 when it says none or is damaged."""
    exif = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return 1
    try:
        (offset,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, offset)
        for entry in range(offset + 2, offset + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", exif, entry)
            if tag == 0x0112:
                return value if kind == 3 and 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1
