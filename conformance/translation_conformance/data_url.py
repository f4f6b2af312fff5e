"""Data URLs (RFC 2397): `data:[<media type>][;base64],<data>`."""

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

_HEAD = re.compile(
    r"data:(?P<type>[^,;]*)(?P<parameters>(?:;(?:[^,;\"]++|\"[^\"]*+\")*+)*?)(?P<base64>;base64)?,", re.IGNORECASE
)
_MEDIA_TYPE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# Possessive, so that a hostile URL costs no more time than its length.
_PARAMETERS = re.compile(
    r"(?:;[!#$%&'*+.^_`|~0-9A-Za-z-]++=(?:[!#$&'*+.^_`|~0-9A-Za-z-]|%[0-9A-Fa-f]{2}|\"[^\"]*+\")*+)*+"
)
#: Everything that may stand in a URL, a percent sign only before two hexadecimal digits.
_URL_TEXT = re.compile(r"(?:[!$&-;=?-Z_a-z~\[\]@#]|%[0-9A-Fa-f]{2})*+")


class DataUrlError(ValueError):
    """The text is no data URL; the message says why."""


@dataclass(frozen=True)
class DataUrl:
    """A data URL, taken apart."""

    media_type: str
    data: bytes


def parse(text: str) -> DataUrl:
    """*text* taken apart; strict about base64 where the URL says so."""
    head = _HEAD.match(text)
    if head is None:
        raise DataUrlError("it does not begin data:[<media type>][;base64],")
    media_type = head["type"].lower()
    if media_type and not _MEDIA_TYPE.fullmatch(media_type):
        raise DataUrlError("what stands before the comma is not a media type")
    if not _PARAMETERS.fullmatch(head["parameters"] or ""):
        raise DataUrlError("the parameters of its media type are not well formed")
    rest = text[head.end() :]
    if not _URL_TEXT.fullmatch(rest):
        raise DataUrlError("its data has characters that a URL cannot have")
    data = unquote_to_bytes(rest) if "%" in rest else rest.encode("ascii")
    if head["base64"]:
        try:
            data = base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError) as error:
            raise DataUrlError("its data is not strict base64") from error
    return DataUrl(media_type or "text/plain", data)
