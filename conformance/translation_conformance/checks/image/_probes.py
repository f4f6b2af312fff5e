"""What the checks of the image API send.

Each probe breaks exactly one thing: in which order a service looks is open.
"""

from collections.abc import Sequence

from translation_conformance import pictures
from translation_conformance.check import Mode, Probe
from translation_conformance.exchange import Credential, Form, Part, Request
from translation_conformance.pairing import Pairing, beside
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


def file(upload: Upload = pictures.PNG) -> Part:
    """*upload* as the part that the page asks for."""
    return Part("image", upload.content, upload.filename, upload.media_type)


def fields(**values: str) -> tuple[Part, ...]:
    """Text fields."""
    return tuple(Part(name, value.encode()) for name, value in values.items())


def request(
    *parts: Part,
    credential: Credential | None = token(),  # noqa: B008 - a frozen value
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


def together(name: str, parts: Sequence[Probe], *, billable: bool = False) -> Probe:
    """The requests of *parts* once more, which need the valid token only; their answers are shared."""

    def build(target: ApiTarget) -> list[Request]:
        return [request_ for part in parts if not part.missing(target) for request_ in part.requests(target)]

    return Probe(name, build, billable=billable, quick=None)


PLAIN = accepted("the printed request", asking())

NO_TOKEN = accepted("no credentials", with_token(None))
UNKNOWN = Probe("an unknown token", lambda _: [with_token(token("unknown"))], needs=("unknown",))


def _mangled(name: str, *templates: str) -> Probe:
    """The valid token, taken apart at its dot. One without a dot is not what the page describes: nothing is sent."""

    def build(target: ApiTarget) -> list[Request]:
        apart = all(target.credentials["valid"].value.partition("."))
        return [with_token(token(template=template)) for template in templates] if apart else []

    return Probe(name, build)


WRONG_SECRET = _mangled("a known key id with another secret", "Bearer {head}.conformance0wrong", "Bearer {key}x")
SWAPPED_TOKEN = _mangled("a token whose halves are swapped", "Bearer {tail}.{head}")
MALFORMED_TOKEN = _mangled(
    "tokens that are not <key_id>.<secret>",
    "Bearer {head}",
    "Bearer {head}.",
    "Bearer .{tail}",
    "Bearer {head}{tail}",
    "Bearer",
)
OTHER_SCHEME = refused(
    "a valid key under another scheme",
    with_token(token(template="Basic {key}")),
    with_token(token(template="Token {key}")),
    with_token(token(template="{key}")),
)
RESTRICTED = Probe(
    "a model that the plan does not include",
    lambda target: [
        request(
            file(),
            *fields(target_language="ja", translator_model=target.restricted_model or ""),
            credential=token("restricted"),
        )
    ],
    needs=("restricted",),
    restricted=True,
)

NO_IMAGE = refused("no image", request(*fields(**PRINTED)))
EMPTY_UPLOAD = refused("an upload without bytes", asking(pictures.EMPTY))
OTHER_TYPES = refused("uploads of other types", *_each(*pictures.UNSUPPORTED, pictures.LYING))
UNLISTED_MODEL = refused(
    "a model that the page does not print",
    asking(translator_model="conformance-no-such-model"),
    asking(translator_model="geminix"),
    asking(translator_model="gemin"),
)

NO_TARGET = accepted("no target_language", asking(target_language=None))
NO_MODEL = accepted("no translator_model", asking(translator_model=None))
AUTO_SOURCE = accepted("source_language auto", asking(source_language="auto"))
EVERY_MODEL = accepted("every printed model", *(asking(translator_model=model) for model in MODELS))
LANGUAGES = Pairing(
    ask=lambda source, into: asking(source_language=source, target_language=into),
    from_code=lambda code: asking(source_language=code, target_language=beside(code, ("en", "ja"))),
    into_code=lambda code: asking(target_language=code),
    source_requirement="image.attributes.source-language-code",
    target_requirement="image.attributes.target-language-code",
)
EVERY_LANGUAGE = LANGUAGES.probe()
AS_PNG = accepted("PNGs in several modes", *_each(pictures.PNG, *pictures.OTHER_PNGS, *pictures.OTHER_SIZES))
AS_JPEG = accepted("JPEGs named .jpg and .jpeg", *_each(pictures.JPG, pictures.JPEG))
ODD_JPEG = accepted("a grey, progressive JPEG", *_each(*pictures.ODD_JPEGS))
AS_WEBP = accepted("WebPs, with and without loss", *_each(pictures.WEBP, *pictures.OTHER_WEBPS))
AS_GIF = accepted("a GIF", asking(pictures.GIF))
ODD_GIF = accepted("an animated GIF", *_each(*pictures.ODD_GIFS))
BLANK = accepted("a picture without text", asking(pictures.BLANK))
TWICE = Probe("the same translation twice", lambda _: [asking(), asking()], billable=True, mode=Mode.SEQUENCE)

DAMAGED = accepted("a picture that is cut off", asking(pictures.DAMAGED))
#: Where the page is silent: it may be served or refused, but it is no reason to fail.
NO_FORM = accepted(
    "a body that is no form",
    Request("POST", PATH, (("Content-Type", "application/json"),), b'{"target_language":"ja"}', token()),
)
AS_TEXT = accepted("image without a file name", request(Part("image", pictures.PNG.content), *fields(**PRINTED)))
REPEATED = accepted(
    "fields that stand twice",
    request(file(), file(pictures.JPG), *fields(**PRINTED)),
    request(file(), *fields(**PRINTED), *fields(target_language="en")),
)
UNLISTED_SOURCE = accepted("an unlikely source_language", asking(source_language="qq"))
UNLISTED_TARGET = accepted("an unlikely target_language", asking(target_language="qq"))
EMPTY_FIELDS = accepted(
    "optional fields sent empty",
    asking(source_language=""),
    asking(target_language=""),
    asking(translator_model=""),
)
UNKNOWN_FIELD = accepted("a field that the page does not name", asking(conformance="yes"))
MISNAMED = accepted("a PNG named and typed as a JPEG", asking(pictures.MISNAMED))
LOWER_CASE = accepted("the scheme in lower case", with_token(token(template="bearer {key}")))
OTHER_METHODS = refused(
    "other methods", *(request(file(), *fields(**PRINTED), method=method) for method in ("GET", "PUT"))
)
SLASHES = accepted(
    "the path with more slashes",
    request(file(), *fields(**PRINTED), path=PATH + "/"),
    request(file(), *fields(**PRINTED), path="/" + PATH),
)
TWO_MISTAKES = refused("no credentials and no image", request(*fields(**PRINTED), credential=None))

#: What a service may serve or refuse.
SILENT = (
    *(NO_TOKEN, BLANK, DAMAGED, AS_TEXT, REPEATED, UNLISTED_SOURCE, EMPTY_FIELDS, UNKNOWN_FIELD, MISNAMED),
    LOWER_CASE,
)
#: What every service has to serve, some unusual files aside.
LEGAL = (
    *(PLAIN, NO_TARGET, NO_MODEL, AUTO_SOURCE, EVERY_MODEL, EVERY_LANGUAGE),
    *(AS_PNG, AS_JPEG, AS_WEBP, AS_GIF, ODD_JPEG, ODD_GIF),
)
#: Everything that may be a success whose target language is known: one is like the other.
ECHOED = together("everything that may be served into a known language", (*LEGAL, *SILENT), billable=True)
#: Into what an unlikely language is translated, is open.
SERVED = together(
    "everything that may be served", (*LEGAL, *SILENT, UNLISTED_TARGET, NO_FORM, MALFORMED_TOKEN), billable=True
)
#: Every mistake of a caller that must be refused.
MISTAKES = together(
    "every mistake of a caller",
    (
        *(UNKNOWN, WRONG_SECRET, SWAPPED_TOKEN, MALFORMED_TOKEN, NO_IMAGE, EMPTY_UPLOAD, OTHER_TYPES),
        *(UNLISTED_MODEL, RESTRICTED, TWO_MISTAKES),
    ),
)
#: What no statement wants served; its refusal is the service's own.
UNPROMISED = together("what the page leaves open", (*SILENT, UNLISTED_TARGET, OTHER_SCHEME), billable=True)
#: These may never reach the service, so their refusal may be somebody else's.
OUTSIDE = together("what may be answered by somebody else", (NO_FORM, OTHER_METHODS, SLASHES), billable=True)
