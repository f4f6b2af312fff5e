"""cURL."""

from translation_conformance.check import Check
from translation_conformance.checks.image._probes import PLAIN
from translation_conformance.exchange import Request, Response
from translation_conformance.judging import each
from translation_conformance.look import Look, Verdict, Wrong, kind_of, told


def _printed() -> Look:
    def see(response: Response, _: Request) -> Verdict:
        if response.status != 200:
            return Wrong(told(response))
        seen = response.document.get("target_language")
        return None if seen == "ja" else Wrong(f"target_language is {kind_of(seen)}")

    return Look("200 and target_language 'ja'", see, owes_answer=True)


CHECKS = (Check("the printed curl request succeeds", PLAIN, each("image.curl.example", _printed())),)
