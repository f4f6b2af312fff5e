"""The structural judge: the published contract, read by openapi-core, decides about keys and JSON kinds.

Each element of the contract cites the requirements it stems from (`x-requirements`); an element that an answer breaks
is a violation of these. An element that cites none states nothing that the catalogue knows, so it decides nothing.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters

from translation_conformance.check import Case, Finding, Judge, Outcome
from translation_conformance.exchange import NotJson, Response
from translation_conformance.judging import answered, unanswered, unknown
from translation_conformance.look import kind_of, told
from translation_openapi import Api, api_named
from translation_openapi.contract import JSON


def structure(api: Api, *requirements: str, unless: Callable[[Response], bool] = lambda _: False) -> Judge:
    """*requirements* hold where a 200 has the keys and the JSON kinds that the contract of *api* gives them.

    *unless* tells a 200 that is in truth something else, which others judge.
    """

    def judge(case: Case) -> Iterator[Finding]:
        for number, response in answered(case.exchanges):
            if unless(response):
                for requirement in requirements:
                    yield unknown(requirement, f"an error is told with the status {response.status}", number)
                continue
            for requirement, wrong in _broken(api.name, response, requirements).items():
                if wrong is None:
                    yield Finding(requirement, Outcome.OK, "as documented", "as documented", number)
                elif wrong == _NOT_SHOWN:
                    yield unknown(requirement, f"not part of the answer with status {response.status}", number)
                else:
                    yield Finding(requirement, Outcome.VIOLATED, wrong[0], wrong[1], number)
        for requirement in requirements:
            yield from unanswered(requirement, case.exchanges)

    return Judge(requirements, judge)


_NOT_SHOWN = ("", "")


def _broken(api: str, response: Response, requirements: Sequence[str]) -> dict[str, tuple[str, str] | None]:
    """For each requirement: None where it holds, else what was expected and seen."""
    if response.status != 200:
        return dict.fromkeys(requirements, _NOT_SHOWN)
    if response.json is NotJson:
        return dict.fromkeys(requirements, ("a JSON object", told(response)))
    application, schema = _application(api)
    shown = set(_cited(schema, response.json))
    found: dict[str, tuple[str, str] | None] = {
        requirement: None if requirement in shown else _NOT_SHOWN for requirement in requirements
    }
    request, answer = _Asked(api), _Answered(200, _whole(response.json))
    for error in application.iter_response_errors(request, answer):
        # Never str(error): it holds the whole answer.
        for fault in getattr(error.__cause__, "schema_errors", ()):
            for requirement, expected, actual in _faults(fault, schema):
                if requirement in found:
                    found[requirement] = (expected, actual)
    return found


def _whole(value: Any) -> Any:
    """*value* with 200.0 as 200: in JSON they are the same number."""
    if isinstance(value, dict):
        return {name: _whole(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _faults(fault: Any, schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    place = ".".join(str(part) for part in fault.absolute_path) or "the body"
    if fault.validator == "required":
        for name in fault.validator_value:
            if name not in fault.instance:
                for requirement in _every_citation(fault.schema["properties"][name]):
                    yield requirement, f"{name} in {place}", f"no {name}"
        return
    expected = {"enum": "one of", "type": "of the kind"}.get(fault.validator, fault.validator)
    for requirement in _nearest(schema, fault.absolute_schema_path):
        yield requirement, f"{place} {expected} {fault.validator_value}", f"{place} is {kind_of(fault.instance)}"
    if fault.validator == "type":
        # Nothing of what belongs into it is there.
        for requirement in _every_citation({**fault.schema, "x-requirements": ()}):
            yield requirement, f"{place} {expected} {fault.validator_value}", f"{place} is {kind_of(fault.instance)}"


def _nearest(schema: Mapping[str, Any], path: Iterable[str | int]) -> Sequence[str]:
    """What the element at *path* cites; where it cites nothing, what the element around it cites."""
    nearest: Sequence[str] = ()
    node: Any = schema
    for step in path:
        if isinstance(node, Mapping):
            nearest = node.get("x-requirements", nearest)
        node = node[step]
    return nearest


def _every_citation(schema: Mapping[str, Any]) -> Iterator[str]:
    """The requirements of *schema* and of the required properties below it: without it, they are missing too."""
    yield from schema.get("x-requirements", ())
    for name in schema.get("required", ()):
        yield from _every_citation(schema["properties"][name])


def _cited(schema: Mapping[str, Any], instance: Any) -> Iterator[str]:
    """The requirements of each element of *schema* that *instance* shows."""
    yield from schema.get("x-requirements", ())
    if isinstance(instance, dict):
        for name, part in schema.get("properties", {}).items():
            if name in instance:
                yield from _cited(part, instance[name])
    if isinstance(instance, list) and "items" in schema:
        for item in instance:
            yield from _cited(schema["items"], item)


@cache
def _application(api: str) -> tuple[OpenAPI, Mapping[str, Any]]:
    """openapi-core over the published contract, and the contract's schema of a 200; references resolved."""
    contract = api_named(api).contract
    document = contract.resolve(dict(contract.document))
    # The servers are the vendor's; the target is somewhere else.
    document["servers"] = [{"url": "/"}]
    operation = document["paths"][contract.operation.path][contract.operation.method]
    return OpenAPI.from_dict(document), operation["responses"]["200"]["content"][JSON]["schema"]


class _Asked:
    """A request as openapi-core wants it; only path and method matter for an answer."""

    def __init__(self, api: str) -> None:
        operation = api_named(api).contract.operation
        self.host_url, self.path, self.method = "http://target", operation.path, operation.method
        self.parameters = RequestParameters()
        self.content_type, self.body = operation.media_type, b""


@dataclass(frozen=True)
class _Answered:
    """An answer as openapi-core wants it. Its label is judged elsewhere."""

    status_code: int
    document: Any

    @property
    def data(self) -> bytes:
        return json.dumps(self.document).encode()

    @property
    def content_type(self) -> str:
        return JSON

    @property
    def headers(self) -> Mapping[str, Any]:
        return {}
