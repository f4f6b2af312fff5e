"""The HTTP edge of the TranslateNets image translation API."""

import shlex
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from starlette.types import Receive

from translation_mock.accounts import AccountKind, AccountsError
from translation_mock.answers import Answer
from translation_mock.body import Part, RawHeaders, header, media_type, read_form
from translation_mock.causes import (
    BrokenRule,
    MalformedBody,
    RepeatedField,
    WrongMediaType,
)
from translation_mock.domain.accounting import credits_for
from translation_mock.domain.accounts import Account, Accounts
from translation_mock.domain.refusals import (
    MalformedKey,
    MissingKey,
    ModelNotInPlan,
    OtherScheme,
    OutOfCredits,
    ProcessingFailed,
    Refused,
    UnknownKey,
    UnsupportedPicture,
    WrongSecret,
)
from translation_mock.domain.translator import Translator
from translation_mock.edge import Edge, House, Page
from translation_mock.gallery_pages import GalleryPages
from translation_mock.image_answers import ANSWERS
from translation_mock.profile import cross_section
from translation_mock.sidecar import load_sidecar
from translation_openapi import IMAGE, Contract

if TYPE_CHECKING:
    from translation_mock.domain.pictures import TranslatedPicture

#: The package of the extra `fonts`, as `lettering.faces` has it, which costs time to import.
CJK_PACKAGE = "noto_cjk_sans_jp_regular"


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
        return self.source_language or ("fr" if self.target_language.lower().partition("-")[0] == "en" else "en")


@dataclass(frozen=True)
class Work:
    """What a worker makes of a request."""

    picture: "TranslatedPicture"
    data_url: str
    #: What the lines were translated from; None where the request names it, or nothing was read.
    guessed_language: str | None


@dataclass
class Interpreter:
    """Translates the lines of one picture, all from the same language."""

    translator: Translator
    request: ImageRequest
    #: The source language, once the lines are known; None where the request names it.
    guessed_language: str | None = None

    def hear(self, lines: tuple[str, ...]) -> None:
        """Guess the language of an author's lines together; detected ones, not known yet, speak one that is known."""
        if self.request.source_language is None:
            guess = self.translator.guess("\n".join(lines)) if lines else self.request.spoken_language
            self.guessed_language = guess

    def translate(self, line: str) -> str:
        """Translate a line; where the language is guessed it may be a phrase of any other."""
        guess = self.guessed_language
        source, target = self.request.source_language or guess, self.request.target_language
        return self.translator.translate(line, source, target, is_guess=guess is not None)


