"""What a drawn picture is made into, to show one kind of file each: another mode or coding, frames, damage.

Each takes the file of a drawn picture and gives another file; planted lines stay planted, but where the file is broken.
"""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

Made = Callable[[bytes], bytes]

FRAMES = 4
FRAME_MS = 600
#: After less than five seconds an animation stands still, as WCAG 2.2.2 asks for.
LOOPS = 2


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    """The picture as a file."""
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def remade(save: Callable[[Image.Image], bytes]) -> Made:
    """What writes the pixels as *save* does and plants the same lines."""

    def made(data: bytes) -> bytes:
        from translation_mock.domain.pictures import plant, read_planted

        lines = read_planted(data)
        with Image.open(BytesIO(data)) as picture:
            file = save(picture.convert("RGB"))
        return plant(file, lines) if lines else file

    return made


def sixteen_bits(picture: Image.Image) -> bytes:
    """Grey of 16 bits."""
    grey = picture.convert("L").tobytes()
    wide = bytearray(2 * len(grey))
    wide[0::2] = wide[1::2] = grey
    return saved(Image.frombytes("I;16", picture.size, bytes(wide)), "PNG")


def rounded(picture: Image.Image) -> Image.Image:
    """The picture with alpha: its corners are cut off, and it fades out to the right."""
    corners = Image.new("L", picture.size)
    edges = (6, 6, picture.width - 7, picture.height - 7)
    ImageDraw.Draw(corners).rounded_rectangle(edges, radius=28, fill=255)
    fading = Image.linear_gradient("L").rotate(270).resize(picture.size).point([min(255, v + 96) for v in range(256)])
    alpha = Image.new("L", picture.size)
    alpha.paste(fading, mask=corners)
    seen = picture.convert("RGB")
    seen.putalpha(alpha)
    return seen


def cut_out(picture: Image.Image) -> Image.Image:
    """The picture in a palette of 15 colours and a transparent one, which takes its corners."""
    flat = picture.quantize(15, dither=Image.Dither.NONE)
    corners = Image.new("L", picture.size, 255)
    edges = (6, 6, picture.width - 7, picture.height - 7)
    ImageDraw.Draw(corners).rounded_rectangle(edges, radius=28, fill=0)
    colours = (flat.getpalette("RGB") or [])[:45]
    flat.putpalette([*colours, *bytes(45 - len(colours)), 255, 0, 255])
    flat.paste(15, (0, 0), corners)
    return flat


def interlaced(picture: Image.Image) -> bytes:
    """PNG in the seven passes of Adam7 (PNG, 8.2), which Pillow reads and does not write."""
    width, height, data = *picture.size, picture.tobytes()
    rows = bytearray()
    for left, top, right, down in (
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ):  # fmt: skip
        for y in range(top, height, down):
            row = data[3 * width * y : 3 * width * (y + 1)]
            few = bytearray(3 * len(range(left, width, right)))
            for channel in range(3):
                few[channel::3] = row[3 * left + channel :: 3 * right]
            rows += b"\0" + few
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 1)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, content) for kind, content in chunks)


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def turned(picture: Image.Image) -> bytes:
    """A JPEG as a phone held upright writes it: lying on its side, and EXIF says so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(picture.transpose(Image.Transpose.ROTATE_90), "JPEG", quality=90, exif=exif)


def with_bar(picture: Image.Image) -> list[Image.Image]:
    """Frames of the picture with a bar at its foot that grows."""
    frames = [picture.copy() for _ in range(FRAMES)]
    for number, frame in enumerate(frames, start=1):
        edges = (0, frame.height - 8, frame.width * number // FRAMES, frame.height)
        ImageDraw.Draw(frame).rectangle(edges, fill=(208, 72, 40))
    return frames


def appearing(picture: Image.Image) -> list[Image.Image]:
    """Frames of which the first half shows the ground alone, as a title that is faded in."""
    ground = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
    return [*with_bar(ground)[: FRAMES // 2], *with_bar(picture)[FRAMES // 2 :]]


def animated(form: str, frames: Callable[[Image.Image], list[Image.Image]], **options: Any) -> Made:
    """What writes these frames as an animation."""

    def save(picture: Image.Image) -> bytes:
        first, *others = frames(picture)
        return saved(first, form, save_all=True, append_images=others, duration=FRAME_MS, loop=LOOPS, **options)

    return remade(save)


def damaged(data: bytes) -> bytes:
    """The file with some of its middle overwritten."""
    middle = len(data) // 2
    return data[:middle] + bytes(64) + data[middle + 64 :]


def oversized(_data: bytes) -> bytes:
    """A PNG whose header claims 3600 million pixels, and little behind it."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, content) for kind, content in chunks)


def vector(_data: bytes) -> bytes:
    """A picture of a type that is not taken."""
    return b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text y="8">Exit</text></svg>'


VARIANTS: dict[str, Made] = {
    "interlaced": remade(interlaced),
    "grey": remade(lambda picture: saved(picture.convert("L"), "PNG")),
    "one-bit": remade(lambda picture: saved(picture.convert("1", dither=Image.Dither.NONE), "PNG")),
    "16-bit": remade(sixteen_bits),
    "alpha": remade(lambda picture: saved(rounded(picture), "PNG")),
    "palette": remade(lambda picture: saved(cut_out(picture), "PNG", transparency=15)),
    "apng": animated("PNG", with_bar),
    "quality-60": remade(lambda picture: saved(picture, "JPEG", quality=60)),
    "progressive": remade(lambda picture: saved(picture, "JPEG", quality=90, progressive=True)),
    "grey-jpeg": remade(lambda picture: saved(picture.convert("L"), "JPEG", quality=90)),
    "cmyk": remade(lambda picture: saved(picture.convert("CMYK"), "JPEG", quality=90)),
    "turned": remade(turned),
    "lossy-webp": remade(lambda picture: saved(picture, "WEBP", quality=80)),
    "alpha-webp": remade(lambda picture: saved(rounded(picture), "WEBP", lossless=True)),
    "animated-webp": animated("WEBP", with_bar, lossless=True),
    "cut-out-gif": remade(lambda picture: saved(cut_out(picture), "GIF", transparency=15)),
    "animated-gif": animated("GIF", with_bar),
    "appearing-gif": animated("GIF", appearing),
    "empty": lambda _data: b"",
    "vector": vector,
    "bitmap": remade(lambda picture: saved(picture, "BMP")),
    "truncated": lambda data: data[: 2 * len(data) // 3],
    "damaged": damaged,
    "oversized": oversized,
}
