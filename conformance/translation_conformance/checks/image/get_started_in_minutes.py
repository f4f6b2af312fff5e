"""Get started in minutes."""

from translation_conformance.check import Check
from translation_conformance.checks.image._probes import NO_FORM, PLAIN
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


CHECKS = (
    Check("multipart form data is accepted", PLAIN, each("image.get-started-in-minutes.multipart", succeeds())),
    Check("what another media type meets", NO_FORM, observe("image.get-started-in-minutes.other-media-types", told)),
    Check(
        "a success brings a picture and what was recognised",
        PLAIN,
        each("image.get-started-in-minutes.picture-and-metadata", _picture_and_metadata()),
    ),
)
