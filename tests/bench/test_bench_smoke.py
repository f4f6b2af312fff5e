"""The bench runs, and its table is complete."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

_SIZES = ("640 x 480", "1920 x 1080")
_WORKS = {
    "PNG, {}: decode and encode": None,
    "PNG, {}: decode and encode, Pillow's defaults": None,
    "WebP, {}: decode and encode": None,
    "WebP, {}: decode and encode, Pillow's defaults": None,
    "JPEG, {}, what is added: one PNG of level 1": None,
    "GIF, {}, what is added: one PNG of level 1": None,
}
_PICTURES = {
    f"Picture, {name}": verdict
    for kind in ("page", "screen", "photograph")
    for name, verdict in [
        *((work.format(f"{kind} of {size}"), verdict) for size in _SIZES for work, verdict in _WORKS.items()),
        (f"JPEG, {kind} of 12 megapixels: decode and encode", None),
    ]
}
ROWS = {
    "Text, rate: Prism as it comes": "not measured",
    "Text, p99: Prism as it comes": "not measured",
    "Text, rate: Prism -v silent": "not measured",
    "Text, p99: Prism -v silent": "reported",
    "Text, rate: bare ASGI function": "reported",
    "Text, p99: bare ASGI function": "reported",
    "Memory after the load: Prism as it comes": "not measured",
    "Start to first 200: Prism as it comes": "not measured",
    "Load generator: its ceiling, at a bare ASGI function": "reported",
    "Image, median: the same work in a bare loop": None,
    **_PICTURES,
    "Language, translate plain text: 1 MB beside 10 KB": None,
    "Language, translate markup: 1 MB beside 10 KB": None,
    "Language, translate hostile text: 1 MB beside 10 KB": None,
    "Language, translate into Chinese: 1 MB beside 10 KB": None,
    "Language, translate and guess the source: 1 MB beside 10 KB": None,
    "Language, count words: 1 MB beside 10 KB": None,
    "Detection, flat, recall: the lines there are": None,
    "Detection, flat, precision: the regions found": None,
    "Detection, noisy, recall: the lines there are": None,
    "Detection, noisy, precision: the regions found": None,
    "Detection, gradient, recall: the lines there are": None,
    "Detection, gradient, precision: the regions found": None,
    "Detection, smooth, recall: the lines there are": None,
    "Detection, smooth, precision: the regions found": None,
    "Detection, jpeg, recall: the lines there are": None,
    "Detection, jpeg, precision: the regions found": None,
    "Detection, gif, recall: the lines there are": None,
    "Detection, gif, precision: the regions found": None,
    "Detection, photographs without text left alone: all": "reported",
    "Detection, a bent page, recall: the lines there are": "reported",
    "Finding the lines of a page of 640 by 480: encoding it": "reported",
    "Finding the lines of a page of 1920 by 1080: encoding it": "reported",
    "Suite, full run at the mock: the requests allowed": "met",
    "Suite, full run at the mock: the time allowed": None,
    "Suite, full run at the mock: billable": "reported",
    "Suite, quick run at the mock: the requests allowed": "met",
    "Suite, quick run at the mock: the time allowed": None,
    "Suite, quick run at the mock: billable": "reported",
    "Suite, full run: of the wrong servers rejected": "met",
    "Suite, quick run: of the wrong servers rejected": None,
    "Suite: of the conforming servers blamed": "met",
    "Suite, the matrix: the time allowed": None,
    "Wrong servers rejected: plain Schemathesis": "reported",
    "Conforming servers blamed: plain Schemathesis": "reported",
    "Requests to the reference: plain Schemathesis": "reported",
    "Seconds for the reference, in process: plain Schemathesis": "reported",
}
#: Taken once, from a sample of the servers, and none of them blamed; or counted.
ONCE = ("Detection", "Suite", "Wrong", "Conforming", "Requests")


@pytest.mark.slow
def test_quick_run_prints_every_row(tmp_path: Path) -> None:
    """A quick run without Prism measures what it can, says what it cannot, and exits with 0."""
    run = Path(__file__).with_name("run.py")
    file = tmp_path / "bench.json"

    done = subprocess.run(
        [sys.executable, str(run), "--quick", "--no-prism", "--json", str(file)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    rows = {row["name"]: row for row in json.loads(file.read_text("utf-8"))["rows"]}
    assert list(rows) == list(ROWS)
    for name, verdict in ROWS.items():
        assert rows[name]["verdict"] == verdict if verdict else rows[name]["verdict"] in ("met", "not met")
        assert all(figure > 0 for figure in rows[name]["ours"]) or "blamed" in name
        assert len(rows[name]["ours"]) == (1 if name.startswith(ONCE) else 3)
        assert f"| {name} |" in done.stdout
    assert "- Prism: not measured: switched off by --no-prism" in done.stdout
