"""The command `translation-mock`, as a process of its own."""

import re
import signal
import socket
import tomllib
from pathlib import Path

import httpx2
import pytest
from PIL import Image

from mock_support.caller import HELLO, TEXT_PATH
from mock_support.process import run, serving


def test_serve_says_when_it_is_ready_and_stops_with_0() -> None:
    """The ready line names the address that answers; a request to stop ends the process with 0."""
    with serving() as (process, url):
        answer = httpx2.post(f"{url}{TEXT_PATH}", json=HELLO, headers={"x-api-key": "YOUR_API_KEY"})
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
    assert answer.json()["data"]["translatedText"] == "bonjour le monde"
    assert process.returncode == 0
    assert f"POST {TEXT_PATH} 200 text.endpoint.post" in log
    assert "YOUR_API_KEY" not in log


def test_interrupt_stops_with_0() -> None:
    """Ctrl-C is a request to stop, not a failure."""
    with serving() as (process, _):
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=30)

    assert process.returncode == 0
    assert "Traceback" not in log


def test_variables_and_file_set_what_flags_do(tmp_path: Path) -> None:
    """Settings come from the file and the variables too."""
    file = tmp_path / "mock.toml"
    file.write_text("anonymous = true\n", "utf-8")

    with serving(TRANSLATION_MOCK_CONFIG=str(file), TRANSLATION_MOCK_BLANK_TEXT="refuse") as (_, url):
        blank = httpx2.post(f"{url}{TEXT_PATH}", json={**HELLO, "text": " "}, headers={"x-api-key": "YOUR_API_KEY"})
        anonymous = httpx2.post(f"{url}/api/v1/image-translate", files={"image": b""})

    assert blank.json() == {"error": "Text cannot be empty."}
    assert anonymous.json()["code"] == "EMPTY_IMAGE"


