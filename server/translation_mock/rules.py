"""The rules for the fields of a request, read from the contract.

Which fields are required, their kinds, lengths, patterns, enumerations and defaults are the contract's; which sentence
answers a broken rule is the vendor edge's. Where several rules are broken the first counts: required fields first, in
the contract's order, then the others.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import jsonschema_rs

from translation_mock.causes import BrokenRule
from translation_openapi import Contract

#: The order in which the rules of one field are looked at.
_ORDER = ("type", "minLength", "maxLength", "pattern", "format", "enum")


class FieldRules:
    """The rules for the fields of one operation's request body."""

    def __init__(self, contract: Contract) -> None:
        self._schema = contract.request_schema
        properties: Mapping[str, Mapping[str, Any]] = self._schema.get("properties", {})
        required = self._schema.get("required", [])
        self.required = frozenset(required)
        self.names = (*required, *(name for name in properties if name not in self.required))
        self.properties = properties
        self._validators = {name: _validator(properties.get(name, {})) for name in self.names}

    @cached_property
    def files(self) -> frozenset[str]:
        """The fields that are file uploads."""
        return frozenset(name for name, schema in self.properties.items() if schema.get("format") == "binary")

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """The values of fields that are left out."""
        return {name: schema["default"] for name, schema in self.properties.items() if "default" in schema}

    @cached_property
    def listed(self) -> Mapping[str, Mapping[str, str]]:
        """For each field with a supported list of languages: every value in lower case, to the value as listed."""
        return {
            name: {value.lower(): value for value in schema["enum"]}
            for name, schema in self.properties.items()
            if schema.get("x-supported-list", {}).get("list") == "languages" and "enum" in schema
        }

    def least_bytes(self, name: str) -> int:
        """The fewest bytes that the file *name* may have."""
        return int(self.properties[name].get("minLength", 0))

    def check(self, values: Mapping[str, Any]) -> None:
        """Raise `BrokenRule` for the first rule that *values* break; unknown fields are ignored."""
        if self._whole.is_valid(values):
            return
        for name in self.names:
            if name not in values:
                if name in self.required:
                    raise BrokenRule(name, "required")
            elif not self._validators[name].is_valid(values[name]):
                raise BrokenRule(name, _first_keyword(self._validators[name], values[name]))
        raise BrokenRule("", "object")

    @cached_property
    def _whole(self) -> Any:
        """One validator for all fields: the common case, a request without a fault, costs one call."""
        return _validator(self._schema)


def _validator(schema: Mapping[str, Any]) -> Any:
    # OpenAPI 3.0 schemas are those of draft 4 but for `nullable`.
    return jsonschema_rs.Draft4Validator(_draft4(schema))


def _draft4(node: Any) -> Any:
    if isinstance(node, Mapping):
        converted = {key: _draft4(value) for key, value in node.items()}
        if converted.pop("nullable", False) and isinstance(converted.get("type"), str):
            converted["type"] = [converted["type"], "null"]
        return converted
    if isinstance(node, list):
        return [_draft4(item) for item in node]
    return node


def _first_keyword(validator: Any, value: Any) -> str:
    try:
        broken = {str(error.schema_path[-1]) for error in validator.iter_errors(value)}
    except ValueError:
        # No error can be made about what is nested deeper than some 255 levels. Fields are plain values: it is of the
        # wrong type.
        return "type"
    return next((keyword for keyword in _ORDER if keyword in broken), min(broken))
