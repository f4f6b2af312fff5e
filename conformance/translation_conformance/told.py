"""What a report says of an exchange: the request without its secrets, and the answer redacted, escaped and cut."""

from typing import Any

from translation_conformance.exchange import Exchange, Failure, Form, Request, Response
from translation_conformance.redaction import Redactor, shown
from translation_conformance.target import ApiTarget

#: What of a text is searched for secrets: far more than is shown of it.
SEARCHED = 20_000
#: Headers of an answer that are kept.
_MOST_HEADERS = 40
#: What a request has of a key, in words; its curl line has the same in shell.
_PIECES = {
    "{key}": "{}",
    "{head}": "<{} up to its first dot>",
    "{tail}": "<{} from its first dot>",
    "{cut}": "<{} without its end>",
    "{swapped}": "<{} with its letters in the other case>",
    "{recased}": "<{} from its first dot, with its letters in the other case>",
    "{foreign}": "<another key from its first dot>",
}


def exchange_told(api: ApiTarget, exchange: Exchange, redactor: Redactor) -> dict[str, Any]:
    """The request and its answer, or the failure in its place, as `report.json` has them."""
    request = exchange.request
    headers = [list(pair) for pair in request.content_headers]
    if request.credential:
        variable = f"${api.credentials[request.credential.name].variable}"
        told = request.credential.template
        for piece, words in _PIECES.items():
            told = told.replace(piece, words.format(variable))
        headers.append([request.credential.header, told])
    return {
        "request": {
            "method": request.method,
            "url": api.base_url + request.path,
            "headers": headers,
            "body": body_told(request),
        },
        "response": _answer(exchange.outcome, redactor),
    }


def sent_told(request: Request) -> str:
    """What is peculiar to *request* beside its body."""
    kinds = [value for name, value in request.content_headers if name.lower() == "content-type"]
    return shown(f"{request.method} {request.path}, {kinds[0] if kinds else 'without a content type'}")


def body_told(request: Request) -> Any:
    """The body of a request: the fields of a form, without the bytes of its files, or a text."""
    if isinstance(request.body, Form):
        return [
            {"name": part.name, "filename": part.filename, "bytes": len(part.content)}
            if part.filename is not None
            else {"name": part.name, "value": shown(part.content.decode("utf-8", "backslashreplace"), 200)}
            for part in request.body.parts
        ]
    return shown(request.body.decode("utf-8", "backslashreplace"), 2000)


def _answer(outcome: Response | Failure, redactor: Redactor) -> dict[str, Any]:
    if isinstance(outcome, Failure):
        return {"failure": str(outcome.kind), "detail": shown(redactor.text(outcome.detail))}
    return {
        "status": outcome.status,
        "headers": [
            [shown(redactor.text(name[:SEARCHED])), shown(redactor.text(value[:SEARCHED]))]
            for name, value in outcome.headers[:_MOST_HEADERS]
        ],
        "more_headers": max(0, len(outcome.headers) - _MOST_HEADERS),
        # Far more than is shown, and redacted first.
        "body": shown(redactor.text(outcome.body[:SEARCHED].decode("utf-8", "backslashreplace")), 2000),
        "bytes": len(outcome.body),
        "truncated": outcome.truncated,
    }