class ImageEdge(Edge):
    """Pictures in, pictures out."""

    api = IMAGE
    account_kind = AccountKind(
        unit="credits",
        fields={"excluded_models": list, "failing": bool},
        key_form="<key_id>.<secret>, of visible ASCII characters",
        is_key=lambda key: _is_token(key.encode()),
        credentials=frozenset({"valid", "restricted"}),
    )
    security_scheme = "bearer"
    answer_rows = ANSWERS
    error_schema = "Error"
    unknown_key = "itk_nobody.its_nothing"

    def __init__(self, house: House, accounts: Accounts, contract: Contract | None = None) -> None:
        super().__init__(house, accounts, contract)
        self.rules.demand("image", "target_language", "translator_model")
        models = self.rules.properties["translator_model"].get("enum", ())
        for account in accounts:
            if unknown := set(account.excluded_models) - set(models):
                raise AccountsError(f"account {account.name!r}: excluded_models has no model {min(unknown)!r}")
        operation = self.published.operation
        encoding = operation.definition["requestBody"]["content"][operation.media_type].get("encoding", {})
        types = encoding.get("image", {}).get("contentType", "image/png, image/jpeg, image/webp, image/gif")
        self.gallery_pages = GalleryPages(self.ask, house)
        self._sidecar = (
            load_sidecar(house.settings.sidecar, house.settings.max_image_request) if house.settings.sidecar else None
        )
        self._media_types = frozenset(kind.strip() for kind in types.split(","))

    def authenticate(self, headers: RawHeaders) -> Account | None:
        """The account of the Bearer token; None without credentials, where anonymous use is switched on."""
        given = header(headers, b"authorization")
        if not given and self.house.settings.anonymous:
            return None
        if not any(given):
            raise MissingKey
        scheme, _, token = given[0].partition(b" ")
        if scheme.lower() != b"bearer":
            raise OtherScheme
        token = token.strip()
        # A header that is sent twice names no key.
        if len(given) != 1 or not _is_token(token):
            raise MalformedKey
        key = token.decode("ascii")
        account = self.accounts.with_key(key)
        if account is None:
            raise WrongSecret if self.accounts.has_key_beginning(f"{key.partition('.')[0]}.") else UnknownKey
        return account

    async def read(self, headers: RawHeaders, receive: Receive) -> ImageRequest:
        """The request from a multipart form."""
        kind, parameters = media_type(headers)
        expected = self.served.operation.media_type
        if kind != expected:
            raise WrongMediaType(expected)
        parts = await read_form(headers, receive, self.house.settings.max_image_request, parameters.get("boundary", ""))
        return self._request(parts)

    def _request(self, parts: list[Part]) -> ImageRequest:
        texts, files = self._fields(parts)
        source = texts.get("source_language", "auto")
        return ImageRequest(
            image=files["image"],
            source_language=None if source == "auto" else source,
            target_language=texts["target_language"],
            model=texts["translator_model"],
        )

    def _fields(self, parts: list[Part]) -> tuple[dict[str, str], dict[str, bytes]]:
        """The fields of the form that the contract names, checked: texts with their defaults, and files."""
        named = [part for part in parts if part.name in self.rules.names]
        names = [part.name for part in named]
        if repeated := next((name for name in names if names.count(name) > 1), None):
            raise RepeatedField(repeated)
        if mistaken := next((part.name for part in named if part.is_file != (part.name in self.rules.files)), None):
            raise BrokenRule(mistaken, "type")
        texts = {**self.rules.defaults, **{part.name: self._text(part) for part in named if not part.is_file}}
        files = {part.name: bytes(part.content) for part in named if part.is_file}
        try:
            self.rules.check(texts, {name: len(content) for name, content in files.items()})
        except BrokenRule as broken:
            if texts.get(broken.field) == "":
                raise BrokenRule(broken.field, "empty") from None
            raise
        return texts, files

    def _text(self, part: Part) -> str:
        try:
            text = part.content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise MalformedBody(f"The field {part.name} is not UTF-8.") from error
        return self.rules.as_listed(part.name, text) if self.house.settings.language_case == "ignore" else text

    async def perform(self, request: ImageRequest, account: Account | None) -> Answer:
        """Translate; the plan is looked at before the picture (assumed), and only a success is charged."""
        if account is not None and request.model in account.excluded_models:
            raise ModelNotInPlan(request.model)
        if account is not None and account.failing:
            raise ProcessingFailed
        work = await self.house.work(partial(self._translate, request))
        picture = work.picture
        body: dict[str, Any] = {"success": True}
        if account is not None:
            cost = credits_for(chunk.source_text for chunk in picture.chunks)
            debit = await self.charge(account, cost)
            if not debit.done:
                raise OutOfCredits(required=cost, left=debit.balance)
            body["credits"] = debit.balance
        body |= {
            "image": work.data_url,
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
        for name, value in _told(work):
            answer = answer.with_header(name, value)
        return answer

    def _translate(self, request: ImageRequest) -> "Work":
        """The translated picture, and what else takes its time. Runs in a worker thread."""
        # Pillow and the fonts are loaded with the first picture: the start must not wait for them.
        from translation_mock.domain.pictures import format_of, translate_picture

        if format_of(request.image).media_type not in self._media_types:
            raise UnsupportedPicture
        settings, translator = self.house.settings, self.house.translator
        interpreter = Interpreter(translator, request)
        picture = translate_picture(
            request.image,
            interpreter.translate,
            lambda sight: translator.phrase_for(
                sight.digest, request.spoken_language, settings.seed, letters=sight.letters
            ),
            max_pixels=settings.max_pixels,
            sidecar=self._sidecar,
            language=request.target_language,
            hear=interpreter.hear,
        )
        return Work(
            picture,
            data_url=f"data:{picture.media_type};base64,{b64encode(picture.data).decode('ascii')}",
            guessed_language=interpreter.guessed_language if picture.chunks else None,
        )

    async def ask(self, image: bytes, source_language: str, target_language: str) -> tuple[Answer, str]:
        """The answer to an anonymous request, whatever the settings say of those, and the data URL in it.

        Nobody is charged; the data URL of an error is empty.
        """
        fields = {"source_language": source_language, "target_language": target_language}
        texts = [Part(name, content=bytearray(value.encode())) for name, value in fields.items()]
        try:
            request = self._request([Part("image", is_file=True, content=bytearray(image)), *texts])
            answer = await self.perform(request, None)
        except Refused as cause:
            return self.refuse(cause), ""
        return answer, answer.body["image"]

    def pages(self) -> tuple[Page, ...]:
        """The gallery and its pictures."""
        return self.gallery_pages.pages()

    def hints(self) -> tuple[str, ...]:
        """What to install for Chinese, Japanese and Korean; the fonts themselves are not loaded for that."""
        if find_spec(CJK_PACKAGE) is not None:
            return ()
        return (
            "Chinese, Japanese and Korean are drawn in made-up Latin letters: in pictures they need the extra fonts, "
            "pip install '.[fonts]' in the folder of the project.",
        )

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
        """A cross-section of the codes, a token for every documented answer, and a model that a plan leaves out."""
        restricted = self.accounts.for_credential("restricted")
        excluded = restricted.excluded_models if restricted else ()
        return {
            "languages": cross_section(self.house.lists.codes),
            "credentials": self.credentials(),
            **({"restricted": {"model": excluded[0]}} if excluded else {}),
        }


def _told(work: Work) -> Iterator[tuple[str, str]]:
    """What the headers say: how the text was recognised, how it was drawn, and which language was guessed."""
    yield "Mock-Recognised-By", work.picture.recognised_by
    counts = asdict(work.picture.lettering).items()
    yield "Mock-Lettering", ", ".join(f"{name}={count}" for name, count in counts if count or name == "drawn")
    if work.guessed_language is not None:
        yield "Mock-Guessed-Language", work.guessed_language


def _is_token(token: bytes) -> bool:
    """Whether *token* has the form <key_id>.<secret>, of visible ASCII."""
    key_id, _, secret = token.partition(b".")
    return bool(key_id and secret) and all(0x21 <= byte <= 0x7E for byte in token)


def _curl(url: str, key: str, model: str) -> str:
    fields = ["-F", "image=@sample.png", "-F", "target_language=fr", "-F", f"translator_model={model}"]
    return shlex.join(["curl", url, "-H", f"Authorization: Bearer {key}", *fields])
