"""The answers of the image API: a success with a picture in it, and one error shape for everything else."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from translation_conformance import data_url, pictures
from translation_conformance.exchange import Form, NotJson, Request, Response
from translation_conformance.look import Look, Unknown, Verdict, Wrong, is_success, kind_of, told


def is_error(response: Response) -> bool:
    """Whether the body has the documented error shape."""
    document = response.document
    return isinstance(document.get("error"), str) and isinstance(document.get("code"), str)


def key_refused(response: Response) -> bool:
    """Whether the service says that it does not take the key. The page lists no statuses; these two say it."""
    return response.status in (401, 403)


def tells_error(response: Response) -> bool:
    """Whether a 2xx is in truth a refusal: it has an error and no picture."""
    document = response.document
    return is_success(response) and bool(document.get("error")) and not document.get("image")


def refused() -> Look:
    """The request is refused. Its status and its shape are for the requirements about errors."""

    def see(response: Response, _: Request) -> Verdict:
        if 400 <= response.status <= 599:
            return None
        if tells_error(response):
            return Unknown(f"an error is told with the status {response.status}")
        return Wrong(told(response))

    return Look("a refusal, 4xx or 5xx with {error, code}", see, owes_answer=True)


def refused_or_anonymous() -> Look:
    """The credentials do not count: a refusal, or a success without credits."""

    def see(response: Response, request: Request) -> Verdict:
        if response.status == 200 and not tells_error(response):
            return Wrong("200 with credits") if "credits" in response.document else None
        return refused().see(response, request)

    return Look("a refusal, or 200 without credits", see, owes_answer=True)


def anonymous_credits() -> Look:
    """A caller without credentials has no credits, if he is served at all."""

    def see(response: Response, request: Request) -> Verdict:
        if response.status != 200:
            return Unknown("a caller without credentials is not served")
        return refused_or_anonymous().see(response, request)

    return Look("no credits for a caller without credentials", see)


def error_status() -> Look:
    """A refusal has a status from 400 to 599."""

    def see(response: Response, _: Request) -> Verdict:
        if 400 <= response.status <= 599:
            return None
        if tells_error(response) or not is_success(response):
            return Wrong(told(response))
        return Unknown("the request is not refused")

    return Look("a status from 400 to 599", see)


def error_field(name: str) -> Look:
    """The field *name* of a refusal is a string."""

    def see(response: Response, _: Request) -> Verdict:
        if is_success(response) and not tells_error(response):
            return Unknown("the request is not refused")
        if name not in response.document:
            return Wrong(f"no {name} in {told(response)}")
        value = response.document[name]
        return None if isinstance(value, str) else Wrong(f"{name} is {kind_of(value)}")

    return Look(f"{name} is a string", see)


def field_sent(request: Request, name: str) -> str | None:
    """The text field *name* of the form, or None; the last where it stands twice."""
    parts = request.body.parts if isinstance(request.body, Form) else ()
    return next((part.content.decode() for part in reversed(parts) if part.name == name), None)


def sent_sizes(request: Request) -> tuple[tuple[int, int], ...]:
    """The size of the picture that was sent, where one was; both ways round where it is to be turned."""
    parts = request.body.parts if isinstance(request.body, Form) else ()
    uploads = [part for part in parts if part.name == "image"]
    return _sizes(_picture(uploads[0].content, uploads[0].content_type or "")) if uploads else ()


def answered_sizes(response: Response) -> tuple[tuple[int, int], ...]:
    """The size of the answer's picture, as far as there is one; both ways round where it is to be turned."""
    text = response.document.get("image")
    found = _data_url(text) if response.status == 200 and isinstance(text, str) else None
    return _sizes(_picture(found.data, found.media_type)) if isinstance(found, data_url.DataUrl) else ()


def _sizes(picture: object) -> tuple[tuple[int, int], ...]:
    if not isinstance(picture, pictures.Picture) or picture.size is None or not all(picture.size):
        return ()
    width, height = picture.size
    return ((width, height), (height, width)) if picture.turned else ((width, height),)


def alike(sent: tuple[int, int], answered: tuple[int, int]) -> bool:
    """Whether both sizes have the same proportions, within 2 %."""
    (width, height), (sent_width, sent_height) = answered, sent
    # Rounding a small picture to whole pixels moves the ratio, too.
    slack = 0.02 + 0.5 / min(width, height)
    return abs((width / height) / (sent_width / sent_height) - 1) <= slack


#: Glances that are nearer than the first show one picture, those that are farther than the second quite unlike ones.
_NEAR, _FAR = 24, 64
#: An empty ground, which many a service may answer with.
_GROUND = bytes([255])


def looks_like(response: Response, own: Request, other: Request) -> bool:
    """Whether the answer's picture looks like the one that *other* sent, and not at all like that of *own*.

    Only a picture with a look of its own can be told: black on white looks nearly like an empty ground.
    """
    text = response.document.get("image")
    found = _data_url(text) if isinstance(text, str) else None
    answered = pictures.glance(found.data) if isinstance(found, data_url.DataUrl) else None
    sent, foreign = _sent_glance(own), _sent_glance(other)
    if answered is None or sent is None or foreign is None:
        return False
    is_told = pictures.unlikeness(foreign, _GROUND * len(foreign)) > _FAR
    return is_told and pictures.unlikeness(answered, foreign) < _NEAR and pictures.unlikeness(answered, sent) > _FAR


