"""Requests that Schemathesis makes from a published contract, for judges of our own.

The contract that it reads is the published one with the languages and the models of the profile put in as
enumerations, texts from strategies of our own, and no fields beyond the printed ones: what nobody may blame is not
worth a request. Its positive requests fit that contract. Its negative ones are made to break it, which not all of them
do on the wire; which printed rule one breaks, if any, its judge reads from the request itself.

Schemathesis is slow to import, so that happens with the first request that is made.
"""

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from hypothesis.strategies import SearchStrategy

from translation_conformance import strategies
from translation_conformance.exchange import Credential, Form, Part, Request, json_body
from translation_conformance.target import ApiTarget
from translation_openapi import api_named
from translation_openapi.contract import JSON

if TYPE_CHECKING:
    from schemathesis import Case

#: Names of fields, of files and of media types that a multipart head carries as they are.
_PLAIN = re.compile(r"[\w.+/ -]*", re.ASCII)
_FORMAT = "translation-conformance"
_PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}


@dataclass(frozen=True)
class Cases:
    """What Schemathesis is told beside the contract of an API."""

    credential: Credential
    #: Where the values of a string come from, by its name.
    texts: Mapping[str, SearchStrategy[str]] = field(default_factory=dict, hash=False)
    #: Whether the fields that may be left out are.
    only_required: bool = False

    def positive(self, target: ApiTarget) -> SearchStrategy[Request]:
        """Requests that fit the contract."""
        return self._requests(target, "positive")

    def negative(self, target: ApiTarget) -> SearchStrategy[Request]:
        """Requests that were made not to fit it."""
        return self._requests(target, "negative")

    def _requests(self, target: ApiTarget, mode: str) -> SearchStrategy[Request]:
        import schemathesis

        register_media_types()
        for name, texts in self.texts.items():
            schemathesis.openapi.format(_format(target.name, name), texts)
        document = contract_for(target, tuple(self.texts), only_required=self.only_required)
        schema = schemathesis.openapi.from_dict(document, config=_config())
        operation = api_named(target.name).contract.operation
        cases = schema[operation.path][operation.method.upper()].as_strategy(schemathesis.GenerationMode(mode))
        requests: SearchStrategy[Request | None] = cases.map(lambda case: request_of(case, self.credential))
        return cast("SearchStrategy[Request]", requests.filter(lambda request: request is not None))


def request_of(case: "Case[Any]", credential: Credential) -> Request | None:
    """*case* as it is sent, with *credential*; None where it cannot be sent as it is, the same way every time."""
    body = _body(case.as_transport_kwargs(base_url="http://target"))
    if body is None or (case.media_type != JSON and not isinstance(body, Form)):
        # What else there is of a form, Schemathesis writes with another boundary every time.
        return None
    headers = () if isinstance(body, Form) else (("Content-Type", JSON),)
    return Request(case.method, case.operation.path, headers, body, credential)


def contract_for(target: ApiTarget, own: tuple[str, ...] = (), *, only_required: bool = False) -> dict[str, Any]:
    """The published contract of *target*'s API for one who generates requests: enumerated, and nothing but the body.

    *own* are the fields whose values come from strategies of our own.
    """
    contract = api_named(target.name).contract
    document: dict[str, Any] = copy.deepcopy(contract.resolve(dict(contract.document)))
    # Credentials are the suite's own, and examples are the tables' business.
    document.pop("security", None)
    document["components"] = {}
    operation = document["paths"][contract.operation.path][contract.operation.method]
    operation.pop("security", None)
    content = operation["requestBody"]["content"][contract.operation.media_type]
    content.pop("examples", None)
    schema = content["schema"]
    schema["additionalProperties"] = False
    if only_required:
        schema["properties"] = {name: schema["properties"][name] for name in schema["required"]}
    values = {"languages": target.languages, "models": target.models}
    for name, property_ in schema["properties"].items():
        property_.pop("example", None)
        if marked := property_.get("x-supported-list"):
            property_["enum"] = [*values[marked["list"]], *marked.get("also", ())]
        if name in own:
            property_["format"] = _format(target.name, name)
            property_.pop("minLength", None)
    return document


def _format(api: str, name: str) -> str:
    return f"{_FORMAT}-{api}-{name}"


@cache
def register_media_types() -> None:
    """Tell Schemathesis what files of the four picture types look like."""
    import schemathesis

    for media_type, format_ in _PICTURES.items():
        files = strategies.pictures(format_, unusual=False).map(lambda picture: picture.upload.content)
        schemathesis.openapi.media_type(media_type, files)


def _config() -> Any:
    """Nothing from a file that happens to lie about."""
    import schemathesis

    config = schemathesis.Config()
    # A zero byte is nothing that a page speaks of, and some databases cannot hold it.
    config.projects.default.generation.allow_x00 = False
    # To know what a codec can write takes Hypothesis a second; what cannot be written is left out later.
    config.projects.default.generation.codec = None
    return config


def _body(sent: Mapping[str, Any]) -> bytes | Form | None:
    """The body of what Schemathesis would hand to its client."""
    if sent.get("files"):
        parts = tuple(_part(*item) for item in sent["files"])
        plain = all(_is_plain(part) for part in parts)
        return Form(parts) if plain else None
    if isinstance(sent.get("data"), bytes):
        return bytes(sent["data"])
    if "json" in sent:
        try:
            json.dumps(sent["json"], allow_nan=False)
            return json_body(sent["json"])
        except ValueError:
            # A lone surrogate, or a number that JSON does not have.
            return None
    return b"" if not sent.get("data") else None


def _part(name: str, content: tuple[Any, ...]) -> Part:
    filename, value, *media_type = content
    octets = value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
    return Part(name, octets, filename, media_type[0] if media_type else None)


def _is_plain(part: Part) -> bool:
    told = (part.name, part.filename or "", part.content_type or "")
    return bool(part.name) and all(_PLAIN.fullmatch(text) for text in told)
