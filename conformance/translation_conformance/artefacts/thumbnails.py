"""The pictures of an exchange, small and drawn anew: no byte that a target sent is in them.

What it costs is bounded: so many pictures, so many pixels to decode, and each thumbnail so small.
"""

import hashlib
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Any

from PIL import Image

from translation_conformance import data_url
from translation_conformance.exchange import Exchange, Form, Request, Response
from translation_conformance.pictures import MAX_PIXELS, formats

#: The sides of a thumbnail.
_BOX = (240, 160)
#: So few that none is larger than some ten thousand bytes, and that no run of bytes of the original is left in it.
_COLOURS = 64
#: What a page can bear: pictures that are shown, and bytes of them.
_MOST_SHOWN = 120
_MOST_BYTES = 1_500_000
_MOST_IN_COLOUR = 4_000_000
#: Pixels that are decoded for one report.
_MOST_PIXELS = 3 * MAX_PIXELS
#: Bytes of answers that are searched for pictures, for one report.
_MOST_SEARCHED = 64 * 2**20
#: So deep within a JSON answer pictures are looked for, and among so many of its values.
_DEEPEST = 4
_MOST_VALUES = 2000
_MOST_OF_AN_ANSWER = 3


@dataclass(frozen=True)
class Thumbnail:
    """A picture, drawn anew."""

    #: What it is, in words that are safe to show.
    caption: str
    png: bytes
    #: Of the thumbnail, in pixels.
    width: int
    height: int


@dataclass(frozen=True)
class _Drawn:
    png: bytes
    size: tuple[int, int]
    original: tuple[int, int]


class Gallery:
    """Draws the thumbnails of one report; *safe* makes names that a target chose safe to show."""

    def __init__(self, safe: Callable[[str], str]) -> None:
        self._safe = safe
        self._drawn: dict[bytes, _Drawn | None] = {}
        #: The same exchange is evidence of many things. It is kept here, so that no other gets its number.
        self._seen: dict[int, tuple[Exchange, tuple[tuple[str, _Drawn], ...]]] = {}
        self._searched = 0
        self._pixels = 0
        self._shown = 0
        self._bytes = 0

    def pictures(self, exchange: Exchange) -> tuple[Thumbnail, ...]:
        """The pictures of *exchange*: those that were sent, and those of the answer."""
        found: list[Thumbnail] = []
        for caption, drawn in self._in(exchange):
            if self._shown < _MOST_SHOWN and self._bytes + len(drawn.png) <= _MOST_BYTES:
                self._shown += 1
                self._bytes += len(drawn.png)
                size = f"{drawn.original[0]} × {drawn.original[1]}"
                found.append(Thumbnail(f"{caption}, {size}", drawn.png, *drawn.size))
        return tuple(found)

    def _in(self, exchange: Exchange) -> tuple[tuple[str, _Drawn], ...]:
        if id(exchange) not in self._seen:
            named = [*_sent(exchange.request), *self._answered(exchange)]
            found = tuple((caption, drawn) for caption, content in named if (drawn := self._draw(content)))
            self._seen[id(exchange)] = exchange, found
        return self._seen[id(exchange)][1]

    def _answered(self, exchange: Exchange) -> Iterator[tuple[str, bytes]]:
        outcome = exchange.outcome
        if not isinstance(outcome, Response) or outcome.truncated:
            return
        if self._shown >= _MOST_SHOWN or self._searched + len(outcome.body) > _MOST_SEARCHED:
            return
        self._searched += len(outcome.body)
        if outcome.media_type.startswith("image/"):
            yield "Answer", outcome.body
            return
        for name, text in islice(_data_urls(outcome.json), _MOST_OF_AN_ANSWER):
            with suppress(data_url.DataUrlError):
                yield f"Answer: {self._safe(name)}", data_url.parse(text).data

    def _draw(self, content: bytes) -> _Drawn | None:
        digest = hashlib.sha256(content).digest()
        if digest not in self._drawn:
            self._drawn[digest] = self._thumbnail(content)
        return self._drawn[digest]

    def _thumbnail(self, content: bytes) -> _Drawn | None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                with Image.open(BytesIO(content), formats=formats()) as image:
                    pixels = image.width * image.height
                    if pixels > MAX_PIXELS or self._pixels + pixels > _MOST_PIXELS:
                        return None
                    self._pixels += pixels
                    return _drawn(image)
            except Exception:  # noqa: BLE001 - Pillow's decoders raise what they like on damaged files
                return None


def _drawn(image: Image.Image) -> _Drawn:
    original = image.size
    image.draft("RGB", _BOX)
    # In full colour it shrinks better, where that does not take too much memory.
    small = image.convert("RGBA") if image.width * image.height <= _MOST_IN_COLOUR else image
    small.thumbnail(_BOX)
    small = small.convert("RGBA")
    # A new picture on a light ground: nothing but colours comes along.
    ground = Image.new("RGB", small.size, "white")
    ground.paste(small, mask=small.getchannel("A"))
    buffer = BytesIO()
    ground.quantize(_COLOURS).save(buffer, "PNG", optimize=True)
    return _Drawn(buffer.getvalue(), small.size, original)


def _sent(request: Request) -> Iterator[tuple[str, bytes]]:
    if isinstance(request.body, Form):
        for part in request.body.parts:
            if part.filename is not None and part.content:
                yield f"Sent: {part.filename}", part.content


def _data_urls(document: Any) -> Iterator[tuple[str, str]]:
    """Each text of a JSON value that begins like a data URL, with the name of the key that it stands under."""
    values = [("", document, 0)]
    for _ in range(_MOST_VALUES):
        if not values:
            return
        name, value, depth = values.pop(0)
        if isinstance(value, str) and value[:5].lower() == "data:":
            yield name, value
        if depth < _DEEPEST and isinstance(value, dict):
            values += [(key, inner, depth + 1) for key, inner in islice(value.items(), _MOST_VALUES)]
        if depth < _DEEPEST and isinstance(value, list):
            values += [(name, inner, depth + 1) for inner in value[:_MOST_VALUES]]
