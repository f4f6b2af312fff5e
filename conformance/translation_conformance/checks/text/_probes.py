"""What the checks of the text API send.

Each probe breaks exactly one thing: in which order a service looks is open.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from translation_conformance.check import Mode, Probe
from translation_conformance.exchange import Credential, Exchange, Request, Response, json_body
from translation_conformance.pairing import Pairing, beside
from translation_conformance.target import ApiTarget

# "POST https://api.gpttranslator.co/v1/translation/text-translation/api" — text document, Endpoint.
PATH = "/v1/translation/text-translation/api"
#: The printed request.
PRINTED: Mapping[str, Any] = {
    "text": "hello world",
    "sourceLang": "en",
    "targetLang": "fr",
    "model": "gpt-4.1-mini-2025-04-14",
}
#: The body of the printed curl command, byte for byte.
CURL_BODY = b"""{
"text": "hello world",
"sourceLang": "en",
"targetLang": "fr",
"model": "gpt-4.1-mini-2025-04-14"
}"""
JSON_HEADER = (("Content-Type", "application/json"),)
LEFT_OUT = object()


def key(name: str = "valid", template: str = "{key}", header: str = "x-api-key") -> Credential:
    """The key called *name*, in the header that the page names unless another one is given."""
    return Credential(name, header, template)


def request(
    body: bytes | Mapping[str, Any] = PRINTED,
    credential: Credential | None = key(),  # noqa: B008 - a frozen value
    *,
    method: str = "POST",
    path: str = PATH,
    headers: tuple[tuple[str, str], ...] = JSON_HEADER,
) -> Request:
    """A request, as printed where nothing else is said."""
    return Request(method, path, headers, body if isinstance(body, bytes) else json_body(body), credential)


def asking(**changes: Any) -> Request:
    """The printed request with some fields changed or left out."""
    return request({name: value for name, value in {**PRINTED, **changes}.items() if value is not LEFT_OUT})


def probe(name: str, *requests: Request, billable: bool = False, mode: Mode = Mode.SHARED) -> Probe:
    """A probe whose requests need nothing but the valid key."""
    return Probe(name, lambda _: requests, billable=billable, mode=mode)


def refused(name: str, *requests: Request) -> Probe:
    """A probe whose requests are mistakes, so that nothing is charged for."""
    return probe(name, *requests)


def accepted(name: str, *requests: Request) -> Probe:
    """A probe whose requests are served."""
    return probe(name, *requests, billable=True)


def together(name: str, parts: Sequence[Probe], *, billable: bool = False) -> Probe:
    """The requests of *parts* once more, as far as the profile has what they need; their answers are shared."""

    def build(target: ApiTarget) -> list[Request]:
        return [request_ for part in parts if not part.missing(target) for request_ in part.requests(target)]

    return Probe(name, build, billable=billable, quick=None)


PLAIN = accepted("the printed request", request())
PRINTED_CURL = accepted("the bytes of the printed curl command", request(CURL_BODY))
#: `JSON.stringify` writes no blanks.
PRINTED_JAVASCRIPT = accepted("the bytes of the printed JavaScript request", request(json_body(PRINTED)))
#: `requests` writes as `json.dumps` does.
PRINTED_PYTHON = accepted("the bytes of the printed Python request", request(json.dumps(PRINTED).encode()))

NO_KEY = Probe("no key", lambda _: [request(credential=None)])


def with_key(name: str, body: Mapping[str, Any] = PRINTED) -> Probe:
    """The printed request with another key of the profile."""
    return Probe(f"the key {name}", lambda _: [request(body, key(name))], needs=(name,))


UNKNOWN_KEY = with_key("unknown")
INACTIVE = with_key("inactive")
NO_ORGANIZATION = with_key("no_organization")
FAILING = with_key("failing")


def _longer(words: int) -> Request:
    return request({**PRINTED, "text": " ".join(["hello world"] * (words // 2))}, key("exhausted"))


def _until_out_of_tokens(_: ApiTarget, exchanges: Sequence[Exchange]) -> Sequence[Request]:
    served = isinstance(exchanges[0].outcome, Response) and exchanges[0].outcome.status == 200
    return [_longer(160), _longer(2000)] if served else []


#: A text that is not long as texts go; where an account has enough left for it, longer ones.
EXHAUSTED = Probe("the key exhausted", lambda _: [_longer(40)], needs=("exhausted",), follow_up=_until_out_of_tokens)
UNSUBSCRIBED = Probe(
    "a model that the plan does not include",
    lambda target: [request({**PRINTED, "model": target.restricted_model}, key("unsubscribed"))],
    needs=("unsubscribed",),
    restricted=True,
)

MISSING_TEXT = refused("no text", asking(text=LEFT_OUT))
EMPTY_TEXT = refused("an empty text", asking(text=""))
# Well formed, but no language and no country has these; the second is as long as a code may be,
# the third names a supported language for a country that does not exist.
_UNSUPPORTED = ("qq", "abcdefghijk", "{}-QQ")
UNSUPPORTED_SOURCE = refused(
    "an unsupported source language", *(asking(sourceLang=code.format("en")) for code in _UNSUPPORTED)
)
UNSUPPORTED_TARGET = refused(
    "an unsupported target language", *(asking(targetLang=code.format("fr")) for code in _UNSUPPORTED)
)
# One that is nothing like a model, and two that the printed name begins with or that begin with it.
UNSUPPORTED_MODEL = refused(
    "an unsupported model",
    asking(model="conformance-no-such-model"),
    asking(model="gpt-4.1-mini-2025-04-14-conformance"),
    asking(model="gpt-4.1-mini-2025-04-1"),
)
MISSING_SOURCE = refused("no source language", asking(sourceLang=LEFT_OUT))
MISSING_TARGET = refused("no target language", asking(targetLang=LEFT_OUT))
MISSING_MODEL = refused("no model", asking(model=LEFT_OUT))

NOT_STRINGS: Sequence[Any] = (42, True, ["en"], {"code": "en"}, None)
TEXT_NOT_STRING = refused("a text that is not a string", *(asking(text=value) for value in NOT_STRINGS))
SOURCE_NOT_STRING = refused("a sourceLang that is not a string", *(asking(sourceLang=v) for v in NOT_STRINGS))
TARGET_NOT_STRING = refused("a targetLang that is not a string", *(asking(targetLang=v) for v in NOT_STRINGS))
MODEL_NOT_STRING = refused("a model that is not a string", *(asking(model=v) for v in NOT_STRINGS))

# Each breaks the printed pattern in another way, and nothing else: 2 to 11 characters.
MALFORMED_CODES = (
    "e1",
    "e_n",
    "{0}-",
    "-{0}",
    "{0}--US",
    "{0} US",
    " {0}",
    "{0}\n",
    "{0}\t",
    "12",
    "es-419",
    "zh-Hant-TW",
    "{0}-US-x",
    "é{0}",
)


def _malformed(side: str, printed: str) -> Probe:
    """Codes beside a *printed* one, and one of the profile with another joint."""

    def build(target: ApiTarget) -> list[Request]:
        joined = [code.replace("-", "_") for code in target.languages if "-" in code]
        return [asking(**{side: code}) for code in (*(c.format(printed) for c in MALFORMED_CODES), *joined[:1])]

    return Probe(f"an ill-formed {side}", build)


MALFORMED_SOURCE = _malformed("sourceLang", "en")
MALFORMED_TARGET = _malformed("targetLang", "fr")
SHORT_SOURCE = refused("a source language of one character", asking(sourceLang="e"))
SHORT_TARGET = refused("a target language of one character", asking(targetLang="f"))
_TOO_LONG = ("abcdefghijkl", "abcdef-ghijk", "abcdefghijklmnopqrstuvwxyz")
LONG_SOURCE = refused("a source language of more than 11 characters", *(asking(sourceLang=c) for c in _TOO_LONG))
LONG_TARGET = refused("a target language of more than 11 characters", *(asking(targetLang=c) for c in _TOO_LONG))
EMPTY_SOURCE = refused("an empty source language", asking(sourceLang=""))
EMPTY_TARGET = refused("an empty target language", asking(targetLang=""))
EMPTY_MODEL = refused("an empty model", asking(model=""))


LANGUAGES = Pairing(
    ask=lambda source, into: asking(sourceLang=source, targetLang=into),
    # English first: it is what a service knows that does not translate between all.
    from_code=lambda code: asking(sourceLang=code, targetLang=beside(code, ("en", "fr"))),
    into_code=lambda code: asking(sourceLang=beside(code, ("en", "fr")), targetLang=code),
    source_requirement="text.validation-rules.source-lang-listed",
    target_requirement="text.validation-rules.target-lang-listed",
)
EVERY_LANGUAGE = LANGUAGES.probe()
EVERY_MODEL = Probe(
    "every model of the profile", lambda target: [asking(model=model) for model in target.models], billable=True
)

# What software likes to mangle. Blanks at the ends are left out: whether a text is trimmed, the page does not say.
AWKWARD_TEXTS = (
    "Grüße, 世界! Здравствуй — שלום 👩‍👩‍👧",
    "cafe\u0301 and caf\u00e9",
    "a <b>bold</b> \"claim\" & an &amp; \\n %20 + 50% 'quoted' {name} ${cost}",
    "two  blanks,\ta tab,\nand a line",
    "it\u2019s \u201cquoted\u201d,\u00a0joined\r\nand broken\u2028in two ways",
    "long " * 240 + "enough to be cut",
)
AWKWARD = accepted("texts that software likes to mangle", *(asking(text=text) for text in AWKWARD_TEXTS))
_LONG_SENTENCE = (
    "in the morning we walked along the river to the old mill where my brother had once lost his hat in the wind"
)
SENTENCES = ("hello", "the quick brown fox jumps over the lazy dog", "this is a test", _LONG_SENTENCE)
PLAIN_SENTENCES = accepted("plain sentences", *(asking(text=text) for text in SENTENCES))

# The page lists no values, so these are guesses: a service may have a list of its own.
DOMAINS = ("general", "technical", "business", "medical")
STYLES = ("formal", "casual", "professional", "concise")
TONES = ("friendly", "neutral", "formal", "professional")
PROMPT = "Keep product names in English."
CUSTOM = accepted("customPrompt", asking(customPrompt=PROMPT))
#: Alone first: whether the values themselves are known.
OPTIONAL = accepted(
    "all optional fields",
    asking(domain=DOMAINS[0]),
    asking(writingStyle=STYLES[0]),
    asking(tone=TONES[0]),
    asking(customPrompt=PROMPT),
    asking(domain=DOMAINS[0], writingStyle=STYLES[0], tone=TONES[0], customPrompt=PROMPT),
)

#: Where the page is silent: it may be served or refused, but it is no reason to fail.
BLANK = accepted("a text of blanks", asking(text="   "))
ONE_CHARACTER = accepted("a text of one character", asking(text="a"))
OTHER_CASE = accepted("a code in the other case", asking(targetLang="FR"))
SAME = accepted("the same language twice", asking(targetLang="en"))
OPTIONAL_KINDS = accepted(
    "optional fields that are no strings",
    *(asking(**{name: value}) for name in ("domain", "writingStyle", "tone", "customPrompt") for value in (42, None)),
)
EMPTY_OPTIONAL = accepted(
    "optional fields that are empty",
    *(asking(**{name: ""}) for name in ("domain", "writingStyle", "tone", "customPrompt")),
)
ODD_VALUES = accepted("an unlikely value in an optional field", asking(domain="underwater basket weaving"))
UNKNOWN_FIELD = accepted("a field that the page does not name", asking(conformance="yes"))
DUPLICATE = accepted("a key that stands twice", request(CURL_BODY.replace(b"{", b'{"text": "first", ', 1)))
KEY_ELSEWHERE = accepted(
    "a valid key in other headers",
    request(credential=key(header="Authorization", template="Bearer {key}")),
    request(credential=key(header="api-key")),
)
OTHER_MEDIA_TYPES = accepted(
    "the printed body under other media types",
    request(headers=(("Content-Type", "text/plain"),)),
    request(headers=(("Content-Type", "application/x-www-form-urlencoded"),)),
    request(headers=()),
)
#: What the media type means does not change with it.
WITH_CHARSET = accepted(
    "application/json with a charset", request(headers=(("Content-Type", "application/json; charset=utf-8"),))
)
NOT_AN_OBJECT = refused(
    "bodies that are no JSON object",
    request(b'{"text": "hello world"'),
    request(b"[]"),
    request(b"[" + json_body(PRINTED) + b"]"),
    request(b'"hello world"'),
    request(b"null"),
    request(b""),
    request(b'{"text": "\xff"}'),
)
OTHER_METHODS = refused("other methods", *(request(method=method) for method in ("GET", "PUT")))
SLASHES = accepted("the path with more slashes", request(path=PATH + "/"), request(path="/" + PATH))
TWO_MISTAKES = probe("no key and no text", request({**PRINTED, "text": ""}, None))
ALL_WRONG = refused("four mistakes at once", asking(text="", sourceLang="qq", targetLang="qq", model="none"))

#: What every service has to serve, some guesses and awkward texts aside.
LEGAL = (
    *(PLAIN, PRINTED_CURL, PRINTED_JAVASCRIPT, PRINTED_PYTHON, PLAIN_SENTENCES, AWKWARD),
    *(EVERY_LANGUAGE, EVERY_MODEL, CUSTOM, OPTIONAL, WITH_CHARSET, ONE_CHARACTER),
)
#: What a service may serve or refuse.
SILENT = (BLANK, OTHER_CASE, SAME, OPTIONAL_KINDS, EMPTY_OPTIONAL, ODD_VALUES, UNKNOWN_FIELD, DUPLICATE)
#: Everything that may be a success: one is like the other.
SERVED = together("everything that may be served", (*LEGAL, *SILENT, OTHER_MEDIA_TYPES), billable=True)
#: Each request whose text is sure to come back as it was sent.
ECHOED = together("every text that may be served", (*LEGAL, SAME, OTHER_CASE), billable=True)
#: Every mistake whose answer is a validation error.
VALIDATED = together(
    "every mistake in a field",
    (
        *(MISSING_TEXT, EMPTY_TEXT, MISSING_SOURCE, MISSING_TARGET, MISSING_MODEL),
        *(UNSUPPORTED_SOURCE, UNSUPPORTED_TARGET, UNSUPPORTED_MODEL),
        *(SOURCE_NOT_STRING, TARGET_NOT_STRING, MODEL_NOT_STRING),
        *(MALFORMED_SOURCE, MALFORMED_TARGET, SHORT_SOURCE, SHORT_TARGET, LONG_SOURCE, LONG_TARGET),
        *(EMPTY_SOURCE, EMPTY_TARGET, EMPTY_MODEL),
    ),
)
MISTAKES = together(
    "every mistake of a caller",
    (VALIDATED, TEXT_NOT_STRING, NO_KEY, NOT_AN_OBJECT, OTHER_METHODS, TWO_MISTAKES, ALL_WRONG, UNKNOWN_KEY),
)
#: What no statement wants served; whether it is, is judged elsewhere.
UNPROMISED = together("what the page leaves open", (*SILENT, KEY_ELSEWHERE, OTHER_MEDIA_TYPES, SLASHES), billable=True)
