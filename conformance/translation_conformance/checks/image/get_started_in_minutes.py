"""Get started in minutes."""

from translation_conformance.check import Check
from translation_conformance.checks.image import _history as history
from translation_conformance.checks.image._probes import FORMS, MIX, MIXED, NO_FORM, PLAIN
from translation_conformance.exchange import Request, Response
from translation_conformance.judging import each, observe
from translation_conformance.look import Look, Unknown, Verdict, Wrong, succeeds, told

_PROMISED = ("image", "chunks", "word_mapping")


def _picture_and_metadata() -> Look:
    def see(response: Response, _: Request) -> Verdict:
        if response.status != 200:
            return Unknown(f"the answer has the status {response.status}")
        missing = [name for name in _PROMISED if name not in response.document]
        return Wrong(f"no {', no '.join(missing)}") if missing else None

    return Look("a picture, its chunks and its word_mapping", see)


def _read_whole() -> Look:
    """The form is understood, its fields, too: without target_language it would be English."""

    def see(response: Response, _: Request) -> Verdict:
        if response.status != 200:
            return Wrong(told(response))
        lost = response.document.get("target_language") == "en"
        return Wrong("target_language is en, the default: the field was not read") if lost else None

    return Look("200, and the language that was asked for", see, owes_answer=True)


CHECKS = (
    Check("multipart form data is accepted", PLAIN, each("image.get-started-in-minutes.multipart", succeeds())),
    Check("the fields of a form stand in any order", MIXED, MIX.judge("image.get-started-in-minutes.multipart")),
    Check(
        "a form is read as other clients write it",
        FORMS,
        each("image.get-started-in-minutes.multipart-syntax", _read_whole()),
    ),
    Check("what another media type meets", NO_FORM, observe("image.get-started-in-minutes.other-media-types", told)),
    Check(
        "a success brings a picture and what was recognised",
        PLAIN,
        each("image.get-started-in-minutes.picture-and-metadata", _picture_and_metadata()),
    ),
    Check(
        "an answer is about its own request, not about one before",
        history.SEQUENCE,
        history.own_result(history.sequence),
    ),
    Check(
        "an answer is about its own request, not about one beside",
        history.COMPANY,
        history.own_result(history.company),
    ),
)
