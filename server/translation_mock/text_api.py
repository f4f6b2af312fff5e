"""The HTTP edge of the GPT Translator text translation API."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, ClassVar

from starlette.types import Receive

from translation_mock.answers import Answer, Assumed, Key, Printed
from translation_mock.body import RawHeaders, header, media_type, read_json_object
from translation_mock.causes import (
    BodyTooLarge,
    BrokenRule,
    MalformedBody,
    MethodNotAllowed,
    PathNotFound,
    WrongMediaType,
)
from translation_mock.domain.accounting import count_tokens, count_words, is_rtl
from translation_mock.domain.accounts import Account, Accounts
from translation_mock.domain.refusals import (
    InactiveUser,
    MalformedKey,
    MissingOrganization,
    ModelNotInPlan,
    OutOfTokens,
    ProcessingFailed,
    UnknownKey,
)
from translation_mock.edge import Edge, House
from translation_mock.rules import FieldRules
from translation_openapi import TEXT, Contract

#: In characters: what takes about as long to translate as a thread takes to begin.
LONG_TEXT = 2_000

_KEY_ERRORS = "text.api-key-or-user-setup-errors-400"
_VALIDATION = "text.request-validation-error-400"


def _sentence(name: str, sentence: str, requirement: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Assumed:
    return Assumed(name, status, {"error": sentence}, requirement)


def _reason(cause: MalformedBody, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "error": cause.reason}


def _tokens(cause: OutOfTokens, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "data": {"requiredTokens": cause.required, "tokens": cause.left}}


#: Cause → answer. What is wrong with the request itself is a bare error, everything else an envelope.
ANSWERS: Mapping[Key, Printed | Assumed] = {
    MalformedKey: Printed("missingKey", "text.api-key-missing-invalid-header-401.status"),
    UnknownKey: Printed("unknownKey", f"{_KEY_ERRORS}.unknown-key-status"),
    InactiveUser: Printed("inactiveUser", f"{_KEY_ERRORS}.inactive-user-status"),
    MissingOrganization: Printed("missingOrganization", f"{_KEY_ERRORS}.no-organization-status"),
    ("text", "required"): Printed("missingText", f"{_VALIDATION}.text-required"),
    ("text", "minLength"): Printed("emptyText", f"{_VALIDATION}.text-empty"),
    "text": _sentence("textNotAString", "Text must be a string.", "text.request-body.text-string"),
    "sourceLang": Printed("invalidSourceLanguage", f"{_VALIDATION}.invalid-source-language"),
    "targetLang": Printed("invalidTargetLanguage", f"{_VALIDATION}.invalid-target-language"),
    "model": Printed("invalidModel", f"{_VALIDATION}.invalid-model"),
    BrokenRule: Assumed(
        "optionalFieldNotAString",
        HTTPStatus.BAD_REQUEST,
        {"error": "domain must be a string."},
        "text.request-body.optional-kinds",
        fill=lambda cause, body: {**body, "error": f"{cause.field} must be a string."},
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
    WrongMediaType: _sentence(
        "wrongMediaType", "Content-Type must be application/json.", "text.authentication.other-media-types"
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


@dataclass(frozen=True)
class TextRequest:
    """A valid request: every code and name in it is a listed one."""

    text: str
    source_language: str
    target_language: str
    model: str


class TextEdge(Edge):
    """Texts in, texts out."""

    api = TEXT
    account_fields: ClassVar[Mapping[str, type]] = {
        "tokens": int,
        "active": bool,
        "organization": bool,
        "subscribed": bool,
        "failing": bool,
    }
    security_scheme = "apiKey"
    answer_rows = ANSWERS
    error_schema = "ValidationError"
    unknown_key = "unknown-key"

    def __init__(self, house: House, accounts: Accounts, contract: Contract | None = None) -> None:
        super().__init__(house, accounts, contract)
        example = {name: body for _, name, body in self.published.examples()}["translated"]
        self._success_message = example["message"]

    def authenticate(self, headers: RawHeaders) -> Account:
        """The account with the key in x-api-key; the user is looked at before the organization (assumed)."""
        given = header(headers, b"x-api-key")
        # Visible ASCII is what can be a key; a header that is sent twice names none.
        if len(given) != 1 or not given[0] or any(not 0x21 <= byte <= 0x7E for byte in given[0]):
            raise MalformedKey
        account = self.accounts.with_key(given[0].decode("ascii"))
        if account is None:
            raise UnknownKey
        if not account.active:
            raise InactiveUser
        if not account.organization:
            raise MissingOrganization
        return account

    async def read(self, headers: RawHeaders, receive: Receive) -> TextRequest:
        """The request from a JSON body."""
        kind, parameters = media_type(headers)
        if kind != self.served.operation.media_type:
            raise WrongMediaType
        if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
            raise MalformedBody("Request body must be JSON in UTF-8.")
        values = await read_json_object(headers, receive, self.house.settings.max_text_request)
        if self.house.settings.language_case == "ignore":
            values = _as_listed(values, self.rules)
        self.rules.check(values)
        if self.house.settings.blank_text == "refuse" and not values["text"].strip():
            raise BrokenRule("text", "minLength")
        return TextRequest(values["text"], values["sourceLang"], values["targetLang"], values["model"])

    async def perform(self, request: TextRequest, account: Account | None) -> Answer:
        """Translate; the plan is looked at before the token limit (assumed), and only a success is charged."""
        if account is None:
            raise MalformedKey
        lists = self.house.lists
        model = lists.model(request.model)
        if model is not None and model.subscription and not account.subscribed:
            raise ModelNotInPlan(request.model)
        if account.failing:
            raise ProcessingFailed
        translated = await self._translate(request)
        tokens = count_tokens(request.text)
        if await self.charge(account, tokens) is None:
            raise OutOfTokens(required=tokens, left=await self.balance(account))
        return self.answers.success(
            "text.endpoint.post",
            {
                "message": self._success_message,
                "error": None,
                "data": {
                    "translatedText": translated,
                    "originalText": request.text,
                    "totalWords": count_words(request.text),
                    "isRTL": is_rtl(request.target_language, lists),
                    "tokensConsumed": tokens,
                },
                "statusCode": 200,
            },
        )

    async def _translate(self, request: TextRequest) -> str:
        """The translation; a long text must not keep other requests waiting."""
        work = partial(self.house.translator.translate, request.text, request.source_language, request.target_language)
        return work() if len(request.text) <= LONG_TEXT else await self.house.work(work)

    def sample_commands(self, base_url: str) -> list[tuple[str, str]]:
        """The document's own request, and one for an account that is out of tokens."""
        body = '{"text": "hello world", "sourceLang": "en", "targetLang": "fr", "model": "gpt-4.1-mini-2025-04-14"}'
        return [
            (title, _curl(f"{base_url}{self.path}", account.key, body))
            for title, credential in (("Translate a text", "valid"), ("Meet the token limit", "exhausted"))
            if (account := self.accounts.for_credential(credential))
        ]

    def profile(self) -> Mapping[str, Any]:
        """The lists in force, a key for every documented answer, and a model that needs a subscription."""
        restricted = [model.name for model in self.house.lists.models if model.subscription]
        return {
            "models": list(self.house.lists.names),
            "languages": list(self.house.lists.codes),
            "credentials": self.credentials(),
            **({"restricted": {"model": restricted[0]}} if restricted else {}),
        }


def _as_listed(values: dict[str, Any], rules: FieldRules) -> dict[str, Any]:
    """*values* with every code in the case in which it is listed."""
    return {
        name: rules.listed[name].get(value.lower(), value) if name in rules.listed and isinstance(value, str) else value
        for name, value in values.items()
    }


def _curl(url: str, key: str, body: str) -> str:
    parts = ["curl", url, "-H", f"x-api-key: {key}", "-H", "Content-Type: application/json", "-d", body]
    return shlex.join(parts)
