"""The picture formats, told by the first bytes of a file and never by its name."""

from enum import Enum

from translation_mock.domain.refusals import UnsupportedPicture


class Format(Enum):
    """A supported format; the value is the name under which users and media types know it."""

    GIF = "gif"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"

    @property
    def media_type(self) -> str:
        """The media type that is sent with a picture of this format."""
        return f"image/{self.value}"


def format_of(data: bytes) -> Format:
    """The format that the first bytes announce; raises UnsupportedPicture when it is none of the four."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if data.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Format.GIF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    raise UnsupportedPicture
