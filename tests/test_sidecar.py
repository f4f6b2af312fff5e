"""The sidecar: what a user's file says about pictures, and what is said about its mistakes."""

import hashlib
import os
import tomllib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from mock_support.caller import Caller
from mock_support.mistakes import assert_told
from translation_mock.domain.pictures import Box, Line, draw_picture
from translation_mock.domain.pictures.files.containers import embed
from translation_mock.settings import Settings
from translation_mock.sidecar import SidecarError, load_sidecar, sidecar_toml

BARE = draw_picture(["Some words", "and some more"], plant=False)
DIGEST = hashlib.sha256(BARE).hexdigest()


def turned() -> bytes:
    """A picture of 60 by 30 pixels that is displayed as one of 30 by 60."""
    file, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 30)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def written(folder: Path, text: str) -> Path:
    """A sidecar with this text, beside the picture that it may name."""
    (folder / "shop.png").write_bytes(BARE)
    (folder / "cut.png").write_bytes(BARE[:-20])
    (folder / "turned.jpg").write_bytes(turned())
    file = folder / "sidecar.toml"
    file.write_text(text, "utf-8")
    return file


def test_picture_is_named_by_file_or_by_digest(tmp_path: Path) -> None:
    """A picture named from the folder of the sidecar and one named by its digest have their lines; no other has."""
    other = hashlib.sha256(b"other").hexdigest().upper()
    rows = f"[[picture]]\nfile = 'shop.png'\nlines = ['Open', '[4,5,60,7] Exit']\n[[picture]]\nsha256 = '{other}'\n"

    sidecar = load_sidecar(written(tmp_path, rows + "lines = []\n"))

    assert sidecar(BARE) == (Line("Open"), Line("Exit", Box(4, 5, 60, 7)))
    assert sidecar(b"other") == ()
    assert sidecar(b"unknown") is None


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("[[pictures]]\n", "there is no 'pictures' here"),
        ("", "no [[picture]] in it"),
        ("[[picture]]\nfile = 'sidecar.toml'\nlines = []\n", "file = 'sidecar.toml' is no GIF, JPEG, PNG or WebP"),
        ("[[picture]]\nfile = 'cut.png'\nlines = []\n", "file = 'cut.png' is damaged"),
        ("[[picture]]\nfile = 'turned.jpg'\nlines = ['[30,0,9,9] a']\n", "the box [30, 0, 9, 9] of 'a' is outside"),
        ("picture = 1\n", "[[picture]]: must be a list of tables"),
        ("picture = [1]\n", "[[picture]] 1: must be a table"),
        ("[[picture]]\nlines = []\n", "[[picture]] 1: needs either file or sha256"),
        (f"[[picture]]\nfile = 'shop.png'\nsha256 = '{DIGEST}'\nlines = []\n", "needs either file or sha256"),
        ("[[picture]]\nsha256 = 'abc'\nlines = []\n", "sha256 = 'abc' must be 64 hexadecimal digits"),
        ("[[picture]]\nsha256 = 7\nlines = []\n", "sha256 = 7 must be 64 hexadecimal digits"),
        ("[[picture]]\nfile = 'absent.png'\nlines = []\n", "file = 'absent.png' cannot be read: No such file"),
        ("[[picture]]\nfile = '.'\nlines = []\n", "file = '.' cannot be read: Is a directory"),
        ('[[picture]]\nfile = "a\\u0000b"\nlines = []\n', "cannot be read"),
        (f"[[picture]]\nfile = '{os.devnull}'\nlines = []\n", "cannot be read: Not a regular file"),
        (f"{'x' * 10_000} = 1\n", "there is no 'xxx"),
        ("[[picture]]\nfile = 'shop.png'\n", "'lines' is missing"),
        ("[[picture]]\nfile = 'shop.png'\nlines = 'Open'\n", "lines must be a list of texts"),
        ("[[picture]]\nfile = 'shop.png'\nlines = [1]\n", "lines must be a list of texts"),
        ("[[picture]]\nfile = 'shop.png'\nlines = ['']\n", "'' in lines must be one line of text"),
        ("[[picture]]\nfile = 'shop.png'\nlines = ['[0,0,-5,5] a']\n", "'[0,0,-5,5]' is no box"),
        ("[[picture]]\nfile = 'shop.png'\nlines = ['[1,2,3,4]a']\n", "'[1,2,3,4]' is no box"),
        ("[[picture]]\nfile = 'shop.png'\nlines = ['[0;0;5;5] a']\n", "'[0;0;5;5]' is no box"),
        ('[[picture]]\nfile = "shop.png"\nlines = ["a\\nb"]\n', "'a\\nb' in lines must be one line of text"),
        (f"[[picture]]\nfile = 'shop.png'\nlines = {['a'] * 1001}\n", "1000 lines"),
        ("[[picture]]\nfile = 'shop.png'\nlines = []\nline = 1\n", "unknown key 'line'"),
        (
            f"[[picture]]\nfile = 'shop.png'\nlines = []\n[[picture]]\nsha256 = '{DIGEST}'\nlines = []\n",
            "[[picture]] 2: the same picture as [[picture]] 1",
        ),
        ("picture = [", "not TOML"),
    ],
)
def test_mistake_is_named(rows: str, message: str, tmp_path: Path) -> None:
    """A mistake is one line with the file, the entry and the reason."""
    with pytest.raises(SidecarError) as caught:
        load_sidecar(written(tmp_path, rows))

    assert_told(caught.value, tmp_path / "sidecar.toml", message)


