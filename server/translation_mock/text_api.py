"""The HTTP edge of the GPT Translator text translation API."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from starlette.types import Receive

from translation_mock.accounts import AccountKind
from translation_mock.answers import Answer
from translation_mock.body import RawHeaders, header, media_type, read_json_object
from translation_mock.causes import WrongMediaType
from translation_mock.domain.accounting import count_tokens, count_words, is_rtl
from translation_mock.domain.accounts import Account, Accounts
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
from translation_mock.domain.translator import Translator, is_auto
from translation_mock.edge import Edge, House
from translation_mock.text_answers import ANSWERS
from translation_openapi import TEXT, Contract

#: In characters: what takes about as long to translate as a thread takes to begin.
LONG_TEXT = 2_000


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
    account_kind = AccountKind(
        unit="tokens",
        fields={"active": bool, "organization": bool, "subscribed": bool, "failing": bool},
        key_form="visible ASCII characters",
        is_key=lambda key: _is_key(key.encode()),
        credentials=frozenset({"valid", "inactive", "no_organization", "unsubscribed", "exhausted", "failing"}),
    )
    security_scheme = "apiKey"
    answer_rows = ANSWERS
    error_schema = "ValidationError"
    unknown_key = "unknown-key"

    def __init__(self, house: House, accounts: Accounts, contract: Contract | None = None) -> None:
        super().__init__(house, accounts, contract)
        self.rules.demand("text", "sourceLang", "targetLang", "model")
        self._success_message = self.answers.example("translated")["message"]

    def authenticate(self, headers: RawHeaders) -> Account:
        """The account with the key in x-api-key; the user is looked at before the organization (assumed)."""
        given = header(headers, b"x-api-key")
        if not given:
            raise MissingKey
        # A header that is sent twice names no key.
        if len(given) != 1 or not _is_key(given[0]):
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
        expected = self.served.operation.media_type
        if kind != expected or parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
            raise WrongMediaType(f"{expected}, in UTF-8" if kind == expected else expected)
        values = await read_json_object(headers, receive, self.house.settings.max_text_request)
        values = self._as_set({**self.rules.defaults, **values})
        self.rules.check(values)
        return TextRequest(values["text"], values["sourceLang"], values["targetLang"], values["model"])

    def _as_set(self, values: dict[str, Any]) -> dict[str, Any]:
        """*values* as the settings want them to be read."""
        if self.house.settings.language_case == "ignore":
            values = {name: self.rules.as_listed(name, value) for name, value in values.items()}
        text = values.get("text")
        if self.house.settings.blank_text == "refuse" and isinstance(text, str) and not text.strip():
            values["text"] = ""
        return values

    async def perform(self, request: TextRequest, account: Account | None) -> Answer:
        """Translate; the plan is looked at before the token limit (assumed), and only a success is charged."""
        account = cast(Account, account)  # `authenticate` knows no anonymous callers.
        lists = self.house.lists
        model = lists.model(request.model)
        if model is not None and model.subscription and not account.subscribed:
            raise ModelNotInPlan(request.model)
        if account.failing:
            raise ProcessingFailed
        translated, guessed = await self._translate(request)
        tokens = count_tokens(request.text)
        debit = await self.charge(account, tokens)
        if not debit.done:
            raise OutOfTokens(required=tokens, left=debit.balance)
        answer = self.answers.success(
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
        return answer if guessed is None else answer.with_header("Mock-Guessed-Language", guessed)

    async def _translate(self, request: TextRequest) -> tuple[str, str | None]:
        """The translation, and the source language where the lists allow to leave that to us.

        A long text must not keep other requests waiting.
        """
        work = partial(_translated, self.house.translator, request)
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


def _translated(translator: Translator, request: TextRequest) -> tuple[str, str | None]:
    if not is_auto(request.source_language):
        return translator.translate(request.text, request.source_language, request.target_language), None
    guessed = translator.guess(request.text)
    return translator.translate(request.text, guessed, request.target_language, is_guess=True), guessed


def _is_key(key: bytes) -> bool:
    """Whether *key* can be a key: visible ASCII, at least one character (assumed)."""
    return bool(key) and all(0x21 <= byte <= 0x7E for byte in key)


def _curl(url: str, key: str, body: str) -> str:
    parts = ["curl", url, "-H", f"x-api-key: {key}", "-H", "Content-Type: application/json", "-d", body]
    return shlex.join(parts)
