"""Contracts: the published form, which states what a vendor's page states, and the served form, which a mock uses.

The served form is the published one plus what is ours: the enumerations of the supported lists in force, at the places
that the published form marks with ``x-supported-list``, and the answers that the pages leave open. Every addition
carries ``x-basis: assumed``.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from translation_openapi.supported import SupportedLists, SupportedListsError

JSON = "application/json"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class ContractError(ValueError):
    """A contract file cannot be used; the message names the file and the fault."""


@dataclass(frozen=True)
class Operation:
    """The one operation of a contract: where it is and what it takes and gives."""

    path: str
    method: str
    definition: Mapping[str, Any]

    @property
    def media_type(self) -> str:
        """The media type of the request body."""
        return str(next(iter(self.definition["requestBody"]["content"])))


@dataclass(frozen=True)
class AssumedAnswer:
    """An answer of the mock that no page prints: what the served contract adds to the published one."""

    status: int
    description: str
    #: The name of the schema under ``components/schemas`` that the body has.
    schema: str
    #: Bodies by name.
    examples: Mapping[str, Any]


@dataclass(frozen=True)
class Contract:
    """One OpenAPI document, as read."""

    document: Mapping[str, Any]

    @cached_property
    def operation(self) -> Operation:
        """The vendor's one operation; raises `ContractError` where there is not exactly one."""
        operations = [
            Operation(path, method, item[method])
            for path, item in self.document.get("paths", {}).items()
            for method in METHODS
            if method in item
        ]
        if len(operations) != 1:
            raise ContractError(f"expected one operation, found {len(operations)}")
        return operations[0]

    @property
    def request_schema(self) -> Mapping[str, Any]:
        """The schema of the request body, references resolved."""
        content = self.operation.definition["requestBody"]["content"]
        resolved: Mapping[str, Any] = self.resolve(content[self.operation.media_type]["schema"])
        return resolved

    def resolve(self, node: Any, _within: tuple[str, ...] = ()) -> Any:
        """*node* with every reference in it replaced by what it refers to.

        Raises `ContractError` for references to elsewhere, to nothing, and in circles.
        """
        if isinstance(node, Mapping):
            if isinstance(node.get("$ref"), str):
                return self._referred(node["$ref"], _within)
            return {key: self.resolve(value, _within) for key, value in node.items()}
        if isinstance(node, list):
            return [self.resolve(item, _within) for item in node]
        return node

    def _referred(self, reference: str, within: tuple[str, ...]) -> Any:
        if reference in within:
            raise ContractError(f"{reference} refers to itself")
        target: Any = self.document
        try:
            for part in reference.removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
        except (KeyError, TypeError) as error:
            raise ContractError(f"{reference} refers to nothing in this document") from error
        return self.resolve(target, (*within, reference))

    def examples(self) -> Iterator[tuple[str, str, Any]]:
        """Each named example of an answer: status, name, body."""
        for status, response in self.operation.definition["responses"].items():
            for media in response.get("content", {}).values():
                for name, example in media.get("examples", {}).items():
                    yield status, name, self.resolve(example).get("value")

    def _drop_unlisted_examples(self) -> None:
        """Drop the named requests that ask for what the lists in force do not have."""
        listed = {name: field["enum"] for name, field in self.request_schema["properties"].items() if "enum" in field}
        for media in self.operation.definition["requestBody"]["content"].values():
            for name, example in [*media.get("examples", {}).items()]:
                if any(example["value"].get(field, values[0]) not in values for field, values in listed.items()):
                    del media["examples"][name]

    def requirement_ids(self) -> Iterator[str]:
        """Every requirement id that an element of the document cites, as often as it is cited."""
        yield from _cited(self.document)

    def served(self, lists: SupportedLists, answers: Sequence[AssumedAnswer] = ()) -> "Contract":
        """The contract as a mock serves it: with the lists in force and its own *answers*.

        Raises `SupportedListsError` where the lists lack a value that a page prints as a default.
        """
        document = copy.deepcopy(dict(self.document))
        document["info"] = {**document["info"], "description": _SERVED}
        _enumerate(document, {"languages": lists.codes, "models": lists.names})
        contract = Contract(document)
        contract._drop_unlisted_examples()
        responses = contract.operation.definition["responses"]
        for answer in answers:
            _add_answer(responses, answer)
        # Statuses in their order, `default` last, for those who read the document.
        ordered = sorted(responses.items())
        responses.clear()
        responses.update(ordered)
        return contract


_SERVED = """\
The published contract as a mock serves it. What is marked `x-basis: assumed` is added by the mock and stated on no
page: the lists in force, limits, and answers of its own. Unofficial, not affiliated with the vendor.
"""


def load_contract(file: Traversable | Path) -> Contract:
    """The contract in a YAML or JSON *file*; raises `ContractError`."""
    try:
        document = yaml.load(file.read_text("utf-8"), Loader=_Loader)  # noqa: S506 - both loaders are safe ones
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContractError(f"{file.name}: {error}") from error
    if not isinstance(document, dict):
        raise ContractError(f"{file.name}: not an OpenAPI document")
    return Contract(document)


#: The reader in C is ten times faster; it is part of every PyYAML wheel but not of every build.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _cited(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "x-requirements":
                yield from value
            else:
                yield from _cited(value)
    elif isinstance(node, list):
        for item in node:
            yield from _cited(item)


def _enumerate(node: Any, lists: Mapping[str, Sequence[str]]) -> None:
    """Give every schema in *node* that is marked with a supported list the enumeration of its values."""
    if isinstance(node, dict):
        if marker := node.get("x-supported-list"):
            values = [*marker.get("also", ()), *lists[marker["list"]]]
            if "default" in node and node["default"] not in values:
                raise SupportedListsError(f"the {marker['list']} lack the documented default {node['default']!r}")
            if "example" in node and node["example"] not in values:
                node["example"] = values[0]
            node |= {"enum": values, "x-basis": "assumed"}
        for value in node.values():
            _enumerate(value, lists)
    elif isinstance(node, list):
        for item in node:
            _enumerate(item, lists)


def _add_answer(responses: dict[str, Any], answer: AssumedAnswer) -> None:
    """Add *answer* to *responses*; a further example where the status is documented already."""
    new = {
        "description": answer.description,
        "x-basis": "assumed",
        "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{answer.schema}"}, "examples": {}}},
    }
    response = responses.setdefault(str(answer.status), new)
    examples = response["content"][JSON]["examples"]
    for name, body in answer.examples.items():
        examples[name] = {"summary": answer.description, "value": body, "x-basis": "assumed"}
