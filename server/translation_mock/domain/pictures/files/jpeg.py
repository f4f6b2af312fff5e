"""JPEG files taken apart. ITU-T T.81 names the markers; a phone's MPO is a JPEG with others after it."""

import re
import struct
from collections.abc import Iterator

from translation_mock.domain.pictures.files.anatomy import (
    MOST_BLOCKS,
    Anatomy,
    MalformedError,
    joined,
    orientation_of,
)
from translation_mock.domain.pictures.files.formats import Format
from translation_mock.domain.pictures.files.marker import MARKER, marked

SOI, EOI, SOS, COM, APP0, APP1, APP2, APP14 = 0xD8, 0xD9, 0xDA, 0xFE, 0xE0, 0xE1, 0xE2, 0xEE
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""SOF0 to SOF15: the segments that tell the size."""
MOST_SCANS = 100
"""Scans of a progressive picture; encoders write about ten, and each costs a pass over all its pixels."""
LONGEST_COMMENT = 65_533
AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment from SOI to EOI; a scan includes its coded data."""
    yield SOI, 0, 2
    position = 2
    for _ in range(MOST_BLOCKS):
        if data[position : position + 1] != b"\xff":
            raise MalformedError("no marker")
        while data[position + 1 : position + 2] == b"\xff":  # fill bytes
            position += 1
        if position + 2 > len(data):
            raise MalformedError("no EOI")
        marker = data[position + 1]
        if marker == EOI:
            yield EOI, position, position + 2
            return
        if position + 4 > len(data):
            raise MalformedError("no EOI")
        end = position + 2 + struct.unpack_from(">H", data, position + 2)[0]
        if marker == SOS:
            after = AFTER_SCAN.search(data, end)
            if after is None:
                raise MalformedError("truncated scan")
            end = after.start()
        if end < position + 4 or end > len(data):
            raise MalformedError("truncated segment")
        yield marker, position, end
        position = end
    raise MalformedError("too many segments")


def dissect(data: bytes) -> Anatomy:
    """Take a JPEG apart; raises MalformedError."""
    width = height = scans = 0
    orientation = 1
    kept: list[tuple[int, int]] = []
    comments: list[str] = []
    for marker, start, end in segments(data):
        if needed(marker, data[start + 4 : min(start + 18, end)]):
            kept.append((start, end))
        if marker in FRAMES:
            if end - start < 9:
                raise MalformedError("truncated frame header")
            height, width = struct.unpack_from(">HH", data, start + 5)
        elif marker == SOS:
            scans += 1
            if scans > MOST_SCANS:
                raise MalformedError("too many scans")
        elif marker == APP1 and data[start + 4 : start + 10] == b"Exif\0\0":
            orientation = orientation_of(data[start + 4 : end])
        elif marker == COM and (text := marked(data[start + 4 : end])) is not None:
            comments.append(text)
    if not scans:
        raise MalformedError("no scan")
    return Anatomy(
        Format.JPEG,
        data,
        width,
        height,
        frames=1,
        kept=joined(kept),
        planted="\n".join(comments) if comments else None,
        orientation=orientation,
        lossless=False,
    )


def needed(marker: int, beginning: bytes) -> bool:
    """Whether a segment is needed to decode the pixels or is the colour profile."""
    if marker == APP2:
        return beginning.startswith(b"ICC_PROFILE\0")
    if marker == APP0:
        return beginning.startswith(b"JFIF\0") and beginning[12:] == b"\0\0"  # Others hold a thumbnail.
    return marker == APP14 or not (0xE0 <= marker <= 0xEF or marker == COM)


def marked_comments(text: str, longest: int) -> list[bytes]:
    """The text as comments of at most this many bytes, each beginning with the marker line.

    Raises ValueError for a single line that is too long for a comment.
    """
    comments = [MARKER.encode()]
    for line in text.encode().splitlines():
        if len(MARKER) + 1 + len(line) > longest:
            raise ValueError(f"A planted line has {len(line)} bytes; a JPEG comment holds {longest}.")
        if len(comments[-1]) + 1 + len(line) > longest:
            comments.append(MARKER.encode())
        comments[-1] += b"\n" + line
    return comments


def embed(data: bytes, text: str) -> bytes:
    """The same file with this planted text in place of any other; ValueError as for `marked_comments`."""
    pieces: list[bytes] = []
    after = 0
    for marker, start, end in segments(data):
        if marker == COM and marked(data[start + 4 : end]) is not None:
            continue
        # JFIF has to stay the first segment.
        if text and len(pieces) and marker != APP0 and not after:
            for comment in marked_comments(text, LONGEST_COMMENT):
                pieces.append(b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment)
            after = start
        pieces.append(data[start:end])
    return b"".join(pieces) + data[end:]
