"""How connexion is wired: its middleware seams, filled with what these APIs need and nothing that is not used.

connexion builds a stack of middlewares from one list and hands every contract to each of them, together with the
keyword arguments of `add_api`; that is how each middleware here knows the `Edge` of an operation. Routing, validation
and the call of the handler are replaced (`Routing`, `Intake`, `Operations`), because connexion's own do per request
what can be done once: two routers, signature inspection, a JSON body that is parsed twice. Security and the
exception handling are connexion's own.
"""

from http import HTTPStatus
from typing import Any

from connexion import AsyncApp
from connexion.lifecycle import ConnexionRequest
from connexion.middleware.abstract import ROUTING_CONTEXT, RoutedAPI, RoutedMiddleware, SpecMiddleware
from connexion.middleware.exceptions import ExceptionMiddleware
from connexion.middleware.lifespan import LifespanMiddleware
from connexion.middleware.security import SecurityMiddleware
from connexion.middleware.server_error import ServerErrorMiddleware
from connexion.operations import AbstractOperation
from connexion.security import AbstractSecurityHandler
from connexion.spec import Specification
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from translation_mock.causes import ClientDisconnected, MethodNotAllowed, PathNotFound
from translation_mock.edge import Edge

CONTEXT = "connexion_context"


def security_map(edge: Edge) -> dict[str, type[AbstractSecurityHandler]]:
    """connexion's security handlers for the API of *edge*, which is asked for the account."""

    class Handler(AbstractSecurityHandler):  # type: ignore[misc]  # connexion is untyped
        def get_fn(self, _scheme: Any, _scopes: Any) -> Any:
            def check(request: ConnexionRequest) -> dict[str, Any]:
                account = edge.authenticate(request.scope["headers"])
                return {"sub": account.name if account else None, "account": account}

            return check

    return {edge.security_scheme: Handler}


class Routing(SpecMiddleware):  # type: ignore[misc]  # connexion is untyped
    """Finds the operation by the exact path and method; the contracts have no path parameters."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._operations: dict[str, dict[str, dict[str, Any]]] = {}

    def add_api(self, specification: Specification, *, base_path: str | None = None, **_: Any) -> None:
        """Register the operations of one contract."""
        base_path = specification.base_path if base_path is None else base_path
        for path, item in specification["paths"].items():
            if "{" in path:
                raise ValueError(f"{path}: path parameters are not supported")
            routes = self._operations.setdefault(base_path + path, {})
            for method, operation in item.items():
                routes[method.upper()] = {
                    "api_base_path": base_path,
                    "operation_id": operation["operationId"],
                }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Attach what connexion's other middlewares look for; paths that are no endpoints pass unmarked."""
        if scope["type"] == "http":
            routes = self._operations.get(scope["path"])
            if routes is None:
                if bare_path(scope["path"]) in self._operations:
                    raise PathNotFound
                if scope["path"] != "/" and scope["path"].endswith("/"):
                    # No page has such a path; starlette's router would redirect to the one without the slash.
                    raise HTTPException(HTTPStatus.NOT_FOUND)
                route: dict[str, Any] = {}
            else:
                route = routes.get(scope["method"]) or self._refuse(routes)
            scope.setdefault("extensions", {})[ROUTING_CONTEXT] = route
        await self.app(scope, receive, send)

    def _refuse(self, routes: dict[str, dict[str, Any]]) -> dict[str, Any]:
        raise MethodNotAllowed(tuple(sorted(routes)))


def bare_path(path: str) -> str:
    """*path* without doubled and trailing slashes: what a client meant that built it carelessly."""
    return "/" + "/".join(segment for segment in path.split("/") if segment)


class _IntakeOperation:
    def __init__(self, next_app: ASGIApp, edge: Edge) -> None:
        self._next_app = next_app
        self._edge = edge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            request = await self._edge.read(scope["headers"], receive)
        except ClientDisconnected:
            return
        scope["extensions"][CONTEXT]["request"] = request
        await self._next_app(scope, receive, send)


class _IntakeApi(RoutedAPI):  # type: ignore[misc]  # connexion is untyped
    def __init__(self, *args: Any, edge: Edge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._edge = edge
        self.add_paths()

    def make_operation(self, _operation: AbstractOperation) -> _IntakeOperation:
        return _IntakeOperation(self.next_app, self._edge)


class Intake(RoutedMiddleware):  # type: ignore[misc]  # connexion is untyped
    """Reads, bounds and validates the body, in the place of connexion's request validation."""

    api_cls = _IntakeApi


class _Operation:
    """Calls the handler with the account and the request, once found and read."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        context = scope["extensions"][CONTEXT]
        answer = await self._edge.perform(context["request"], context["token_info"]["account"])
        await answer.send(send)


class _OperationsApi(RoutedAPI):  # type: ignore[misc]  # connexion is untyped
    def __init__(self, *args: Any, edge: Edge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._edge = edge
        self.add_paths()

    def make_operation(self, _operation: AbstractOperation) -> _Operation:
        return _Operation(self._edge)


class Operations(RoutedMiddleware):  # type: ignore[misc]  # connexion is untyped
    """Performs the operation; what is no operation goes on to the pages of the mock."""

    api_cls = _OperationsApi


#: The whole stack, outermost first.
MIDDLEWARES = (
    ServerErrorMiddleware,
    ExceptionMiddleware,
    Routing,
    SecurityMiddleware,
    Intake,
    Operations,
    LifespanMiddleware,
)


def connexion_app(edges: tuple[Edge, ...], lifespan: Any) -> AsyncApp:
    """A connexion application with the operations of all *edges*."""
    app = AsyncApp(__name__, middlewares=[*MIDDLEWARES], lifespan=lifespan)
    for edge in edges:
        app.add_api(
            dict(edge.served.document),
            base_path="",
            name=edge.api.name,
            security_map=security_map(edge),
            resolver=lambda _operation_id, edge=edge: edge.perform,
            edge=edge,
        )
    return app
