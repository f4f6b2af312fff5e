"""What goes into reports: a wrong answer, a picture, and what a target might say to do harm."""

from io import BytesIO
from pathlib import Path

from PIL import Image, PngImagePlugin

from conformance_apps.made_reports import answered
from translation_conformance.report import Report

HOSTILE = (
    "\"><script>alert(1)</script><img src=x onerror=alert(2)>' onmouseover=x ``` ~~~ </pre></code></details>"
    " [a](javascript:x) ![b](http://x.example/y) | x | ]]> &amp; <!-- \x00\x08\ufffe\u202e\x1b[31m\n# heading\n"
)
WRONG = answered(b'{"message": "OK"}')
Hostile = tuple[Report, Path]


def png(size: tuple[int, int] = (40, 20), **texts: str) -> bytes:
    """A picture, with these texts in its metadata."""
    info = PngImagePlugin.PngInfo()
    for name, value in texts.items():
        info.add_text(name, value)
    buffer = BytesIO()
    Image.new("RGB", size, "teal").save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()
