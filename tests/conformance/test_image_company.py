"""What an image request owes to itself alone: judges of sequences and of company, on both sides."""

import base64
import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from conformance_apps.reference import Reference
from conformance_apps.running import Tried, target_of
from translation_conformance import pictures
from translation_conformance.check import Case, Finding, Judge, Outcome
from translation_conformance.checks.image import _history as history
from translation_conformance.checks.image._answers import sent_sizes
from translation_conformance.checks.image._history import Owed, Step
from translation_conformance.exchange import Exchange, Response
from translation_conformance.options import Options
from translation_conformance.verdict import RowOutcome, Verdict

TARGET = next(api for api in target_of().apis if api.name == "image")
JSON = (("content-type", "application/json"),)


def _png(size: tuple[int, int]) -> str:
    buffer = BytesIO()
    Image.new("1", size).save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _size(step: Step) -> tuple[int, int]:
    return sent_sizes(step.request)[0]


def _owed(step: Step) -> Response:
    """The answer of a service that does everything right."""
    if step.owed is not Owed.SERVED:
        return Response(400, JSON, b'{"error": "No.", "code": "NO"}')
    body = {"success": True, "credits": 5, "image": _png(_size(step)), "target_language": step.language or "en"}
    return Response(200, JSON, json.dumps(body).encode())


def _changed(response: Response, **changes: Any) -> Response:
    return replace(response, status=200, body=json.dumps({**response.document, **changes}).encode())


def _outcomes(judge: Judge, steps: history.Steps, **spoiled: Response) -> set[Outcome]:
    """What *judge* says where the steps at the places *at<number>* are answered in another way."""
    exchanges = [
        Exchange(step.request, spoiled.get(f"at{number}", _owed(step))) for number, step in enumerate(steps(TARGET))
    ]
    return {item.outcome for item in judge(Case(exchanges, TARGET)) if isinstance(item, Finding)}


JUDGES = {
    "served-in-turn": (history.served(history.sequence), history.sequence),
    "served-at-once": (history.served(history.company), history.company),
    "credentials-in-turn": (history.own_credentials(history.sequence), history.sequence),
    "credentials-at-once": (history.own_credentials(history.company), history.company),
    "plan": (history.own_plan(history.sequence), history.sequence),
    "upload": (history.own_upload(history.sequence), history.sequence),
    "default": (history.own_default(history.sequence), history.sequence),
    "result-in-turn": (history.own_result(history.sequence), history.sequence),
    "result-at-once": (history.own_result(history.company), history.company),
}


@pytest.mark.parametrize(("judge", "steps"), JUDGES.values(), ids=JUDGES)
def test_what_is_owed_is_fine(judge: Judge, steps: history.Steps) -> None:
    """Over answers as owed, each judge finds something right and nothing wrong."""
    assert _outcomes(judge, steps) == {Outcome.OK}


def _places(steps: history.Steps, owed: Owed) -> list[int]:
    return [number for number, step in enumerate(steps(TARGET)) if step.owed is owed]


STRANGERS = {"no-token": (history.sequence, Owed.STRANGER), "unknown-token": (history.company, Owed.UNKNOWN)}


@pytest.mark.parametrize(("steps", "owed"), STRANGERS.values(), ids=STRANGERS)
def test_strangers_are_not_served_as_somebody_else(steps: history.Steps, owed: Owed) -> None:
    """Who has no credentials, or wrong ones, is not served with those of another."""
    place = _places(steps, owed)[0]
    served = _changed(_owed(steps(TARGET)[0]))

    found = _outcomes(history.own_credentials(steps), steps, **{f"at{place}": served})

    assert Outcome.VIOLATED in found


def test_strangers_may_be_anonymous() -> None:
    """Without credentials a request may be served, too, as long as no credits are told."""
    place = _places(history.sequence, Owed.STRANGER)[0]
    anonymous = Response(200, JSON, b'{"success": true}')

    found = _outcomes(history.own_credentials(history.sequence), history.sequence, **{f"at{place}": anonymous})

    assert found == {Outcome.OK}


MIXED_UP = {
    "picture-of-another": ({"image": _png((800, 520))}, Outcome.VIOLATED),
    "own-picture-enlarged": ({"image": _png((520, 800))}, Outcome.OK),
    "proportions-of-none": ({"image": _png((100, 100))}, Outcome.NOT_EXERCISED),
    "language-of-another": ({"target_language": "JA"}, Outcome.VIOLATED),
    "language-of-none": ({"target_language": "fr"}, Outcome.OK),
    "no-picture": ({"image": None}, Outcome.NOT_EXERCISED),
}


