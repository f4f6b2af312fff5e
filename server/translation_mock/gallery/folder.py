"""The gallery as files, to be opened without a mock."""

import asyncio
from pathlib import Path

from translation_mock.gallery.exhibits import Gallery
from translation_mock.templates import page_html


def write_gallery(gallery: Gallery, folder: Path) -> Path:
    """Write the page and its pictures below *folder*, and return the page; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    values = asyncio.run(gallery.page())
    for _, exhibits in values["sections"]:
        for exhibit in exhibits:
            place = folder / exhibit.case.name
            place.mkdir(exist_ok=True)
            for name, content in exhibit.files.items():
                (place / name).write_bytes(content)
    index = folder / "index.html"
    index.write_text(page_html("gallery/page.html", prefix="", **values), "utf-8")
    return index
