"""Type: lines of text measured and drawn, in every language of the supported lists.

HarfBuzz shapes the text and draws it, antialiased and without hinting, with fonts of pinned packages only (see
`faces`); Pillow's own text drawing and the system's fonts are not used. So the same text gives the same pixels
on every machine. Text is in logical order; a line is set in the visual order of Unicode's bidirectional
algorithm (see `direction`), and letters that no face has are transliterated (see `spelling`), never drawn as
boxes.
"""

from translation_mock.domain.pictures.lettering.breaking import breakable
from translation_mock.domain.pictures.lettering.direction import reads_from_right
from translation_mock.domain.pictures.lettering.measuring import extent, mask
from translation_mock.domain.pictures.lettering.spelling import LONGEST, Drawable, drawable

__all__ = [
    "LONGEST",
    "Drawable",
    "breakable",
    "drawable",
    "extent",
    "mask",
    "reads_from_right",
]
