"""Pictures that no camera makes. Written by hand where Pillow would refuse to."""

import struct
import zlib
from collections.abc import Sequence
from functools import cache
from io import BytesIO

from PIL import Image

from translation_mock.domain.pictures.files.containers import embed

FORMATS = ("png", "jpeg", "webp", "gif")


@cache
def blank(form: str, width: int = 24, height: int = 16, frames: int = 1) -> bytes:
    """A white picture: nothing to read in it, so that it costs one credit."""
    file = BytesIO()
    pictures = [Image.new("RGB", (width, height), "white") for _ in range(frames)]
    more = [Image.new("RGB", (width, height), (255, 255, 255 - index % 2)) for index in range(1, frames)]
    if more:
        pictures[0].save(file, form, save_all=True, append_images=more)
    else:
        pictures[0].save(file, form)
    return file.getvalue()


@cache
def foreign(form: str) -> bytes:
    """A picture of a format that is not supported."""
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, form)
    return file.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*chunks: bytes) -> bytes:
    """A PNG of these chunks."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


def header(width: int, height: int, depth: int = 8, color: int = 0) -> bytes:
    """The first chunk of a PNG."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0))


@cache
def png_bomb(width: int, height: int) -> bytes:
    """A PNG of zeros, one bit a pixel: small on the wire, large in memory."""
    packer = zlib.compressobj(9)
    row = bytes(1 + -(-width // 8))
    pixels = b"".join([*(packer.compress(row * 100) for _ in range(height // 100)), packer.flush()])
    return png(header(width, height, depth=1), chunk(b"IDAT", pixels))


def pixel(*extra: bytes, data: bytes | None = None) -> bytes:
    """A PNG of one grey pixel, with other chunks before the pixel."""
    return png(header(1, 1), *extra, chunk(b"IDAT", zlib.compress(b"\0\xff") if data is None else data))


def without_palette(frames: int = 1) -> bytes:
    """A PNG or APNG of one pixel, an index of the palette that it does not have."""
    pieces = [header(1, 1, color=3)]
    if frames > 1:
        pieces.append(chunk(b"acTL", struct.pack(">II", frames, 0)))
    for number in range(frames):
        pixels = zlib.compress(b"\0\0")
        if frames > 1:
            sequence = max(0, 2 * number - 1)
            pieces.append(chunk(b"fcTL", struct.pack(">IIIIIHHBB", sequence, 1, 1, 0, 0, 1, 10, 0, 0)))
        pieces.append(chunk(b"fdAT", struct.pack(">I", 2 * number) + pixels) if number else chunk(b"IDAT", pixels))
    return png(*pieces)


@cache
def text_bomb(kind: bytes) -> bytes:
    """A PNG with a compressed text that unpacks to 64 MiB."""
    packed = zlib.compress(bytes(64 << 20), 9)
    head = {b"zTXt": b"Comment\0\0", b"iTXt": b"Comment\0\1\0\0\0", b"iCCP": b"profile\0\0"}[kind]
    return pixel(chunk(kind, head + packed))


def gif(width: int, height: int, *images: bytes) -> bytes:
    """A GIF with a canvas of that size and two colours."""
    return (
        b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + b"".join(images) + b";"
    )


def gif_image(width: int, height: int, left: int = 0) -> bytes:
    """An image of a GIF whose data is that of one pixel."""
    return b"," + struct.pack("<HHHHB", left, 0, width, height, 0) + b"\x02\x02D\x01\x00"


@cache
def gif_of_few_colours() -> bytes:
    """A GIF of 256 indices with colours for four of them, which is painted where nothing was drawn before."""
    image = Image.frombytes("P", (80, 40), bytes(range(256)).ljust(80 * 40, b"\1"))
    image.putpalette(bytes(range(256)) * 3)
    file = BytesIO()
    image.save(file, "GIF")
    data = file.getvalue()
    # A canvas higher than its image: the box lies where nothing is, and the image has to grow and be seen through.
    few = data[:6] + struct.pack("<HHB", 80, 80, 0x81) + data[11:25] + data[13 + 3 * 256 : -1] + b";"
    return embed(few, "[4,44,70,30] Exit")


def without(data: bytes, *gone: int) -> bytes:
    """The bytes with some inverted, by position from the start or the end."""
    damaged = bytearray(data)
    for position in gone:
        damaged[position] ^= 0xFF
    return bytes(damaged)


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP of these chunks."""
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_canvas(width: int, height: int) -> bytes:
    """A WebP that announces a canvas of that size around a picture of a few pixels."""
    canvas = struct.pack("<I", 0) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    still = blank("webp")[12:]
    size = int.from_bytes(still[4:8], "little")
    return webp((b"VP8X", canvas), (still[:4], still[8 : 8 + size]))


def webp_long_canvas() -> bytes:
    """A planted animation on a canvas of 20 000 by 16, which is wider than any picture that a WebP can hold."""
    data = embed(blank("webp", frames=2), "[1,1,20,10] Exit")
    start = data.index(b"VP8X") + 12
    return data[:start] + (20_000 - 1).to_bytes(3, "little") + data[start + 3 :]


LAUGHS = b"<!DOCTYPE a [<!ENTITY b '%b'>%b]>" % (
    b"ha" * 1_000,
    b"".join(b"<!ENTITY %c '%b'>" % (99 + level, b"&%c;" % (98 + level) * 20) for level in range(9)),
)
"""A document type in which a letter stands for 20 of the letter before it."""


def webp_described(xmp: bytes) -> bytes:
    """A picture of a few pixels with this XMP packet, which need not be well-formed."""
    still = blank("webp")[12:]
    size = int.from_bytes(still[4:8], "little")
    canvas = struct.pack("<I", 4) + (23).to_bytes(3, "little") + (15).to_bytes(3, "little")
    return webp((b"VP8X", canvas), (still[:4], still[8 : 8 + size]), (b"XMP ", xmp + b"<k>&k;</k>"))


def apng(width: int, height: int, frames: int, frame: int = 1) -> bytes:
    """An animation of black frames of this many pixels square, of which the first alone fills the canvas."""
    control = struct.pack(">IIIIHHBB", width, height, 0, 0, 1, 10, 0, 0)
    pieces = [header(width, height, depth=1), chunk(b"acTL", struct.pack(">II", frames, 0))]
    pieces += [chunk(b"fcTL", bytes(4) + control), chunk(b"IDAT", zlib.compress(bytes((width + 15) // 8 * height), 9))]
    pixels = zlib.compress(bytes((1 + -(-frame // 8)) * frame), 9)
    for number in range(1, 2 * frames - 1, 2):
        place = struct.pack(">IIIIIHHBB", number, frame, frame, 0, 0, 1, 10, 0, 0)
        pieces += [chunk(b"fcTL", place), chunk(b"fdAT", struct.pack(">I", number + 1) + pixels)]
    return png(*pieces)


def jpeg_claiming(width: int, height: int) -> bytes:
    """A JPEG whose frame header claims another size than its data has."""
    data = bytearray(blank("jpeg"))
    start = data.index(b"\xff\xc0")
    data[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def truncations(data: bytes, shares: Sequence[float]) -> list[bytes]:
    """The beginnings of *data*, cut after these shares of it."""
    return [data[: int(len(data) * share)] for share in shares]
