"""What the checks of the text API send.

Each probe breaks exactly one thing: in which order a service looks is open.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from translation_conformance.check import Mode, Probe
from translation_conformance.exchange import Credential, Request, json_body
from translation_conformance.pairing import Pairing

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
#: More than an account that is nearly out of tokens has left.
EXHAUSTED = with_key("exhausted", {**PRINTED, "text": " ".join(["hello world"] * 100)})
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
    "12",
    "es-419",
    "zh-Hant-TW",
    "{0}-US-x",
    "é{0}",
)
MALFORMED_SOURCE = refused(
    "an ill-formed source language", *(asking(sourceLang=c.format("en")) for c in MALFORMED_CODES)
)
MALFORMED_TARGET = refused(
    "an ill-formed target language", *(asking(targetLang=c.format("fr")) for c in MALFORMED_CODES)
)
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
    # Beside a printed code that is another one.
    from_code=lambda code: asking(sourceLang=code, targetLang="en" if code == "fr" else "fr"),
    into_code=lambda code: asking(sourceLang="fr" if code == "en" else "en", targetLang=code),
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
    "long " * 240 + "enough to be cut",
)
AWKWARD = accepted("texts that software likes to mangle", *(asking(text=text) for text in AWKWARD_TEXTS))
SENTENCES = ("hello", "the quick brown fox jumps over the lazy dog", "this is a test")
PLAIN_SENTENCES = accepted("plain sentences", *(asking(text=text) for text in SENTENCES))
