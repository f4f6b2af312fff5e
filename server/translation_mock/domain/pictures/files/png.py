"""PNG and APNG files taken apart and put together. The W3C's PNG specification names the chunks."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from translation_mock.domain.pictures.files.anatomy import (
    MOST_BLOCKS,
    MOST_FRAMES,
    Anatomy,
    MalformedError,
    joined,
    orientation_of,
)
from translation_mock.domain.pictures.files.formats import Format
from translation_mock.domain.pictures.lines import Box

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"translation-mock"
CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
MOTION = frozenset({b"acTL", b"fcTL", b"fdAT"})
COLOURS = frozenset({b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI"})
COLOURED = 2
"""The bit of the colour type (byte 25 of a file) that is not set for greys."""
INDEXED = 3
"""The colour type of indices of a palette, which is the chunk PLTE."""
NEEDED = CRITICAL | COLOURS | {b"tRNS", b"sBIT", b"bKGD", b"pHYs"}
"""What is needed to show the picture as it was meant; any other chunk may be private."""
Part = tuple[bytes, int, int]
"""Kind, start and end of a chunk, its length and checksum included."""
MOST_TEXT = 1 << 20
"""Bytes that one compressed text may unfold to, as in Pillow."""
MOST_TEXTS = 16 << 20
"""Bytes that all compressed texts of a picture may unfold to."""


def chunks(data: bytes) -> Iterator[Part]:
    """The chunks up to IEND; what follows is not read. Raises MalformedError."""
    position = len(SIGNATURE)
    for _ in range(MOST_BLOCKS):
        if position + 12 > len(data):
            raise MalformedError("no IEND")
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        if end > len(data):
            raise MalformedError("truncated chunk")
        if kind in CRITICAL:
            content = memoryview(data)[position + 4 : end - 4]
            if zlib.crc32(content) != struct.unpack_from(">I", data, end - 4)[0]:
                raise MalformedError("wrong checksum")
        yield kind, position, end
        if kind == b"IEND":
            return
        position = end
    raise MalformedError("too many chunks")


def dissect(data: bytes) -> Anatomy:
    """Take a PNG apart; raises MalformedError."""
    parts, frames = [], 0
    for part in chunks(data):
        parts.append(part)
        frames += part[0] == b"fcTL"
        if frames > MOST_FRAMES:
            break
    kinds = [kind for kind, _, _ in parts]
    if kinds[0] != b"IHDR" or parts[0][2] - parts[0][1] != 25 or b"IDAT" not in kinds:
        raise MalformedError("no picture")
    if data[25] == INDEXED and b"PLTE" not in kinds[: kinds.index(b"IDAT")]:
        raise MalformedError("no palette")
    width, height = struct.unpack_from(">II", data, 16)
    motion = Motion.of(data, parts)
    needed = NEEDED | MOTION if motion.durations else NEEDED
    kept = [(0, len(SIGNATURE)), *((start, end) for kind, start, end in parts if kind in needed)]
    orientations = [orientation_of(data[start + 8 : end - 4]) for kind, start, end in parts if kind == b"eXIf"]
    return Anatomy(
        Format.PNG,
        data,
        width,
        height,
        frames=max(1, min(len(motion.durations) + motion.still_first, MOST_FRAMES + 1)),
        kept=joined(kept),
        planted=planted_text(data, parts),
        orientation=orientations[0] if orientations else 1,
        durations=motion.durations,
        loop=motion.loop,
        still_first=motion.still_first,
    )


@dataclass(frozen=True)
class Motion:
    """The animation in an APNG; without durations it is a still picture."""

    durations: tuple[tuple[int, int], ...] = ()
    loop: int | None = None
    still_first: bool = False

    @classmethod
    def of(cls, data: bytes, parts: list[Part]) -> "Motion":
        """What the chunks tell; raises MalformedError when frames are missing."""
        announced = [(start, end) for kind, start, end in parts if kind == b"acTL"]
        if not announced:
            return cls()
        kinds = [kind for kind, _, _ in parts]
        controls = [(start, end) for kind, start, end in parts if kind == b"fcTL"]
        start, end = announced[0]
        first = kinds.index(b"IDAT")
        if len(announced) > 1 or end - start != 20 or kinds.index(b"acTL") > first:
            raise MalformedError("wrong acTL")
        if any(end - start != 38 for start, end in controls):
            raise MalformedError("wrong fcTL")
        count, loop = struct.unpack_from(">II", data, start + 8)
        if count < len(controls) or not count or (count > len(controls) and len(controls) <= MOST_FRAMES):
            raise MalformedError("frames are missing")
        durations = [struct.unpack_from(">HH", data, start + 28) for start, _ in controls]
        # "If the denominator is 0, it is to be treated as if it were 100" (PNG, fcTL)
        still_first = b"fcTL" not in kinds[:first]
        return cls(tuple((over, under or 100) for over, under in durations), loop, still_first)


def planted_text(data: bytes, parts: list[Part]) -> str | None:
    """The first planted text; raises MalformedError when the compressed texts unfold to too much."""
    planted: str | None = None
    budget = MOST_TEXTS
    for kind, start, end in parts:
        if kind in TEXTS:
            text, used = text_of(kind, data[start + 8 : end - 4], min(budget, MOST_TEXT))
            budget -= used
            planted = planted if planted is not None else text
    return planted


def text_of(kind: bytes, content: bytes, limit: int) -> tuple[str | None, int]:
    """The text of a chunk if it is planted text, and the bytes that its compressed content unfolded to.

    Raises MalformedError when it would unfold to more than `limit` bytes.
    """
    keyword, _, rest = content.partition(b"\0")
    compressed = kind == b"zTXt"
    if kind == b"iTXt":
        compressed = rest[:1] == b"\1"
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    elif compressed:
        rest = rest[1:]
    used = 0
    if compressed:
        try:
            rest = zlib.decompressobj().decompress(rest, limit + 1)
        except zlib.error:
            return None, 0
        used = len(rest)
        if used > limit:
            raise MalformedError("text too long")
    if keyword != KEYWORD:
        return None, used
    try:
        return rest.decode(), used
    except UnicodeDecodeError:
        # tEXt and zTXt are Latin-1 by the specification; tools that keep to it write it so.
        return (None if kind == b"iTXt" else rest.decode("latin-1")), used


def chunk(kind: bytes, content: bytes) -> bytes:
    """One chunk with its length and checksum."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def embed(data: bytes, text: str) -> bytes:
    """The same file with this planted text in place of any other."""
    pieces = [SIGNATURE]
    for kind, start, end in chunks(data):
        content = data[start + 8 : end - 4] if kind in TEXTS else b""
        if content.partition(b"\0")[0] != KEYWORD:
            pieces.append(data[start:end])
        if kind == b"IHDR" and text:
            pieces.append(chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + text.encode()))
    return b"".join(pieces)


