"""The answers of the text API: its two error shapes, which are never interchangeable, and its sentences."""

from collections.abc import Callable

from translation_conformance.check import Judge
from translation_conformance.exchange import NotJson, Request, Response
from translation_conformance.judging import rows
from translation_conformance.look import (
    Look,
    Unknown,
    Verdict,
    Wrong,
    field,
    is_null,
    is_string,
    is_success,
    kind_of,
    repeats_status,
    says,
    status,
    told,
)

# The sentences, exactly as the text document prints them.
INVALID_KEY = "Invalid api key"
INACTIVE = "User not found or user is not active"
NO_ORGANIZATION = "Organization Id not found for the user"
INVALID_SOURCE = "Invalid source language. Please select a supported language."
INVALID_TARGET = "Invalid target language. Please select a supported language."
#: "Invalid model type. Please enter a valid model type e.g. ..." — what follows is not printed.
INVALID_MODEL_START = "Invalid model type. Please enter a valid model type e.g."
TEXT_EMPTY = "Text cannot be empty."
TEXT_REQUIRED = "Text is required."
UNSUBSCRIBED = "only subscribed users are allowed to use this model"
OUT_OF_TOKENS = (
    "You have reached the limit of words for translation. Please upgrade your plan to continue using this feature."
)
FAILED = "Error in text translation for api"

#: The keys that make an error an envelope.
_ENVELOPE_ONLY = ("message", "statusCode", "data")


def has_bare_shape(response: Response) -> bool:
    """Whether the body is a bare error. Keys that no page names are legal, those of the envelope are not."""
    document = response.document
    return isinstance(document.get("error"), str) and not any(name in document for name in _ENVELOPE_ONLY)


#: A bare error in the words of the page.
BARE = 'a body with "error", a string, and none of message, statusCode and data'


def bare_error() -> Look:
    """400 and a bare error, whatever it says."""
    return Look(
        f"status 400 and {BARE}",
        lambda r, _: None if r.status == 400 and has_bare_shape(r) else Wrong(told(r)),
        owes_answer=True,
    )


def model_sentence() -> Look:
    """The printed sentence up to its "e.g.", which ends there or is followed by something apart from it."""

    def see(response: Response, _: Request) -> Verdict:
        error = response.document.get("error")
        if is_success(response):
            return Unknown(f"the answer has the status {response.status}")
        if not isinstance(error, str) or not error.startswith(INVALID_MODEL_START):
            return Wrong(f"error is {kind_of(error)}" if "error" in response.document else told(response))
        following = error.removeprefix(INVALID_MODEL_START)[:1]
        return Wrong(f"error is {kind_of(error)}") if following.isalnum() else None

    return Look(f"error is a string that begins {INVALID_MODEL_START!r}", see)


def calls_text_missing(response: Response) -> bool:
    """Whether an error says of the text that there is none."""
    return response.document.get("error") in (TEXT_EMPTY, TEXT_REQUIRED)


def served_or_refused() -> Look:
    """200, or any 4xx, which may come from a proxy: no page limits what a request holds, but a service may.

    It may not fail, nor call a text missing that is there.
    """

    def see(response: Response, _: Request) -> Verdict:
        if response.status == 200:
            return None
        if 400 <= response.status < 500 and not calls_text_missing(response):
            return Unknown(f"it is refused with the status {response.status}, which no page rules out")
        return Wrong(told(response))

    return Look("200, or a 4xx that does not call the text missing", see, owes_answer=True)


def refused_as_mistake() -> Look:
    """400. The shape of the body has a requirement of its own."""
    return Look("status 400", lambda r, _: None if r.status == 400 else Wrong(told(r)), owes_answer=True)


def bare_shape() -> Look:
    """A refusal is a bare error, whatever its status."""

    def see(response: Response, _: Request) -> Verdict:
        if is_success(response):
            return Unknown(f"the answer has the status {response.status}")
        return None if has_bare_shape(response) else Wrong(told(response))

    return Look(BARE, see)


def enveloped(prefix: str, code: int, sentence: str) -> Judge:
    """The five requirements under *prefix*: the status, and the four fields of an envelope with *sentence*."""
    return rows({f"{prefix}status": status_for(code, sentence), **envelope_fields(prefix, code, sentence)})


def status_for(code: int, sentence: str) -> Look:
    """The status *code*; an answer with *sentence* is about its cause, whatever its status says."""
    return status(code, is_its_own=lambda response: response.document.get("message") == sentence)


def envelope_fields(prefix: str, code: int, sentence: str) -> dict[str, Look]:
    """The four requirements under *prefix* about the fields of an envelope with *sentence*."""
    return {
        f"{prefix}message": says("message", sentence),
        f"{prefix}error": says("error", sentence),
        f"{prefix}status-code": repeats_status("statusCode", (code,)),
        f"{prefix}data": is_null("data"),
    }


def refused_key() -> Look:
    """A key that cannot be one: the page prints 401 and 400 for an invalid key, and one sentence."""

    def see(response: Response, _: Request) -> Verdict:
        document = response.document
        right = (
            response.status in (400, 401)
            and document.get("message") == INVALID_KEY
            and document.get("error") == INVALID_KEY
            and document.get("statusCode") == response.status
            and document.get("data", NotJson) is None
        )
        return None if right else Wrong(told(response))

    return Look(f"401 or 400 with the envelope and {INVALID_KEY!r}", see, owes_answer=True)


def error_text() -> Look:
    """The error of an envelope is a string whose words are left open."""
    return is_string("error")


def data_field(name: str, expected: str, holds: Callable[[object], bool]) -> Look:
    """A field of the data of an error."""
    return field(f"data.{name}", expected, holds, of_success=False)


def key_refused(response: Response) -> bool:
    """Whether the service says something about the key or its account instead of the request."""
    said = (response.document.get("message"), response.document.get("error"))
    about_the_key = any(sentence in said for sentence in (INVALID_KEY, INACTIVE, NO_ORGANIZATION))
    return response.status in (401, 402) or (response.status == 400 and about_the_key)


def is_envelope(response: Response) -> bool:
    """Whether the body has every key of an envelope."""
    return {"error", *_ENVELOPE_ONLY} <= response.document.keys()


def has_printed_shape(response: Response) -> bool:
    """Whether an error has one of the two shapes of the page."""
    return has_bare_shape(response) or is_envelope(response)


def own_error(response: Response) -> bool:
    """Whether an error is one of the page, which prints no 404 and no 405."""
    return response.status not in (404, 405) and has_printed_shape(response)