def test_address_in_use_stops_the_start() -> None:
    """A port that another process has is named, in one line."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run("serve", "--port", port)

    assert ended.returncode == 2
    assert f"port={port}" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["serve", "--port", "x"], "--port='x': must be a whole number"),
        (["serve", "--accounts", "absent.toml"], "absent.toml"),
        (["serve", "--supported", "absent.toml"], "absent.toml"),
        (["serve", "--config", "absent.toml"], "absent.toml"),
        (["serve", "--host", "no such host"], "host='no such host'"),
        (["profile", "--port", "-1"], "--port='-1': must be at least 0"),
        (["healthcheck", "--url", "ftp://x"], "must begin with http"),
        (["picture", "Hello", "-o", "hello.bmp"], "bmp"),
        (["picture", "Hello", "-o", "hello.png", "--color", "nocolour"], "nocolour"),
        (["picture", "Hello", "-o", f"{__file__}/hello.png"], "test_command.py"),
        (["picture", "", "-o", "hello.png"], "'' must be one line of text"),
        (["picture", "Hello", "-o", "hello.png", "--upon", __file__], "is no GIF, JPEG, PNG or WebP"),
        (["picture", "-o", "hello.png"], "nothing to draw"),
        (["picture", "Hello", "-o", "hello.png", "--upon", "absent.gif"], "absent.gif"),
        (["picture", "--from", "absent.toml", "-o", "out"], "absent.toml: cannot be read"),
        (["picture", "Hello", "--from", "set.toml", "-o", "out"], "--from: lines and looks are taken from the file"),
        (["serve", "--sidecar", "absent.toml"], "absent.toml: cannot be read"),
        (["sidecar", "absent.png"], "absent.png"),
        (["sidecar", "/dev/null"], "/dev/null: Not a regular file"),
        (["sidecar", __file__], "test_command.py is no GIF, JPEG, PNG or WebP"),
        (["gallery", "-o", f"{__file__}/gallery"], "test_command.py"),
    ],
)
def test_mistake_ends_with_2_and_one_line(arguments: list[str], message: str) -> None:
    """A wrong setting or file ends the command with 2 and names it in one line."""
    ended = run(*arguments)

    assert ended.returncode == 2
    assert message in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert "Traceback" not in ended.stderr


def test_healthcheck_tells_by_its_exit_code() -> None:
    """The health check ends with 0 while a mock answers and with 1 after."""
    with serving() as (_, url):
        running = run("healthcheck", "--url", url)
    stopped = run("healthcheck", "--url", url)

    assert (running.returncode, stopped.returncode) == (0, 1)


def test_profile_is_a_target_profile() -> None:
    """The profile is TOML with an address, lists and a key for each documented answer."""
    profile = tomllib.loads(run("profile", "--base-url", "http://127.0.0.1:9").stdout)

    assert set(profile) == {"image", "text"}
    assert profile["text"]["base_url"] == "http://127.0.0.1:9"
    assert profile["text"]["credentials"]["exhausted"] == "exhausted-key"
    assert profile["text"]["restricted"]["model"] in profile["text"]["models"]
    assert "en" in profile["image"]["languages"]


def test_file_of_accounts_can_be_made_from_the_printed_one(tmp_path: Path) -> None:
    """The printed file of accounts is one that the mock takes."""
    file = tmp_path / "accounts.toml"
    file.write_text(run("accounts", "--toml").stdout, "utf-8")

    assert "exhausted-key" in run("accounts", "--accounts", str(file)).stdout


def test_accounts_are_listed() -> None:
    """Each account is listed with its key and what it is for."""
    listed = run("accounts").stdout

    assert "just-enough-key" in listed
    assert "500 for every valid request." in listed


def test_set_of_pictures_is_drawn(tmp_path: Path) -> None:
    """`picture --from` draws what the file describes, says where, and warns of what is not detected."""
    description = tmp_path / "set.toml"
    description.write_text("[[picture]]\nfile='a.gif'\nlines=['Hi']\ncolor='#f8f8f8'\nplant=false\n", "utf-8")

    ended = run("picture", "--from", str(description), "-o", str(tmp_path / "out"))

    assert (ended.returncode, ended.stdout) == (0, f"{tmp_path / 'out' / 'a.gif'}\n")
    assert "'Hi' is not detected: a contrast of 1.06:1" in ended.stderr
    with Image.open(tmp_path / "out" / "a.gif") as picture:
        assert picture.format == "GIF"


def test_picture_is_drawn_into_a_new_folder(tmp_path: Path) -> None:
    """`picture` makes the folder of its file, and warns of what is not drawn as it was given."""
    file = tmp_path / "new" / "a.png"

    ended = run("picture", "Bye \U0001fae1", "-o", str(file))

    assert (ended.returncode, file.is_file()) == (0, True)
    assert ended.stderr == f"{file}: 'Bye \U0001fae1' is drawn as 'Bye': no font has all of its letters\n"


def test_sidecar_that_is_not_used_is_warned_of(tmp_path: Path) -> None:
    """`serve` warns of an entry for a picture with planted text, which goes first."""
    run("picture", "Hello", "-o", str(tmp_path / "hello.png"))
    (tmp_path / "lines.toml").write_text("[[picture]]\nfile = 'hello.png'\nlines = ['Exit']\n", "utf-8")

    with serving("--sidecar", str(tmp_path / "lines.toml")) as (process, _):
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)

    assert "file = 'hello.png' has planted text, which goes first" in log


def test_sidecar_is_made_and_served(tmp_path: Path) -> None:
    """What `sidecar` prints is taken by `serve`, which then recognises what was put into it."""
    upload = tmp_path / "a.png"
    run("picture", "Anything", "-o", str(upload), "--no-plant")
    file = tmp_path / "sidecar.toml"
    file.write_text(re.sub(r"\] [A-Z].*\"", '] Sold out"', run("sidecar", str(upload)).stdout), "utf-8")

    with serving("--sidecar", str(file), TRANSLATION_MOCK_ANONYMOUS="true") as (_, url):
        answer = httpx2.post(f"{url}/api/v1/image-translate", files={"image": upload.read_bytes()})

    assert [chunk["sourceText"] for chunk in answer.json()["chunks"]] == ["Sold out"]


def test_gallery_is_written_as_files(tmp_path: Path) -> None:
    """The page of the gallery as files names only pictures beside it, and they are there."""
    ended = run("gallery", "-o", str(tmp_path / "gallery"))

    page = Path(ended.stdout.strip())
    links = re.findall(r' (?:src|href)="([^#"]+)"', page.read_text("utf-8"))
    assert page == tmp_path / "gallery" / "index.html"
    assert len(links) > 200
    assert [link for link in links if not (page.parent / link).is_file()] == []


@pytest.mark.parametrize(("name", "form"), [("a.png", "PNG"), ("a.JPG", "JPEG"), ("a.webp", "WEBP"), ("a.gif", "GIF")])
def test_picture_is_drawn_in_the_format_of_its_name(name: str, form: str, tmp_path: Path) -> None:
    """`picture` writes a picture of the lines, in the format that the extension says."""
    ended = run("picture", "Hello", "World", "-o", str(tmp_path / name), "--background", "#ffe")

    assert ended.returncode == 0, ended.stderr
    with Image.open(tmp_path / name) as picture:
        assert picture.format == form
