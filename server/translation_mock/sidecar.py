"""The sidecar: a TOML file of the user that says what is written in pictures which cannot say it themselves.

    [[picture]]
    file = "screens/login.png"             # from the folder of this file; read once, at the start
    lines = ["Sign in", "[24,80,180,38] Password"]

    [[picture]]
    sha256 = "2cf24dba…"                   # of the upload, 64 hexadecimal digits
    lines = []                             # nothing is written here

A picture is named by `file` or by `sha256`. A line is written as planted text is: the text, optionally after its box
`[left,top,width,height] `; lines without a box stand in the regions that are detected, in order. Planted text in the
upload itself beats the sidecar, so for a picture that has any the start warns.
"""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translation_mock.domain.refusals import Refused
from translation_mock.settings import MIB
from translation_mock.written_lines import written_line
from translation_openapi.regular_file import read_regular
from translation_openapi.toml_file import TomlFileError, read_toml

if TYPE_CHECKING:
    from translation_mock.domain.pictures import Line, Sight

_KEYS = ("file", "sha256", "lines")
_logger = logging.getLogger(__name__)


class SidecarError(ValueError):
    """The sidecar has a mistake; the message names the file, the entry and the value in one line."""


class Sidecar:
    """Lines by the SHA-256 of an upload."""

    def __init__(self, lines: Mapping[str, tuple["Line", ...]]) -> None:
        self._lines = lines

    def __call__(self, data: bytes) -> tuple["Line", ...] | None:
        """The lines of the picture in this file; empty where nothing is written, None for an unknown one."""
        return self._lines.get(hashlib.sha256(data).hexdigest())


def load_sidecar(path: Path, max_bytes: int = 32 * MIB) -> Sidecar:
    """The sidecar in this file, which may name pictures of up to so many bytes; raises `SidecarError`.

    Logs a warning for a picture whose planted text goes first.
    """
    try:
        document = read_toml(path)
        if unknown := next((name for name in document if name != "picture"), None):
            raise SidecarError(f"there is no {unknown!r:.100} here; pictures are [[picture]]")
        rows = document.get("picture", [])
        if not isinstance(rows, list):
            raise SidecarError("[[picture]]: must be a list of tables")
        if not rows:
            raise SidecarError("no [[picture]] in it")
        lines: dict[str, tuple[Line, ...]] = {}
        places: dict[str, str] = {}
        for position, row in enumerate(rows, start=1):
            place = f"[[picture]] {position}"
            digest, data = _named(row, path.parent, place, max_bytes)
            if digest in lines:
                raise SidecarError(f"{place}: the same picture as {places[digest]}")
            lines[digest], places[digest] = _lines(row, place), place
            if data is not None:
                for doubt in _compared(data, lines[digest], f"{place}: file = {row['file']!r:.200}"):
                    _logger.warning("%s: %s", path, doubt)
    except (SidecarError, TomlFileError) as error:
        raise SidecarError(f"{path}: {error}") from error
    return Sidecar(lines)


def _named(row: Any, folder: Path, place: str, max_bytes: int) -> tuple[str, bytes | None]:
    """The SHA-256, in lower case, of the picture that *row* is about, and the picture where a file is named."""
    if not isinstance(row, dict):
        raise SidecarError(f"{place}: must be a table")
    if unknown := next((name for name in row if name not in _KEYS), None):
        raise SidecarError(f"{place}: unknown key {unknown!r:.100}; there are {', '.join(_KEYS)}")
    if ("file" in row) == ("sha256" in row):
        raise SidecarError(f"{place}: needs either file or sha256")
    if "sha256" in row:
        digest = row["sha256"]
        if not isinstance(digest, str) or not re.fullmatch(r"[0-9A-Fa-f]{64}", digest):
            raise SidecarError(f"{place}: sha256 = {digest!r:.100} must be 64 hexadecimal digits")
        return digest.lower(), None
    name = row["file"]
    if not isinstance(name, str) or not name:
        raise SidecarError(f"{place}: file = {name!r:.100} must be the name of a file")
    try:
        data = read_regular(folder / name, max_bytes + 1)
    except (OSError, ValueError) as error:  # a path with NUL is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise SidecarError(f"{place}: file = {name!r:.200} cannot be read: {reason}") from error
    if len(data) > max_bytes:
        raise SidecarError(f"{place}: file = {name!r:.200} is larger than an upload may be, {max_bytes} bytes")
    return hashlib.sha256(data).hexdigest(), data


