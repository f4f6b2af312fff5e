"""Pictures: what is written in them, and the same pictures with something else written in them.

Pure: bytes in, bytes out. `translate_picture` is what the mock serves; `draw_picture`, `plant` and
`read_planted` are for those who make pictures to test with. Importing this package imports no font,
and has Pillow keep some memory (see `memory`).
"""

from translation_mock.domain.pictures.drawing import draw_picture
from translation_mock.domain.pictures.files.formats import Format, format_of
from translation_mock.domain.pictures.files.planting import plant, read_planted
from translation_mock.domain.pictures.lines import Box, Line, Sight
from translation_mock.domain.pictures.memory import keep_memory
from translation_mock.domain.pictures.reading import RecognisedBy
from translation_mock.domain.pictures.translation import (
    Chunk,
    Lettered,
    TranslatedPicture,
    translate_picture,
)

__all__ = [
    "Box",
    "Chunk",
    "Format",
    "Lettered",
    "Line",
    "RecognisedBy",
    "Sight",
    "TranslatedPicture",
    "draw_picture",
    "format_of",
    "plant",
    "read_planted",
    "translate_picture",
]

keep_memory()
