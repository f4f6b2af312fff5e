"""Success (200)."""

from collections.abc import Iterator

from translation_conformance.check import Case, Check, Finding, Judge, Observation, Outcome
from translation_conformance.checks.image import _drawn as drawn
from translation_conformance.checks.image import _history as history
from translation_conformance.checks.image import _probes as probes
from translation_conformance.checks.image._answers import (
    anonymous_credits,
    decodes,
    field_sent,
    is_data_url,
    mapping,
    media_type_fits,
    pairs,
    tells_error,
    told_format,
)
from translation_conformance.exchange import Form, Request, Response
from translation_conformance.judging import answered, each, observe, rows, unanswered, unknown
from translation_conformance.look import Look, Unknown, Verdict, Wrong, is_number, kind_of, labelled_json
from translation_conformance.structure import structure
from translation_openapi import IMAGE

_PRINTED_KEYS = {"success", "credits", "image", "chunks", "word_mapping", "target_language"}
_REMAINING = "image.success-200.credits-remaining"
_COST = "image.success-200.credits-cost"


def _remaining(case: Case) -> Iterator[Finding | Observation]:
    """Of translations for one account, one after the other, none leaves more, and none leaves less than nothing."""
    seen = [
        (number, response.document["credits"])
        for number, response in answered(case.exchanges)
        if response.status == 200
        and is_number(response.document.get("credits"))
        and case.exchanges[number].request.credential == probes.token()
    ]
    for requirement in (_REMAINING, _COST):
        yield from unanswered(requirement, case.exchanges)
    if len(seen) < 2:
        for requirement in (_REMAINING, _COST):
            yield unknown(requirement, "no credits in the answers")
        return
    left = [credits_ for _, credits_ in seen]
    right = min(left) >= 0 and left == sorted(left, reverse=True)
    yield Finding(
        _REMAINING,
        Outcome.OK if right else Outcome.VIOLATED,
        "credits that do not rise, and none below zero",
        f"credits {', '.join(map(str, left))}, one after the other",
        seen[-1][0],
    )
    yield Observation(_COST, f"credits {', '.join(map(str, left))}, one after the other", seen[-1][0])
    yield Finding(_COST, Outcome.OK, "whatever", "seen", seen[-1][0])


def _direction() -> Look:
    def see(response: Response, _: Request) -> Verdict:
        found, texts = mapping(response), [(a, b) for a, b in pairs(response) if a != b]
        if not found or not texts:
            return Unknown("no mapping and chunks to compare")
        for source, translated in texts:
            if found.get(translated) == source and source not in found:
                return Wrong(f"word_mapping leads from {translated!r} to {source!r}")
        if any(found.get(source) == translated for source, translated in texts):
            return None
        return Unknown("the mapping holds none of the chunks")

    return Look("word_mapping leads from the original to the translated text", see)


def _cover() -> Look:
    def see(response: Response, _: Request) -> Verdict:
        found, texts = mapping(response), list(pairs(response))
        if found is None or not isinstance(response.document.get("chunks"), list):
            return Unknown("no mapping and chunks to compare")
        if texts and all(found.get(b) == a and a not in found for a, b in texts):
            return Unknown("the mapping leads the other way")
        # A text that stands twice in the picture may have got two translations.
        translations = {source: [b for a, b in texts if a == source] for source, _ in texts}
        if lost := [source for source in translations if source not in found]:
            return Wrong(f"word_mapping has no {lost[0]!r}")
        if extra := [source for source in found if source not in translations]:
            return Wrong(f"no chunk has {extra[0]!r}")
        different = [source for source, known in translations.items() if found[source] not in known]
        return Wrong(f"they differ on {different[0]!r}") if different else None

    return Look("chunks and word_mapping hold the same pairs", see)


def _echo() -> Look:
    def see(response: Response, request: Request) -> Verdict:
        sent = field_sent(request, "target_language")
        seen = response.document.get("target_language")
        if response.status != 200 or not isinstance(seen, str):
            # What it is instead of a string, is told by the structure over the same answers.
            return Unknown("no target_language to look at")
        if sent == "":
            return None if seen else Wrong("target_language is empty", "target_language is a code")
        if _stands_twice(request):
            return Unknown("which of two fields counts is open")
        sent = sent or "en"
        # Language tags mean the same in either case (RFC 5646, 2.1.1).
        if seen.casefold() == sent.casefold():
            return None
        return Wrong(f"target_language is {kind_of(seen)}", f"target_language is {sent!r}")

    return Look("target_language is the code that was asked for", see)


