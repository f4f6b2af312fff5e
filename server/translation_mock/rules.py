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
from translation_openapi import Contract, ContractError

#: The order in which the rules of one field are looked at.
_ORDER = ("type", "minLength", "maxLength", "pattern", "format", "enum")


class FieldRules:
    """The rules for the fields of one operation's request body.

    Files are judged by their size alone: a file stands among the values as its number of bytes.
    """

    def __init__(self, contract: Contract) -> None:
        schema = contract.request_schema
        self.properties: Mapping[str, Mapping[str, Any]] = schema.get("properties", {})
        required = schema.get("required", [])
        self.required = frozenset(required)
        self.names = (*required, *(name for name in self.properties if name not in self.required))
        self.files = frozenset(name for name, field in self.properties.items() if field.get("format") == "binary")
        self._validators = {
            name: _validator(self.properties.get(name, {})) for name in self.names if name not in self.files
        }
        texts = {name: field for name, field in self.properties.items() if name not in self.files}
        #: One validator for all fields but files: a request without a fault costs one call.
        others = {key: value for key, value in schema.items() if key != "required"}
        needed = [name for name in required if name not in self.files]
        # Draft 4 has no empty list of required fields.
        self._texts = _validator({**others, "properties": texts, **({"required": needed} if needed else {})})

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """The values of fields that are left out."""
        return {name: schema["default"] for name, schema in self.properties.items() if "default" in schema}

    def demand(self, *names: str) -> None:
        """Raise `ContractError` unless each of *names* always has a value: required, or by default."""
        for name in names:
            if name not in self.required and name not in self.defaults:
                raise ContractError(
                    f"the field {name!r} must be required or have a default: the mock cannot do without"
                )

    def as_listed(self, name: str, value: Any) -> Any:
        """*value* in the case in which the supported list of languages has it, if it is a code but for its case."""
        listed = self._languages.get(name)
        if listed is None or not isinstance(value, str) or value in self.properties[name]["enum"]:
            return value
        return listed.get(value.lower(), value)

    @cached_property
    def _languages(self) -> Mapping[str, Mapping[str, str]]:
        """For each field with a supported list of languages: every value in lower case, to the value as listed."""
        return {
            name: {value.lower(): value for value in schema["enum"]}
            for name, schema in self.properties.items()
            if schema.get("x-supported-list", {}).get("list") == "languages" and "enum" in schema
        }

    def check(self, values: Mapping[str, Any], files: Mapping[str, int] | None = None) -> None:
        """Raise `BrokenRule` for the first rule that *values* and *files* (sizes in bytes) break.

        Unknown fields are ignored, as far as the contract lets them be.
        """
        files = files or {}
        if not self.files and self._is_valid(self._texts, values):
            return
        for name in self.names:
            given: Mapping[str, Any] = files if name in self.files else values
            if name not in given:
                if name in self.required:
                    raise BrokenRule(name, "required")
            elif name in self.files:
                self._check_size(name, files[name])
            elif not self._is_valid(self._validators[name], values[name]):
                raise BrokenRule(name, _first_keyword(self._validators[name], values[name]))
        if not self._is_valid(self._texts, values):
            raise BrokenRule("", _first_keyword(self._texts, values))

    def _check_size(self, name: str, size: int) -> None:
        if size < self.properties[name].get("minLength", 0):
            raise BrokenRule(name, "minLength")
        if size > self.properties[name].get("maxLength", size):
            raise BrokenRule(name, "maxLength")

    @staticmethod
    def _is_valid(validator: Any, value: Any) -> bool:
        try:
            return bool(validator.is_valid(value))
        except ValueError:  # The validator gives up at a few hundred levels of nesting; no field is nested at all.
            return False


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
        return "type"
    return next((keyword for keyword in _ORDER if keyword in broken), min(broken))
