"""What the mock serves beside the vendors' endpoints: the start page, the contracts, a sample picture, its health."""

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import orjson
from connexion.lifecycle import ConnexionResponse
from starlette.requests import Request
from starlette.responses import Response

from translation_mock.edge import Edge, View
from translation_mock.settings import url_host
from translation_mock.templates import page_response
from translation_openapi.yaml_text import yaml_text

HEALTH_PATH = "/__mock__/health"
#: RFC 1035, 2.3.4, in characters.
MAX_HOST = 255
SAMPLE_PATH = "/sample.png"
SAMPLE_LINES = ("Hello", "Welcome", "Thank you")


def mock_version() -> str:
    """The version of the installed distribution."""
    return version("translation-contract")


def pages(edges: tuple[Edge, ...]) -> dict[str, View]:
    """Every page by its path; a page is answered to GET and HEAD."""
    found: dict[str, View] = {
        "/": lambda request: _start_page(edges, _base_url(request)),
        HEALTH_PATH: lambda _request: _health(edges),
        SAMPLE_PATH: lambda _request: Response(sample_picture(), media_type="image/png"),
    }
    for edge in edges:
        found[f"/openapi/{edge.api.name}.json"] = _contract_json(edge)
        found[f"/openapi/{edge.api.name}.yaml"] = _contract_yaml(edge)
        found |= {page.path: page.view for page in edge.pages()}
    return found


def error(
    status: HTTPStatus, detail: str, edges: tuple[Edge, ...], headers: Mapping[str, str] | None = None
) -> ConnexionResponse:
    """The mock's own error, for paths that are no vendor's: it names the endpoints and is no vendor's shape."""
    endpoints = [f"{edge.served.operation.method.upper()} {edge.path}" for edge in edges]
    return ConnexionResponse(
        status_code=status,
        mimetype="application/json",
        content_type="application/json",
        body=orjson.dumps({"detail": detail, "endpoints": endpoints, "start_page": "/"}),
        headers=dict(headers or {}),
    )


def served_document(edge: Edge) -> dict[str, Any]:
    """The contract of *edge* as this mock serves it; its server is wherever the document was fetched from."""
    here = {"url": "/", "description": "This mock", "x-basis": "assumed"}
    return {**edge.served.document, "servers": [here]}


def _contract_json(edge: Edge) -> View:
    def page(_request: Request) -> Response:
        content = orjson.dumps(served_document(edge), option=orjson.OPT_INDENT_2)
        return Response(content, media_type="application/json")

    return page


def _contract_yaml(edge: Edge) -> View:
    def page(_request: Request) -> Response:
        text = yaml_text(served_document(edge))
        # RFC 9512
        return Response(text, media_type="application/yaml")

    return page


def _health(edges: tuple[Edge, ...]) -> Response:
    body = {"status": "ok", "version": mock_version(), "apis": [edge.api.name for edge in edges]}
    return Response(orjson.dumps(body), media_type="application/json", headers={"Cache-Control": "no-store"})


@cache
def sample_picture() -> bytes:
    """A small picture with three lines of text, planted and drawn."""
    from translation_mock.domain.pictures import draw_picture

    return draw_picture(SAMPLE_LINES, font_size=40, width=360, color="#123a52", background="#f4efe4")


def _base_url(request: Request) -> str:
    """Where the client reached this mock, unless its Host header is longer than any host name is."""
    if len(request.url.netloc) <= MAX_HOST:
        return str(request.base_url).rstrip("/")
    host, port = request.scope["server"]
    return f"{request.url.scheme}://{url_host(host)}:{port}"


def _start_page(edges: tuple[Edge, ...], base_url: str) -> Response:
    return page_response(
        "start_page.html",
        version=mock_version(),
        base_url=base_url,
        apis=[
            {
                "title": edge.api.title,
                "name": edge.api.name,
                "endpoint": f"{edge.served.operation.method.upper()} {edge.path}",
                "hints": edge.hints(),
                "commands": edge.sample_commands(base_url),
                "pages": [page for page in edge.pages() if page.title],
                "accounts": [
                    {"name": account.name, "key": account.key, "purpose": account.purpose} for account in edge.accounts
                ],
            }
            for edge in edges
        ],
        languages=len(edges[0].house.lists.languages) if edges else 0,
    )
