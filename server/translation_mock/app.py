"""The application: every vendor's endpoint, the pages of the mock, and one place where errors become answers."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from connexion import AsyncApp
from connexion.lifecycle import ConnexionRequest, ConnexionResponse
from starlette.exceptions import HTTPException
from starlette.routing import compile_path
from starlette.types import ASGIApp

from translation_mock import pages
from translation_mock.access_log import AccessLog
from translation_mock.answers import Answer
from translation_mock.domain.refusals import ProcessingFailed, Refused
from translation_mock.edge import Edge
from translation_mock.settings import Settings
from translation_mock.store import Store
from translation_mock.vendors import make_edges
from translation_mock.wiring import bare_path, connexion_app
from translation_openapi import Contract

logger = logging.getLogger("translation_mock")


def create_app(
    settings: Settings | None = None,
    *,
    store: Store | None = None,
    contracts: Mapping[str, Contract] | None = None,
) -> ASGIApp:
    """The mock of all APIs as an ASGI application.

    *store* holds the balances, by default in this process; *contracts* by the name of their API take the place of the
    published ones. Raises `AccountsError` and `SupportedListsError` for files that the settings name, and
    `ContractError` for a contract that the mock cannot serve.
    """
    settings = settings or Settings()
    edges = make_edges(settings, store, contracts)
    app = _application(edges)
    keys = [account.key for edge in edges for account in edge.accounts]
    return AccessLog(app, keys) if settings.access_log else app


def _application(edges: tuple[Edge, ...]) -> AsyncApp:
    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        yield
        for edge in edges:
            edge.house.close()

    app = connexion_app(edges, lifespan)
    by_path = {edge.path: edge for edge in edges}
    own_pages = pages.pages(edges)
    page_patterns = [compile_path(path)[0] for path in own_pages]

    async def refused(request: ConnexionRequest, cause: Refused) -> ConnexionResponse:
        return _response(by_path[bare_path(request.scope["path"])].refuse(cause), request.scope["method"])

    async def failed(request: ConnexionRequest, error: Exception) -> ConnexionResponse:
        logger.error("a fault of the mock itself", exc_info=error)
        edge = by_path.get(bare_path(request.scope["path"]))
        if edge is None:
            return pages.error(HTTPStatus.INTERNAL_SERVER_ERROR, "internal error", edges)
        return _response(edge.refuse(ProcessingFailed()), request.scope["method"])

    async def not_a_page(request: ConnexionRequest, error: HTTPException) -> ConnexionResponse:
        reads = request.scope["method"] in ("GET", "HEAD")
        if not reads and any(pattern.match(request.scope["path"]) for pattern in page_patterns):
            return pages.error(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed", edges, {"Allow": "GET, HEAD"})
        return pages.error(HTTPStatus(error.status_code), error.detail, edges, error.headers)

    for path, page in own_pages.items():
        app.add_url_rule(path, endpoint=path, view_func=page, methods=["GET"])
    app.add_error_handler(Refused, refused)
    app.add_error_handler(HTTPException, not_a_page)
    app.add_error_handler(Exception, failed)
    return app


def _response(answer: Answer, method: str) -> ConnexionResponse:
    return ConnexionResponse(
        status_code=answer.status,
        mimetype="application/json",
        content_type="application/json",
        body=b"" if method == "HEAD" else answer.content(),
        headers=dict(answer.header_list()),
    )
