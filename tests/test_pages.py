"""What the mock serves beside the vendors' endpoints."""

import io
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from PIL import Image

from mock_support.caller import IMAGE_PATH, TEXT_PATH, Caller
from translation_mock import image_api
from translation_mock.domain.pictures.lettering import faces
from translation_mock.settings import Settings
from translation_openapi import APIS


class _Text(HTMLParser):
    """Collects the text and the tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src") and value]

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> _Text:
    """A page as its reader sees it."""
    page = _Text()
    page.feed(html)
    return page


def test_start_page_says_what_runs_and_lists_the_accounts(mock: Caller) -> None:
    """The start page names the endpoints, every account with its purpose, and requests to copy."""
    answer = mock.request("GET", "/")
    page = read(answer.text)

    assert answer.headers["content-type"].startswith("text/html")
    assert f"POST {TEXT_PATH}" in page.text
    assert f"POST {IMAGE_PATH}" in page.text
    assert "exhausted-key" in page.text
    assert "402 for every text: no tokens are left." in page.text
    assert f"curl http://mock{TEXT_PATH} -H 'x-api-key: YOUR_API_KEY'" in page.text
    assert "not affiliated" in " ".join(page.text.split())


def test_start_page_is_closed_to_foreign_content(tmp_path: Path) -> None:
    """The start page loads nothing from elsewhere, runs no script, and escapes what stands in the table of accounts."""
    file = tmp_path / "accounts.toml"
    file.write_text("[[text]]\nname = 'a'\nkey = '<i>k'\ntokens = 1\npurpose = '<script>alert(1)</script>'\n", "utf-8")

    answer = Caller(Settings(access_log=False, accounts=file)).request("GET", "/")
    page = read(answer.text)

    assert "<script>alert(1)</script>" in page.text
    assert not {"script", "i"} & set(page.tags)
    assert all(link.startswith("/") for link in page.links)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_start_page_tells_of_missing_fonts(mock: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra `fonts` the start page says what needs it, and how to install it; with it, nothing."""
    assert image_api.CJK_PACKAGE == faces.CJK_PACKAGE

    monkeypatch.setattr(image_api, "CJK_PACKAGE", "a_package_that_is_not_there")
    missing = read(mock.request("GET", "/").text).text
    monkeypatch.setattr(image_api, "CJK_PACKAGE", "json")
    there = read(mock.request("GET", "/").text).text

    assert "they need the extra fonts, pip install '.[fonts]'" in missing
    assert "extra fonts" not in there


@pytest.mark.parametrize("path", ["/", "/__mock__/health", "/openapi/text.json", "/sample.png"])
@pytest.mark.parametrize("method", ["POST", "OPTIONS", "DELETE"])
def test_pages_are_for_reading(mock: Caller, method: str, path: str) -> None:
    """Another method than GET and HEAD on a page is 405 with Allow."""
    answer = mock.request(method, path)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert mock.request("HEAD", path).status_code == 200


def test_endless_host_is_not_repeated(mock: Caller) -> None:
    """A Host header longer than any host name does not come back in every line of the page."""
    page = mock.request("GET", "/", headers={"host": "a" * 60_000}).text

    assert "a" * 300 not in page
    assert "curl http://mock" in page


def test_every_link_of_the_start_page_leads_somewhere(mock: Caller) -> None:
    """Every link of the start page is answered with 200."""
    links = read(mock.request("GET", "/").text).links

    assert len(links) >= 6
    assert {link: mock.request("GET", link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("name", [api.name for api in APIS])
def test_contract_is_served_in_both_notations(mock: Caller, name: str) -> None:
    """YAML and JSON hold the same served contract, whose server is the mock itself."""
    as_json = mock.request("GET", f"/openapi/{name}.json")
    as_yaml = mock.request("GET", f"/openapi/{name}.yaml")

    assert as_json.json() == yaml.safe_load(as_yaml.text)
    assert as_json.json()["servers"][0]["url"] == "/"
    assert "assumed" in as_yaml.text


def test_health_is_told(mock: Caller) -> None:
    """The health route says that the mock runs, which version, and which APIs."""
    body = mock.request("GET", "/__mock__/health").json()

    assert body["status"] == "ok"
    assert body["apis"] == ["image", "text"]


def test_sample_picture_is_one(mock: Caller) -> None:
    """The sample is a picture that the mock reads text from."""
    sample = mock.request("GET", "/sample.png").content

    assert Image.open(io.BytesIO(sample)).format == "PNG"
    assert [chunk["sourceText"] for chunk in mock.image(sample).json()["chunks"]] == ["Hello", "Welcome", "Thank you"]


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/sample.png/",
        "/__mock__/health/",
        "/v1",
        "/api/v1/image-translate/more",
        "/__mock__/",
        "/openapi/x.yaml",
    ],
)
def test_unknown_path_names_the_endpoints(mock: Caller, path: str) -> None:
    """Elsewhere the mock answers with its own JSON 404, which names the endpoints."""
    answer = mock.request("GET", path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert "error" not in answer.json()
    assert answer.json()["endpoints"] == [f"POST {IMAGE_PATH}", f"POST {TEXT_PATH}"]


@pytest.mark.parametrize("path", [TEXT_PATH, IMAGE_PATH])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused_with_allow(mock: Caller, method: str, path: str) -> None:
    """Other methods on an endpoint are 405 with Allow, in the vendor's shape; HEAD has no body."""
    answer = mock.request(method, path)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert (answer.content == b"") is (method == "HEAD")


@pytest.mark.parametrize("path", [TEXT_PATH, IMAGE_PATH])
@pytest.mark.parametrize("variant", ["{}/", "/{}", "{}//"])
def test_careless_slashes_are_not_the_endpoint(mock: Caller, path: str, variant: str) -> None:
    """A trailing or doubled slash is 404 in the vendor's shape, not a redirect."""
    answer = mock.request("POST", "http://mock" + variant.format(path))

    assert answer.status_code == 404
    assert set(answer.json()) == ({"error"} if path == TEXT_PATH else {"error", "code"})


def test_fault_of_the_mock_itself_keeps_the_documented_shape(mock: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the mock fail, the caller still gets the vendor's own 500."""
    monkeypatch.setattr("translation_mock.text_api.count_words", lambda _: 1 / 0)

    answer = mock.text()

    assert answer.status_code == 500
    assert answer.json()["message"] == "Error in text translation for api"
