"""The start page and the gallery in a real browser."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from mock_support.browser import BROWSER, FLAGS
from mock_support.process import serving

pytestmark = pytest.mark.slow


def seen(path: str, folder: Path) -> tuple[str, set[object]]:
    """What the browser logs of a page, and the colours in a picture of its beginning."""
    shot, profile = folder / "page.png", folder / "profile"
    with serving() as (_, url):
        console = subprocess.run(
            [str(BROWSER), *FLAGS, f"--user-data-dir={profile}", "--enable-logging=stderr", "--window-size=1000,2600",
             f"--screenshot={shot}", f"{url}{path}"],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
    with Image.open(shot) as page:
        return console.stderr, {colour for _, colour in page.convert("RGB").getcolors(2**24) or ()}


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_start_page_is_drawn_with_its_picture(tmp_path: Path) -> None:
    """The page is laid out with its style and the sample picture: neither is stopped by the security policy."""
    console, colours = seen("/", tmp_path)

    assert "Content Security Policy" not in console
    # The ground of the sample picture is on the page only if the picture is.
    assert (0xF4, 0xEF, 0xE4) in colours


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_gallery_is_drawn_with_its_pictures(tmp_path: Path) -> None:
    """The gallery is laid out with its style and its pictures: neither is stopped by the security policy."""
    console, colours = seen("/gallery", tmp_path)

    assert "Content Security Policy" not in console
    # Ground and text of the first pictures, and the border of the style for frames.
    assert {(0xF4, 0xEF, 0xE4), (0x12, 0x3A, 0x52)} <= colours
