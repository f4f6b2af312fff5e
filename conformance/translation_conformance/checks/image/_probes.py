"""What the checks of the image API send.

Each probe breaks exactly one thing: in which order a service looks is open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from translation_conformance import pictures
from translation_conformance.check import Probe
from translation_conformance.exchange import Credential, Form, Manner, Part, Request
from translation_conformance.mixing import Mix, Trait
from translation_conformance.pairing import beside
from translation_conformance.pictures import Upload
from translation_conformance.target import ApiTarget

# "POST/api/v1/image-translate" — image document, Endpoint.
PATH = "/api/v1/image-translate"
# "-F target_language=ja -F translator_model=gemini" — image document, cURL.
PRINTED = {"target_language": "ja", "translator_model": "gemini"}
# "Translator model ID (grok | openai | claude | gemini)." — image document, Attributes.
MODELS = ("grok", "openai", "claude", "gemini")


def token(name: str = "valid", template: str = "Bearer {key}") -> Credential:
    """The token called *name*, sent as the page says unless another template is given."""
    return Credential(name, "Authorization", template)


#: The token that may do everything. None stands for no credentials.
VALID = token()


def file(upload: Upload = pictures.PNG) -> Part:
    """*upload* as the part that the page asks for."""
    return Part("image", upload.content, upload.filename, upload.media_type)


def fields(**values: str) -> tuple[Part, ...]:
    """Text fields."""
    return tuple(Part(name, value.encode()) for name, value in values.items())


def request(
    *parts: Part,
    credential: Credential | None = VALID,
    method: str = "POST",
    path: str = PATH,
) -> Request:
    """A form of *parts*, sent as printed where nothing else is said."""
    return Request(method, path, (), Form(parts), credential)


def asking(upload: Upload = pictures.PNG, /, **changes: str | None) -> Request:
    """The printed request with another upload and some fields changed, or left out where None."""
    values = {name: value for name, value in {**PRINTED, **changes}.items() if value is not None}
    return request(file(upload), *fields(**values))


def _each(*uploads: Upload) -> list[Request]:
    """The printed request with one upload after the other."""
    return [asking(upload) for upload in uploads]


def with_token(credential: Credential | None) -> Request:
    """The printed request with other credentials."""
    return request(file(), *fields(**PRINTED), credential=credential)


def refused(name: str, *requests: Request) -> Probe:
    """A probe whose requests are mistakes, so that nothing is charged for."""
    return Probe(name, lambda _: requests)


def accepted(name: str, *requests: Request) -> Probe:
    """A probe whose requests are served."""
    return Probe(name, lambda _: requests, billable=True)


def first(number: int | None, probe: Probe) -> Probe:
    """*probe*, of which the first *number* requests belong to a quick run; None for all of them."""
    return replace(probe, quick=number)


def together(name: str, parts: Sequence[Probe], *, billable: bool = False) -> Probe:
    """The requests of *parts* once more, which need the valid token only; their answers are shared."""

    def build(target: ApiTarget) -> list[Request]:
        return [request_ for part in parts if not part.missing(target) for request_ in part.requests(target)]

    return Probe(name, build, billable=billable, quick=None)


PLAIN = accepted("the printed request", asking())

# In a quick run, strangers come within the sequence and the company of `_history`.
NO_TOKEN = first(0, accepted("no credentials", with_token(None)))
UNKNOWN = Probe("an unknown token", lambda _: [with_token(token("unknown"))], needs=("unknown",), quick=0)


def _mangled(name: str, *templates: str, quick: int | None = 2) -> Probe:
    """The valid token, taken apart at its dot. One without a dot is not what the page describes: nothing is sent."""

    def build(target: ApiTarget) -> list[Request]:
        value = target.credentials["valid"].value
        apart = all(value.partition("."))
        made = [with_token(token(template=template)) for template in templates] if apart else []
        return [r for r in made if r.credential and r.credential.render(value) != f"Bearer {value}"]

    return Probe(name, build, quick=quick)


#: Shorter tokens leave little when they are cut.
_SHORTEST_SECRET = 8


def _cut(target: ApiTarget) -> list[Request]:
    secret = target.credentials["valid"].value.partition(".")[2]
    return [with_token(token(template="Bearer {cut}"))] if len(secret) >= _SHORTEST_SECRET else []


def _foreign_secret(target: ApiTarget) -> list[Request]:
    values = [target.credentials[name].value.partition(".")[2] for name in ("valid", "restricted")]
    other = replace(token(template="Bearer {head}.{foreign}"), other="restricted")
    return [with_token(other)] if all(values) and values[0] != values[1] else []


WRONG_SECRET = _mangled(
    "a known key id with another secret",
    "Bearer {head}.{recased}",
    "Bearer {key}x",
    "Bearer {head}.conformance0wrong",
    quick=1,
)
CUT_SECRET = Probe("a token without its end", _cut)
FOREIGN_SECRET = Probe(
    "a known key id with another account's secret", _foreign_secret, needs=("valid", "restricted"), quick=0
)
SWAPPED_TOKEN = _mangled(
    "a known secret under another key id", "Bearer conformance0nobody.{tail}", "Bearer {tail}.{head}", quick=1
)
MALFORMED_TOKEN = _mangled(
    "tokens that are not <key_id>.<secret>",
    *("Bearer {head}", "Bearer", "Bearer {head}.", "Bearer {head}{tail}", "Bearer {key}.more"),
    quick=1,
)
OTHER_SCHEME = refused(
    "a valid key under another scheme",
    with_token(token(template="{key}")),
    with_token(token(template="Token {key}")),
    with_token(token(template="Basic {key}")),
)
#: The names under which programmers look for a key. (RFC 6750 gives Bearer tokens one of their own: access_token.)
_KEY_NAMES = ("api_key", "apiKey", "key", "token")
OTHER_PLACE = refused(
    # Not in the address: addresses are what every proxy on the way writes down.
    "a valid key in another header and in the form",
    with_token(Credential("valid", "X-API-Key", fields=_KEY_NAMES)),
)
RESTRICTED = Probe(
    "a model that the plan does not include",
    lambda target: [request(file(), *restricted_fields(target), credential=token("restricted"))],
    needs=("restricted",),
    restricted=True,
)


def restricted_fields(target: ApiTarget) -> tuple[Part, ...]:
    """The fields that ask for the model that the account `restricted` may not use."""
    return fields(target_language="ja", translator_model=target.restricted_model or "")


#: Nothing at all, and a file in another field.
NO_IMAGE = first(
    1,
    refused(
        "no image",
        request(*fields(**PRINTED)),
        request(Part("file", pictures.PNG.content, "image.png", "image/png"), *fields(**PRINTED)),
    ),
)
EMPTY_UPLOAD = first(1, refused("an upload without bytes", *_each(pictures.EMPTY, pictures.UNCHOSEN)))
OTHER_TYPES = first(3, refused("uploads of other types", *_each(*pictures.UNSUPPORTED)))
UNLISTED_MODEL = first(
    1,
    refused(
        "a model that the page does not print", asking(translator_model="geminix"), asking(translator_model="gemin")
    ),
)

NO_TARGET = first(0, accepted("no target_language", asking(target_language=None)))


def _named(upload: Upload, stem: str) -> Upload:
    """*upload* under another name with the same ending."""
    return replace(upload, filename=stem + PurePosixPath(upload.filename).suffix)


def _composed(changes: Mapping[str, Any]) -> Request:
    """The printed request with all *changes*."""
    upload: Upload = changes.get("upload", pictures.PNG)
    stem: str | None = changes.get("stem")
    asked = {name: changes[name] for name in ("source_language", "target_language", "translator_model")}
    texts = fields(**{name: value for name, value in asked.items() if value is not None})
    image, before = file(upload if stem is None else _named(upload, stem)), changes["before"]
    return request(*texts[:before], image, *texts[before:])


def _language_traits(codes: tuple[str, ...]) -> list[Trait]:
    """Each code on both sides, and auto, each beside another code."""
    nexts = (*codes[1:], codes[0] if len(codes) > 1 else beside(codes[0], _PRINTED_CODES))
    pairs = [(code, into, "source-language-code") for code, into in zip(codes, nexts, strict=True)]
    pairs.insert(1, ("auto", codes[0], "source-language-auto"))
    return [
        Trait(
            (("source_language", source), ("target_language", into)),
            (
                (f"image.attributes.{fact}", _from(source)),
                *([(_INTO, asking(target_language=into))] if into in codes else []),
            ),
        )
        for source, into, fact in pairs
    ]


_PRINTED_CODES = ("en", "ja")
_INTO = "image.attributes.target-language-code"


def _from(source: str) -> Request:
    return asking(source_language=source, target_language=beside(source, _PRINTED_CODES))


def _note(media_type: str) -> str:
    """The requirement about pictures of *media_type*."""
    return f"image.notes.{media_type.partition('/')[2]}"


#: Names as people give them.
_STEMS = ("my picture (1)", "größe 画像", "it's.a%22copy%22", "long-" * 17)


@cache
def _kinds(languages: tuple[str, ...]) -> list[list[Trait]]:
    """In what requests that every service has to serve may differ."""
    models = [Trait((("translator_model", model),), ((_MODELS, asking(translator_model=model)),)) for model in MODELS]
    no_model = ("image.attributes.translator-model-optional", asking(translator_model=None))
    names = [
        Trait((("stem", stem),), (("image.notes.file-names", asking(_named(pictures.PNG, stem))),)) for stem in _STEMS
    ]
    return [
        [Trait((("upload", upload),), ((_note(upload.media_type), asking(upload)),)) for upload in pictures.PLAIN],
        _language_traits(languages),
        [*models, Trait((("translator_model", None),), (no_model,))],
        [Trait(()), *names],
        [
            Trait((("before", before),), (("image.get-started-in-minutes.multipart", _moved(before)),))
            for before in (0, 3, 1)
        ],
    ]


_MODELS = "image.attributes.translator-model-values"


def _moved(before: int) -> Request:
    """The printed request with some of its fields before the picture."""
    texts = fields(**PRINTED)
    return request(*texts[:before], file(), *texts[before:])


MIX = Mix(lambda target: _kinds(target.languages), _composed, company="image.endpoint.post", quick=10)
MIXED = MIX.probe()


def _unusual(media_type: str, quick: int) -> Probe:
    uploads = [upload for upload in pictures.ODD if upload.media_type == media_type]
    return first(quick, accepted(f"unusual pictures of the type {media_type}", *_each(*uploads)))


ODD_PNG, ODD_JPEG = _unusual("image/png", 1), _unusual("image/jpeg", 1)
# What trips over one animation trips over the other.
ODD_WEBP, ODD_GIF = _unusual("image/webp", 1), _unusual("image/gif", 0)
UNNAMED = first(0, accepted("a file without an ending to its name", asking(pictures.UNNAMED)))


def _written(manner: Manner, credential: Credential) -> Request:
    """The printed request as other clients write it."""
    return Request("POST", PATH, (), Form((file(), *fields(**PRINTED)), manner), credential)


#: With all liberties that there are, and as clients in Java and .NET write it.
FORMS = first(
    1,
    accepted(
        "forms as other clients write them",
        _written(Manner("'()+_,-./:=? ", quoted=True, typed=True, odd=True), replace(token(), header="authorization")),
        _written(Manner("=_Part_", quoted=True, typed=True), token()),
    ),
)
BLANK = accepted("a picture without text", asking(pictures.BLANK))

DAMAGED = first(0, accepted("a picture that is cut off", asking(pictures.DAMAGED)))
#: Where the page is silent: it may be served or refused, but it is no reason to fail.
NO_FORM = first(
    0,
    accepted(
        "a body that is no form",
        Request("POST", PATH, (("Content-Type", "application/json"),), b'{"target_language":"ja"}', token()),
    ),
)
AS_TEXT = first(
    0, accepted("image without a file name", request(Part("image", pictures.PNG.content), *fields(**PRINTED)))
)
REPEATED = first(
    0,
    accepted(
        "fields that stand twice",
        request(file(), file(pictures.JPG), *fields(**PRINTED), *fields(target_language="en")),
    ),
)
UNLISTED_SOURCE = first(0, accepted("an unlikely source_language", asking(source_language="qq")))
UNLISTED_TARGET = first(0, accepted("an unlikely target_language", asking(target_language="qq")))
EMPTY_FIELDS = first(
    0,
    accepted(
        "optional fields sent empty",
        asking(target_language=""),
        asking(source_language="", translator_model=""),
    ),
)
UNKNOWN_FIELD = first(0, accepted("a field that the page does not name", asking(conformance="yes")))
MISNAMED = first(0, accepted("a PNG named and typed as a JPEG", asking(pictures.MISNAMED)))
DISGUISED = first(0, accepted("files of other types named and typed as pictures", *_each(*pictures.DISGUISED)))
MODEL_CASE = first(
    0,
    accepted(
        "a printed model in capitals and between blanks",
        asking(translator_model="Gemini"),
        asking(translator_model=" gemini "),
    ),
)
LOWER_CASE = first(0, accepted("the scheme in lower case", with_token(token(template="bearer {key}"))))
OTHER_METHODS = first(0, refused("other methods", request(file(), *fields(**PRINTED), method="GET")))
SLASHES = first(0, accepted("the path with a slash behind it", request(file(), *fields(**PRINTED), path=PATH + "/")))
TWO_MISTAKES = first(0, refused("no credentials and no image", request(*fields(**PRINTED), credential=None)))

#: What a service may serve or refuse.
SILENT = (
    *(NO_TOKEN, BLANK, DAMAGED, AS_TEXT, REPEATED, UNLISTED_SOURCE, EMPTY_FIELDS, UNKNOWN_FIELD, MISNAMED),
    *(LOWER_CASE, UNNAMED, DISGUISED, MODEL_CASE),
)
#: What stands under another name than its own, is cut off, or comes without a name, a type or a file: it may be served,
#: but what picture comes of it is open.
_NOT_A_TRUE_PICTURE = (DAMAGED, AS_TEXT, MISNAMED, UNNAMED, DISGUISED)
#: What every service has to serve, some unusual files aside.
LEGAL = (PLAIN, NO_TARGET, MIXED, ODD_PNG, ODD_JPEG, ODD_WEBP, ODD_GIF)
#: Everything that may be a success whose target language is known: one is like the other.
ECHOED = together("everything that may be served into a known language", (*LEGAL, *SILENT), billable=True)
#: Into what an unlikely language is translated, is open.
SERVED = together(
    "everything that may be served",
    (*LEGAL, *SILENT, FORMS, UNLISTED_TARGET, NO_FORM, MALFORMED_TOKEN),
    billable=True,
)
#: The same, as far as it has one intact picture of the four types, under its true name and type.
PICTURED = together(
    "every intact picture that may be served",
    (*LEGAL, *(probe for probe in SILENT if probe not in _NOT_A_TRUE_PICTURE), FORMS, UNLISTED_TARGET, MALFORMED_TOKEN),
    billable=True,
)
#: Every mistake of a caller that must be refused.
MISTAKES = together(
    "every mistake of a caller",
    (
        *(UNKNOWN, WRONG_SECRET, CUT_SECRET, FOREIGN_SECRET, SWAPPED_TOKEN, MALFORMED_TOKEN, NO_IMAGE, EMPTY_UPLOAD),
        *(OTHER_TYPES, UNLISTED_MODEL, RESTRICTED, TWO_MISTAKES),
    ),
)
#: What no statement wants served; its refusal is the service's own.
UNPROMISED = together("what the page leaves open", (*SILENT, UNLISTED_TARGET, OTHER_SCHEME, OTHER_PLACE), billable=True)
#: These may never reach the service, so their refusal may be somebody else's.
OUTSIDE = together("what may be answered by somebody else", (NO_FORM, OTHER_METHODS, SLASHES), billable=True)
