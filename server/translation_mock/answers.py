"""Answers, and the tables from causes to answers that each vendor's edge fills in.

A row is `Printed` where the contract has the answer as a named example, which then is the one place of its status and
body; it is `Assumed` where no page prints one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

import orjson
from starlette.types import Send

from translation_mock.causes import (
    BodyTooLarge,
    BrokenRule,
    MalformedBody,
    MethodNotAllowed,
    PathNotFound,
    WrongMediaType,
)
from translation_mock.domain.refusals import ProcessingFailed, Refused
from translation_openapi import AssumedAnswer, Catalogue, Contract, ContractError

#: A body, made from the one in the table and the facts that a cause holds.
Fill = Callable[[Any, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """An answer of the mock: the vendor's body, exact, and in headers what the mock says about it."""

    status: int
    body: Mapping[str, Any]
    #: The row of the catalogue that the answer follows.
    requirement: str
    #: How firmly that row binds: documented, implied or assumed.
    basis: str
    headers: tuple[tuple[str, str], ...] = ()

    def with_header(self, name: str, value: str) -> "Answer":
        """The same answer with one more header."""
        return replace(self, headers=(*self.headers, (name, value)))

    def header_list(self) -> list[tuple[str, str]]:
        """The headers beside those of the body."""
        return [("Mock-Requirement", self.requirement), ("Mock-Basis", self.basis), *self.headers]

    def content(self) -> bytes:
        """The body as it goes over the wire."""
        return orjson.dumps(self.body)

    async def send(self, send: Send) -> None:
        """Send the answer over ASGI: the fast path for every answer that is no refusal."""
        content = self.content()
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.header_list()]
        headers += ((b"content-type", b"application/json"), (b"content-length", b"%d" % len(content)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": content})


@dataclass(frozen=True)
class Printed:
    """The answer is a named example of the contract."""

    example: str
    requirement: str
    fill: Fill | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Assumed:
    """The answer is ours: no page prints it."""

    name: str
    status: HTTPStatus
    body: Mapping[str, Any]
    requirement: str
    fill: Fill | None = None
    headers: tuple[tuple[str, str], ...] = ()


#: The causes that any edge may meet: every table has a row for each.
EVERYWHERE: tuple[type[Refused], ...] = (
    BodyTooLarge,
    BrokenRule,
    MalformedBody,
    MethodNotAllowed,
    PathNotFound,
    ProcessingFailed,
    WrongMediaType,
)

#: What a row of a table is found by: a class of causes, or for a broken rule (field, keyword) or the field alone.
Key = type[Refused] | tuple[str, str] | str


@dataclass(frozen=True)
class AnswerTable:
    """Which answer follows from which cause, for one vendor."""

    rows: Mapping[Key, Printed | Assumed]
    contract: Contract
    catalogue: Catalogue
    #: The schema of the contract that the assumed answers have.
    schema: str
    _examples: Mapping[str, tuple[int, Any]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Find every example and requirement, so that what is missing stops the start, not a request."""
        examples = {name: (int(status), body) for status, name, body in self.contract.examples() if status.isdigit()}
        object.__setattr__(self, "_examples", examples)
        for row in self.rows.values():
            self._answer(row)
        if missing := [cause.__name__ for cause in EVERYWHERE if cause not in self.rows]:
            raise ValueError(f"the table has no row for {', '.join(missing)}")

    def example(self, name: str) -> Any:
        """The body of the named example of the contract; raises `ContractError` where there is none."""
        return self._example(name)[1]

    def _example(self, name: str) -> tuple[int, Any]:
        if name not in self._examples:
            raise ContractError(f"the contract has no example of an answer that is called {name!r}")
        return self._examples[name]

    def answer(self, cause: Refused) -> Answer:
        """The answer that follows from *cause*."""
        row = next(self.rows[key] for key in _keys(cause) if key in self.rows)
        answer = self._answer(row)
        body = row.fill(cause, dict(answer.body)) if row.fill else answer.body
        headers = answer.headers
        if isinstance(cause, MethodNotAllowed):
            headers = (*headers, ("Allow", ", ".join(cause.allowed)))
        return Answer(answer.status, body, answer.requirement, answer.basis, headers)

    def success(self, requirement: str, body: Mapping[str, Any]) -> Answer:
        """A 200 with *body*."""
        return Answer(HTTPStatus.OK, body, requirement, self.catalogue[requirement].level.value)

    def assumed(self) -> Sequence[AssumedAnswer]:
        """The answers that the served contract adds to the published one."""
        return [
            AssumedAnswer(row.status, HTTPStatus(row.status).phrase + ".", self.schema, {row.name: row.body})
            for row in self.rows.values()
            if isinstance(row, Assumed)
        ]

    def _answer(self, row: Printed | Assumed) -> Answer:
        status, body = self._example(row.example) if isinstance(row, Printed) else (int(row.status), row.body)
        return Answer(status, body, row.requirement, self.catalogue[row.requirement].level.value, row.headers)


def _keys(cause: Refused) -> list[Key]:
    """What a row for *cause* may be found by, the closest first."""
    broken: list[Key] = [(cause.field, cause.keyword), cause.field] if isinstance(cause, BrokenRule) else []
    return [*broken, *(kind for kind in type(cause).__mro__ if issubclass(kind, Refused))]


def rule_sentence(cause: BrokenRule) -> str:
    """What is wrong with a field, for rules of which no page prints the sentence."""
    if not cause.field:
        return "The request body is not valid."
    fault = {"required": "is required", "type": "must be a string"}.get(cause.keyword, "is not valid")
    return f"{cause.field} {fault}."
