"""The gallery: its cases, its page, its pictures, and the same as files."""

import asyncio
import base64
import io
import re
from collections import Counter
from collections.abc import Callable

import pytest
from PIL import Image

from mock_support.caller import Caller
from test_pages import read
from translation_mock.answers import Answer
from translation_mock.gallery import Case, Exhibit, Gallery, gallery_sections
from translation_mock.settings import Settings
from translation_openapi import load_supported

CASES = [case for section in gallery_sections() for case in section.cases]


@pytest.fixture(name="visited", scope="module")
def _visited() -> Caller:
    """A mock whose gallery has been visited."""
    mock = Caller()
    assert mock.request("GET", "/gallery").status_code == 200
    return mock


def case(name: str) -> Case:
    """The case of this name."""
    return next(case for case in CASES if case.name == name)


def test_cases_are_named_apart() -> None:
    """Each case has a name and a title of its own, and only known languages are asked for, but for one failure."""
    names = Counter(case.name for case in CASES) + Counter(f"title {case.title}" for case in CASES)

    assert len(CASES) >= 40
    assert [name for name, count in names.items() if count > 1] == []
    assert [case.name for case in CASES if case.language not in load_supported().codes] == ["unknown-language.png"]


def test_every_script_is_shown() -> None:
    """The cases translate into a language of every script of the supported lists."""
    lists = load_supported()
    shown = {language.script for language in lists.languages if language.code in {case.language for case in CASES}}

    assert {language.script for language in lists.languages} - shown == set()


def test_page_shows_every_case_with_its_answer(visited: Caller) -> None:
    """The page has each case with what the API answers to its picture: chunks, headers, or the error."""
    answer = visited.request("GET", "/gallery")
    page = read(answer.text)

    assert all(case.title in page.text for case in CASES)
    assert "Notausgang" in page.text
    assert "Mock-Recognised-By: detected" in page.text
    told = set(re.findall(r'"code":"(\w+)"', page.text))
    assert told == {
        "EMPTY_IMAGE", "UNSUPPORTED_IMAGE_TYPE", "DAMAGED_IMAGE", "IMAGE_TOO_LARGE", "INVALID_TARGET_LANGUAGE",
    }  # fmt: skip
    assert "script" not in page.tags
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_every_picture_of_the_page_is_served(visited: Caller) -> None:
    """Each picture on the page is there, before and after, in the same format and size as displayed."""
    links = {link for link in read(visited.request("GET", "/gallery").text).links if link.startswith("/gallery/")}
    answers = {link: visited.request("GET", link) for link in links}

    assert {link: answer.status_code for link, answer in answers.items()} == dict.fromkeys(links, 200)
    afters = [link for link in links if "/after." in link]
    assert len(afters) == len(CASES) - len(gallery_sections()[-1].cases)
    for link in afters:
        after = Image.open(io.BytesIO(answers[link].content))
        after.load()
        assert answers[link].headers["content-type"] == f"image/{after.format}".lower().replace("mpo", "jpeg")


def test_gallery_shows_what_the_api_answers(visited: Caller) -> None:
    """The picture after is the one that the API answers to the picture before, byte for byte."""
    shown = case("german.png")
    before = visited.request("GET", "/gallery/german.png/before.png").content

    answer = visited.image(before, target_language=shown.language).json()

    assert before == shown.upload()
    after = visited.request("GET", "/gallery/german.png/after.png").content
    assert after == base64.b64decode(answer["image"].partition(",")[2])


def test_gallery_charges_nobody() -> None:
    """A visit to the gallery takes no credits from any account."""
    mock = Caller()
    upload = case("plain.png").upload()
    before = mock.image(upload).json()["credits"]

    mock.request("GET", "/gallery/german.png/after.png")

    again = Caller()
    again.image(upload)
    assert mock.image(upload).json()["credits"] == again.image(upload).json()["credits"] < before


@pytest.mark.parametrize(
    "path",
    ["/gallery/", "/gallery/nowhere.png/before.png", "/gallery/german.png/page.html", "/gallery/empty.png/after.png",
     "/gallery/german.png", "/gallery/..%2f/before.png"],
)  # fmt: skip
def test_elsewhere_in_the_gallery_is_404(visited: Caller, path: str) -> None:
    """What is no picture of the gallery is the mock's own 404."""
    answer = visited.request("GET", path)

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")