def test_device_is_no_sidecar() -> None:
    """A device in place of the sidecar is refused; reading it might never end."""
    with pytest.raises(SidecarError, match=rf"{os.devnull}: cannot be read: Not a regular file"):
        load_sidecar(Path(os.devnull))


def test_boxes_are_those_of_the_picture_as_displayed(tmp_path: Path) -> None:
    """A box within the picture as EXIF turns it is taken, though it is outside of the stored one."""
    sidecar = load_sidecar(written(tmp_path, "[[picture]]\nfile = 'turned.jpg'\nlines = ['[0,40,9,9] a']\n"))

    assert sidecar(turned()) == (Line("a", Box(0, 40, 9, 9)),)


def test_file_that_nobody_may_send_is_told(tmp_path: Path) -> None:
    """A picture that is larger than an upload may be is a mistake: nothing could ever be said of it."""
    file = written(tmp_path, "[[picture]]\nfile = 'shop.png'\nlines = []\n")

    with pytest.raises(SidecarError, match=r"file = 'shop\.png' is larger than an upload may be, 100 bytes"):
        load_sidecar(file, 100)


def test_planted_picture_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An entry whose picture has planted text is warned of at the start; one without is not."""
    (tmp_path / "hello.png").write_bytes(draw_picture(["Hello"]))
    rows = "[[picture]]\nfile = 'shop.png'\nlines = []\n[[picture]]\nfile = 'hello.png'\nlines = ['Exit']\n"

    load_sidecar(written(tmp_path, rows))

    [warning] = caplog.messages
    assert "[[picture]] 2: file = 'hello.png' has planted text, which goes first" in warning


def test_text_in_brackets_is_text(tmp_path: Path) -> None:
    """A footnote, a price and what stands behind `[] ` are no boxes, right or wrong."""
    rows = "[[picture]]\nfile = 'shop.png'\nlines = ['[1] Note', '[12,50] Soup', '[] [1,2,3] go', '[x] Done']\n"

    sidecar = load_sidecar(written(tmp_path, rows))

    assert [line.text for line in sidecar(BARE) or ()] == ["[1] Note", "[12,50] Soup", "[1,2,3] go", "[x] Done"]


def mock_with(folder: Path, rows: str) -> Caller:
    """A mock with a sidecar of these rows."""
    return Caller(Settings(access_log=False, sidecar=written(folder, rows)))


def test_sidecar_says_what_a_picture_shows(tmp_path: Path) -> None:
    """The lines of the sidecar are recognised, in the places that are detected, and the header says so."""
    answer = mock_with(tmp_path, "[[picture]]\nfile = 'shop.png'\nlines = ['Open', 'Exit']\n").image(
        BARE, target_language="de"
    )

    assert answer.json()["word_mapping"] == {"Open": "Geöffnet", "Exit": "Ausgang"}
    assert answer.headers["mock-recognised-by"] == "sidecar"


def test_sidecar_comes_after_planted_and_before_detected_text(tmp_path: Path) -> None:
    """Planted text beats the sidecar, the sidecar beats detection, and `lines = []` means that there is nothing."""
    planted = draw_picture(["Hello"])
    (tmp_path / "planted.png").write_bytes(planted)
    rows = "[[picture]]\nfile = 'planted.png'\nlines = ['Exit']\n[[picture]]\nfile = 'shop.png'\nlines = []\n"
    mock = mock_with(tmp_path, rows)

    said, silent, found = (mock.image(upload) for upload in (planted, BARE, draw_picture(["Others"], plant=False)))

    assert said.json()["chunks"][0]["sourceText"] == "Hello"
    assert silent.json()["chunks"] == []
    assert [answer.headers["mock-recognised-by"] for answer in (said, silent, found)] == [
        "planted", "sidecar", "detected",
    ]  # fmt: skip


def test_printed_sidecar_can_be_read_back(tmp_path: Path) -> None:
    """What is printed to begin with says what is recognised already, whatever the lines and names consist of."""
    rows = ['Say "\\x7f"\x7f', "\0", "[] [1,2,3,4] not a box", "日本"]
    planted = embed(BARE, "\n".join(rows))
    text = sidecar_toml([("shop.png", BARE), ("pla\n\x7fnted.png", planted)], lambda _digest: "Sale", 10**6)

    sidecar = load_sidecar(written(tmp_path, text))

    assert [line.text for line in sidecar(BARE) or ()] == ["Sale", "Sale"]
    assert all(line.box for line in sidecar(BARE) or ())
    assert [line.text for line in sidecar(planted) or ()] == ['Say "\\x7f"', "[1,2,3,4] not a box", "日本"]
    assert len(tomllib.loads(text)["picture"]) == 2
    assert text.count("has planted text, which goes first") == 1


def test_printed_sidecar_says_where_nothing_was_found() -> None:
    """For a picture in which nothing is found the printed table has no lines, and says what that means."""
    text = sidecar_toml([("empty.png", draw_picture([], width=200))], lambda _sight: "never", 10**6)

    assert tomllib.loads(text)["picture"][0]["lines"] == []
    assert "Nothing was found" in text
    assert "boxes" in text
