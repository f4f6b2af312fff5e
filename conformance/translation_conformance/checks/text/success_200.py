"""Success 200."""

import json
from collections.abc import Iterator
from typing import Any

from translation_conformance.check import Case, Check, Finding, Judge, Outcome
from translation_conformance.checks.text import _drawn as drawn
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._history import among, in_turn_and_at_once, to
from translation_conformance.checks.text._languages import runs_from_right_to_left
from translation_conformance.exchange import Request, Response
from translation_conformance.judging import each, look_at, observe, rows, unknown
from translation_conformance.look import Look, Unknown, Verdict, Wrong, is_number, kind_of, labelled_json
from translation_conformance.structure import structure
from translation_openapi import TEXT

_PRINTED_KEYS = {"message", "error", "data", "statusCode"}
_PRINTED_DATA_KEYS = {"translatedText", "originalText", "totalWords", "isRTL", "tokensConsumed"}


def _sent(request: Request, name: str) -> Any:
    return json.loads(request.content)[name]


def _data(response: Response, name: str) -> Any:
    data = response.document.get("data")
    return data.get(name) if isinstance(data, dict) else None


def _echo() -> Look:
    def see(response: Response, request: Request) -> Verdict:
        seen, sent = _data(response, "originalText"), _sent(request, "text")
        if response.status != 200 or not isinstance(seen, str):
            # What it is instead of a string, has a requirement of its own over the same answers.
            return Unknown("no originalText to look at")
        return None if seen == sent else Wrong(f"originalText is {seen!r}", f"originalText is {sent!r}")

    return Look("originalText is the text that was sent", see)


def _word_count() -> Look:
    def see(response: Response, request: Request) -> Verdict:
        seen, words = _data(response, "totalWords"), len(_sent(request, "text").split(" "))
        if response.status != 200 or not is_number(seen):
            return Unknown("no totalWords to look at")
        return None if seen == words else Wrong(f"totalWords is {kind_of(seen)}", f"totalWords is {words}")

    return Look("totalWords is the number of words", see)


def _direction() -> Look:
    def see(response: Response, request: Request) -> Verdict:
        seen, code = _data(response, "isRTL"), _sent(request, "targetLang")
        owed = runs_from_right_to_left(code)
        if response.status != 200 or not isinstance(seen, bool):
            return Unknown("no isRTL to look at")
        if owed is None:
            return Unknown(f"whether {code} runs from right to left is not known here")
        return None if seen == owed else Wrong(f"isRTL is {kind_of(seen)} for {code}", f"isRTL is {kind_of(owed)}")

    return Look("isRTL tells the direction of the target language", see)


def _directions(case: Case) -> Iterator[Finding]:
    """Both directions are needed: a flag that never changes tells nothing."""
    requirement = "text.success-200.is-rtl-target"
    found = [look_at(requirement, _direction(), number, e) for number, e in enumerate(case.exchanges)]
    if not any(runs_from_right_to_left(code) for code in case.target.languages):
        yield from (finding for finding in found if finding.outcome is Outcome.VIOLATED)
        yield unknown(requirement, "no language of the profile is known to run from right to left")
        return
    yield from found


def _further_keys(response: Response) -> str:
    data = response.document.get("data")
    further = (response.document.keys() - _PRINTED_KEYS) | (
        {f"data.{key}" for key in data.keys() - _PRINTED_DATA_KEYS} if isinstance(data, dict) else set()
    )
    return f"further keys: {', '.join(sorted(further)) or 'none'}"


def _example(name: str, value: object) -> Look:
    """The field is *value*; one of another kind is wrong for that already."""

    def see(response: Response, _: Request) -> Verdict:
        seen = _data(response, name)
        if response.status != 200 or not _is_of_kind(seen, value):
            return Unknown(f"no {name} to look at")
        return None if seen == value else Wrong(f"data.{name} is {kind_of(seen)}")

    return Look(f"data.{name} is {kind_of(value)}", see)


def _is_of_kind(seen: object, value: object) -> bool:
    return is_number(seen) if is_number(value) else isinstance(seen, type(value))


_PRINTED_STRUCTURE = structure(
    TEXT,
    "text.success-200.message",
    "text.success-200.error-null",
    "text.success-200.status-code",
    "text.success-200.data-object",
    "text.success-200.translated-text",
    "text.success-200.original-text",
    "text.success-200.total-words",
    "text.success-200.is-rtl",
    "text.success-200.tokens-consumed",
)
_PRINTED_EXAMPLE = rows(
    {
        "text.success-200.original-text-example": _example("originalText", "hello world"),
        "text.success-200.total-words-example": _example("totalWords", 2),
        "text.success-200.is-rtl-example": _example("isRTL", False),
    }
)


def _is_valid(request: Request, _: object) -> bool:
    """Whether *request*, one of several causes, is to be served."""
    credential, sent = request.credential, request.content
    return credential == probes.key() and b"qq" not in sent and b"no-such" not in sent and sent.endswith(b"}")


CHECKS = (
    Check("a success has the printed keys, kinds and sentence", probes.SERVED, _PRINTED_STRUCTURE),
    Check(
        "the printed request determines its echo, its words and its direction",
        probes.PRINTED_ALIKE,
        _PRINTED_EXAMPLE,
    ),
    *in_turn_and_at_once("the printed request determines its answer", to(probes.request(), _PRINTED_EXAMPLE)),
    *in_turn_and_at_once("each success is whole", among(_is_valid, _PRINTED_STRUCTURE)),
    *in_turn_and_at_once(
        "each success is about its own request",
        among(
            _is_valid,
            rows(
                {
                    "text.success-200.original-text-echo": _echo(),
                    "text.success-200.total-words-count": _word_count(),
                    "text.success-200.is-rtl-target": _direction(),
                }
            ),
        ),
    ),
    Check(
        "a text comes back character for character",
        probes.ECHOED,
        each("text.success-200.original-text-echo", _echo()),
    ),
    Check(
        "a drawn text comes back character for character",
        drawn.SERVED,
        each("text.success-200.original-text-echo", _echo()),
    ),
    Check("the answer to a drawn request has the printed keys, kinds and sentence", drawn.SERVED, _PRINTED_STRUCTURE),
    Check(
        "the answer to a drawn request is JSON and says so",
        drawn.SERVED,
        each("text.success-200.valid-json", labelled_json(success=True)),
    ),
    Check(
        "the words of a plain sentence are counted",
        probes.PLAIN_SENTENCES,
        each("text.success-200.total-words-count", _word_count()),
    ),
    Check(
        "the direction follows the target language",
        probes.EVERY_LANGUAGE,
        Judge(("text.success-200.is-rtl-target",), _directions),
    ),
    Check(
        "how tokens are counted",
        probes.PLAIN,
        observe("text.success-200.tokens-rule", lambda r: f"tokensConsumed: {_data(r, 'tokensConsumed')!r}"),
    ),
    Check(
        "how the words of texts in several scripts are counted",
        probes.AWKWARD,
        observe("text.success-200.words-rule", lambda r: f"totalWords: {_data(r, 'totalWords')!r}"),
    ),
    Check(
        "how the printed text is translated",
        probes.PLAIN,
        observe("text.success-200.translation", lambda r: f"translatedText: {_data(r, 'translatedText')!r}"),
    ),
    Check(
        "a success is JSON and says so",
        probes.SERVED,
        each("text.success-200.valid-json", labelled_json(success=True)),
    ),
    Check("which further keys a success has", probes.PLAIN, observe("text.success-200.further-keys", _further_keys)),
)