def with_colours_of(still: bytes, anatomy: Anatomy) -> bytes:
    """The file with the chunks of the upload that say how its colours are meant, as they stand there."""
    data, end_of_header = anatomy.data, len(SIGNATURE) + 25
    grey = not still[25] & COLOURED
    pieces = []
    for kind, start, end in chunks(data):
        if kind == b"IDAT":
            break
        # The profile of greys is none of colours, which the frames of an animation become.
        if kind in COLOURS and (kind != b"iCCP" or grey == (not data[25] & COLOURED)):
            pieces.append(data[start:end])
    return b"".join([still[:end_of_header], *pieces, still[end_of_header:]]) if pieces else still


def animation(parts: Sequence[tuple[Box, bytes]], anatomy: Anatomy) -> bytes:
    """One APNG of PNG files of the same mode, each with its place; the first one, and an only still one, is whole."""
    durations = iter(anatomy.durations)
    pieces = [SIGNATURE]
    sequence = 0
    for index, (place, still) in enumerate(parts):
        if index == 0:
            still = with_colours_of(still, anatomy)
        found = [(kind, still[start + 8 : end - 4]) for kind, start, end in chunks(still)]
        coded = b"".join(content for kind, content in found if kind == b"IDAT")
        if index == 0:
            pieces += [chunk(kind, content) for kind, content in found if kind not in {b"IDAT", b"IEND"}]
            pieces.append(chunk(b"acTL", struct.pack(">II", len(anatomy.durations), anatomy.loop or 0)))
        if index or not anatomy.still_first:
            # Disposed of by leaving it, replacing what stood before.
            control = struct.pack(">IIIIHHBB", place.width, place.height, place.left, place.top, *next(durations), 0, 0)
            pieces.append(chunk(b"fcTL", struct.pack(">I", sequence) + control))
            sequence += 1
        if index == 0:
            pieces.append(chunk(b"IDAT", coded))
        else:
            pieces.append(chunk(b"fdAT", struct.pack(">I", sequence) + coded))
            sequence += 1
    return b"".join([*pieces, chunk(b"IEND", b"")])
