"""Calling the mock in process; whatever it answers on an API path is held against the contract it serves."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx2
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from starlette.types import ASGIApp

from translation_mock.app import create_app
from translation_mock.pages import served_document
from translation_mock.settings import Settings
from translation_mock.vendors import make_edges
from translation_openapi import APIS

TEXT_PATH = "/v1/translation/text-translation/api"
IMAGE_PATH = "/api/v1/image-translate"
TEXT_KEY = "YOUR_API_KEY"
IMAGE_KEY = "itk_xxx.its_yyy"
HELLO = {"text": "hello world", "sourceLang": "en", "targetLang": "fr", "model": "gpt-4.1-mini-2025-04-14"}


class _Request:
    """What openapi-core needs to know of a request to judge its response."""

    host_url = "http://mock"
    body = None
    content_type = ""

    def __init__(self, path: str) -> None:
        self.path = self.full_url_pattern = path
        self.method = "post"
        self.parameters = RequestParameters()


class _Response:
    def __init__(self, response: httpx2.Response) -> None:
        self.status_code = response.status_code
        self.headers = dict(response.headers)
        self.content_type = response.headers.get("content-type", "")
        self.data = response.content


class Caller:
    """A client of one mock."""

    def __init__(self, settings: Settings | None = None, **options: Any) -> None:
        self.settings = settings or Settings(access_log=False)
        self.app: ASGIApp = create_app(self.settings, **options)
        edges = make_edges(self.settings, contracts=options.get("contracts"))
        self._contracts = {edge.path: served_document(edge) for edge in edges}
        self._judges: dict[str, OpenAPI] = {}

    def request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Send one request and hold the answer against the served contract."""

        async def send() -> httpx2.Response:
            transport = httpx2.ASGITransport(self.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://mock") as client:
                return await client.request(method, path, **options)

        response = asyncio.run(send())
        if path in self._contracts and method != "HEAD":
            self._judge(path, response)
        return response

    def text(self, body: Any = HELLO, *, key: str | None = TEXT_KEY, **changes: Any) -> httpx2.Response:
        """Ask the text API; *changes* replace fields of the body, None leaves a field out."""
        if isinstance(body, Mapping):
            body = {name: value for name, value in {**body, **changes}.items() if value is not None}
        headers = {} if key is None else {"x-api-key": key}
        return self.request("POST", TEXT_PATH, json=body, headers=headers)

    def image(self, image: bytes | None, *, key: str | None = IMAGE_KEY, **fields: str) -> httpx2.Response:
        """Ask the image API, with *image* as the file and *fields* beside it."""
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        files: list[tuple[str, Any]] = [(name, (None, value)) for name, value in fields.items()]
        if image is not None:
            files.append(("image", ("picture.png", image, "image/png")))
        return self.request("POST", IMAGE_PATH, files=files or [("other", (None, "x"))], headers=headers)

    def at_once(self, key: str, times: int, image: bytes | None = None) -> list[httpx2.Response]:
        """The answers to *times* equal requests that are sent together: of *image*, or of the printed text."""

        async def send() -> list[httpx2.Response]:
            transport = httpx2.ASGITransport(self.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://mock") as client:
                if image is None:
                    asked = [client.post(TEXT_PATH, json=HELLO, headers={"x-api-key": key}) for _ in range(times)]
                else:
                    headers = {"Authorization": f"Bearer {key}"}
                    asked = [client.post(IMAGE_PATH, files={"image": image}, headers=headers) for _ in range(times)]
                return await asyncio.gather(*asked)

        return asyncio.run(send())

    def _judge(self, path: str, response: httpx2.Response) -> None:
        if path not in self._judges:
            config: Any = Config()
            self._judges[path] = OpenAPI.from_dict(self._contracts[path], config=config)
        errors = list(self._judges[path].iter_response_errors(_Request(path), _Response(response)))
        details = [getattr(error.__cause__, "schema_errors", error) for error in errors]
        assert not errors, f"{response.status_code} {response.text[:300]}: {details!r:.500}"
        assert response.headers["content-type"] == "application/json"
        row = response.headers["mock-requirement"]
        catalogue = {id_: requirement for api in APIS for id_, requirement in api.catalogue.items()}
        assert catalogue[row].level == response.headers["mock-basis"]
