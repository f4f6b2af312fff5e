"""A line of text set: which glyphs of which faces, and where each stands.

One way for all scripts: HarfBuzz forms and places the glyphs of each stretch of one direction, one script and
one face, so Arabic letters join, vowel signs of Hindi stand before their letters and marks above them. Nothing
is fitted to the grid of pixels: a glyph has the same outline at all sizes, so the place and the ink of a line
are known in em, once, for every size.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import uharfbuzz as hb

from translation_mock.domain.pictures.lettering.clusters import clusters
from translation_mock.domain.pictures.lettering.direction import visual_runs
from translation_mock.domain.pictures.lettering.faces import Face, face_of
from translation_mock.domain.pictures.lettering.spelling import drawable

CODE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
"""Language codes that HarfBuzz is told; it keeps every one."""
JOINED = frozenset({"Arab", "Deva"})
"""Scripts whose letters join, so that their outlines overlap."""
LANGUAGE_OF = {"Thai": "th", "Hebr": "he"}
"""Scripts for which FiraGO has rules in the name of one language only; they hold for the others as well."""

MISSING_ANCHORS = {"ญ": (867, 527), "ฬ": (640, 730)}
"""Thai letters to which FiraGO gives no place for the marks above, and that place, in thousandths of an em.

Without it the marks, which are made to hang from there, fall 0.527 em, before their letter.
"""
FALLEN = -200
"""Below this a mark has fallen; the marks that belong below a letter are not moved down."""


class Ink(NamedTuple):
    """The edges of what is drawn, in em; upwards from the baseline and to the right of its start."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, eq=False)
class Stretch:
    """Glyphs of one face and the places of their origins in em, from left to right."""

    face: Face
    glyphs: "array[int]"
    across: "array[float]"
    up: "array[float]"


@dataclass(frozen=True, eq=False)
class SetLine:
    """A line ready to be drawn; `ink` is None when nothing of it is seen, `joined` tells of letters that overlap."""

    stretches: tuple[Stretch, ...]
    advance: float
    ink: Ink | None
    joined: bool


class Part(NamedTuple):
    """A part of a run that one face sets in one script (ISO 15924; None where the whole run is common to all)."""

    start: int
    end: int
    face: Face
    script: str | None


def set_line(text: str, language: str | None = None) -> SetLine:
    """Set the printable form of a text as one line.

    `language` is a BCP 47 code; fonts have other forms of some letters for some languages: Bulgarian and
    Serbian ones, Chinese characters in Japan, in the mainland and on Taiwan.
    """
    return _set(drawable(text).text, language)


@lru_cache(maxsize=256)
def _set(line: str, language: str | None) -> SetLine:
    wide = writes_wide(line, language)
    stretches: list[Stretch] = []
    pen = 0.0
    ink: Ink | None = None
    overlaps = False
    for run in visual_runs(line):
        parts = list(parts_of(line, run.start, run.end, wide=wide))
        for part in reversed(parts) if run.from_right else parts:
            stretch, pen = shaped(line, part, run.from_right, language, pen)
            stretches.append(stretch)
            ink = joined(ink, ink_of(stretch))
            overlaps |= part.script in JOINED
    return SetLine(tuple(stretches), pen, ink, overlaps)


def parts_of(line: str, start: int, end: int, *, wide: bool) -> Iterator[Part]:
    """The parts of a run by face and script, in logical order; `wide` as in `face_of`."""
    letters = list(clusters(line[start:end]))
    open_part: Part | None = None
    for cluster, script in zip(letters, scripts_of(letters), strict=True):
        face = face_of(cluster, wide=wide)
        if face is None:
            # A format character on its own, or a mark after one: it is seen in no face.
            face = open_part.face if open_part else face_of(" ")
            assert face is not None  # noqa: S101 - the first face has a space
        if open_part and open_part.face is face and open_part.script == script:
            open_part = open_part._replace(end=start + len(cluster))
        else:
            if open_part:
                yield open_part
            open_part = Part(start, start + len(cluster), face, script)
        start += len(cluster)
    if open_part:
        yield open_part


def scripts_of(letters: list[str]) -> list[str | None]:
    """The script of each letter; what is common to all has that of the letter before it, at the start of the next."""
    own = [script_of(cluster[0]) for cluster in letters]
    current = next((script for script in own if script is not None), None)
    return [current := script or current for script in own]


def writes_wide(line: str, language: str | None) -> bool:
    """Whether quotation marks, dashes and dots are those of Chinese or Japanese."""
    if language is not None:
        return language.lower().partition("-")[0] in {"zh", "ja"}
    return any(script_of(character) in {"Hani", "Hira", "Kana"} for character in line)


@lru_cache(maxsize=8192)
def script_of(character: str) -> str | None:
    """The script of a character as HarfBuzz sees it; None for what is common to all."""
    if character.isascii():
        return "Latn" if character.isalpha() else None
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    script: str | None = buffer.script
    return script


def shaped(line: str, part: Part, from_right: bool, language: str | None, pen: float) -> tuple[Stretch, float]:
    """The glyphs of a part, the first with its origin at `pen`, and where the pen is after them."""
    buffer = hb.Buffer()
    # The whole line is told, so that letters know their neighbours across faces and directions.
    buffer.add_str(line, part.start, part.end - part.start)
    buffer.direction = "rtl" if from_right else "ltr"
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    # Both are always said: HarfBuzz would guess the language from the environment of the process.
    buffer.script = part.script or "Latn"
    buffer.language = LANGUAGE_OF.get(buffer.script) or known_language(language)
    hb.shape(part.face.font, buffer)
    units = part.face.units
    across, up = array("d"), array("d")
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True):
        x, y = position.x_offset, position.y_offset
        if y < FALLEN and (anchor := MISSING_ANCHORS.get(line[info.cluster])) is not None:
            x, y = x + anchor[0], y + anchor[1]
        across.append(pen + x / units)
        up.append(y / units)
        pen += position.x_advance / units
    return Stretch(part.face, array("I", [info.codepoint for info in buffer.glyph_infos]), across, up), pen


def known_language(language: str | None) -> str:
    """The language as HarfBuzz may be told it: "und", undetermined, for none and for what is no code."""
    return language if language and CODE.fullmatch(language) else "und"


def ink_of(stretch: Stretch) -> Ink | None:
    """The edges of all the glyphs."""
    units = stretch.face.units
    ink: Ink | None = None
    for glyph, x, y in zip(stretch.glyphs, stretch.across, stretch.up, strict=True):
        box = stretch.face.font.get_glyph_extents(glyph)
        if box is not None and box.width and box.height:
            left, top = x + box.x_bearing / units, y + box.y_bearing / units
            ink = joined(ink, Ink(left, top + box.height / units, left + box.width / units, top))
    return ink


def joined(one: Ink | None, other: Ink | None) -> Ink | None:
    """The edges of both."""
    if one is None or other is None:
        return one or other
    return Ink(
        min(one.left, other.left), min(one.bottom, other.bottom), max(one.right, other.right), max(one.top, other.top)
    )
