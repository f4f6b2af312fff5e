"""GIF files taken apart and put together. GIF89a names the blocks."""

import struct
from collections.abc import Iterator

from translation_mock.domain.pictures.files.anatomy import MOST_FRAMES, Anatomy, MalformedError, joined
from translation_mock.domain.pictures.files.formats import Format
from translation_mock.domain.pictures.files.marker import marked

EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
CONTROL, COMMENT, APPLICATION = 0xF9, 0xFE, 0xFF
MOST_BLOCKS = 1_000_000
"""Blocks and sub-blocks that are read of one file; a sub-block holds at most 255 bytes."""
LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01"
"""The extension that tells how often an animation is shown; the number follows."""


def table(flags: int) -> int:
    """Bytes of the colour table that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def blocks(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Introducer, label of an extension, start and end of each block up to the trailer."""
    if len(data) < 13:
        raise MalformedError("truncated header")
    position = 13 + table(data[10])
    budget = MOST_BLOCKS
    try:
        while data[position] != TRAILER:
            start, introducer, label = position, data[position], 0
            if introducer == EXTENSION:
                label = data[position + 1]
                position += 2
            elif introducer == IMAGE:
                position += 10 + table(data[position + 9]) + 1
            elif introducer == 0:  # Some encoders end a block twice.
                position += 1
                continue
            else:
                raise MalformedError("no block")
            budget -= 1
            while size := data[position]:
                position += size + 1
                budget -= 1
            if budget <= 0:
                raise MalformedError("too many blocks")
            position += 1
            yield introducer, label, start, position
    except IndexError:
        raise MalformedError("no trailer") from None
    yield TRAILER, 0, position, position + 1


def content(data: bytes, start: int, end: int) -> bytes:
    """The bytes of the sub-blocks in this range."""
    pieces = []
    while start < end and (size := data[start]):
        pieces.append(data[start + 1 : start + 1 + size])
        start += size + 1
    return b"".join(pieces)


def dissect(data: bytes) -> Anatomy:
    """Take a GIF apart; raises MalformedError."""
    planted: str | None = None
    loop: int | None = None
    delay = 0
    durations: list[tuple[int, int]] = []
    width, height = struct.unpack_from("<HH", data.ljust(10), 6)
    kept = []
    for introducer, label, start, end in blocks(data):
        if introducer != EXTENSION or label == CONTROL or is_loop(data, start, end):
            kept.append((start, end))
        if introducer == IMAGE:
            durations.append((delay, 100))
            delay = 0
            left, top, across, down = struct.unpack_from("<HHHH", data, start + 1)
            width, height = max(width, left + across), max(height, top + down)  # as Pillow does
            if len(durations) > MOST_FRAMES:
                break
        elif label == CONTROL and data[start + 2] == 4:
            (delay,) = struct.unpack_from("<H", data, start + 4)
        elif label == COMMENT:
            text = marked(content(data, start + 2, end))
            planted = planted if planted is not None else text
        elif is_loop(data, start, end):
            (loop,) = struct.unpack_from("<H", data, start + 16)
    if not durations:
        raise MalformedError("no frame")
    return Anatomy(
        Format.GIF,
        data,
        width,
        height,
        frames=len(durations),
        kept=joined([(0, 13 + table(data[10])), *kept]),
        planted=planted,
        durations=tuple(durations) if len(durations) > 1 else (),
        loop=loop,
    )


def is_loop(data: bytes, start: int, end: int) -> bool:
    """Whether this block says how often the animation is shown, and nothing else."""
    return end - start == 19 and data.startswith(LOOP, start)


def sub_blocks(content: bytes) -> bytes:
    """The bytes as sub-blocks, ended."""
    pieces = (content[start : start + 255] for start in range(0, len(content), 255))
    return b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0"


def embed(data: bytes, text: str) -> bytes:
    """The same file with this planted text in place of any other; written as GIF89a, which comments need."""
    head = 13 + table(data[10])
    pieces = [b"GIF89a", data[6:head]]
    if text:
        pieces.append(b"\x21\xfe" + sub_blocks(b"translation-mock:\n" + text.encode()))
    for introducer, label, start, end in blocks(data):
        if introducer == EXTENSION and label == COMMENT and marked(content(data, start + 2, end)) is not None:
            continue
        pieces.append(data[start:end])
    return b"".join(pieces)
