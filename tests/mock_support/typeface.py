"""Type that the mock's own lettering did not make: FiraGO as FreeType draws it, letter after letter."""

from io import BytesIO

from PIL import ImageFont
from pymupdf_fonts import FiraGO_Regular


def font(size: float) -> ImageFont.FreeTypeFont:
    """FiraGO at this many pixels per em."""
    return ImageFont.truetype(BytesIO(FiraGO_Regular.fontbuffer), size, layout_engine=ImageFont.Layout.BASIC)
