"""WebP files taken apart and put together. RFC 9649 names the chunks."""

import struct
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from translation_mock.domain.pictures.files.anatomy import (
    MOST_BLOCKS,
    MOST_FRAMES,
    Anatomy,
    MalformedError,
    joined,
    orientation_of,
)
from translation_mock.domain.pictures.files.formats import Format
from translation_mock.domain.pictures.files.marker import MARKER, marked
from translation_mock.domain.pictures.lines import Box

HAS_ANIMATION, HAS_XMP, HAS_EXIF, HAS_ALPHA, HAS_PROFILE = 0x02, 0x04, 0x08, 0x10, 0x20
LONGEST_SIDE = 16_383
"""Pixels of a side of a picture that libwebp codes (WEBP_MAX_DIMENSION); a canvas may announce more."""
LONGEST_XMP = 1 << 20
SMALL = frozenset({b"VP8X", b"ANIM", b"EXIF", b"XMP "})
NEEDED = frozenset({b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"})
"""What is needed to show the picture, VP8X aside; any other chunk may be private."""
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt>
<rdf:li xml:lang="x-default">{text}</rdf:li>
</rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end (padding included) of each chunk inside the RIFF form."""
    if len(data) < 12:
        raise MalformedError("truncated header")
    end_of_form = 8 + struct.unpack_from("<I", data, 4)[0]
    if end_of_form > len(data):
        raise MalformedError("truncated form")
    position = 12
    for _ in range(MOST_BLOCKS):
        if position + 8 > end_of_form:
            return
        kind, length = struct.unpack_from("<4sI", data, position)
        end = position + 8 + length
        if end > end_of_form:
            raise MalformedError("truncated chunk")
        end = min(end + (length & 1), end_of_form)
        yield kind, position, end
        position = end
    raise MalformedError("too many chunks")


def payload(data: bytes, start: int) -> bytes:
    """The content of the chunk at this position."""
    return data[start + 8 : start + 8 + struct.unpack_from("<I", data, start + 4)[0]]


def dissect(data: bytes) -> Anatomy:
    """Take a WebP apart; raises MalformedError."""
    parts, frames = [], []
    for kind, start, end in chunks(data):
        parts.append((kind, start, end))
        if kind == b"ANMF":
            frames.append((start, end))
        if len(frames) > MOST_FRAMES:
            break
    contents = {kind: payload(data, start) for kind, start, _ in reversed(parts) if kind in SMALL}
    stills = [(kind, start) for kind, start, _ in parts if kind in {b"VP8 ", b"VP8L"}]
    if any(end - start < 32 for start, end in frames):
        raise MalformedError("truncated frame")
    if b"VP8X" in contents:
        width, height = canvas(contents[b"VP8X"])
    elif stills:
        width, height = still_size(stills[0][0], data[stills[0][1] + 8 : stills[0][1] + 18])
    else:
        raise MalformedError("no picture")
    coded = [data[start + 24 : start + 28] for start, _ in frames] or [kind for kind, _ in stills]
    durations = [(int.from_bytes(data[start + 20 : start + 23], "little"), 1000) for start, _ in frames]
    return Anatomy(
        Format.WEBP,
        data,
        width,
        height,
        frames=max(1, len(frames)),
        head=bare_head(data, parts),
        kept=joined([(start, end) for kind, start, end in parts if kind in NEEDED]),
        planted=described(contents.get(b"XMP ", b"")),
        orientation=orientation_of(contents.get(b"EXIF", b"")),
        lossless=all(kind == b"VP8L" for kind in coded),
        durations=tuple(durations) if len(durations) > 1 else (),
        loop=struct.unpack_from("<H", contents.get(b"ANIM", b"").ljust(6, b"\0"), 4)[0] if frames else None,
    )


def bare_head(data: bytes, parts: list[tuple[bytes, int, int]]) -> bytes:
    """What comes before the chunks that are kept: the form's header, and VP8X without a word of metadata."""
    size, extension = 4, b""
    for kind, start, end in parts:
        if kind == b"VP8X":
            flags = data[start + 8] & ~(HAS_XMP | HAS_EXIF)
            extension = data[start : start + 8] + bytes([flags]) + data[start + 9 : end]
        if kind in NEEDED or kind == b"VP8X":
            size += end - start
    return b"RIFF" + struct.pack("<I", size) + b"WEBP" + extension


def canvas(content: bytes) -> tuple[int, int]:
    """Width and height that VP8X tells."""
    if len(content) < 10:
        raise MalformedError("truncated VP8X")
    return 1 + int.from_bytes(content[4:7], "little"), 1 + int.from_bytes(content[7:10], "little")


def still_size(kind: bytes, beginning: bytes) -> tuple[int, int]:
    """Width and height that the first bytes of coded pixels tell."""
    if len(beginning) < 10:
        raise MalformedError("truncated frame")
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", beginning, 6)
        return width & 0x3FFF, height & 0x3FFF
    (bits,) = struct.unpack_from("<I", beginning, 1)
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)


def described(xmp: bytes) -> str | None:
    """The planted text in an XMP packet, which begins with the marker line.

    That is the whole packet, as Pillow writes it, or else the first attribute or text of an element.
    A packet that is long or is not UTF-8 is not read, nor is XML with a document type (where entity bombs live).
    """
    if len(xmp) > LONGEST_XMP:
        return None
    if (text := marked(xmp)) is not None:
        return text
    if b"<!DOCTYPE" in xmp:
        return None
    try:
        packet = xmp.decode().strip("\0 \r\n\t")
        root = ElementTree.fromstring(packet)  # noqa: S314 - nothing can be declared, see above
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError):
        return None
    for element in root.iter():
        for value in (*element.attrib.values(), element.text or ""):
            first, _, rest = value.lstrip().partition("\n")
            if first.strip() == MARKER:
                return rest
    return None


