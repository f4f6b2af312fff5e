"""Pictures: the ones that the suite sends, the same bytes every time, and careful reading of those that come back."""

import struct
import warnings
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from typing import Any
from xml.parsers import expat

from PIL import ExifTags, Image, ImageDraw, ImageFont, UnidentifiedImageError

#: Pixels of an answer's picture, counted over all frames, above which it is not decoded.
MAX_PIXELS = 50_000_000
#: What Pillow decodes by itself; other formats of it start foreign programs.
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "JPEG2000", "ICO")
_SVG_TYPE = "image/svg+xml"
_SVG_ROOT = "http://www.w3.org/2000/svg svg"
#: The values of EXIF's Orientation that exchange width and height.
_ON_ITS_SIDE = (5, 6, 7, 8)
#: Other names in use for the same media type.
_ALIASES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/apng": "image/png",
    "image/mpo": "image/jpeg",
    "image/x-ms-bmp": "image/bmp",
}
#: Not square, and of an ordinary size: a service may well refuse a picture that is smaller than 256 pixels a side.
SIZE = (400, 260)


#: How the suite's pictures are written.
_OPTIONS: dict[str, dict[str, Any]] = {"JPEG": {"quality": 90}, "WEBP": {"lossless": True}}
#: Of 255: to be seen, and to be read.
_OPACITY = 230


@dataclass(frozen=True)
class Upload:
    """A file to upload, with the truth about it."""

    filename: str
    media_type: str
    content: bytes


class PictureError(ValueError):
    """The bytes do not decode completely as a picture; the message says why."""


class UnreadablePicture(ValueError):
    """The picture is too large to be judged here."""


@dataclass(frozen=True)
class Picture:
    """What is known of a picture that was decoded completely."""

    media_type: str
    #: None for a drawing that fits every size.
    size: tuple[int, int] | None
    #: It says of itself that it is to be shown lying on its side.
    turned: bool = False


def read(content: bytes, media_type: str = "") -> Picture:
    """*content* decoded to its end, every frame. A drawing is told by its *media_type*."""
    try:
        return _decoded(content)
    except PictureError:
        if media_type == _SVG_TYPE:
            return _drawing(content)
        raise


@cache
def formats() -> tuple[str, ...]:
    """The formats that are decoded, as far as Pillow was built with them."""
    Image.init()
    return tuple(name for name in _FORMATS if name in Image.OPEN)


def _drawing(content: bytes) -> Picture:
    """An SVG, which is read to its end, though not drawn."""
    parser = expat.ParserCreate(namespace_separator=" ")
    roots: list[str] = []

    def refuse_entity(*_: object) -> None:
        raise PictureError("it declares entities of its own")

    parser.StartElementHandler = lambda name, _: None if roots else roots.append(name)
    parser.EntityDeclHandler = refuse_entity
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise PictureError("it is no well-formed SVG") from error
    if roots != [_SVG_ROOT]:
        raise PictureError("it is no SVG")
    return Picture(_SVG_TYPE, None)


def _decoded(content: bytes) -> Picture:
    with warnings.catch_warnings():
        # A bomb is stopped by its size below; other warnings concern odd but decodable files.
        warnings.simplefilter("ignore")
        try:
            with Image.open(BytesIO(content), formats=formats()) as image:
                frames = getattr(image, "n_frames", 1)
                if image.width * image.height * frames > MAX_PIXELS:
                    raise UnreadablePicture(f"it has {image.width} x {image.height} pixels, {frames} times")
                for frame in range(frames):
                    image.seek(frame)
                    image.load()
                media_type = Image.MIME.get(image.format or "", "")
                return Picture(_ALIASES.get(media_type, media_type), image.size, _is_turned(image))
        except UnidentifiedImageError as error:
            raise PictureError("no picture format is recognised") from error
        except Image.DecompressionBombError as error:
            raise UnreadablePicture("it is too large to be decoded") from error
        except UnreadablePicture:
            raise
        except Exception as error:  # Pillow's decoders raise what they like on damaged files
            raise PictureError(f"decoding fails: {type(error).__name__}") from error


def _is_turned(image: Image.Image) -> bool:
    try:
        return image.getexif().get(ExifTags.Base.Orientation) in _ON_ITS_SIDE
    except Exception:  # noqa: BLE001 - Pillow raises what it likes on damaged metadata
        return False


def canonical(media_type: str) -> str:
    """*media_type* under the one name that this module uses for it."""
    return _ALIASES.get(media_type, media_type)


