"""The GPT Translator text translation API: which answer follows from which cause."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from translation_mock.answers import Assumed, Key, Printed, rule_sentence
from translation_mock.causes import (
    BodyTooLarge,
    BrokenRule,
    MalformedBody,
    MethodNotAllowed,
    PathNotFound,
    WrongMediaType,
)
from translation_mock.domain.refusals import (
    InactiveUser,
    MalformedKey,
    MissingKey,
    MissingOrganization,
    ModelNotInPlan,
    OutOfTokens,
    ProcessingFailed,
    UnknownKey,
)

_KEY_ERRORS = "text.api-key-or-user-setup-errors-400"
_VALIDATION = "text.request-validation-error-400"


def _sentence(name: str, sentence: str, requirement: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Assumed:
    return Assumed(name, status, {"error": sentence}, requirement)


def _rule(cause: BrokenRule, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "error": rule_sentence(cause)}


def _expected(cause: WrongMediaType, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "error": f"Content-Type must be {cause.expected}."}


def _reason(cause: MalformedBody, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "error": cause.reason}


def _tokens(cause: OutOfTokens, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "data": {"requiredTokens": cause.required, "tokens": cause.left}}


def _language_rows(field: str, slug: str, example: str, sentence: str) -> dict[Key, Printed | Assumed]:
    """The rows of a code: one sentence for every fault, as the page prints no other; the fault is what it follows."""
    rules = "text.validation-rules"
    return {
        (field, "required"): Printed(example, f"text.request-body.{slug}"),
        (field, "type"): Printed(example, f"text.request-body.{slug}-string"),
        (field, "minLength"): Printed(example, f"{rules}.{slug}-min-length"),
        (field, "maxLength"): Printed(example, f"{rules}.{slug}-max-length"),
        (field, "pattern"): Printed(example, f"{rules}.{slug}-pattern"),
        field: Printed(example, f"{_VALIDATION}.{sentence}"),
    }


#: Cause → answer. What is wrong with the request itself is a bare error, everything else an envelope.
ANSWERS: Mapping[Key, Printed | Assumed] = {
    MissingKey: Printed("missingKey", "text.api-key-missing-invalid-header-401.status"),
    MalformedKey: Printed("missingKey", "text.api-key-missing-invalid-header-401.malformed-key"),
    UnknownKey: Printed("unknownKey", f"{_KEY_ERRORS}.unknown-key-status"),
    InactiveUser: Printed("inactiveUser", f"{_KEY_ERRORS}.inactive-user-status"),
    MissingOrganization: Printed("missingOrganization", f"{_KEY_ERRORS}.no-organization-status"),
    ("text", "required"): Printed("missingText", f"{_VALIDATION}.text-required"),
    ("text", "minLength"): Printed("emptyText", f"{_VALIDATION}.text-empty"),
    ("text", "type"): _sentence("textNotAString", "Text must be a string.", "text.request-body.text-string"),
    **_language_rows("sourceLang", "source-lang", "invalidSourceLanguage", "invalid-source-language"),
    **_language_rows("targetLang", "target-lang", "invalidTargetLanguage", "invalid-target-language"),
    ("model", "required"): Printed("invalidModel", "text.request-body.model"),
    ("model", "type"): Printed("invalidModel", "text.request-body.model-string"),
    "model": Printed("invalidModel", f"{_VALIDATION}.invalid-model"),
    BrokenRule: Assumed(
        "optionalFieldNotAString",
        HTTPStatus.BAD_REQUEST,
        {"error": "domain must be a string."},
        "text.request-body.optional-kinds",
        fill=_rule,
    ),
    ModelNotInPlan: Printed("planRestriction", "text.plan-restriction-402.status"),
    OutOfTokens: Printed("tokenLimit", "text.token-limit-reached-402.status", fill=_tokens),
    ProcessingFailed: Printed("processingError", "text.processing-server-error-500.status"),
    MalformedBody: Assumed(
        "malformedBody",
        HTTPStatus.BAD_REQUEST,
        {"error": "Request body is not valid JSON."},
        f"{_VALIDATION}.malformed-json",
        fill=_reason,
    ),
    WrongMediaType: Assumed(
        "wrongMediaType",
        HTTPStatus.BAD_REQUEST,
        {"error": "Content-Type must be application/json."},
        "text.authentication.other-media-types",
        fill=_expected,
    ),
    BodyTooLarge: _sentence(
        "bodyTooLarge",
        "Request body is too large.",
        "text.validation-rules.text-length",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ),
    PathNotFound: _sentence("notFound", "Not found.", "text.endpoint.slash-variants", HTTPStatus.NOT_FOUND),
    MethodNotAllowed: _sentence(
        "methodNotAllowed",
        "Method not allowed.",
        "text.endpoint.other-methods",
        HTTPStatus.METHOD_NOT_ALLOWED,
    ),
}
