"""The HTML report in a real browser."""

import base64
import json
import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from conformance_apps.made_reports import MESSAGE, RTL, TYPES, answered, made, uploaded
from mock_support.browser import BROWSER, FLAGS

pytestmark = pytest.mark.slow

#: On no part of the page but in the picture.
_COLOUR = (0xD0, 0x10, 0x90)


def _picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (200, 100), _COLOUR).save(buffer, "PNG")
    return buffer.getvalue()


def _browse(tmp_path: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """The browser over a report on a target that would like its script to run."""
    markup = "</script><script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">"
    body = json.dumps({markup: markup, "image": f"data:image/png;base64,{base64.b64encode(_picture()).decode()}"})
    violated = {MESSAGE: answered(body.encode()), RTL: None, TYPES: uploaded(_picture(), body.encode())}
    made(violated, actual=markup).write(tmp_path)
    done = subprocess.run(
        [
            str(BROWSER),
            *FLAGS,
            "--enable-logging=stderr",
            f"--user-data-dir={tmp_path / 'profile'}",
            *flags,
            (tmp_path / "report.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line or "Content Security Policy" in line] == []
    return done


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_script_of_the_page_runs_and_no_other(tmp_path: Path) -> None:
    """The page's own script has run to its end without an error; what the target sent has not run."""
    page = _browse(tmp_path, "--dump-dom").stdout

    assert 'data-ready="true"' in page
    assert re.search(r'id="told"[^>]*>all \d+ shown<', page)
    assert "<title>Violates: conformance of image, text</title>" in page


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_page_is_drawn_with_its_style_and_pictures(tmp_path: Path) -> None:
    """Style and pictures are there: the policy stops neither."""
    shot = tmp_path / "page.png"
    _browse(tmp_path, "--window-size=1100,16000", f"--screenshot={shot}")

    with Image.open(shot) as page:
        colours = {colour for _, colour in page.convert("RGB").getcolors(2**24) or ()}
    assert _COLOUR in colours
    # The ground of the page, and the sign of a violation.
    assert {(0xF6, 0xF7, 0xF9), (0xB3, 0x26, 0x1E)} <= colours
