"""Whether a contract holds what it promises: a valid OpenAPI document whose examples fit and whose ids exist.

Needs the extra `[publish]`.
"""

from collections.abc import Container, Iterator
from typing import Any

from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator
from referencing.exceptions import Unresolvable

from translation_openapi.contract import Contract


def faults(contract: Contract, requirement_ids: Container[str] | None = None) -> Iterator[str]:
    """Every fault of *contract*, one line each: what is wrong and where.

    With *requirement_ids*, citing any other id is a fault too.
    """
    try:
        broken = [_fault_of(error) for error in OpenAPIV30SpecValidator(dict(contract.document)).iter_errors()]
        yield from broken or _example_faults(contract, contract.document, "")
    except (RecursionError, ValueError, Unresolvable) as error:
        # References to other files, schemas that contain themselves, anchors that do: legal elsewhere, not here.
        yield f"document: cannot be validated: {_shortened(str(error) or type(error).__name__)}"
        return
    if requirement_ids is not None:
        for id_ in contract.requirement_ids():
            if id_ not in requirement_ids:
                yield f"x-requirements: no requirement is called {id_!r}"


def _fault_of(error: Any) -> str:
    place = "/".join(str(part) for part in error.absolute_path)
    return f"{place or 'document'}: {_shortened(error.message)}"


def _example_faults(contract: Contract, node: Any, place: str) -> Iterator[str]:
    """The faults of every example and default below *node*, a media type or a schema."""
    if isinstance(node, list):
        for position, item in enumerate(node):
            yield from _example_faults(contract, item, f"{place}/{position}")
        return
    if not isinstance(node, dict):
        return
    if "schema" in node:
        resolved = {name: contract.resolve(example) for name, example in node.get("examples", {}).items()}
        named = {name: example["value"] for name, example in resolved.items() if "value" in example}
        yield from _unfitting(contract, node["schema"], {**named, **_plain(node, "example")}, place)
    elif "type" in node and isinstance(node["type"], str):
        yield from _unfitting(contract, node, _plain(node, "example") | _plain(node, "default"), place)
    for key, value in node.items():
        if key not in ("example", "examples", "default", "enum"):
            yield from _example_faults(contract, value, f"{place}/{key}")


def _plain(node: dict[str, Any], key: str) -> dict[str, Any]:
    return {key: node[key]} if key in node else {}


def _unfitting(contract: Contract, schema: Any, values: dict[str, Any], place: str) -> Iterator[str]:
    validator = OAS30Validator(contract.resolve(schema))
    for name, value in values.items():
        for error in validator.iter_errors(value):
            yield f"{place}: {name}: {_shortened(error.message)}"


def _shortened(message: str) -> str:
    first = message.splitlines()[0]  # What follows is the whole instance.
    return first if len(first) <= 200 else first[:200] + "..."
