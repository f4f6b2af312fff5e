"""The page on pictures is true: its commands run, its files are taken, its headers are those of the mock."""

import io
import os
import re
import signal
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from PIL import Image

from mock_support.caller import Caller
from mock_support.process import ENVIRONMENT
from translation_mock.domain.pictures import Lettered, Line, draw_picture, read_planted
from translation_mock.domain.pictures.doubts import LEAST_CONTRAST, LEAST_SIZE
from translation_mock.domain.pictures.files.planting import lines_of
from translation_mock.domain.pictures.layout import SMALL, SMALLEST
from translation_mock.settings import Settings

PAGE = (Path(__file__).parent.parent / "docs" / "pictures.md").read_text("utf-8")
SERVE = "translation-mock serve"


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The finished commands, run in *folder*."""
    path = f"{Path(sys.executable).parent}:{ENVIRONMENT['PATH']}"
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env={**ENVIRONMENT, "PATH": path}, capture_output=True, text=True)


@pytest.fixture(name="place", scope="module")
def _place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the files of the page lie and its commands were run, but for the one that serves."""
    folder = tmp_path_factory.mktemp("pictures")
    for name, text in re.findall(r"^```toml\n# (\S+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        (folder / name).write_text(text, "utf-8")
    for block in re.findall(r"^```bash\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        if not block.startswith(SERVE):
            ended = run(block, folder)
            assert (ended.returncode, ended.stderr) == (0, ""), block
    for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        (folder / "block.py").write_text(block, "utf-8")
        ended = run("python block.py", folder)
        assert (ended.returncode, ended.stderr) == (0, ""), block
    return folder


def test_pictures_are_drawn_as_shown(place: Path) -> None:
    """Each picture of the page is there, in its format, and says its lines."""
    lines = {
        "sale.webp": ["Sale", "50 % off"], "form.png": ["Name", "City"], "both.gif": ["שלום", "Hello"],
        "stamped.png": ["Name", "City", "New"], "planted.png": ["Hello", "Thank you"], "shop.png": [],
        "out/signs/exit.png": ["Emergency exit", "No smoking"], "out/signs/sale.jpg": ["Summer sale"],
    }  # fmt: skip

    assert {name: [line.text for line in read_planted((place / name).read_bytes())] for name in lines} == lines
    with Image.open(place / "sale.webp") as sale, Image.open(place / "out" / "signs" / "sale.jpg") as jpeg:
        assert (sale.format, jpeg.format, jpeg.width) == ("WEBP", "JPEG", 480)


@pytest.mark.parametrize("name", ["sidecar.toml", "lines.toml"])
def test_sidecars_of_the_page_are_taken(place: Path, name: str) -> None:
    """The printed sidecar and the shown one are served; the shown one says what the page says."""
    answer = Caller(Settings(access_log=False, sidecar=place / name)).image((place / "shop.png").read_bytes())

    assert answer.headers["mock-recognised-by"] == "sidecar"
    assert name != "lines.toml" or [chunk["sourceText"] for chunk in answer.json()["chunks"]] == ["Open", "Parking"]


def test_command_that_serves_is_one(place: Path) -> None:
    """The page's own command starts a mock."""
    [block] = re.findall(rf"^```bash\n({SERVE}.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    command = block.strip().removesuffix("&").strip().split()
    program = str(Path(sys.executable).parent / command[0])

    with subprocess.Popen([program, *command[1:]], cwd=place, env=ENVIRONMENT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        os.kill(process.pid, signal.SIGTERM)

    assert ready.startswith(b"ready http://")


def test_headers_are_those_of_the_mock() -> None:
    """Every header of the mock's own on an answer stands on the page, and the page names no other."""
    answer = Caller().image(draw_picture(["Hello"]))
    own = {name.title() for name in answer.headers if name.startswith("mock-")}

    assert set(re.findall(r"`(Mock-[A-Za-z-]+)`", PAGE)) == own


def test_headers_are_explained_once() -> None:
    """The table of the headers stands in the README alone, with all of them, and the page leads there."""
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    answer = Caller().image(draw_picture(["Hello"]))

    rows = re.findall(r"^\| `(Mock-[A-Za-z-]+)` \|", readme, re.MULTILINE)
    assert sorted(rows) == sorted(name.title() for name in answer.headers if name.startswith("mock-"))
    assert "| Header |" not in PAGE
    assert "](../README.md#test-a-client-against-the-mock)" in PAGE
    assert "\n## Test a client against the mock\n" in readme


def test_guess_is_as_the_page_says() -> None:
    """The page's own example of a phrase among lines of another language, and what detected lines speak."""
    mock = Caller()
    answer = mock.image(draw_picture(["Bitte warten Sie, wir sind gleich für Sie da", "Merci"]), target_language="en")
    detected = draw_picture(["Some words"], plant=False)
    spoken = [mock.image(detected, target_language=code).headers["mock-guessed-language"] for code in ("fr", "en")]

    assert "`Merci` among German lines becomes `Thank you`" in PAGE
    assert answer.headers["mock-guessed-language"] == "de"
    assert answer.json()["word_mapping"]["Merci"] == "Thank you"
    assert "Detected lines speak English, into English French." in PAGE
    assert spoken == ["en", "fr"]


def test_limits_are_those_of_the_code() -> None:
    """The sizes and the contrast on the page are those that the code keeps."""
    assert f"(below {SMALL} pixels)" in PAGE
    assert f"at {SMALLEST} pixels it is cut short" in " ".join(PAGE.split())
    assert f"at least {LEAST_CONTRAST}:1 and the type {LEAST_SIZE} pixels" in " ".join(PAGE.split())
    assert all(f"`{count.name}`" in PAGE for count in fields(Lettered))


@pytest.mark.parametrize("row", ["[1,2] eggs", "[] [1,2,3,4] are numbers"])
def test_text_in_brackets_is_text_as_the_page_says(row: str) -> None:
    """The page's own examples of brackets that are no box are text."""
    [line] = lines_of(row)

    assert f"`{row}`" in PAGE
    assert line == Line(row.removeprefix("[] "))


def test_unplanted_lines_are_detected_as_the_page_says(place: Path) -> None:
    """The drawn lines of the page that are not planted are detected as as many lines."""
    answer = Caller().image((place / "shop.png").read_bytes())

    assert answer.headers["mock-recognised-by"] == "detected"
    assert len(answer.json()["chunks"]) == 2
    assert Image.open(io.BytesIO((place / "shop.png").read_bytes())).format == "PNG"
