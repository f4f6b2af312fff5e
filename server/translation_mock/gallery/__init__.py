"""The gallery: pictures before and after their translation, over languages, formats, grounds and failures.

`cases.toml` describes them all; the pictures are drawn, not shipped. What is shown after is what the API answers.
"""

from translation_mock.gallery.cases import Case, Section, gallery_sections, media_type_of
from translation_mock.gallery.exhibits import Ask, Exhibit, Gallery
from translation_mock.gallery.folder import write_gallery

__all__ = ["Ask", "Case", "Exhibit", "Gallery", "Section", "gallery_sections", "media_type_of", "write_gallery"]