def _sent_glance(request: Request) -> bytes | None:
    parts = request.body.parts if isinstance(request.body, Form) else ()
    return next((pictures.glance(part.content) for part in parts if part.name == "image"), None)


def into(code: str) -> Look:
    """200, and target_language is *code*; case apart, which tells no languages apart (RFC 5646, 2.1.1)."""

    def see(response: Response, _: Request) -> Verdict:
        if response.status != 200:
            return Wrong(told(response))
        seen = response.document.get("target_language")
        right = isinstance(seen, str) and seen.casefold() == code.casefold()
        return None if right else Wrong(f"target_language is {kind_of(seen)}")

    return Look(f"200 and target_language {code!r}", see, owes_answer=True)


def of_picture(expected: str, see: Callable[[data_url.DataUrl, Request], Verdict]) -> Look:
    """Something about the data of the answer's picture."""

    def see_response(response: Response, request: Request) -> Verdict:
        text = response.document.get("image")
        if response.status != 200 or not isinstance(text, str):
            return Unknown("no picture in the answer")
        found = _data_url(text)
        if isinstance(found, data_url.DataUrlError):
            return Unknown(f"image is no data URL: {found}")
        return see(found, request)

    return Look(expected, see_response)


def is_data_url() -> Look:
    """image is a data URL."""

    def see(response: Response, _: Request) -> Verdict:
        text = response.document.get("image")
        if response.status != 200 or not isinstance(text, str):
            return Unknown("no picture in the answer")
        found = _data_url(text)
        return Wrong(f"{found}: {text[:4000]!r}") if isinstance(found, data_url.DataUrlError) else None

    return Look("image is a data URL (RFC 2397), its base64 strict", see)


def decodes() -> Look:
    """The data is a picture, to its end."""

    def see(found: data_url.DataUrl, _: Request) -> Verdict:
        picture = _picture(found.data, found.media_type)
        if isinstance(picture, pictures.UnreadablePicture):
            return Unknown(str(picture), too_large=True)
        return Wrong(f"{len(found.data)} bytes; {picture}") if isinstance(picture, pictures.PictureError) else None

    return of_picture("the data of image decodes completely as a picture", see)


def media_type_fits() -> Look:
    """The media type says what the bytes are."""

    def see(found: data_url.DataUrl, _: Request) -> Verdict:
        picture = _picture(found.data, found.media_type)
        if not isinstance(picture, pictures.Picture) or not picture.media_type:
            return Unknown("the picture is not recognised")
        if pictures.canonical(found.media_type) == picture.media_type:
            return None
        return Wrong(f"{found.media_type} with the bytes of {picture.media_type}")

    return of_picture("the media type of the data URL fits the bytes", see)


#: A service may well enlarge what is smaller, and put it on a ground.
_SMALLEST = 64


def keeps_layout() -> Look:
    """The aspect ratio is kept within 2 %, and at least a quarter of each side."""

    def see(response: Response, request: Request) -> Verdict:
        answered, sent = answered_sizes(response), sent_sizes(request)
        if not answered or not sent:
            return Unknown("no picture that can be read")
        if min(sent[0]) < _SMALLEST:
            return Unknown("the picture that was sent is very small")
        if any(alike(s, a) and a[0] * 4 >= s[0] and a[1] * 4 >= s[1] for s in sent for a in answered):
            return None
        return Wrong(f"{answered[0][0]} x {answered[0][1]} for {sent[0][0]} x {sent[0][1]}")

    return Look("the aspect ratio within 2 %, and at least a quarter of each side", see)


def told_format(response: Response) -> str:
    """The format and the size of the answer's picture, in words."""
    text = response.document.get("image")
    found = _data_url(text) if isinstance(text, str) else None
    if not isinstance(found, data_url.DataUrl):
        return "no picture"
    picture = _picture(found.data, found.media_type)
    if not isinstance(picture, pictures.Picture):
        return "a picture that cannot be read"
    size = f"{picture.size[0]} x {picture.size[1]}" if picture.size else "of any size"
    return f"{picture.media_type}, {size}"


def pairs(response: Response) -> Iterator[tuple[str, str]]:
    """The texts of the chunks, as far as they have both."""
    chunks = response.document.get("chunks")
    for chunk in chunks if isinstance(chunks, list) else ():
        if isinstance(chunk, dict):
            source, translated = chunk.get("sourceText"), chunk.get("translatedText")
            if isinstance(source, str) and isinstance(translated, str):
                yield source, translated


def mapping(response: Response) -> dict[str, Any] | None:
    """word_mapping, where it is an object."""
    value = response.document.get("word_mapping", NotJson)
    return value if response.status == 200 and isinstance(value, dict) else None


# Several looks read the same picture, and many answers of one service hold the same.
@lru_cache(maxsize=256)
def _data_url(text: str) -> data_url.DataUrl | data_url.DataUrlError:
    try:
        return data_url.parse(text)
    except data_url.DataUrlError as error:
        return error


@lru_cache(maxsize=256)
def _picture(content: bytes, media_type: str) -> pictures.Picture | pictures.PictureError | pictures.UnreadablePicture:
    try:
        return pictures.read(content, media_type)
    except (pictures.PictureError, pictures.UnreadablePicture) as error:
        return error