@pytest.mark.parametrize(("changes", "outcome"), MIXED_UP.values(), ids=MIXED_UP)
def test_results_are_not_mixed_up(changes: dict[str, Any], outcome: Outcome) -> None:
    """What belongs to another request is wrong; what belongs to none is for other judges."""
    steps = history.company
    place = next(n for n, step in enumerate(steps(TARGET)) if step.owed is Owed.SERVED and step.language == "en")
    spoiled = _changed(_owed(steps(TARGET)[place]), **changes)

    found = _outcomes(history.own_result(steps), steps, **{f"at{place}": spoiled})

    assert found - {Outcome.OK} == {outcome} - {Outcome.OK}


def test_pictures_of_the_steps_can_be_told_apart_by_nothing_else() -> None:
    """Name, type and length are the same, so that whoever goes by these mixes them up; the proportions differ."""
    uploads = [pictures.WIDE, pictures.TALL, pictures.WIDER, pictures.QUARTERS]

    assert len({(upload.filename, upload.media_type, len(upload.content)) for upload in uploads}) == 1
    assert len({upload.content[:16] for upload in uploads}) == 1
    assert len({upload.content for upload in uploads}) == 4


def test_two_pictures_of_one_size_can_be_told_apart_by_their_look_only() -> None:
    """One of the steps' pictures has the size and the beginning of another, and looks quite unlike all others."""
    known, other = pictures.QUARTERS.content, pictures.WIDE.content
    looks = [pictures.glance(upload.content) for upload in (pictures.WIDE, pictures.TALL, pictures.WIDER)]

    assert pictures.read(known).size == pictures.read(other).size
    assert known[:64] == other[:64]
    assert min(pictures.unlikeness(pictures.glance(known) or b"", look or b"") for look in looks) > 64


def _url(content: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


LOOKS = {
    "of-another": (_url(pictures.QUARTERS.content), {Outcome.OK, Outcome.VIOLATED}),
    "its-own": (_url(pictures.WIDE.content), {Outcome.OK}),
    "translated": (_url(pictures.encoded("PNG", "Bonjour", size=(430, 280))), {Outcome.OK}),
    "blank": (_url(pictures.encoded("PNG", " ", size=(430, 280))), {Outcome.OK}),
    "black": (_png((430, 280)), {Outcome.OK}),
}


@pytest.mark.parametrize(("image", "outcomes"), LOOKS.values(), ids=LOOKS)
def test_a_picture_that_looks_like_another_request_s_is_another_s(image: str, outcomes: set[Outcome]) -> None:
    """Of the right proportions, only what looks like another upload and not like its own is wrong."""
    steps = history.sequence
    place = next(n for n, step in enumerate(steps(TARGET)) if step.language == "en")
    spoiled = _changed(_owed(steps(TARGET)[place]), image=image)

    assert _outcomes(history.own_result(steps), steps, **{f"at{place}": spoiled}) == outcomes


CREDENTIALS = {
    "valid": 'valid = "itk_reference.its_valid0key"',
    "unknown": 'unknown = "itk_nobody.its_unknown0key"',
    "restricted": 'restricted = "itk_small.its_restricted0key"',
}
PROFILES = {"valid": ("valid",), "unknown": ("valid", "unknown"), "restricted": ("valid", "restricted")}


@pytest.mark.parametrize("quick", [False, True], ids=["full", "quick"])
@pytest.mark.parametrize("names", PROFILES.values(), ids=PROFILES)
def test_a_profile_without_further_accounts_is_enough(names: tuple[str, ...], quick: bool, try_server: Tried) -> None:
    """Whatever credentials a profile lacks, and whatever model, the rest is checked, and nobody is blamed for it."""
    lines = [CREDENTIALS[name] for name in names]
    profile = "\n".join(['[image]\nbase_url = "http://reference.localhost"', "[image.credentials]", *lines])

    report = try_server(Reference(), options=Options(quick=quick), profile=profile)

    assert report.summary.verdict is Verdict.CONFORMS
    assert [row.requirement.id for row in report.summary.rows if row.outcome is RowOutcome.FAILED] == []


def test_steps_without_further_accounts() -> None:
    """A profile with one token is asked the same, but for the steps that need others."""
    alone = replace(TARGET, credentials={"valid": TARGET.credentials["valid"]}, restricted_model=None)

    assert {step.owed for step in history.sequence(alone)} == {Owed.SERVED, Owed.STRANGER, Owed.NO_IMAGE}
    assert {step.owed for step in history.company(alone)} == {Owed.SERVED, Owed.STRANGER}