@pytest.mark.parametrize("path", ["/gallery", "/gallery/german.png/before.png"])
def test_gallery_is_for_reading(visited: Caller, path: str) -> None:
    """Another method than GET and HEAD is 405 with Allow."""
    answer = visited.request("POST", path)

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_gallery_follows_the_limits_of_the_mock() -> None:
    """The gallery shows this mock: with a smaller limit of pixels its pictures are refused."""
    mock = Caller(Settings(access_log=False, max_pixels=100))

    assert "IMAGE_TOO_LARGE" in mock.request("GET", "/gallery").text
    assert mock.request("GET", "/gallery/german.png/after.png").status_code == 404


class SlowApi:
    """An API behind a gallery that answers when it is let, after so many failures."""

    def __init__(self, failures: int = 0) -> None:
        self.asked = 0
        self.begun = asyncio.Event()
        self.let = asyncio.Event()
        self.failures = failures
        self.gallery = Gallery(self._ask, self._work, load_supported())

    async def _work(self, _function: Callable[[], bytes]) -> bytes:
        return b""

    async def _ask(self, _image: bytes, _source: str, _target: str) -> tuple[Answer, str]:
        self.asked += 1
        self.begun.set()
        await self.let.wait()
        if self.asked <= self.failures:
            raise RuntimeError("failed")
        return Answer(400, {}, "image.notes.empty-upload", "documented"), ""

    def visit(self) -> asyncio.Task[Exhibit]:
        """A visitor of one case."""
        return asyncio.create_task(self.gallery.exhibit(CASES[0]))


def test_visitors_at_once_share_an_exhibit() -> None:
    """An exhibit is made once for all who ask while it is made, and goes on for the others when the first leaves."""

    async def visits() -> tuple[int, bool, bool]:
        api = SlowApi()
        first, second, third = api.visit(), api.visit(), api.visit()
        await api.begun.wait()
        first.cancel()
        await asyncio.wait([first])
        api.let.set()
        return api.asked, first.cancelled(), await second is await third is await api.gallery.exhibit(CASES[0])

    assert asyncio.run(visits()) == (1, True, True)


def test_exhibit_is_made_when_all_have_left() -> None:
    """What was begun for a visitor who left is there for the next: leaving and coming back costs nothing more."""

    async def visits() -> int:
        api = SlowApi()
        for _ in range(3):
            visitor = api.visit()
            await api.begun.wait()
            visitor.cancel()
            await asyncio.wait([visitor])
        api.let.set()
        await api.visit()
        return api.asked

    assert asyncio.run(visits()) == 1


def test_failure_is_not_kept() -> None:
    """An exhibit that could not be made fails for those who waited for it, and is made anew for the next."""

    async def visits() -> tuple[list[type], int]:
        api = SlowApi(failures=1)
        api.let.set()
        waited = await asyncio.gather(api.visit(), api.visit(), return_exceptions=True)
        await api.visit()
        return [type(result) for result in waited], api.asked

    assert asyncio.run(visits()) == ([RuntimeError, RuntimeError], 2)


def test_start_page_leads_to_the_gallery(mock: Caller) -> None:
    """The start page has a link to the gallery."""
    assert "/gallery" in read(mock.request("GET", "/").text).links


def test_uploads_are_the_same_on_every_machine() -> None:
    """The pictures before are functions of the description: drawn twice they are the same bytes."""
    names = ("landscape.jpg", "night.png", "animated.gif", "interlaced.png", "alpha.webp")

    assert [case(name).upload() for name in names] == [case(name).upload() for name in names]


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("interlaced.png", {"interlace": 1}),
        ("cmyk.jpg", {"mode": "CMYK"}),
        ("progressive.jpg", {"progressive": 1}),
        ("sixteen-bit.png", {"mode": "I;16"}),
        ("one-bit.png", {"mode": "1"}),
        ("palette.png", {"mode": "P", "transparency": 15}),
        ("alpha.webp", {"mode": "RGBA"}),
        ("animated.webp", {"n_frames": 4}),
        ("apng.png", {"n_frames": 4}),
        ("animated.gif", {"n_frames": 4, "loop": 2}),
        ("turned.jpg", {"width": 144, "height": 420}),
    ],
)
def test_variant_is_what_it_says(name: str, facts: dict[str, object]) -> None:
    """A case of the formats is a file of that kind, and not a drawn picture that is called so."""
    picture = Image.open(io.BytesIO(case(name).upload()))
    picture.load()

    assert {key: getattr(picture, key, picture.info.get(key)) for key in facts} == facts
