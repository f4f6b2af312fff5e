"""The causes for which a request is refused.

    Refused
    ├── of the caller      UnknownKey, MalformedKey, InactiveUser, MissingOrganization, ModelNotInPlan
    ├── of the balance     OutOfTokens, OutOfCredits
    ├── of the picture     EmptyUpload, UnsupportedPicture, DamagedPicture, OversizedPicture
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


class UnknownKey(Refused):
    """No account has this key."""


class MalformedKey(Refused):
    """The key is missing or is not of the form that keys have."""


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


class EmptyUpload(Refused):
    """The upload has no bytes."""


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