def _compared(data: bytes, lines: Iterable["Line"], place: str) -> Iterator[str]:
    """What is doubtful about these lines for this picture; raises `SidecarError` for what cannot be."""
    from translation_mock.domain.pictures.files.containers import dissect
    from translation_mock.domain.pictures.files.planting import lines_of
    from translation_mock.domain.pictures.telling import told

    try:
        anatomy = dissect(data)
    except Refused as cause:
        raise SidecarError(f"{place} {told(cause)}") from cause
    size = anatomy.width, anatomy.height
    # The orientations from 5 on turn by a quarter (EXIF 2.3, 4.6.4, tag 274).
    width, height = size if anatomy.orientation < 5 else size[::-1]
    for line in lines:
        if line.box and line.box.within(width, height) is None:
            raise SidecarError(
                f"{place}: the box {list(line.box)} of {line.text!r:.100} is outside of the picture, "
                f"{width} by {height} pixels"
            )
    if anatomy.planted is not None and lines_of(anatomy.planted):
        yield f"{place} has planted text, which goes first: these lines are not used"


def _lines(row: Mapping[str, Any], place: str) -> tuple["Line", ...]:
    """The lines of *row*, which planted text could hold."""
    from translation_mock.domain.pictures.files.planting import text_of

    if "lines" not in row:
        raise SidecarError(f"{place}: 'lines' is missing; [] says that nothing is written in the picture")
    texts = row["lines"]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise SidecarError(f"{place}: lines must be a list of texts")
    for text in texts:
        if not text.strip() or "\n" in text.strip():
            raise SidecarError(f"{place}: {text!r:.100} in lines must be one line of text that is not empty")
    try:
        lines = tuple(written_line(text) for text in texts)
        text_of(lines)
    except ValueError as error:
        raise SidecarError(f"{place}: lines: {error}") from error
    return lines


def sidecar_toml(pictures: Iterable[tuple[str, bytes]], phrase_for: Callable[["Sight"], str], max_pixels: int) -> str:
    """A sidecar to edit: what is recognised in these files now, given the name and the content of each.

    Raises UnsupportedPicture, DamagedPicture and OversizedPicture.
    """
    from translation_mock.domain.pictures.files.planting import read_planted, text_of

    tables = []
    for name, data in pictures:
        rows = [text_of([line]) for line in map(_readable, _recognised(data, phrase_for, max_pixels)) if line.text]
        digest = hashlib.sha256(data).hexdigest()
        notes = "# It has planted text, which goes first: this table is not used.\n" if read_planted(data) else ""
        if rows:
            lines = "".join(f"    {_quoted(row)},\n" for row in rows)
            lines = f"lines = [\n{lines}]\n"
        else:
            notes += (
                "# Nothing was found, and [] keeps it so. Lines need boxes here: '[left,top,width,height] Hello'.\n"
            )
            lines = "lines = []\n"
        tables.append(f'[[picture]]  # {_quoted(name)}\n{notes}sha256 = "{digest}"\n{lines}')
    return "\n".join(tables)


def _recognised(data: bytes, phrase_for: Callable[["Sight"], str], max_pixels: int) -> tuple["Line", ...]:
    """The lines that are planted in a picture, else those of its detected regions, with their boxes."""
    from translation_mock.domain.pictures import Line, read_planted
    from translation_mock.domain.pictures.detection.regions import detect
    from translation_mock.domain.pictures.files.containers import dissect
    from translation_mock.domain.pictures.files.decoding import check_size, frames_of
    from translation_mock.domain.pictures.reading import sight

    if planted := read_planted(data):
        return planted
    anatomy = dissect(data)
    check_size(anatomy, max_pixels)
    picture = next(frames_of(anatomy))
    return tuple(Line(phrase_for(sight(picture, box)), box) for box in detect(picture))


def _readable(line: "Line") -> "Line":
    """*line* without the control characters that what others planted may have, and a sidecar may not."""
    from translation_mock.domain.pictures.files.planting import unreadable

    return replace(line, text="".join(character for character in line.text if not unreadable(character)).strip())


def _quoted(text: str) -> str:
    """*text* as TOML writes it: as JSON does, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
