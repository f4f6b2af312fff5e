"""A small conforming implementation of both APIs, written from the vendors' pages and nothing else.

It knows neither the mock nor the suite. Wrong and unusual servers change one thing about it.
"""

import base64
import json
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from typing import Any, Self

from PIL import Image

TEXT_PATH = "/v1/translation/text-translation/api"
IMAGE_PATH = "/api/v1/image-translate"

LANGUAGES = ("en", "fr", "ja", "ar", "de-AT")
MODELS = ("gpt-4.1-mini-2025-04-14", "swift-1")
SUBSCRIBER_MODEL = "grand-1"

PROFILE = f"""
[image]
base_url = "http://reference.localhost"
languages = ["en", "ja", "fr"]
[image.credentials]
valid = "itk_reference.its_valid0key"
unknown = "itk_nobody.its_unknown0key"
restricted = "itk_small.its_restricted0key"
[image.restricted]
model = "claude"
[text]
base_url = "http://reference.localhost"
languages = {list(LANGUAGES)}
models = {list(MODELS)}
[text.credentials]
valid = "reference-valid-key"
unknown = "reference-unknown-key"
inactive = "reference-inactive-key"
no_organization = "reference-lonely-key"
unsubscribed = "reference-unsubscribed-key"
exhausted = "reference-exhausted-key"
failing = "reference-failing-key"
[text.restricted]
model = "{SUBSCRIBER_MODEL}"
""".replace("'", '"')


@dataclass(frozen=True)
class File:
    """An upload."""

    filename: str
    content: bytes


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    #: What stands behind the question mark of the address.
    query: str = ""

    @property
    def json(self) -> Any:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def asking(self, **changes: Any) -> Self:
        """The same with some fields of the JSON body changed."""
        return replace(self, body=json.dumps({**self.json, **changes}).encode())

    def header(self, name: str, value: str | None) -> Self:
        """The same with another header, or without it."""
        others = {key: kept for key, kept in self.headers.items() if key != name}
        return replace(self, headers=others if value is None else {**others, name: value})

    @property
    def form(self) -> dict[str, Any]:
        """The fields of a multipart form: text, or `File` where there is a file name."""
        found = re.fullmatch(r'multipart/form-data; *boundary="?([^";]+)"?', self.headers.get("content-type", ""))
        fields: dict[str, Any] = {}
        for part in (b"\r\n" + self.body).split(b"\r\n--" + found[1].encode())[1:-1] if found else ():
            head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
            name = re.search(rb'[; ]name="([^"]*)"', head)
            filename = re.search(rb'filename="([^"]*)"', head)
            if name:
                fields[name[1].decode()] = (
                    File(filename[1].decode(), content) if filename else content.decode(errors="replace")
                )
        return fields

    def form_with(self, **changes: Any) -> Self:
        """The same with some fields of the form changed, or left out where None."""
        body = b""
        for name, value in {**self.form, **changes}.items():
            if value is not None:
                extra = f'; filename="{value.filename}"' if isinstance(value, File) else ""
                content = value.content if isinstance(value, File) else value.encode()
                head = f'--again\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n'
                body += head.encode() + content + b"\r\n"
        headers = {**self.headers, "content-type": "multipart/form-data; boundary=again"}
        return replace(self, headers=headers, body=body + b"--again--\r\n")


@dataclass(frozen=True)
class Answer:
    """An answer to be sent."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})

    def having(self, **changes: Any) -> Self:
        """The same with some keys of the body changed."""
        return replace(self, body={**self.body, **changes})

    def without(self, *names: str) -> Self:
        """The same without some keys of the body."""
        return replace(self, body={key: value for key, value in self.body.items() if key not in names})

    def data(self, **changes: Any) -> Self:
        """The same with some keys of `data` changed."""
        return self.having(data={**self.body["data"], **changes})

    @property
    def content(self) -> bytes:
        """The body as bytes."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()


#: One that takes its time awaits something between looking and answering; others may get in between.
Server = Callable[[Asked], Answer | Awaitable[Answer]]


def bare(sentence: str) -> Answer:
    """A validation error of the text API."""
    return Answer(400, {"error": sentence})


def envelope(status: int, sentence: str, data: Any = None, error: str | None = None) -> Answer:
    """Another error of the text API."""
    return Answer(status, {"message": sentence, "error": error or sentence, "data": data, "statusCode": status})


def refusal(status: int, code: str, message: str) -> Answer:
    """An error of the image API."""
    return Answer(status, {"error": message, "code": code})


