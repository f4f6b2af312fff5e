"""What the checks of the image API draw at random, and which printed rule a drawn request breaks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hypothesis.strategies import SearchStrategy

from translation_conformance import pictures, strategies
from translation_conformance.check import Case, Finding, Judge, Probe
from translation_conformance.checks.image._answers import is_error, refused
from translation_conformance.checks.image._probes import MODELS, asking, token
from translation_conformance.contract_cases import Cases
from translation_conformance.drawing import drawn_probe, joined
from translation_conformance.exchange import Exchange, Form, Part, Request, Response
from translation_conformance.judging import look_at, unknown
from translation_conformance.look import succeeds_or_refuses
from translation_conformance.pairing import beside
from translation_conformance.pictures import Upload
from translation_conformance.target import ApiTarget

_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")
_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif")
#: Words and nothing else, which are no file of any kind of picture or document.
_PROSE = re.compile(rb"[\w ,.;:!?\r\n-]+")
#: How their files begin.
_BEGINNING = re.compile(rb"\x89PNG|\xff\xd8|RIFF.{4}WEBP|GIF8", re.DOTALL)


def _parts(request: Request, name: str) -> list[Part]:
    return [part for part in request.body.parts if part.name == name] if isinstance(request.body, Form) else []


def _value(request: Request, name: str) -> str | None:
    """The text field *name*, where there is one."""
    found = _parts(request, name)
    return found[0].content.decode("utf-8", "replace") if found else None


def _media_type(request: Request) -> object:
    return _parts(request, "image")[0].content_type


#: Some are of modes that a service may well not take, but none is a reason to fail.
PICTURES = drawn_probe(
    "drawn, pictures of all formats and modes",
    lambda _: strategies.pictures().map(lambda picture: asking(picture.upload)),
    count=len(_TYPES),
    billable=True,
    kind=lambda request, _: _media_type(request),
    pool=20,
)
FILES = drawn_probe(
    "drawn, files of other types", lambda _: strategies.unsupported_files().map(asking), count=2, quick=0, skip=2
)


# --- what Schemathesis makes of the contract ---------------------------------------------------------------------


def _alone(_: ApiTarget, exchanges: Sequence[Exchange]) -> list[Request]:
    """What is special about each request that is not served, each thing in the printed request alone."""
    return [request for exchange in exchanges if not _is_served(exchange) for request in _pieces(exchange.request)]


def _pieces(request: Request) -> list[Request]:
    part = _parts(request, "image")[0]
    upload = Upload(part.filename or "", part.content_type or "", part.content)
    source, into = _value(request, "source_language"), _value(request, "target_language")
    changes: list[dict[str, str | None]] = [
        {"translator_model": _value(request, "translator_model")},
        {"target_language": into},
    ]
    if source is not None:
        changes.append({"source_language": source, "target_language": beside(source, ("en", "ja"))})
    return [asking(upload), *(asking(**change) for change in changes)]


def _is_served(exchange: Exchange) -> bool:
    return isinstance(exchange.outcome, Response) and exchange.outcome.status == 200


def _is_refused(exchange: Exchange) -> bool:
    return isinstance(exchange.outcome, Response) and 400 <= exchange.outcome.status < 500


def _has_options(request: Request) -> bool:
    return isinstance(request.body, Form) and len(request.body.parts) > 1


FITTING = replace(
    drawn_probe(
        "made from the contract, to fit it",
        lambda target: Cases(token()).positive(target).filter(_has_options),
        count=3,
        billable=True,
    ),
    follow_up=_alone,
    # A smaller one tells nothing without a closer look at it.
    strategy=None,
)
_COMPANY = "image.endpoint.post"


def _in_company(case: Case) -> Iterator[Finding]:
    """A request is served, or refused as errors are, where everything that is special about it is served alone."""
    asked = {exchange.request: _is_served(exchange) for exchange in case.exchanges}
    look = succeeds_or_refuses(is_error)
    pieces = {piece for exchange in case.exchanges if not _is_served(exchange) for piece in _pieces(exchange.request)}
    for number, exchange in enumerate(case.exchanges):
        if exchange.request in pieces:
            continue
        # Where there was no chance to ask further, nothing speaks for it; nor for a failure, ever.
        if not _is_refused(exchange) or all(asked.get(piece, True) for piece in _pieces(exchange.request)):
            yield look_at(_COMPANY, look, number, exchange)
        else:
            yield unknown(_COMPANY, "something of it is refused alone, too", number)


IN_COMPANY = Judge((_COMPANY,), _in_company)


def broken(request: Request, _: ApiTarget | None = None) -> frozenset[str]:
    """The requirements that the form of *request* breaks for sure; nothing where that is open."""
    rows = set()
    images = _parts(request, "image")
    if not images:
        rows.add("image.attributes.image-required")
    elif images[0].filename is not None:
        content = images[0].content
        if not content:
            rows.add("image.notes.empty-upload")
        elif _is_of_another_type(images[0]):
            rows.add("image.notes.other-types")
    model = _value(request, "translator_model")
    if model and model.strip().casefold() not in MODELS:
        rows.add("image.attributes.translator-model-unlisted")
    return frozenset(rows)


def _is_of_another_type(part: Part) -> bool:
    """Whether the file is of none of the four types for sure: by what a type is told, is open."""
    try:
        is_other = pictures.read(part.content).media_type not in _TYPES
    except (pictures.PictureError, pictures.UnreadablePicture):
        # A damaged picture of the four types is for others to judge.
        is_other = not _BEGINNING.match(part.content)
    claims_it = part.content_type in _TYPES or (part.filename or "").lower().endswith(_ENDINGS)
    return is_other and (not claims_it or bool(_PROSE.fullmatch(part.content)))


def broken_rule(request: Request, _: ApiTarget | None = None) -> str | None:
    """The one requirement that *request* breaks; None where it breaks none or several."""
    rows = broken(request)
    return next(iter(rows)) if len(rows) == 1 else None


def _is_telling(request: Request, target: ApiTarget) -> bool:
    """Whether it breaks one rule, and nothing beside that is a reason to refuse it."""
    listed = {None, *target.languages}
    plain = _value(request, "source_language") in {*listed, "auto"} and _value(request, "target_language") in listed
    return plain and broken_rule(request) in BREAKING_RULES


def _breaking(target: ApiTarget) -> SearchStrategy[Request]:
    return Cases(token()).negative(target).filter(lambda request: _is_telling(request, target))


#: Schemathesis makes too few files of other types.
BREAKING_RULES = (
    "image.attributes.image-required",
    "image.notes.empty-upload",
    "image.attributes.translator-model-unlisted",
)
BREAKING = drawn_probe(
    "made from the contract, to break one rule",
    _breaking,
    count=len(BREAKING_RULES),
    quick=1,
    kind=broken_rule,
    pool=40,
)


def by_rule(prefix: str) -> Judge:
    """Each request of `BREAKING` decides about the rule that it breaks, where that begins with *prefix*."""
    rules = tuple(rule for rule in BREAKING_RULES if rule.startswith(prefix))

    def judge(case: Case) -> Iterator[Finding]:
        for number, exchange in enumerate(case.exchanges):
            rule = broken_rule(exchange.request)
            if rule in rules:
                yield look_at(rule, refused(), number, exchange)

    return Judge(rules, judge)


def _each_by_its_type(case: Case) -> Iterator[Finding]:
    look = succeeds_or_refuses(is_error)
    for number, exchange in enumerate(case.exchanges):
        yield look_at(f"image.notes.{str(_media_type(exchange.request)).partition('/')[2]}", look, number, exchange)


#: Each picture of `PICTURES` decides about its type.
BY_TYPE = Judge(tuple(f"image.notes.{kind.partition('/')[2]}" for kind in _TYPES), _each_by_its_type)

EVERY_MISTAKE = joined("drawn, every mistake", FILES, BREAKING)
SERVED = joined("drawn, what may be served", PICTURES, FITTING, billable=True)


def probes_like(request: Request, target: ApiTarget) -> tuple[Probe, ...]:
    """The probes whose checks can judge *request*, wherever it comes from."""
    if broken(request):
        return (BREAKING, EVERY_MISTAKE) if broken_rule(request) else (EVERY_MISTAKE,)
    images = _parts(request, "image")
    # What becomes of a damaged picture is open, and into what an unlikely language is translated.
    if len(images) != 1 or not _is_whole(images[0].content):
        return ()
    known = _value(request, "target_language") in {None, *target.languages}
    return (SERVED, FITTING) if known else (SERVED,)


def _is_whole(content: bytes) -> bool:
    try:
        return pictures.read(content).media_type in _TYPES
    except (pictures.PictureError, pictures.UnreadablePicture):
        return False