def _stands_twice(request: Request) -> bool:
    names = [part.name for part in request.body.parts] if isinstance(request.body, Form) else []
    return names.count("target_language") > 1


def _labels(response: Response) -> str:
    chunks = response.document.get("chunks")
    return f"labels: {[c.get('label') for c in chunks if isinstance(c, dict)] if isinstance(chunks, list) else None}"


def _without_text(response: Response) -> str:
    chunks = response.document.get("chunks")
    return f"{response.status}, {len(chunks) if isinstance(chunks, list) else 'no'} chunks"


_PRINTED_STRUCTURE = structure(
    IMAGE,
    "image.success-200.success-true",
    "image.success-200.image-string",
    "image.success-200.chunks-array",
    "image.success-200.chunk-label",
    "image.success-200.chunk-source-text",
    "image.success-200.chunk-translated-text",
    "image.success-200.word-mapping-object",
    "image.success-200.target-language-echo",
    unless=tells_error,
)

CHECKS = (
    Check(
        "a success is JSON and says so",
        probes.SERVED,
        each("image.success-200.valid-json", labelled_json(success=True)),
    ),
    Check(
        "a success has the printed keys and kinds",
        probes.SERVED,
        _PRINTED_STRUCTURE,
    ),
    Check(
        "a success in a sequence has the printed keys and kinds",
        history.SEQUENCE,
        structure(IMAGE, "image.success-200.success-true", "image.success-200.image-string", unless=tells_error),
    ),
    Check(
        "a success in company has the printed keys and kinds",
        history.COMPANY,
        structure(IMAGE, "image.success-200.success-true", "image.success-200.image-string", unless=tells_error),
    ),
    Check("credits is a number", probes.SERVED, structure(IMAGE, "image.success-200.credits-number")),
    Check(
        "a caller without credentials has no credits",
        probes.NO_TOKEN,
        each("image.success-200.credits-omitted-for-anonymous", anonymous_credits()),
    ),
    Check(
        "a caller without credentials has none of those before",
        history.SEQUENCE,
        history.no_credits(history.sequence),
    ),
    Check("credits do not rise", history.SEQUENCE, Judge((_REMAINING, _COST), _remaining)),
    Check(
        "the picture is a data URL",
        probes.SERVED,
        each("image.success-200.image-data-url", is_data_url()),
    ),
    Check(
        "the data URL of an intact picture holds a picture",
        probes.PICTURED,
        rows(
            {
                "image.success-200.image-decodes": decodes(),
                "image.success-200.image-media-type": media_type_fits(),
            }
        ),
    ),
    Check(
        "which format and size the picture has", probes.SERVED, observe("image.success-200.image-format", told_format)
    ),
    Check("how the chunks are numbered", probes.PLAIN, observe("image.success-200.chunk-label-order", _labels)),
    Check(
        "the mapping leads from the original to the translation",
        probes.SERVED,
        each("image.success-200.word-mapping-direction", _direction()),
    ),
    Check(
        "chunks and mapping cover each other",
        probes.SERVED,
        each("image.success-200.word-mapping-covers-chunks", _cover()),
    ),
    Check("what a picture without text meets", probes.BLANK, observe("image.success-200.no-text", _without_text)),
    Check(
        "the target language is told",
        probes.ECHOED,
        each("image.success-200.target-language-echo", _echo()),
    ),
    Check(
        "what fits the contract is answered with its target language",
        drawn.FITTING,
        each("image.success-200.target-language-echo", _echo()),
    ),
    Check("the answer to a drawn request has the printed keys and kinds", drawn.SERVED, _PRINTED_STRUCTURE),
    Check(
        "the answer to a drawn picture is a data URL of a picture",
        drawn.SERVED,
        rows({"image.success-200.image-data-url": is_data_url(), "image.success-200.image-decodes": decodes()}),
    ),
    Check(
        "which further keys a success has",
        probes.PLAIN,
        observe(
            "image.success-200.further-keys",
            lambda r: f"further keys: {', '.join(sorted(r.document.keys() - _PRINTED_KEYS)) or 'none'}",
        ),
    ),
)
