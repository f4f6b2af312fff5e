"""Pictures: the ones that the suite sends, the same bytes every time, and careful reading of those that come back."""

import warnings
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any
from xml.parsers import expat

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

#: Pixels of an answer's picture, counted over all frames, above which it is not decoded.
MAX_PIXELS = 50_000_000
#: What Pillow decodes by itself; other formats of it start foreign programs.
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "JPEG2000", "ICO")
_SVG_TYPE = "image/svg+xml"
_SVG_ROOT = "http://www.w3.org/2000/svg svg"
#: Other names in use for the same media type.
_ALIASES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/apng": "image/png",
    "image/mpo": "image/jpeg",
    "image/x-ms-bmp": "image/bmp",
}
#: Not square, and small: what is tested is the service, not its patience.
SIZE = (240, 120)


#: How the suite's pictures are written.
_OPTIONS: dict[str, dict[str, Any]] = {"JPEG": {"quality": 90}, "WEBP": {"lossless": True}}


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
                return Picture(_ALIASES.get(media_type, media_type), image.size)
        except UnidentifiedImageError as error:
            raise PictureError("no picture format is recognised") from error
        except Image.DecompressionBombError as error:
            raise UnreadablePicture("it is too large to be decoded") from error
        except UnreadablePicture:
            raise
        except Exception as error:  # Pillow's decoders raise what they like on damaged files
            raise PictureError(f"decoding fails: {type(error).__name__}") from error


def canonical(media_type: str) -> str:
    """*media_type* under the one name that this module uses for it."""
    return _ALIASES.get(media_type, media_type)


@cache
def drawn(word: str = "Hello", size: tuple[int, int] = SIZE) -> Image.Image:
    """*word*, black on white, large."""
    image = Image.new("RGB", size, "white")
    font = ImageFont.load_default(56 if size == SIZE else size[0] // 4)
    ImageDraw.Draw(image).text((size[0] // 2, size[1] // 2), word, "black", font, anchor="mm")
    return image


@cache
def encoded(
    format_: str, word: str = "Hello", mode: str = "RGB", *, size: tuple[int, int] = SIZE, **options: Any
) -> bytes:
    """*word* as a file of *format_*, in one of Pillow's modes."""
    buffer = BytesIO()
    drawn(word, size).convert(mode).save(buffer, format_, **{**_OPTIONS.get(format_, {}), **options})
    return buffer.getvalue()


def animated(format_: str) -> bytes:
    """Two words, one after the other."""
    buffer = BytesIO()
    frames = [drawn("Hello"), drawn("World")]
    frames[0].save(buffer, format_, save_all=True, append_images=frames[1:], duration=500, loop=0)
    return buffer.getvalue()


PNG = Upload("image.png", "image/png", encoded("PNG"))
JPG = Upload("image.jpg", "image/jpeg", encoded("JPEG"))
JPEG = Upload("image.jpeg", "image/jpeg", encoded("JPEG"))
WEBP = Upload("image.webp", "image/webp", encoded("WEBP"))
GIF = Upload("image.gif", "image/gif", encoded("GIF"))
#: Ordinary files of the four formats that a service which knows only RGB trips over.
OTHER_PNGS = (
    Upload("image.png", "image/png", encoded("PNG", mode="RGBA")),
    Upload("image.png", "image/png", encoded("PNG", mode="P")),
    Upload("image.png", "image/png", encoded("PNG", mode="L")),
)
#: Of other proportions: taller than wide, and wide in another way.
OTHER_SIZES = (
    Upload("image.png", "image/png", encoded("PNG", size=(150, 300))),
    Upload("image.png", "image/png", encoded("PNG", size=(320, 200))),
)
#: Of kinds that a service may well not take, but must not fail on.
ODD_JPEGS = (Upload("image.jpg", "image/jpeg", encoded("JPEG", mode="L", progressive=True)),)
OTHER_WEBPS = (Upload("image.webp", "image/webp", encoded("WEBP", mode="RGBA", lossless=False)),)
ODD_GIFS = (Upload("image.gif", "image/gif", animated("GIF")),)
BLANK = Upload("blank.png", "image/png", encoded("PNG", " "))
EMPTY = Upload("image.png", "image/png", b"")
#: Cut in the middle of its data.
DAMAGED = Upload("image.png", "image/png", encoded("PNG")[: len(encoded("PNG")) // 2])
#: A PNG under the name and type of a JPEG.
MISNAMED = Upload("image.jpg", "image/jpeg", encoded("PNG"))

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

#: A text under the name and type of a picture: no picture at all.
LYING = Upload("image.png", "image/png", b"Hello, this is no picture.\n")
#: Files of types that the page does not name, each with its true name and type.
UNSUPPORTED = (
    Upload("image.bmp", "image/bmp", encoded("BMP")),
    Upload("image.tiff", "image/tiff", encoded("TIFF")),
    Upload("image.svg", "image/svg+xml", _SVG),
    Upload("document.pdf", "application/pdf", _PDF),
    Upload("note.txt", "text/plain", b"Hello\n"),
)
