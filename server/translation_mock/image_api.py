"""The HTTP edge of the TranslateNets image translation API."""

import shlex
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from starlette.types import Receive

from translation_mock.answers import Answer, Assumed, Key, Printed
from translation_mock.body import Part, RawHeaders, header, media_type, read_form
from translation_mock.causes import (
    BodyTooLarge,
    BrokenRule,
    MalformedBody,
    MethodNotAllowed,
    PathNotFound,
    WrongMediaType,
)
from translation_mock.domain.accounting import credits_for
from translation_mock.domain.accounts import Account, Accounts
from translation_mock.domain.refusals import (
    DamagedPicture,
    MalformedKey,
    ModelNotInPlan,
    OutOfCredits,
    OversizedPicture,
    ProcessingFailed,
    UnknownKey,
    UnsupportedPicture,
)
from translation_mock.edge import Edge, House
from translation_openapi import IMAGE, Contract

if TYPE_CHECKING:
    from translation_mock.domain.pictures import TranslatedPicture

_CHALLENGE = (("WWW-Authenticate", "Bearer"),)


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


#: Cause → answer. The page prints the shape and nothing else: every code, message and status here is assumed.
ANSWERS: Mapping[Key, Printed | Assumed] = {
    MalformedKey: _error(
        "MISSING_API_KEY",
        "Authenticate with Authorization: Bearer <key_id>.<secret>.",
        "image.authentication.refusal-status",
        HTTPStatus.UNAUTHORIZED,
        _CHALLENGE,
    ),
    UnknownKey: _error(
        "INVALID_API_KEY",
        "Invalid API key.",
        "image.authentication.unknown-key",
        HTTPStatus.UNAUTHORIZED,
        _CHALLENGE,
    ),
    ("image", "required"): _error("IMAGE_REQUIRED", "The field image is required.", "image.attributes.image-required"),
    ("image", "type"): _error("IMAGE_NOT_A_FILE", "The field image must be a file.", "image.attributes.image-as-text"),
    ("image", "minLength"): _error("EMPTY_IMAGE", "The uploaded image is empty.", "image.notes.empty-upload"),
    "source_language": _error(
        "INVALID_SOURCE_LANGUAGE", "Unsupported source_language.", "image.attributes.source-language-unlisted"
    ),
    "target_language": _error(
        "INVALID_TARGET_LANGUAGE", "Unsupported target_language.", "image.attributes.target-language-unlisted"
    ),
    "translator_model": _error(
        "INVALID_TRANSLATOR_MODEL",
        "Unsupported translator_model.",
        "image.attributes.translator-model-unlisted",
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
    MalformedBody: Assumed(
        "malformedRequest",
        HTTPStatus.BAD_REQUEST,
        {"error": "Request body is not a valid multipart form.", "code": "MALFORMED_REQUEST"},
        "image.get-started-in-minutes.multipart",
        fill=lambda cause, body: {**body, "error": cause.reason},
    ),
    WrongMediaType: _error(
        "UNSUPPORTED_MEDIA_TYPE",
        "Content-Type must be multipart/form-data.",
        "image.get-started-in-minutes.other-media-types",
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


@dataclass(frozen=True)
class ImageRequest:
    """A valid request, but for what only a look into the picture can tell."""

    image: bytes
    #: None where the language is to be detected.
    source_language: str | None
    target_language: str
    model: str

    @property
    def spoken_language(self) -> str:
        """The language in which detected regions speak: never the target's own, unless the request says so."""
        return self.source_language or ("fr" if self.target_language.partition("-")[0] == "en" else "en")


class ImageEdge(Edge):
    """Pictures in, pictures out."""

    api = IMAGE
    account_fields: ClassVar[Mapping[str, type]] = {"credits": int, "excluded_models": list, "failing": bool}
    security_scheme = "bearer"
    answer_rows = ANSWERS
    error_schema = "Error"
    unknown_key = "itk_nobody.its_nothing"

    def __init__(self, house: House, accounts: Accounts, contract: Contract | None = None) -> None:
        super().__init__(house, accounts, contract)
        operation = self.published.operation
        encoding = operation.definition["requestBody"]["content"][operation.media_type]["encoding"]
        self._media_types = frozenset(kind.strip() for kind in encoding["image"]["contentType"].split(","))

    def authenticate(self, headers: RawHeaders) -> Account | None:
        """The account of the Bearer token; None without credentials, where anonymous use is switched on."""
        given = header(headers, b"authorization")
        if not given and self.house.settings.anonymous:
            return None
        if len(given) != 1:
            raise MalformedKey
        scheme, _, token = given[0].partition(b" ")
        token = token.strip()
        if scheme.lower() != b"bearer" or not token:
            raise MalformedKey
        key_id, dot, secret = token.partition(b".")
        account = (
            self.accounts.with_key(token.decode("ascii")) if token.isascii() and key_id and dot and secret else None
        )
        if account is None:
            raise UnknownKey
        return account

    async def read(self, headers: RawHeaders, receive: Receive) -> ImageRequest:
        """The request from a multipart form."""
        kind, parameters = media_type(headers)
        if kind != self.served.operation.media_type:
            raise WrongMediaType
        parts = await read_form(headers, receive, self.house.settings.max_image_request, parameters.get("boundary", ""))
        values = {**self.rules.defaults, **self._fields(parts)}
        image = values["image"]
        return ImageRequest(
            image=image,
            source_language=None if values.get("source_language") in (None, "auto") else values["source_language"],
            target_language=values["target_language"],
            model=values["translator_model"],
        )

    def _fields(self, parts: list[Part]) -> dict[str, Any]:
        """The fields of the form that the contract names, checked; files as bytes."""
        named = [part for part in parts if part.name in self.rules.names]
        names = [part.name for part in named]
        if repeated := next((name for name in names if names.count(name) > 1), None):
            raise MalformedBody(f"The field {repeated} stands more than once.")
        files: dict[str, Any] = {}
        texts: dict[str, Any] = {}
        for part in named:
            if part.is_file != (part.name in self.rules.files):
                raise BrokenRule(part.name, "type")
            if part.is_file:
                if len(part.content) < self.rules.least_bytes(part.name):
                    raise BrokenRule(part.name, "minLength")
                files[part.name] = bytes(part.content)
            else:
                texts[part.name] = self._text(part)
        # For the rules a file is a text that is long enough; its bytes were counted above.
        self.rules.check({**texts, **dict.fromkeys(files, "file")})
        return {**texts, **files}

    def _text(self, part: Part) -> str:
        try:
            text = part.content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise MalformedBody(f"The field {part.name} is not UTF-8.") from error
        if self.house.settings.language_case == "ignore":
            return self.rules.listed.get(part.name, {}).get(text.lower(), text)
        return text

    async def perform(self, request: ImageRequest, account: Account | None) -> Answer:
        """Translate; the plan is looked at before the picture (assumed), and only a success is charged."""
        if account is not None and request.model in account.excluded_models:
            raise ModelNotInPlan(request.model)
        if account is not None and account.failing:
            raise ProcessingFailed
        picture, data_url = await self.house.work(partial(self._translate, request))
        body: dict[str, Any] = {"success": True}
        if account is not None:
            cost = credits_for(chunk.source_text for chunk in picture.chunks)
            left = await self.charge(account, cost)
            if left is None:
                raise OutOfCredits(required=cost, left=await self.balance(account))
            body["credits"] = left
        body |= {
            "image": data_url,
            "chunks": [
                {
                    "label": chunk.label,
                    "sourceText": chunk.source_text,
                    "translatedText": chunk.translated_text,
                }
                for chunk in picture.chunks
            ],
            "word_mapping": {chunk.source_text: chunk.translated_text for chunk in picture.chunks},
            "target_language": request.target_language,
        }
        answer = self.answers.success("image.endpoint.post", body)
        return answer.with_header("Mock-Recognised-By", picture.recognised_by)

    def _translate(self, request: ImageRequest) -> tuple["TranslatedPicture", str]:
        """The translated picture, and the same as a data URL. Runs in a worker thread."""
        # Pillow and the fonts are loaded with the first picture: the start must not wait for them.
        from translation_mock.domain.pictures import format_of, translate_picture

        if format_of(request.image).media_type not in self._media_types:
            raise UnsupportedPicture
        settings, translator = self.house.settings, self.house.translator
        picture = translate_picture(
            request.image,
            partial(translator.translate, source=request.source_language, target=request.target_language),
            partial(translator.phrase_for, language=request.spoken_language, seed=settings.seed),
            max_pixels=settings.max_pixels,
        )
        return picture, f"data:{picture.media_type};base64,{b64encode(picture.data).decode('ascii')}"

    def sample_commands(self, base_url: str) -> list[tuple[str, str]]:
        """The document's own request, into a language that the mock can draw, and one outside of a plan."""
        restricted = self.profile().get("restricted", {}).get("model", "")
        return [
            ("Get the sample picture", shlex.join(["curl", "-o", "sample.png", f"{base_url}/sample.png"])),
            *(
                (title, _curl(f"{base_url}{self.path}", account.key, model))
                for title, credential, model in (
                    ("Translate a picture", "valid", "gemini"),
                    ("Meet the plan restriction", "restricted", restricted),
                )
                if (account := self.accounts.for_credential(credential))
            ),
        ]

    def profile(self) -> Mapping[str, Any]:
        """The lists in force, a token for every documented answer, and a model that a plan leaves out."""
        restricted = self.accounts.for_credential("restricted")
        excluded = restricted.excluded_models if restricted else ()
        return {
            "languages": list(self.house.lists.codes),
            "credentials": self.credentials(),
            **({"restricted": {"model": excluded[0]}} if excluded else {}),
        }


def _curl(url: str, key: str, model: str) -> str:
    fields = ["-F", "image=@sample.png", "-F", "target_language=fr", "-F", f"translator_model={model}"]
    return shlex.join(["curl", url, "-H", f"Authorization: Bearer {key}", *fields])
