"""The typefaces, and which of them sets a letter.

All come from packages whose versions are pinned; no font of the system is ever used, so that the same text
gives the same pixels on every machine. FiraGO has Latin, Greek, Cyrillic, Georgian, Hebrew, Arabic, Thai and
Devanagari; Noto Sans has the rest of Cyrillic and some signs; Noto Sans CJK has Chinese, Japanese and Korean
and is there only with the extra `fonts`; three fonts of symbols come last. Letters of one line may come from
several faces, a letter and its marks always from one.

A face is loaded when a text first needs it and then kept: one of `pymupdf-fonts` takes about 20 ms and half a
megabyte, that of Chinese is mapped from its file. HarfBuzz reads its own faces and fonts from several threads
as long as nobody changes them, and nobody does.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources
from importlib.util import find_spec
from threading import Lock

import uharfbuzz as hb

PACKED = ("FiraGO_Regular", "NotoSans_Regular")
"""The faces of `pymupdf-fonts` that are asked first."""
CJK_PACKAGE, CJK_FILE = "noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf"
"""The package of the extra `fonts`, and its font."""
CJK_PLACE = len(PACKED)
"""It is asked after those."""
SYMBOLS = ("NotoSansSymbols2_Regular", "NotoSansSymbols_Regular", "NotoSansMath_Regular")
"""The faces of `pymupdf-fonts` for arrows, ticks, stars and the like."""
WIDE = frozenset("“”‘’…—·")
"""Marks that Chinese and Japanese write as wide as a letter; Unicode has no other characters for those."""

_loading = Lock()


@dataclass(frozen=True, eq=False)
class Face:
    """A typeface: the characters that it has and its outlines, in `units` to the em."""

    name: str
    font: hb.Font
    characters: hb.Set
    units: int

    def has(self, cluster: str) -> bool:
        """Whether it has a letter with all its marks, composed or not.

        Format characters need no shape; what a font has for private use means nothing here.
        """
        return self._has_all(cluster) or self._has_all(unicodedata.normalize("NFD", cluster))

    def _has_all(self, cluster: str) -> bool:
        kinds = [unicodedata.category(character) for character in cluster]
        return "Co" not in kinds and all(
            kind == "Cf" or ord(character) in self.characters for character, kind in zip(cluster, kinds, strict=True)
        )


def packed(module: str) -> Face:
    """A face of `pymupdf-fonts`."""
    return _face(module, hb.Blob(bytes(import_module(f"pymupdf_fonts.{module}").fontbuffer)))


def cjk() -> Face | None:
    """The face of Chinese, Japanese and Korean; None where the extra `fonts` is not installed."""
    if find_spec(CJK_PACKAGE) is None:
        return None
    with resources.as_file(resources.files(CJK_PACKAGE) / CJK_FILE) as path:
        return _face(CJK_PACKAGE, hb.Blob.from_file_path(path))


def _face(name: str, blob: hb.Blob) -> Face:
    face = hb.Face(blob)
    return Face(name, hb.Font(face), face.unicodes, face.upem)


def face(place: int) -> Face | None:
    """The face that is asked at this place; None where it is not installed. Only one thread loads it."""
    with _loading:
        return _loaded(place)


@cache
def _loaded(place: int) -> Face | None:
    if place == CJK_PLACE:
        return cjk()
    return packed(PACKED[place] if place < CJK_PLACE else SYMBOLS[place - CJK_PLACE - 1])


def faces() -> Iterator[Face]:
    """The faces in the order in which they are asked, each loaded when it is its turn."""
    return (found for place in range(len(PACKED) + 1 + len(SYMBOLS)) if (found := face(place)) is not None)


def face_of(cluster: str, *, wide: bool = False) -> Face | None:
    """The first face that has a letter and its marks; None when none has.

    `wide` marks are those of Chinese and Japanese.
    """
    if wide and cluster in WIDE and (found := face(CJK_PLACE)) is not None:
        return found
    return next((found for found in faces() if found.has(cluster)), None)
