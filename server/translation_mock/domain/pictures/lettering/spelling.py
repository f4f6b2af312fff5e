"""What of a text can be printed in one line, and how letters that no face has are written instead.

In this order, letter by letter: as it stands; as a sign of the table below; in the form that Unicode holds to
be the same but for its looks (ligatures, Arabic presentation forms); the small letter for the capital; without
marks that its face lacks; spelled in Latin letters, as a fake translator may (a Chinese character becomes any
short syllable). What is left then, most coloured pictures among it, is left out.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from translation_mock.domain.pictures.lettering.clusters import JOINERS, clusters
from translation_mock.domain.pictures.lettering.faces import face_of
from translation_mock.domain.romanising import romanised

LONGEST = 1000
"""Characters of one line that are looked at; more have no room in a picture that is still legible."""
MOST_MARKS = 6
"""Marks on one letter; no language of the fonts has more."""
DIRECTIONS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks and brackets of direction (UAX 9), which are obeyed; other format characters are dropped."""

VARIATIONS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x180B, 0x180C, 0x180D)))
"""Variation selectors: they ask for another form of a sign, for which one face is not enough."""
REGIONAL_A = 0x1F1E6
"""The first of the 26 letters of which two are a flag; a flag is written as its two letters."""

SIGNS = {
    **{wide: narrow + " " for wide, narrow in zip("、，：；！？", ",,:;!?", strict=True)},
    **dict.fromkeys("。\u104b\u17d4\u1362", ". "),
    **dict.fromkeys("「『《〈【〔〖", "“"),
    **dict.fromkeys("」』》〉】〕〗", "”"),
    **dict.fromkeys("✅☑", "✓"),
    **dict.fromkeys("❌❎", "✗"),
    **dict.fromkeys("⭐🌟", "★"),
    **dict.fromkeys("🔴🔵⚫", "●"),
    "➕": "+",
    "➖": "−",
    "・": "·",
    "〜": "~",
    "\u055d": ",",
    "\u0589": ".",
    "\u058a": "-",
}
"""What stands for punctuation and signs that no face has: CJK (without the extra), Armenian, Burmese, Khmer …"""


@dataclass(frozen=True)
class Drawable:
    """A printable line, in logical order; `transliterated` where letters are spelled otherwise or left out."""

    text: str
    transliterated: bool


def drawable(text: str) -> Drawable:
    """The beginning of a text as one line that can be drawn: every letter of it has a shape in some face."""
    return _drawable(text.lstrip()[: 4 * LONGEST])


@lru_cache(maxsize=256)
def _drawable(text: str) -> Drawable:
    text = unicodedata.normalize("NFC", "".join(filter(_is_printed, " ".join(text.split()))))
    written: list[str] = []
    room, transliterated = LONGEST, False
    for cluster in clusters(text):
        spelled, faithful = _spelled(cluster[: 1 + MOST_MARKS])
        room -= len(spelled)
        if room < 0:
            break
        written.append(spelled)
        transliterated |= not faithful
    return Drawable(unicodedata.normalize("NFC", " ".join("".join(written).split())), transliterated)


def _is_printed(character: str) -> bool:
    """Whether a character is seen or changes how others are seen."""
    if character in VARIATIONS or unicodedata.category(character) in {"Cc", "Cs"}:
        return False
    return unicodedata.category(character) != "Cf" or character in DIRECTIONS or character in JOINERS


@lru_cache(maxsize=4096)
def _spelled(cluster: str) -> tuple[str, bool]:
    """How a letter with its marks is written, and whether that is still the same letter."""
    alike = unicodedata.normalize("NFKC", cluster)
    own = alike if is_presentation_form(cluster[0]) else cluster
    if _has_faces(own):
        return own, True
    if (sign := SIGNS.get(cluster[0], SIGNS.get(alike[0]))) is not None:
        return sign, False
    for form in (alike, cluster.lower()):
        if _has_faces(form):
            return form, True
    if (face := face_of(own[0])) is not None:
        return "".join(character for character in own if face.has(character)), False
    if 0 <= (flag := ord(cluster[0]) - REGIONAL_A) < 26:
        return chr(ord("A") + flag), False
    return "".join(romanised(character) or "" for character in cluster), False


def is_presentation_form(character: str) -> bool:
    """Whether it is a form of an Arabic letter at one place of a word: fonts have some of these, shaping makes all."""
    return "\ufb50" <= character <= "\ufdcf" or "\ufe70" <= character <= "\ufefc"


def _has_faces(text: str) -> bool:
    """Whether there is a face for each letter."""
    return all(face_of(cluster) is not None for cluster in clusters(text))
