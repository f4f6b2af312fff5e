"""The causes for which a request is refused at the HTTP edge, beside those of `translation_mock.domain.refusals`.

    Refused
    ├── BrokenRule           a field breaks a rule of the contract
    ├── MalformedBody        the body cannot be read as what it says it is
    ├── RepeatedField        a field of a form stands more than once
    ├── WrongMediaType       the body says it is something else than the contract takes
    ├── BodyTooLarge
    ├── PathNotFound         a path that only looks like an endpoint
    └── MethodNotAllowed

Not a refusal: `ClientDisconnected`, after which nobody waits for an answer.
"""

from dataclasses import dataclass

from translation_mock.domain.refusals import Refused


class ClientDisconnected(Exception):
    """The client went away before its request was complete."""


@dataclass(eq=False)
class BrokenRule(Refused):
    """A field of the request breaks a rule that the contract states for it."""

    field: str
    #: The keyword of the schema that the field breaks: ``required``, ``type``, ``minLength``, ``enum`` and so on.
    keyword: str


@dataclass(eq=False)
class MalformedBody(Refused):
    """The body cannot be read."""

    reason: str


@dataclass(eq=False)
class RepeatedField(Refused):
    """A field of a form stands more than once."""

    field: str


@dataclass(eq=False)
class WrongMediaType(Refused):
    """The body has another media type than the contract names, or another charset than JSON has."""

    expected: str


@dataclass(eq=False)
class BodyTooLarge(Refused):
    """The body is larger than the limit of the mock."""

    limit: int


class PathNotFound(Refused):
    """The path is not an endpoint, though it differs from one only by slashes."""


@dataclass(eq=False)
class MethodNotAllowed(Refused):
    """The endpoint does not take this method."""

    allowed: tuple[str, ...]
