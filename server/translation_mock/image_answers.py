"""The TranslateNets image translation API: which answer follows from which cause."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from translation_mock.answers import Assumed, Key, Printed, rule_sentence
from translation_mock.causes import (
    BodyTooLarge,
    BrokenRule,
    MalformedBody,
    MethodNotAllowed,
    PathNotFound,
    RepeatedField,
    WrongMediaType,
)
from translation_mock.domain.refusals import (
    DamagedPicture,
    MalformedKey,
    MissingKey,
    ModelNotInPlan,
    OtherScheme,
    OutOfCredits,
    OversizedPicture,
    ProcessingFailed,
    UnknownKey,
    UnsupportedPicture,
    WrongSecret,
)


def _error(
    code: str,
    message: str,
    requirement: str,
    status: HTTPStatus = HTTPStatus.BAD_REQUEST,
    headers: tuple[tuple[str, str], ...] = (),
) -> Assumed:
    first, *others = code.split("_")
    name = first.lower() + "".join(word.capitalize() for word in others)
    return Assumed(name, status, {"error": message, "code": code}, requirement, headers=headers)


def _unauthorized(code: str, requirement: str) -> Assumed:
    messages = {
        "MISSING_API_KEY": "Authenticate with Authorization: Bearer <key_id>.<secret>.",
        "INVALID_API_KEY": "Invalid API key.",
    }
    return _error(code, messages[code], requirement, HTTPStatus.UNAUTHORIZED, (("WWW-Authenticate", "Bearer"),))


def _listed_rows(field: str, requirement: str) -> dict[Key, Printed | Assumed]:
    """The rows of a field with a list of values: an empty one gets the same answer, by another requirement."""
    code, message = f"INVALID_{field.upper()}", f"Unsupported {field}."
    return {
        (field, "empty"): _error(code, message, "image.attributes.empty-optional-field"),
        field: _error(code, message, requirement),
    }


def _filled(code: str, message: str, requirement: str, fill: Callable[[Any], str]) -> Assumed:
    """An error whose message is made from the cause; *message* is what it may look like."""
    return replace(_error(code, message, requirement), fill=lambda cause, body: {**body, "error": fill(cause)})


#: Cause → answer. The page prints the shape and nothing else: every code, message and status here is assumed.
ANSWERS: Mapping[Key, Printed | Assumed] = {
    MissingKey: _unauthorized("MISSING_API_KEY", "image.authentication.anonymous-use"),
    OtherScheme: _unauthorized("MISSING_API_KEY", "image.authentication.other-scheme"),
    MalformedKey: _unauthorized("INVALID_API_KEY", "image.authentication.malformed-key"),
    UnknownKey: _unauthorized("INVALID_API_KEY", "image.authentication.unknown-key"),
    WrongSecret: _unauthorized("INVALID_API_KEY", "image.authentication.wrong-secret"),
    ("image", "required"): _error("IMAGE_REQUIRED", "The field image is required.", "image.attributes.image-required"),
    ("image", "type"): _error("IMAGE_NOT_A_FILE", "The field image must be a file.", "image.attributes.image-as-text"),
    ("image", "minLength"): _error("EMPTY_IMAGE", "The uploaded image is empty.", "image.notes.empty-upload"),
    **_listed_rows("source_language", "image.attributes.source-language-unlisted"),
    **_listed_rows("target_language", "image.attributes.target-language-unlisted"),
    **_listed_rows("translator_model", "image.attributes.translator-model-unlisted"),
    BrokenRule: _filled(
        "INVALID_FIELD", "The request body is not valid.", "image.on-error-4xx-5xx.codes", rule_sentence
    ),
    RepeatedField: _filled(
        "REPEATED_FIELD",
        "The field image stands more than once.",
        "image.attributes.image-repeated",
        lambda cause: f"The field {cause.field} stands more than once.",
    ),
    UnsupportedPicture: _error(
        "UNSUPPORTED_IMAGE_TYPE", "Supported image types: PNG, JPEG, WebP, GIF.", "image.notes.other-types"
    ),
    DamagedPicture: _error("DAMAGED_IMAGE", "The image cannot be decoded.", "image.notes.damaged-picture"),
    OversizedPicture: _error(
        "IMAGE_TOO_LARGE",
        "The image has too many pixels.",
        "image.notes.size-limit",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ),
    BodyTooLarge: _error(
        "REQUEST_TOO_LARGE",
        "The request is too large.",
        "image.notes.size-limit",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ),
    ModelNotInPlan: _error(
        "PLAN_RESTRICTION",
        "Your plan does not include this translator_model.",
        "image.attributes.translator-model-plan",
        HTTPStatus.PAYMENT_REQUIRED,
    ),
    OutOfCredits: _error(
        "INSUFFICIENT_CREDITS",
        "Not enough credits.",
        "image.success-200.credits-exhausted",
        HTTPStatus.PAYMENT_REQUIRED,
    ),
    MalformedBody: _filled(
        "MALFORMED_REQUEST",
        "Request body is not a valid multipart form.",
        "image.get-started-in-minutes.multipart",
        lambda cause: cause.reason,
    ),
    WrongMediaType: _filled(
        "UNSUPPORTED_MEDIA_TYPE",
        "Content-Type must be multipart/form-data.",
        "image.get-started-in-minutes.other-media-types",
        lambda cause: f"Content-Type must be {cause.expected}.",
    ),
    PathNotFound: _error("NOT_FOUND", "Not found.", "image.endpoint.slash-variants", HTTPStatus.NOT_FOUND),
    MethodNotAllowed: _error(
        "METHOD_NOT_ALLOWED",
        "Method not allowed.",
        "image.endpoint.other-methods",
        HTTPStatus.METHOD_NOT_ALLOWED,
    ),
    ProcessingFailed: _error(
        "PROCESSING_FAILED",
        "The image could not be translated.",
        "image.on-error-4xx-5xx.status",
        HTTPStatus.INTERNAL_SERVER_ERROR,
    ),
}
