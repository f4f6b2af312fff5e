"""A bare ASGI function that gives the printed answer, served as the mock is: `python bare.py PORT`."""

import sys
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from translation_mock.serving import serve
from translation_mock.settings import Settings
from translation_openapi import TEXT

(_BODY,) = [orjson.dumps(body) for status, _, body in TEXT.contract.examples() if status == "200"]
_START: dict[str, Any] = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(_BODY))],
}
_REST: dict[str, Any] = {"type": "http.response.body", "body": _BODY}


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Take the request's body and send the answer; nothing is looked at."""
    if scope["type"] == "lifespan":
        for done in ("lifespan.startup.complete", "lifespan.shutdown.complete"):
            await receive()
            await send({"type": done})
        return
    while (await receive()).get("more_body"):
        pass
    await send(_START)
    await send(_REST)


if __name__ == "__main__":
    serve(answer, Settings(port=int(sys.argv[1])), ready=lambda _url: None)
