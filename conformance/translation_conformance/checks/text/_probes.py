"""What the checks of the text API send.

Each probe breaks exactly one thing: in which order a service looks is open.
"""

import itertools
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


#: The key that may do everything. None stands for no key.
VALID = key()


def request(
    body: bytes | Mapping[str, Any] = PRINTED,
    credential: Credential | None = VALID,
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


def probe(
    name: str, *requests: Request, billable: bool = False, mode: Mode = Mode.SHARED, quick: int | None = 1
) -> Probe:
    """A probe whose requests need nothing but the valid key."""
    return Probe(name, lambda _: requests, billable=billable, mode=mode, quick=quick)


def refused(name: str, *requests: Request, quick: int | None = 1) -> Probe:
    """A probe whose requests are mistakes, so that nothing is charged for."""
    return probe(name, *requests, quick=quick)


def accepted(name: str, *requests: Request, quick: int | None = 1) -> Probe:
    """A probe whose requests are served."""
    return probe(name, *requests, billable=True, quick=quick)


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


def _escaped(value: str) -> str:
    """*value* as a JSON string of nothing but escapes."""
    return '"' + "".join(f"\\u{ord(char):04x}" for char in value) + '"'


#: The keys from the last to the first, on lines with blanks and tabs between, and most of them in escapes.
_LAST_FIRST = ",\r\n".join(
    f"\t{_escaped(name)} :  {_escaped(PRINTED[name]) if name != 'model' else json.dumps(PRINTED[name])}"
    for name in reversed(list(PRINTED))
)
#: The printed request as JSON may be written, too.
OTHER_SPELLING = accepted("the printed request in another spelling", request(f"{{\n{_LAST_FIRST}\n}} \n".encode()))

NO_KEY = Probe("no key", lambda _: [request(credential=None)], quick=0)


def with_key(name: str) -> Probe:
    """The printed request with another key of the profile."""
    return Probe(f"the key {name}", lambda _: [request(PRINTED, key(name))], needs=(name,))


#: The printed languages the other way round.
_BACK = {"sourceLang": PRINTED["targetLang"], "targetLang": PRINTED["sourceLang"]}


def otherwise(name: str) -> Probe:
    """Another request than the printed one, which takes its turn: the way back, if possible by another model."""

    def build(target: ApiTarget) -> list[Request]:
        model = next((model for model in target.models if model != PRINTED["model"]), PRINTED["model"])
        return [request({**PRINTED, **_BACK, "model": model}, key(name))]

    return Probe(f"the key {name}", build, needs=(name,))


#: The name of a header has no case.
HEADER_IN_CAPITALS = accepted("the key in X-API-KEY", request(credential=key(header="X-API-KEY")), quick=0)
#: Half of it would still be a key to whoever reads the report, were it much shorter.
_SHORTEST_KEY = 8


def _near_keys(target: ApiTarget) -> list[Request]:
    value = target.credentials["valid"].value
    templates = {"{key}-conformance": f"{value}-", "{swapped}": value.swapcase()}
    if len(value) >= _SHORTEST_KEY:
        templates["{cut}"] = value[:-1]
    return [request(credential=key(template=template)) for template, near in templates.items() if near != value]


#: With something behind it, in the other case, without its end.
NEAR_KEYS = Probe("what is nearly a valid key", _near_keys, quick=None)
UNKNOWN_KEY = Probe("the key unknown", lambda _: [request(credential=key("unknown"))], needs=("unknown",), quick=0)
INACTIVE = otherwise("inactive")
NO_ORGANIZATION = otherwise("no_organization")
FAILING = with_key("failing")


def longer(words: int) -> Request:
    """A text of so many words from the exhausted account."""
    return request({**PRINTED, "text": " ".join(["hello world"] * (words // 2))}, key("exhausted"))


def has_status(exchange: Exchange, status: int) -> bool:
    """Whether there is an answer, and it has this *status*."""
    return isinstance(exchange.outcome, Response) and exchange.outcome.status == status


def _until_out_of_tokens(_: ApiTarget, exchanges: Sequence[Exchange]) -> Sequence[Request]:
    if has_status(exchanges[0], 200):
        return [longer(160), longer(2000)]
    # For what is longer, too little is left as well.
    return [longer(42)] if has_status(exchanges[0], 402) else []


#: A text that is not long as texts go; where an account has enough left for it, longer ones.
UNAFFORDABLE = longer(40)
EXHAUSTED = Probe("the key exhausted", lambda _: [UNAFFORDABLE], needs=("exhausted",), follow_up=_until_out_of_tokens)
UNSUBSCRIBED = Probe(
    "a model that the plan does not include",
    lambda target: [request({**PRINTED, **_BACK, "model": target.restricted_model}, key("unsubscribed"))],
    needs=("unsubscribed",),
    restricted=True,
)

MISSING_TEXT = refused("no text", asking(text=LEFT_OUT))
EMPTY_TEXT = refused("an empty text", asking(text=""))
# Well formed, but no language and no country has these: a supported language in a country that does not exist, and a
# code that is as long as one may be.
UNSUPPORTED_SOURCE = refused(
    "an unsupported source language", *(asking(sourceLang=code) for code in ("qq", "en-QQ", "abcdefghijk")), quick=0
)
UNSUPPORTED_TARGET = refused("an unsupported target language", *(asking(targetLang=code) for code in ("fr-QQ", "qq")))
# One that a pattern takes for the printed name, one that begins with it, and one that it begins with.
UNSUPPORTED_MODEL = refused(
    "an unsupported model",
    asking(model="gpt-4x1-mini-2025-04-14"),
    asking(model="gpt-4.1-mini-2025-04-14-conformance"),
    asking(model="gpt-4.1-mini-2025-04-1"),
)
#: The printed model but for its case, or for the end of a line behind it, which a "$" overlooks.
MISSPELT_MODEL = refused(
    "a model in another spelling",
    asking(model="GPT-4.1-Mini-2025-04-14"),
    asking(model="gpt-4.1-mini-2025-04-14\n"),
    quick=None,
)
MISSING_SOURCE = refused("no source language", asking(sourceLang=LEFT_OUT))
MISSING_TARGET = refused("no target language", asking(targetLang=LEFT_OUT))
MISSING_MODEL = refused("no model", asking(model=LEFT_OUT))


def _not_a_string(name: str, *values: Any) -> Probe:
    return refused(f"a {name} that is not a string", *(asking(**{name: value}) for value in values))


# A list of the right one is what software likes to take for the right one.
TEXT_NOT_STRING = _not_a_string("text", 42, [PRINTED["text"]], None, {"value": PRINTED["text"]})
SOURCE_NOT_STRING = _not_a_string("sourceLang", ["en"], 42, None)
TARGET_NOT_STRING = _not_a_string("targetLang", None, ["fr"], True)
# The number is a place in every list.
MODEL_NOT_STRING = _not_a_string("model", 0, [PRINTED["model"]], None)

# Each breaks the printed pattern in another way, and nothing else: 2 to 11 characters. The first are those that a
# service takes which trims, which cuts off what follows a code, or which knows more codes than the pattern allows.
# What is drawn finds the others.
_MALFORMED_SOURCES = ("en\n", " en", "en-", "zh-Hant-TW", "es-419", "e1", "en US", "en--US")
_MALFORMED_TARGETS = ("fr\n", "fr ", "es-419", "zh-Hant-TW", "-fr", "f_r")


def _malformed(side: str, codes: Sequence[str]) -> Probe:
    """Ill-formed *codes*, and one of the profile with another joint."""

    def build(target: ApiTarget) -> list[Request]:
        joined = [code.replace("-", "_") for code in target.languages if "-" in code]
        return [asking(**{side: code}) for code in (*codes[:3], *joined[:1], *codes[3:])]

    return Probe(f"an ill-formed {side}", build, quick=3)


MALFORMED_SOURCE = _malformed("sourceLang", _MALFORMED_SOURCES)
MALFORMED_TARGET = _malformed("targetLang", _MALFORMED_TARGETS)
SHORT_SOURCE = refused("a source language of one character", asking(sourceLang="e"))
SHORT_TARGET = refused("a target language of one character", asking(targetLang="f"), quick=0)
LONG_SOURCE = refused(
    "a source language of more than 11 characters", *(asking(sourceLang=c) for c in ("abcdefghijkl", "abcdef-ghijk"))
)
LONG_TARGET = refused("a target language of more than 11 characters", asking(targetLang="abcdef-ghijk"))
EMPTY_SOURCE = refused("an empty source language", asking(sourceLang=""), quick=0)
EMPTY_TARGET = refused("an empty target language", asking(targetLang=""))
EMPTY_MODEL = refused("an empty model", asking(model=""), quick=0)


LANGUAGES = Pairing(
    ask=lambda source, into, text: (
        asking()
        if (source, into) == (PRINTED["sourceLang"], PRINTED["targetLang"])
        else asking(sourceLang=source, targetLang=into, text=text)
    ),
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
    "a <b>bold</b> \"claim\" & an &amp; \\n \\1 %20 + 50% 'quoted' {name} {{cost}} ${cost} %s",
    "Grüße, 世界! Здравствуй — שלום 👩‍👩‍👧 cafe\u0301 and caf\u00e9: "
    "it\u2019s \u201cquoted\u201d,\u00a0joined\r\nand  broken\nin\u2028many\tways\u200b.",
    "long " * 1000 + "enough to be cut",
    "007",
    "👍",
    "null",
    "__proto__",
    "a mark \u200f(123)\u200e, and one \u202bשלום\u202c inside",
    "one line of a long text that fills some pages\n" * 440 + "and its end",
)
AWKWARD = accepted("texts that software likes to mangle", *(asking(text=text) for text in AWKWARD_TEXTS), quick=4)
#: The printed text but for what software leaves out of account where it looks for one that it had before.
NEARLY_PRINTED = accepted(
    "texts that are nearly the printed one",
    *(asking(text=text) for text in ("Hello World", "hello world how are you", "hello,  world!")),
)
#: Nothing that has to come back: what cannot be printed, and values that no list has.
ODD_TEXT = accepted(
    "a text with characters that cannot be printed", asking(text="a\u0000b\u0007\u001b[1mc\ufeff\uffff"), quick=0
)
_LONG_SENTENCE = (
    "in the morning we walked along the river to the old mill where my brother had once lost his hat in the wind"
)
#: A long one first, then one that begins like it, and a short one last, with letters that are not of ASCII.
SENTENCES = (
    _LONG_SENTENCE,
    f"{_LONG_SENTENCE} and the rain",
    "the old café by the river serves crème brûlée to everybody",
)
PLAIN_SENTENCES = accepted("plain sentences", *(asking(text=text) for text in SENTENCES), quick=0)

# The page lists no values, so these are guesses: a service may have a list of its own.
DOMAINS = ("general", "technical", "business", "medical")
STYLES = ("formal", "casual", "professional", "concise")
TONES = ("friendly", "neutral", "formal", "professional")
PROMPT = "Keep product names such as Crème Café as they are."
CUSTOM = accepted("customPrompt", asking(customPrompt=PROMPT))
LIKELY: Mapping[str, str] = {"domain": DOMAINS[0], "writingStyle": STYLES[0], "tone": TONES[0], "customPrompt": PROMPT}
#: Each field alone, which tells whether its value is known; all together; and each two, before the required fields.
OPTIONAL_ALONE: Mapping[str, Request] = {name: asking(**{name: value}) for name, value in LIKELY.items()}
ALL_OPTIONAL = asking(**LIKELY)
OPTIONAL_PAIRS: Mapping[tuple[str, ...], Request] = {
    two: request({**{name: LIKELY[name] for name in two}, **PRINTED}) for two in itertools.combinations(LIKELY, 2)
}


def _each_alone(_: ApiTarget, exchanges: Sequence[Exchange]) -> Sequence[Request]:
    """Where some are refused together, the reason may be that one is not known."""
    refused_ = any(isinstance(e.outcome, Response) and e.outcome.status != 200 for e in exchanges)
    return list(OPTIONAL_ALONE.values()) if refused_ else []


OPTIONAL = Probe(
    "all optional fields together, and each two of them",
    lambda _: [ALL_OPTIONAL, *OPTIONAL_PAIRS.values()],
    billable=True,
    follow_up=_each_alone,
    quick=1,
)

#: Where the page is silent: it may be served or refused, but it is no reason to fail.
BLANK = accepted("a text of blanks", asking(text="   "), quick=0)
#: One that some languages take for nothing.
ONE_CHARACTER = accepted("a text of one character", asking(text="0"))
OTHER_CASE = accepted("a code in the other case", asking(targetLang="FR"), quick=0)
SAME = accepted("the same language twice", asking(targetLang="en"), quick=0)
#: Alone where a service may look at one field only, and together.
OPTIONAL_KINDS = accepted(
    "optional fields that are no strings, or empty",
    asking(**dict.fromkeys(LIKELY)),
    asking(domain=42),
    asking(**dict.fromkeys(LIKELY, "")),
    asking(customPrompt=42),
    asking(writingStyle=["formal"]),
    quick=0,
)
ODD_VALUES = accepted(
    "unlikely values in optional fields",
    asking(domain="underwater basket weaving"),
    asking(writingStyle=AWKWARD_TEXTS[0], tone="👍", customPrompt=AWKWARD_TEXTS[1] * 20),
    quick=0,
)
#: Many open points in one request, for a quick run; a service that refuses one of them shows nothing of the others.
ODDITIES = accepted(
    "much at once that the page leaves open",
    asking(
        text="a\u0000b",
        targetLang="en",
        domain=42,
        writingStyle="",
        tone=None,
        customPrompt=AWKWARD_TEXTS[1] * 20,
        conformance="yes",
    ),
)
UNKNOWN_FIELD = accepted("a field that the page does not name", asking(conformance="yes"), quick=0)
DUPLICATE = accepted("a key that stands twice", request(CURL_BODY.replace(b"{", b'{"text": "first", ', 1)), quick=0)
KEY_ELSEWHERE = accepted(
    "a valid key in other headers",
    request(credential=key(header="Authorization", template="Bearer {key}")),
    request(credential=key(header="api-key")),
    quick=0,
)
OTHER_MEDIA_TYPES = accepted(
    "the printed body under other media types",
    request(headers=()),
    request(headers=(("Content-Type", "application/x-www-form-urlencoded"),)),
    request(headers=(("Content-Type", "Application/JSON"),)),
    quick=0,
)
#: What the media type means does not change with it.
WITH_CHARSET = accepted(
    "application/json with a charset",
    request(headers=(("Content-Type", 'application/json;charset="UTF-8"'),)),
    request(headers=(("Content-Type", "application/json; charset=utf-8"),)),
)
NOT_AN_OBJECT = refused(
    "bodies that are no JSON object",
    request(b"[]"),
    request(b'{"text": "hello world"'),
    request(b"null"),
    request(b""),
    request(b"[" + json_body(PRINTED) + b"]"),
    request(b'{"text": "\xff"}'),
)
OTHER_METHODS = refused("other methods", *(request(method=method) for method in ("GET", "PUT")), quick=0)
SLASHES = accepted("the path with more slashes", request(path=PATH + "/"), request(path="/" + PATH), quick=0)
TWO_MISTAKES = probe("no key and no text", request({**PRINTED, "text": ""}, None), quick=0)
ALL_WRONG = refused("four mistakes at once", asking(text="", sourceLang="qq", targetLang="qq", model="none"), quick=0)

#: The same request in all these: the page determines what it is answered.
PRINTED_ALIKE = together(
    "the printed request however it is written",
    (PLAIN, PRINTED_CURL, PRINTED_JAVASCRIPT, PRINTED_PYTHON, OTHER_SPELLING, HEADER_IN_CAPITALS, WITH_CHARSET),
    billable=True,
)
#: What every service has to serve, some guesses and awkward texts aside.
LEGAL = (
    *(PRINTED_ALIKE, PLAIN_SENTENCES, NEARLY_PRINTED, AWKWARD, ONE_CHARACTER),
    *(EVERY_LANGUAGE, EVERY_MODEL, CUSTOM, OPTIONAL),
)
#: What a service may serve or refuse.
SILENT = (BLANK, OTHER_CASE, SAME, OPTIONAL_KINDS, ODD_VALUES, ODD_TEXT, ODDITIES, UNKNOWN_FIELD, DUPLICATE)
#: Everything that may be a success: one is like the other.
SERVED = together("everything that may be served", (*LEGAL, *SILENT, OTHER_MEDIA_TYPES), billable=True)
#: Each request whose text is sure to come back as it was sent.
ECHOED = together("every text that may be served", (*LEGAL, SAME, OTHER_CASE), billable=True)
#: Every mistake whose answer is a validation error.
VALIDATED = together(
    "every mistake in a field",
    (
        *(MISSING_TEXT, EMPTY_TEXT, MISSING_SOURCE, MISSING_TARGET, MISSING_MODEL),
        *(UNSUPPORTED_SOURCE, UNSUPPORTED_TARGET, UNSUPPORTED_MODEL, MISSPELT_MODEL),
        *(SOURCE_NOT_STRING, TARGET_NOT_STRING, MODEL_NOT_STRING),
        *(MALFORMED_SOURCE, MALFORMED_TARGET, SHORT_SOURCE, SHORT_TARGET, LONG_SOURCE, LONG_TARGET),
        *(EMPTY_SOURCE, EMPTY_TARGET, EMPTY_MODEL),
    ),
)
MISTAKES = together(
    "every mistake of a caller",
    (VALIDATED, TEXT_NOT_STRING, NO_KEY, NEAR_KEYS, NOT_AN_OBJECT, OTHER_METHODS, TWO_MISTAKES, ALL_WRONG, UNKNOWN_KEY),
)
#: What no statement wants served; whether it is, is judged elsewhere.
UNPROMISED = together("what the page leaves open", (*SILENT, KEY_ELSEWHERE, OTHER_MEDIA_TYPES, SLASHES), billable=True)
