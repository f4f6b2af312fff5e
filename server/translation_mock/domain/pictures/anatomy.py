"""What the bytes of a picture say before any pixel of it is decoded.

Each format has a module that takes a file apart (`png`, `jpeg`, `gif`, `webp`). Doing this ourselves, in
one pass over the blocks of the file, is what lets a picture be refused for its size or its end before
Pillow sees it, and what keeps metadata (text, EXIF, XMP, thumbnails) away from Pillow, which would
decompress it or warn about it.
"""

import struct
from dataclasses import dataclass

from translation_mock.domain.pictures.formats import Format

MOST_BLOCKS = 1_000_000
"""Blocks (chunks, segments, sub-blocks) that are read of one file; 255 MB of GIF, far more of the others."""


class MalformedError(Exception):
    """The structure of the file is broken or ends too early. Never leaves this package: see `containers`."""


@dataclass(frozen=True)
class Anatomy:
    """One picture file taken apart.

    `kept` are the byte ranges that are needed to decode the pixels, after `head`. `planted` is the raw
    planted text without its marker. `durations` are seconds as (numerator, denominator), one per frame of
    an animation and empty for a still picture. `still_first` tells of an APNG whose first frame is not part
    of its animation.
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
        """Pixels over all frames."""
        return self.width * self.height * self.frames

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
