"""The start page in a real browser."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from mock_support.browser import BROWSER, FLAGS
from mock_support.process import serving

pytestmark = pytest.mark.slow


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_start_page_is_drawn_with_its_picture(tmp_path: Path) -> None:
    """The page is laid out with its style and the sample picture: neither is stopped by the security policy."""
    shot, profile = tmp_path / "page.png", tmp_path / "profile"
    with serving() as (_, url):
        console = subprocess.run(
            [str(BROWSER), *FLAGS, f"--user-data-dir={profile}", "--enable-logging=stderr", "--window-size=1000,2600",
             f"--screenshot={shot}", f"{url}/"],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    assert "Content Security Policy" not in console.stderr
    with Image.open(shot) as page:
        colours = {colour for _, colour in page.convert("RGB").getcolors(2**24) or ()}
    # The ground of the sample picture is on the page only if the picture is.
    assert (0xF4, 0xEF, 0xE4) in colours
