"""Faults of history, order and company: what becomes of a request must not depend on other requests.

Two probes, each request of which is really sent: a sequence, in which a service that remembers an earlier step answers
a later one wrongly; and a few at once, each with a picture, a language and credentials of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from translation_conformance.check import Case, Finding, Judge, Mode, Probe
from translation_conformance.checks.image import _probes as probes
from translation_conformance.checks.image._answers import (
    alike,
    anonymous_credits,
    answered_sizes,
    looks_like,
    refused,
    refused_or_anonymous,
    sent_sizes,
)
from translation_conformance.exchange import Credential, Exchange, Request, Response
from translation_conformance.judging import look_at
from translation_conformance.look import Look, Unknown, Verdict, Wrong, kind_of, no_server_error, succeeds
from translation_conformance.pictures import QUARTERS, TALL, WIDE, WIDER, Upload
from translation_conformance.target import ApiTarget


class Owed(Enum):
    """What a step has to meet, whatever came before it."""

    SERVED = auto()
    #: Refused, or served without an account.
    STRANGER = auto()
    UNKNOWN = auto()
    #: Refused for the plan, and for the missing picture.
    PLAN = auto()
    NO_IMAGE = auto()


@dataclass(frozen=True)
class Step:
    """One request among others, and what it is owed."""

    request: Request
    owed: Owed = Owed.SERVED
    #: The target language that it names.
    language: str | None = None
    #: Nothing about it could be refused for a reason of its own.
    plain: bool = True


Steps = Callable[[ApiTarget], Sequence[Step]]


def _served(upload: Upload, language: str, model: str | None = None) -> Step:
    """*model* is one that may be missing from a plan; the default and that model have requests of their own."""
    asked = probes.asking(upload, target_language=language, translator_model=model or "gemini")
    return Step(asked, language=language, plain=model is None)


def _by_default(upload: Upload) -> Step:
    """No target language, and a source language that nobody may take for it."""
    return Step(probes.asking(upload, target_language=None, source_language="auto"), plain=False)


def _from(credential: Credential | None, upload: Upload, owed: Owed) -> Step:
    parts = (probes.file(upload), *probes.fields(**probes.PRINTED))
    return Step(probes.request(*parts, credential=credential), owed)


def _over_plan(target: ApiTarget) -> list[Step]:
    if "restricted" not in target.credentials or target.restricted_model is None:
        return []
    parts = (probes.file(), *probes.restricted_fields(target))
    return [Step(probes.request(*parts, credential=probes.token("restricted")), Owed.PLAN)]


def _strangers(target: ApiTarget) -> list[Step]:
    unknown = "unknown" in target.credentials
    return [_from(probes.token("unknown"), TALL, Owed.UNKNOWN)] if unknown else []


def sequence(target: ApiTarget) -> list[Step]:
    """A success first; then everything that somebody who remembers it, or a refusal, would answer wrongly."""
    return [
        _served(QUARTERS, "ja"),
        # Another picture under the same name, of the same length; and the default language.
        _by_default(TALL),
        _from(None, TALL, Owed.STRANGER),
        # Another picture of the size of the first, in another language; and a model that somebody else may not use.
        _served(WIDE, "en", target.restricted_model),
        *_strangers(target),
        *_over_plan(target),
        *_over_plan(target),
        Step(probes.request(*probes.fields(**probes.PRINTED)), Owed.NO_IMAGE),
        # A picture that is known by now, in another language, after all these refusals.
        _served(WIDE, "ja"),
    ]


def company(target: ApiTarget) -> list[Step]:
    """Pictures, languages and tokens that nobody may mix up."""
    strangers = _strangers(target) or [_from(None, TALL, Owed.STRANGER)]
    return [_served(WIDE, "ja"), *strangers, _served(TALL, "en"), _served(WIDER, "ja")]


def _probe(name: str, steps: Steps, mode: Mode, quick: int | None) -> Probe:
    return Probe(name, lambda target: [step.request for step in steps(target)], billable=True, mode=mode, quick=quick)


SEQUENCE = _probe("a sequence of requests", sequence, Mode.SEQUENCE, 4)
COMPANY = _probe("requests at the same time", company, Mode.AT_ONCE, 3)


def _owes(steps: Steps, requirement: str, by: Callable[[Step], Look | None]) -> Judge:
    """*requirement* holds where each step is as *by* says, if it says anything about it."""

    def judge(case: Case) -> Iterator[Finding]:
        for number, (step, exchange) in enumerate(zip(steps(case.target), case.exchanges, strict=False)):
            if look := by(step):
                yield look_at(requirement, look, number, exchange)

    return Judge((requirement,), judge)


def served(steps: Steps) -> Judge:
    """A plain valid request is served, whatever else is asked, and no valid one is a reason to fail."""

    def owed(step: Step) -> Look | None:
        if step.owed is not Owed.SERVED:
            return None
        return succeeds() if step.plain else no_server_error()

    return _owes(steps, "image.endpoint.post", owed)


def own_credentials(steps: Steps) -> Judge:
    """Each request has its own credentials, and no others."""
    looks = {Owed.STRANGER: refused_or_anonymous(), Owed.UNKNOWN: refused()}
    return _owes(steps, "image.authentication.every-request", lambda step: looks.get(step.owed))


def no_credits(steps: Steps) -> Judge:
    """Who comes without credentials has no credits, though somebody before had some."""
    return _owes(
        steps,
        "image.success-200.credits-omitted-for-anonymous",
        lambda step: anonymous_credits() if step.owed is Owed.STRANGER else None,
    )


def own_plan(steps: Steps) -> Judge:
    """What the plan does not include is refused each time."""
    return _owes(
        steps, "image.attributes.translator-model-plan", lambda step: refused() if step.owed is Owed.PLAN else None
    )


def own_upload(steps: Steps) -> Judge:
    """No picture is left over from another request."""
    return _owes(
        steps, "image.attributes.image-required", lambda step: refused() if step.owed is Owed.NO_IMAGE else None
    )


def own_default(steps: Steps) -> Judge:
    """Without a target language it is English, whatever was asked for before."""
    return _owes(
        steps,
        "image.attributes.target-language-default",
        lambda step: _speaks("en") if step.owed is Owed.SERVED and step.language is None else None,
    )


def _speaks(code: str) -> Look:
    def see(response: Response, _: Request) -> Verdict:
        if response.status != 200:
            return Unknown("it is not served, which is told elsewhere")
        seen = response.document.get("target_language")
        right = isinstance(seen, str) and seen.casefold() == code.casefold()
        return None if right else Wrong(f"target_language is {kind_of(seen)}")

    return Look(f"target_language {code!r}", see)


def own_result(steps: Steps) -> Judge:
    """The answer holds neither the picture nor the language of another request."""
    requirement = "image.get-started-in-minutes.own-result"

    def judge(case: Case) -> Iterator[Finding]:
        made = list(zip(steps(case.target), case.exchanges, strict=False))
        for number, (step, exchange) in enumerate(made):
            if step.owed is Owed.SERVED:
                others = [pair for place, pair in enumerate(made) if place != number]
                yield look_at(requirement, _no_other(step, others), number, exchange)

    return Judge((requirement,), judge)


def _no_other(own: Step, others: Sequence[tuple[Step, Exchange]]) -> Look:
    def see(response: Response, request: Request) -> Verdict:
        if response.status != 200:
            return Unknown("it is not served, which is told elsewhere")
        spoken = response.document.get("target_language")
        languages = {step.language for step, _ in others} - {own.language}
        if own.language and isinstance(spoken, str) and spoken.casefold() in languages:
            return Wrong(f"target_language {spoken!r}, for which another request asked")
        sizes, sent = answered_sizes(response), sent_sizes(request)
        if not sizes or not sent:
            return Unknown("no picture that can be read")
        if any(alike(own_size, size) for own_size in sent for size in sizes):
            taken = any(looks_like(response, request, exchange.request) for _, exchange in others)
            return Wrong("a picture that looks like another request's, and not like its own") if taken else None
        foreign = [size for _, exchange in others for size in sent_sizes(exchange.request)]
        if any(alike(size, answered) for size in foreign for answered in sizes):
            return Wrong(f"a picture of {sizes[0][0]} x {sizes[0][1]}, the proportions of another request's")
        return Unknown("the picture has the proportions of none that was sent")

    return Look("the picture and the language of this request", see)
