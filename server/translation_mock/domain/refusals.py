"""The causes for which a request is refused.

    Refused
    ├── of the caller      MissingKey, OtherScheme, MalformedKey, UnknownKey (WrongSecret), InactiveUser,
    │                      MissingOrganization, ModelNotInPlan
    ├── of the balance     OutOfTokens, OutOfCredits
    ├── of the picture     UnsupportedPicture, DamagedPicture, OversizedPicture
    └── of the service     ProcessingFailed

A cause holds facts and no status: which answer a vendor documents for it is said once, in that vendor's answer
table. What is wrong with the shape of a request (a missing field, an unlisted code) is found at the HTTP edge,
against the contract, and has its causes there.
"""

from dataclasses import dataclass


class Refused(Exception):
    """A request is refused for a cause that the service knows."""

    def __str__(self) -> str:
        return (self.__doc__ or type(self).__name__).strip().splitlines()[0]


class MissingKey(Refused):
    """The request brings no key."""


class OtherScheme(Refused):
    """The request brings credentials of another scheme than the documented one."""


class MalformedKey(Refused):
    """The key is not of the form that keys have."""


class UnknownKey(Refused):
    """No account has this key."""


class WrongSecret(UnknownKey):
    """The part of the key that names it is known, its secret is another."""


class InactiveUser(Refused):
    """The user of this key is not active."""


class MissingOrganization(Refused):
    """The user of this key belongs to no organization."""


@dataclass(eq=False)
class ModelNotInPlan(Refused):
    """The plan of this account does not include the model."""

    model: str


@dataclass(eq=False)
class OutOfTokens(Refused):
    """The account has fewer tokens than the text needs."""

    required: int
    left: int


@dataclass(eq=False)
class OutOfCredits(Refused):
    """The account has fewer credits than the picture needs."""

    required: int
    left: int


class UnsupportedPicture(Refused):
    """The upload is not a picture of a supported type."""


class DamagedPicture(Refused):
    """The upload starts as a picture of a supported type but cannot be decoded to its end."""


@dataclass(eq=False)
class OversizedPicture(Refused):
    """The picture has more pixels, over all its frames, than the limit allows."""

    pixels: int
    limit: int


class ProcessingFailed(Refused):
    """The service failed while it worked on the request."""