class Reference:
    """Both APIs, with balances of their own."""

    def __init__(self) -> None:
        self.tokens = {"reference-valid-key": 1_000_000, "reference-exhausted-key": 5}
        self.credits = {"itk_reference.its_valid0key": 100_000, "itk_small.its_restricted0key": 100}

    def __call__(self, asked: Asked) -> Answer:
        """The answer to *asked*."""
        if asked.path == TEXT_PATH:
            return self.text(asked)
        if asked.path == IMAGE_PATH:
            return self.image(asked)
        return Answer(404, b"Not Found", {"content-type": "text/plain"})

    def text(self, asked: Asked) -> Answer:
        """The text API."""
        if asked.method != "POST":
            return Answer(405, {"error": "Use POST."}, {"content-type": "application/json", "allow": "POST"})
        key = asked.headers.get("x-api-key", "")
        users = {"reference-inactive-key": "User not found or user is not active"}
        users["reference-lonely-key"] = "Organization Id not found for the user"
        if not re.fullmatch(r"[!-~]+", key) or key == '"':
            return envelope(401, "Invalid api key")
        if key in users:
            return envelope(400, users[key])
        if key not in (*self.tokens, "reference-unsubscribed-key", "reference-failing-key"):
            return envelope(400, "Invalid api key")
        body = asked.json
        return invalid(body) or self.translated(key, body)

    def translated(self, key: str, body: Mapping[str, Any]) -> Answer:
        """A valid request of a known user."""
        if key == "reference-failing-key":
            return envelope(500, "Error in text translation for api", error="the model is gone")
        if key == "reference-unsubscribed-key" and body["model"] == SUBSCRIBER_MODEL:
            return envelope(402, "only subscribed users are allowed to use this model")
        text, needed = body["text"], -(-len(body["text"].encode()) // 4)
        left = self.tokens.get(key, 0)
        if needed > left:
            sentence = "You have reached the limit of words for translation. "
            sentence += "Please upgrade your plan to continue using this feature."
            return envelope(402, sentence, {"requiredTokens": needed, "tokens": left})
        self.tokens[key] = left - needed
        data = {
            "translatedText": f"[{body['targetLang']}] {text}",
            "originalText": text,
            "totalWords": len(text.split()),
            "isRTL": body["targetLang"] == "ar",
            "tokensConsumed": needed,
        }
        message = "Text translation completed successfully"
        return Answer(200, {"message": message, "error": None, "data": data, "statusCode": 200})

    def image(self, asked: Asked) -> Answer:
        """The image API."""
        if asked.method != "POST":
            return refusal(405, "METHOD", "Use POST.")
        token = re.fullmatch(r"Bearer ([^. ]+\.[^. ]+)", asked.headers.get("authorization", ""))
        if not token or token[1] not in self.credits:
            return refusal(401, "KEY", "Who are you?")
        form = asked.form
        if mistake := self.mistake(token[1], form):
            return mistake
        self.credits[token[1]] -= 1
        return pictured(form, self.credits[token[1]])

    def mistake(self, key: str, form: Mapping[str, Any]) -> Answer | None:
        """What is wrong with the form."""
        file, model = form.get("image"), form.get("translator_model", "gemini")
        if not isinstance(file, File) or not file.content:
            return refusal(400, "IMAGE", "Where is the image?")
        if picture_format(file.content) is None:
            return refusal(415, "TYPE", "PNG, JPEG, WebP or GIF.")
        if model not in ("grok", "openai", "claude", "gemini"):
            return refusal(400, "MODEL", "No such model.")
        if model == "claude" and key == "itk_small.its_restricted0key":
            return refusal(402, "PLAN", "Not in your plan.")
        return None


def invalid(body: Any) -> Answer | None:
    """What is wrong with the body of a text request."""
    if not isinstance(body, dict):
        return bare("The body is not a JSON object.")
    if not isinstance(body.get("text"), str):
        return bare("Text is required.")
    if not body["text"]:
        return bare("Text cannot be empty.")
    for name, words in (("sourceLang", "source"), ("targetLang", "target")):
        code = body.get(name)
        if not isinstance(code, str) or not re.fullmatch("[a-zA-Z]+(-[a-zA-Z]+)?", code) or not 2 <= len(code) <= 11:
            return bare(f"{name} must be a language code.")
        if code not in LANGUAGES:
            return bare(f"Invalid {words} language. Please select a supported language.")
    if body.get("model") not in (*MODELS, SUBSCRIBER_MODEL):
        return bare("Invalid model type. Please enter a valid model type e.g. swift-1")
    return None


@lru_cache(maxsize=256)
def picture_format(content: bytes) -> str | None:
    """The format of a picture that is supported, or None."""
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG", "WEBP", "GIF")) as image:
            image.load()
            return image.format
    except (OSError, SyntaxError, ValueError):
        return None


@lru_cache(maxsize=256)
def data_url(content: bytes, format_: str = "PNG", media_type: str | None = None) -> str:
    """A picture, encoded again, as a data URL."""
    buffer = BytesIO()
    with Image.open(BytesIO(content)) as image:
        image.convert("RGB").save(buffer, format_, **({"compress_level": 1} if format_ == "PNG" else {}))
    media_type = media_type or f"image/{format_.lower()}"
    return f"data:{media_type};base64,{base64.b64encode(buffer.getvalue()).decode()}"


def pictured(form: Mapping[str, Any], left: int) -> Answer:
    """A translated picture."""
    target = form.get("target_language") or "en"
    chunk = {"label": 1, "sourceText": "Hello", "translatedText": f"[{target}] Hello"}
    body = {"success": True, "credits": left, "image": data_url(form["image"].content), "chunks": [chunk]}
    body |= {"word_mapping": {"Hello": f"[{target}] Hello"}, "target_language": target}
    return Answer(200, body)


Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


def app(server: Server) -> Callable[[Any, Receive, Send], Awaitable[None]]:
    """*server* as an ASGI application."""

    async def application(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        found = server(Asked(scope["method"], scope["path"], headers, body, scope["query_string"].decode("latin-1")))
        answer = await found if isinstance(found, Awaitable) else found
        content = answer.content
        told = {"content-length": str(len(content)), **answer.headers}
        lines = [(name.encode(), value.encode("latin-1")) for name, value in told.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": lines})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})

    return application
