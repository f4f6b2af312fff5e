"""Sets of pictures to test with, described in a TOML file; what a picture is described by is the command's flags, too.

[defaults]                             # for all that do not say otherwise
width = 480

[[picture]]
file = "screens/login.png"             # below the folder to write to; its extension is the format
lines = ["Sign in", "Password"]        # as in planted text, a box may stand before: `[left,top,width,height] `
background = "#fff..#cde"
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from translation_mock.written_lines import written_line
from translation_openapi.regular_file import read_regular
from translation_openapi.toml_file import TomlFileError, read_toml


class PictureSetError(ValueError):
    """A set of pictures has a mistake; the message names the file, the entry and the key in one line."""


@dataclass(frozen=True)
class Look:
    """One thing that can be chosen about a drawn picture: a flag of the command and a key of a set."""

    name: str
    kind: type
    default: Any
    meaning: str


#: Keyword arguments of `draw_picture`, but for `upon`, which is the name of a file here.
LOOKS = (
    Look("width", int, None, "The width in pixels; without it as the longest line needs."),
    Look("height", int, None, "The height in pixels; without it as the lines need."),
    Look("font_size", int, 32, "The font size in pixels; a line that is too long for its place is set smaller."),
    Look("color", str, "black", "The colour of the text: a name or #rrggbb."),
    Look("background", str, "white", "The colour behind it, or two, from top to bottom: #fff..#cde."),
    Look("upon", Path, None, "A picture to draw upon, named from the folder of the file with --from."),
    Look("align", str, "start", "Where the lines stand: start (right for Arabic and Hebrew), left, center or right."),
    Look("plant", bool, True, "Whether the lines are planted in the metadata."),
)
_KINDS = {int: "a whole number", str: "a text", Path: "the name of a file", bool: "true or false"}


@dataclass(frozen=True)
class Described:
    """One picture of a set."""

    file: PurePosixPath
    lines: tuple[str, ...]
    #: By the names of `LOOKS`.
    look: Mapping[str, Any] = field(default_factory=dict)


def format_of_name(file: PurePosixPath | Path) -> str:
    """The format that the extension of a file says; a name that is none is refused by `draw_picture`."""
    form = file.suffix.lower().removeprefix(".")
    return {"jpg": "jpeg"}.get(form, form)


def drawn(described: Described, read: Callable[[str], bytes], tell: Callable[[str], None] = lambda _: None) -> bytes:
    """The picture; *read* is asked for what it is drawn upon, and *tell* is given what is doubtful about it.

    Raises ValueError, and what *read* raises.
    """
    from translation_mock.domain.pictures import draw_picture

    look = dict(described.look)
    if look.get("upon") is not None:
        look["upon"] = read(look["upon"])
    lines = [written_line(line) for line in described.lines]
    return draw_picture(lines, format=format_of_name(described.file), tell=tell, **look)


def reader(folder: Path) -> Callable[[str], bytes]:
    """Reads files that are named from *folder*; raises OSError."""
    return lambda name: read_regular(folder / name)


def read_set(path: Path) -> tuple[Described, ...]:
    """The pictures that a file describes; raises `PictureSetError`."""
    try:
        document = read_toml(path)
        if unknown := next((name for name in document if name not in ("defaults", "picture")), None):
            raise PictureSetError(
                f"there is no {unknown!r:.100} here; pictures are [[picture]], common values [defaults]"
            )
        rows = document.get("picture", [])
        if not isinstance(rows, list) or not rows:
            raise PictureSetError("no picture in it; pictures are [[picture]]")
        return tuple(described_by(rows, document.get("defaults", {})))
    except (PictureSetError, TomlFileError) as error:
        raise PictureSetError(f"{path}: {error}") from error


def described_by(rows: list[Any], defaults: Any) -> Iterator[Described]:
    """The pictures of the tables *rows*, with *defaults* for what they leave out; raises `PictureSetError`."""
    common = _look(defaults, "[defaults]")
    seen: set[PurePosixPath] = set()
    for position, row in enumerate(rows, start=1):
        place = f"[[picture]] {position}"
        if not isinstance(row, dict):
            raise PictureSetError(f"{place}: must be a table")
        file = _file(row, place)
        if file in seen:
            raise PictureSetError(f"{place}: file = {str(file)!r:.100} stands twice")
        seen.add(file)
        lines = row.get("lines", [])
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise PictureSetError(f"{place}: lines must be a list of texts")
        look = _look({name: value for name, value in row.items() if name not in ("file", "lines")}, place)
        yield Described(file, tuple(lines), {**common, **look})


def draw_set(path: Path, folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Draw the pictures of the set in *path* into *folder*, and yield where each is and what is doubtful about it.

    Raises `PictureSetError`; the pictures before the one with the mistake are drawn then.
    """
    for described in read_set(path):
        place = f"{path}: {described.file}"
        doubts: list[str] = []
        try:
            data = drawn(described, reader(path.parent), doubts.append)
        except OSError as error:
            raise PictureSetError(f"{place}: {described.look.get('upon')}: {error.strerror or error}") from error
        except ValueError as error:
            raise PictureSetError(f"{place}: {error}") from error
        target = folder / described.file
        try:
            write(data, target)
        except OSError as error:
            raise PictureSetError(f"{target}: {error.strerror or error}") from error
        yield target, doubts


def write(data: bytes, target: Path) -> None:
    """Write a picture, into a new folder where there is none; raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _file(row: Mapping[str, Any], place: str) -> PurePosixPath:
    """Where the picture goes: below the folder that is written to, never beside it."""
    if "file" not in row:
        raise PictureSetError(f"{place}: needs file, the name of the picture, whose extension is its format")
    name = row["file"]
    if not isinstance(name, str) or not name or "\0" in name or "\\" in name:
        raise PictureSetError(f"{place}: file = {name!r:.100} must be the name of a file")
    file = PurePosixPath(name)
    if file.is_absolute() or ".." in file.parts or not file.name:
        raise PictureSetError(f"{place}: file = {name!r:.100} must be below the folder that is written to")
    return file


def _look(table: Any, place: str) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise PictureSetError(f"{place}: must be a table")
    known = {look.name: look for look in LOOKS}
    for name, value in table.items():
        if name not in known:
            raise PictureSetError(f"{place}: unknown key {name!r:.100}; there are file, lines, {', '.join(known)}")
        kind = known[name].kind
        # A boolean is an int to Python, not to us.
        fits = isinstance(value, str if kind is Path else kind) and (kind is bool or not isinstance(value, bool))
        if not fits:
            raise PictureSetError(f"{place}: {name} = {value!r:.100} must be {_KINDS[kind]}")
    return dict(table)