def chunk(kind: bytes, content: bytes) -> bytes:
    """One chunk with its length and padding."""
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) & 1)


def form(pieces: Sequence[bytes]) -> bytes:
    """The chunks as a file."""
    body = b"WEBP" + b"".join(pieces)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def extended(size: tuple[int, int], flags: int) -> bytes:
    """The VP8X chunk."""
    width, height = ((side - 1).to_bytes(3, "little") for side in size)
    return chunk(b"VP8X", bytes([flags, 0, 0, 0]) + width + height)


def embed(data: bytes, text: str) -> bytes:
    """The same file with this planted text as its XMP packet, in place of any other packet."""
    anatomy = dissect(data)
    flags = HAS_XMP if text else 0
    pieces = []
    for kind, start, end in chunks(data):
        if kind == b"VP8X":
            flags |= data[start + 8] & ~HAS_XMP
        elif kind == b"VP8L" and data[start + 12] & 0x10:
            flags |= HAS_ALPHA
        if kind not in {b"VP8X", b"XMP "}:
            pieces.append(data[start:end])
    if text:
        packet = XMP.format(text=escape(f"{MARKER}\n{text}"))
        pieces.append(chunk(b"XMP ", packet.encode()))
    return form([extended((anatomy.width, anatomy.height), flags), *pieces])


def animation(parts: Sequence[tuple[Box, bytes]], anatomy: Anatomy) -> bytes:
    """One WebP of WebP files, each with its place, whose offsets are even."""
    flags = HAS_ANIMATION
    profile, frames = b"", []
    for (place, still), (duration, _) in zip(parts, anatomy.durations, strict=True):
        coded = []
        for kind, start, end in chunks(still):
            if kind in {b"ALPH", b"VP8 ", b"VP8L"}:
                coded.append(still[start:end])
            if kind == b"ALPH" or (kind == b"VP8L" and still[start + 12] & 0x10):
                flags |= HAS_ALPHA
            if kind == b"ICCP":
                profile, flags = still[start:end], flags | HAS_PROFILE
        # The last byte: this frame replaces what stood before and is not blended with it.
        numbers = place.left // 2, place.top // 2, place.width - 1, place.height - 1, duration
        head = b"".join(number.to_bytes(3, "little") for number in numbers) + b"\x02"
        frames.append(chunk(b"ANMF", head + b"".join(coded)))
    background = chunk(b"ANIM", bytes(4) + struct.pack("<H", anatomy.loop or 0))
    return form([extended((anatomy.width, anatomy.height), flags), profile, background, *frames])