@cache
def drawn(word: str = "Hello", size: tuple[int, int] = SIZE) -> Image.Image:
    """*word*, black on white, large."""
    image = Image.new("RGB", size, "white")
    font = ImageFont.load_default(max(8, min(size) // 4))
    ImageDraw.Draw(image).text((size[0] // 2, size[1] // 2), word, "black", font, anchor="mm")
    return image


@cache
def encoded(
    format_: str, word: str = "Hello", mode: str = "RGB", *, size: tuple[int, int] = SIZE, **options: Any
) -> bytes:
    """*word* as a file of *format_*, in one of Pillow's modes; where it has an alpha channel, a little transparent."""
    buffer, image = BytesIO(), drawn(word, size).convert(mode)
    if mode.endswith("A"):
        image.putalpha(_OPACITY)
    image.save(buffer, format_, **{**_OPTIONS.get(format_, {}), **options})
    return buffer.getvalue()


def animated(format_: str) -> bytes:
    """Two words, one after the other."""
    buffer = BytesIO()
    frames = [drawn("Hello"), drawn("World")]
    frames[0].save(buffer, format_, save_all=True, append_images=frames[1:], duration=500, loop=0)
    return buffer.getvalue()


#: What a camera writes about itself.
_CAMERA: dict[int, object] = {
    ExifTags.Base.Make: "Conformance",
    ExifTags.Base.Model: "C-1",
    ExifTags.Base.Software: "1.0",
    ExifTags.Base.DateTime: "2026:01:02 03:04:05",
    ExifTags.Base.XResolution: 72.0,
    ExifTags.Base.YResolution: 72.0,
    ExifTags.Base.ResolutionUnit: 2,
}
_UPRIGHT, _ON_ITS_LEFT = 1, 6


def _photograph(image: Image.Image, orientation: int) -> bytes:
    """A JPEG as cameras write it: it begins with what the camera says, and not with a head of JFIF."""
    exif, buffer = Image.Exif(), BytesIO()
    exif.update({**_CAMERA, ExifTags.Base.Orientation: orientation})
    image.save(buffer, "JPEG", quality=90, exif=exif)
    content = buffer.getvalue()
    (length,) = struct.unpack(">H", content[4:6])
    return content[:2] + content[4 + length :]


def _on_its_side() -> bytes:
    """A photograph taken with the camera on its side: it is shown upright, and stored lying."""
    return _photograph(drawn().transpose(Image.Transpose.ROTATE_90), _ON_ITS_LEFT)


#: A size that no other picture of the suite has.
_WIDE_SIZE = (430, 280)


def _quarters(word: str, *colours: str) -> bytes:
    """A PNG with a word on four strong colours, which looks like no other picture of the suite."""
    width, height = _WIDE_SIZE
    image, buffer = Image.new("RGB", _WIDE_SIZE), BytesIO()
    for number, colour in enumerate(colours):
        image.paste(colour, (number % 2 * width // 2, number // 2 * height // 2, width, height))
    font = ImageFont.load_default(height // 4)
    middle = (width // 2, height // 2)
    ImageDraw.Draw(image).text(middle, word, "white", font, anchor="mm", stroke_width=3, stroke_fill="black")
    image.save(buffer, "PNG")
    return buffer.getvalue()


#: So many pixels a side tell pictures apart that look quite unlike each other.
_COARSE = (8, 8)


@lru_cache(maxsize=64)
def glance(content: bytes) -> bytes | None:
    """The first frame on white, coarsely: red, green and blue of few pixels. None where it cannot be decoded."""
    try:
        if _decoded(content).size is None:
            return None
        with warnings.catch_warnings(), Image.open(BytesIO(content), formats=formats()) as image:
            warnings.simplefilter("ignore")
            seen = image.convert("RGBA")
            ground = Image.new("RGBA", seen.size, "white")
            ground.alpha_composite(seen)
            return ground.convert("RGB").resize(_COARSE, Image.Resampling.BOX).tobytes()
    except (OSError, ValueError):
        # No picture, one too large, or of a mode that Pillow reads and does not convert.
        return None


def unlikeness(one: bytes, other: bytes) -> float:
    """How far two glances are from each other: 0 for the same, 255 for black and white."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


#: The passes of an interlaced PNG: first column and row, and the steps between columns and rows.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def _grey_png(*, depth: int = 8, interlaced: bool = False, size: tuple[int, int] = SIZE) -> bytes:
    """A grey PNG of a kind that Pillow does not write."""
    image = drawn(size=size).convert("L")
    width, height = image.size
    pixels = image.tobytes()
    lines: list[bytes] = []
    for column, row, across, down in _PASSES if interlaced else ((0, 0, 1, 1),):
        for y in range(row, height, down):
            line = pixels[y * width + column : (y + 1) * width : across]
            # Of two bytes, the first is the higher one: white is 0xffff.
            lines.append(b"\0" + (line if depth == 8 else bytes(byte for grey in line for byte in (grey, grey))))
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, int(interlaced))
    data = zlib.compress(b"".join(lines), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


_PNG_HEAD = len(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", bytes(13)))


def _saying(content: bytes, keyword: bytes, text: bytes) -> bytes:
    """A PNG with a text before everything that is to be seen."""
    return content[:_PNG_HEAD] + _chunk(b"tEXt", keyword + b"\0" + text) + content[_PNG_HEAD:]


def _of_one_length(contents: Iterable[bytes]) -> list[bytes]:
    """PNGs with a comment each, of which all are as long as the longest; those of one size begin alike, too."""
    known = list(contents)
    longest = max(map(len, known))
    filled = [_saying(content, b"Comment", b" " * (longest - len(content))) for content in known]
    return [_saying(content, b"Software", b"a program that draws pictures") for content in filled]


def _png(content: bytes, filename: str = "image.png") -> Upload:
    return Upload(filename, "image/png", content)


def _jpeg(content: bytes, filename: str = "image.jpg") -> Upload:
    return Upload(filename, "image/jpeg", content)


def _webp(content: bytes) -> Upload:
    return Upload("image.webp", "image/webp", content)


def _gif(content: bytes) -> Upload:
    return Upload("image.gif", "image/gif", content)


PNG = _png(encoded("PNG"))
JPG = _jpeg(encoded("JPEG"))
JPEG = _jpeg(encoded("JPEG", progressive=True), "image.jpeg")
WEBP = _webp(encoded("WEBP"))
GIF = _gif(encoded("GIF"))
#: Ordinary files of the four formats, as programs and cameras write them every day; those that tell most first.
#: Each is taken by a service that takes pictures of its type at all, whatever a service that knows only RGB does.
PLAIN = (
    _png(encoded("PNG", mode="RGBA"), "IMAGE.PNG"),
    JPEG,
    _webp(encoded("WEBP", mode="RGBA", lossless=False)),
    _gif(encoded("GIF", mode="P", transparency=0)),
    _png(encoded("PNG", mode="P", transparency=0)),
    _jpeg(_on_its_side(), "IMG_0001.JPG"),
    # Whoever takes a form apart by blank lines or by dashes cuts it.
    _png(_saying(encoded("PNG", size=(300, 480)), b"Comment", b"Hello\r\n\r\n-- \r\n--World\r\n\r\n")),
    _png(encoded("PNG", mode="LA")),
    _png(encoded("PNG", mode="1")),
    _png(_grey_png(interlaced=True)),
    WEBP,
    GIF,
    _jpeg(_photograph(drawn(), _UPRIGHT), "photo.jpg"),
    _png(encoded("PNG", mode="L")),
    _png(encoded("PNG", mode="P")),
    _png(encoded("PNG", size=(700, 280))),
)
#: Of the four formats, too, but of kinds and sizes that a service may well not take; it must not fail on them.
#: Two oddities at once tell a crash sooner; one by one, none hides behind the refusal of the other.
ODD = (
    _png(_grey_png(depth=16, size=(12, 600))),
    _jpeg(encoded("JPEG", mode="CMYK", size=(1600, 1200))),
    _gif(animated("GIF")),
    _webp(animated("WEBP")),
    _jpeg(encoded("JPEG", mode="L", progressive=True)),
    _png(_grey_png(depth=16)),
    _png(encoded("PNG", size=(1, 1))),
    _jpeg(encoded("JPEG", size=(1600, 1200))),
)
#: One like the other by name, type and length. The proportions of three are such that no fixed size is likely to have
#: them by chance; the fourth has the size of the first, and both look quite unlike each other and everything else.
WIDE, TALL, WIDER, QUARTERS = map(
    _png,
    _of_one_length(
        (
            _quarters("Hello", *("gold",) * 4),
            encoded("PNG", "World", size=(260, 400)),
            encoded("PNG", "Thanks", size=(640, 280)),
            _quarters("Four", "red", "green", "purple", "navy"),
        )
    ),
)
BLANK = _png(encoded("PNG", " "), "blank.png")
EMPTY = _png(b"")
#: What a browser sends where no file was chosen.
UNCHOSEN = Upload("", "application/octet-stream", b"")
#: Cut in the middle of its data.
DAMAGED = _png(encoded("PNG")[: len(encoded("PNG")) // 2])
#: A PNG under the name and type of a JPEG.
MISNAMED = _jpeg(encoded("PNG"))
#: As programs call and label what they made themselves.
UNNAMED = Upload("blob", "application/octet-stream", encoded("PNG"))

_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 240 120]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="240" height="120">'
    b'<text x="40" y="80" font-size="56">Hello</text></svg>'
)
#: Nothing is to be seen on these; only their type matters.
_SMALL = (120, 80)
_TIFF = encoded("TIFF", size=_SMALL)

#: A text under the name and type of a picture: no picture at all.
LYING = _png(b"Hello, this is no picture.\n")
#: Files of types that the page does not name, under their true name and type, and that text; what tells most first.
UNSUPPORTED = (
    LYING,
    Upload("image.bmp", "image/bmp", encoded("BMP", size=_SMALL)),
    Upload("image.svg", "image/svg+xml", _SVG),
    Upload("document.pdf", "application/pdf", _PDF),
    Upload("image.tiff", "image/tiff", _TIFF),
    Upload("note.txt", "text/plain", b"Hello\n"),
    Upload("archive.zip", "application/zip", b"PK\5\6" + bytes(18)),
    Upload("image.ico", "image/x-icon", encoded("ICO", size=_SMALL)),
    *([Upload("image.avif", "image/avif", encoded("AVIF", size=_SMALL))] if "AVIF" in formats() else []),
)
#: Such files under the name and type of a picture: by what a type is told, is open.
DISGUISED = (_png(_TIFF), _png(_SVG), _jpeg(_PDF))
