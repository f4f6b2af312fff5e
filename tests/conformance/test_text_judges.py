"""The judges of the text API that weigh several answers against each other, or pick some out of many."""

import json
from dataclasses import replace
from typing import Any

import pytest

from conformance_apps import reference
from conformance_apps.reference import Reference
from conformance_apps.running import Tried, target_of
from translation_conformance.check import Case, Check, Finding, Outcome
from translation_conformance.checks.text import SUITE
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._history import COMPANY, EXHAUSTED, TURNS, by, to
from translation_conformance.checks.text._languages import runs_from_right_to_left, unlike_printed
from translation_conformance.checks.text._probes import asking
from translation_conformance.exchange import Exchange, Request, Response
from translation_conformance.judging import each
from translation_conformance.look import succeeds
from translation_conformance.options import Options
from translation_conformance.redaction import Redactor
from translation_conformance.target import ApiTarget, Search
from translation_conformance.verdict import RowOutcome
from translation_openapi import Level

JSON = (("content-type", "application/json"),)


def _target(profile: str = reference.PROFILE) -> ApiTarget:
    return next(api for api in target_of(profile).apis if api.name == "text")


def _answered(request: Request, status: int, body: Any = None) -> Exchange:
    return Exchange(request, Response(status, JSON, json.dumps(body).encode()))


def _outcomes(name: str, requirement: str, *exchanges: Exchange) -> list[Outcome]:
    """What the check called *name* says of *requirement*, in order."""
    check: Check = next(check for check in SUITE.checks if check.name == name)
    found = [item for item in check.judge(Case(exchanges, _target())) if isinstance(item, Finding)]
    return [item.outcome for item in found if item.requirement == requirement]


# --- optional fields -------------------------------------------------------------------------------------------------

REFUSAL = (400, {"error": "Not these."})
FAILURE = (500, {"error": "It broke."})
OTHER_SHAPE = (422, {"detail": "Not these."})
#: What two fields together meet, what each of all fields alone meets, and what follows.
PAIRS: dict[str, tuple[tuple[int, Any], tuple[int, Any] | None, Outcome]] = {
    "served": ((200, {}), None, Outcome.OK),
    "refused-beside-each-other-only": (REFUSAL, (200, {}), Outcome.VIOLATED),
    "refused-alone-too": (REFUSAL, REFUSAL, Outcome.NOT_EXERCISED),
    "refused-and-not-asked-alone": (REFUSAL, None, Outcome.NOT_EXERCISED),
    "failed": (FAILURE, None, Outcome.VIOLATED),
    "failed-and-refused-alone": (FAILURE, REFUSAL, Outcome.NOT_EXERCISED),
    "no-printed-shape": (OTHER_SHAPE, None, Outcome.VIOLATED),
}


@pytest.mark.parametrize(("together", "alone", "outcome"), PAIRS.values(), ids=PAIRS)
def test_pairs_of_optional_fields(together: tuple[int, Any], alone: tuple[int, Any] | None, outcome: Outcome) -> None:
    """Two optional fields are to be accepted together where each is alone."""
    exchanges = [_answered(probes.OPTIONAL_PAIRS["domain", "tone"], *together)]
    if alone:
        exchanges += [_answered(request, *alone) for request in probes.OPTIONAL_ALONE.values()]

    found = _outcomes(
        "all optional fields are accepted together, and each two of them",
        "text.request-body.optional-pairs",
        *exchanges,
    )

    assert found == [outcome]


GUESSES: dict[str, tuple[list[Exchange], list[Outcome]]] = {
    "all-at-once": ([_answered(probes.ALL_OPTIONAL, 200)], [Outcome.OK]),
    "alone": ([_answered(probes.ALL_OPTIONAL, *FAILURE), _answered(asking(domain="general"), 200)], [Outcome.OK]),
    "refused": (
        [_answered(probes.ALL_OPTIONAL, *REFUSAL), _answered(asking(domain="general"), *REFUSAL)],
        [Outcome.NOT_EXERCISED],
    ),
    "failed": (
        [_answered(probes.ALL_OPTIONAL, *FAILURE), _answered(asking(domain="general"), *FAILURE)],
        [Outcome.VIOLATED],
    ),
}


@pytest.mark.parametrize(("exchanges", "outcomes"), GUESSES.values(), ids=GUESSES)
def test_guessed_values(exchanges: list[Exchange], outcomes: list[Outcome]) -> None:
    """A field is accepted alone or beside the others; what becomes of all four blames none of them."""
    assert _outcomes("domain is accepted", "text.request-body.domain", *exchanges) == outcomes


# --- texts -----------------------------------------------------------------------------------------------------------

REFUSED_TEXTS = {
    "too-odd": ({"error": "Plain text, please."}, Outcome.NOT_EXERCISED),
    "called-empty": ({"error": "Text cannot be empty."}, Outcome.VIOLATED),
    "called-missing": ({"error": "Text is required."}, Outcome.VIOLATED),
}


@pytest.mark.parametrize(("body", "outcome"), REFUSED_TEXTS.values(), ids=REFUSED_TEXTS)
def test_texts_that_are_there(body: Any, outcome: Outcome) -> None:
    """A service may refuse a text, but not as one that is not there."""
    found = _outcomes(
        "a text of one character is translated, or refused as errors are",
        "text.endpoint.post",
        _answered(asking(text="0"), 400, body),
    )

    assert found == [outcome]


# --- history and company ---------------------------------------------------------------------------------------------


def test_places_of_what_was_picked_out() -> None:
    """A finding about one answer among many points at that answer."""
    served, refused = _answered(by("unknown"), 200), _answered(by("inactive"), 400)

    found = list(to(by("inactive"), each("x", succeeds()))(Case([served, served, refused], _target())))

    assert [(item.outcome, item.exchange) for item in found if isinstance(item, Finding)] == [(Outcome.VIOLATED, 2)]


OUT_OF_TOKENS = (402, {"data": {"requiredTokens": 2, "tokens": 1}}, Outcome.OK)
LATER: dict[str, tuple[int, Any, Outcome]] = {
    "served": (200, {}, Outcome.NOT_EXERCISED),
    "out-of-tokens": OUT_OF_TOKENS,
    "another-status": (403, {"error": "No."}, Outcome.VIOLATED),
    "failed": (500, {"error": "It broke."}, Outcome.VIOLATED),
}


@pytest.mark.parametrize(("status", "body", "outcome"), LATER.values(), ids=LATER)
def test_who_is_out_of_tokens_is_refused(status: int, body: Any, outcome: Outcome) -> None:
    """The text that finds too few tokens finds too few later on, too, unless there were enough for it."""
    found = _outcomes(
        "who is out of tokens is refused, whatever came before",
        "text.token-limit-reached-402.status",
        _answered(EXHAUSTED, status, body),
    )

    assert found == [outcome]


LONGER: dict[str, tuple[int, Any, Outcome]] = {
    "served": (200, {}, Outcome.VIOLATED),
    "out-of-tokens": OUT_OF_TOKENS,
    "out-of-tokens-told-bare": (402, {"error": "No."}, Outcome.OK),
    "too-long": (413, {"error": "That is too long."}, Outcome.NOT_EXERCISED),
    "stopped-by-a-proxy": (403, None, Outcome.NOT_EXERCISED),
    "another-envelope": (400, {"message": "", "error": "", "data": None, "statusCode": 400}, Outcome.VIOLATED),
    "failed": (500, {"error": "It broke."}, Outcome.VIOLATED),
}


@pytest.mark.parametrize(("status", "body", "outcome"), LONGER.values(), ids=LONGER)
def test_who_is_out_of_tokens_stays_so(status: int, body: Any, outcome: Outcome) -> None:
    """A longer text from an account that ran out is not served; that it is too long may be said first."""
    found = _outcomes(
        "who is out of tokens stays so",
        "text.token-limit-reached-402.status",
        _answered(EXHAUSTED, *OUT_OF_TOKENS[:2]),
        _answered(probes.longer(42), status, body),
    )

    assert found == [outcome]


@pytest.mark.parametrize(("status", "body", "outcome"), LONGER.values(), ids=LONGER)
def test_where_tokens_run_out(status: int, body: Any, outcome: Outcome) -> None:
    """Where a short text is served, a longer one is to meet the limit, if nothing else says that it is too long."""
    found = _outcomes(
        "a text that needs more tokens than are left is refused as printed",
        "text.token-limit-reached-402.status",
        _answered(EXHAUSTED, 200, {}),
        _answered(probes.longer(160), status, body),
    )

    assert found == [outcome]


# --- failures --------------------------------------------------------------------------------------------------------

_FAILED = {"message": "Error in text translation for api", "error": "It broke.", "data": None, "statusCode": 500}
FAILURES: dict[str, tuple[int, Any, list[Outcome]]] = {
    "as-printed": (500, _FAILED, [Outcome.OK]),
    "bare": (500, {"error": "It broke."}, [Outcome.VIOLATED]),
    "a-page": (500, None, [Outcome.VIOLATED]),
    "another-status": (502, None, [Outcome.NOT_EXERCISED]),
    "no-failure": (400, {"error": "Text cannot be empty."}, [Outcome.NOT_EXERCISED]),
}


@pytest.mark.parametrize(("status", "body", "outcomes"), FAILURES.values(), ids=FAILURES)
def test_failures_wherever_they_come(status: int, body: Any, outcomes: list[Outcome]) -> None:
    """The status 500 comes with the printed envelope, whatever was asked; other answers say nothing about it."""
    found = _outcomes(
        "a failure over a mistake is told as printed, too",
        "text.processing-server-error-500.data",
        _answered(asking(text=""), status, body),
    )

    assert found == outcomes


ODD_REQUESTS: dict[str, tuple[int, Any, Outcome]] = {
    "served": (200, {}, Outcome.OK),
    "refused": (400, {"error": "Not this."}, Outcome.NOT_EXERCISED),
    "stopped-by-a-proxy": (413, None, Outcome.NOT_EXERCISED),
    "called-missing": (400, {"error": "Text is required."}, Outcome.VIOLATED),
    "failed": (500, _FAILED, Outcome.VIOLATED),
}


@pytest.mark.parametrize(("status", "body", "outcome"), ODD_REQUESTS.values(), ids=ODD_REQUESTS)
@pytest.mark.parametrize(
    "name",
    [
        "texts of every kind are translated, or refused",
        "awkward values in optional fields are no reason to fail",
        "no pair of languages is a reason to fail",
    ],
)
def test_what_no_page_limits(name: str, status: int, body: Any, outcome: Outcome) -> None:
    """What is valid but unusual may be refused by anybody on the way, but the service may not fail over it."""
    assert _outcomes(name, "text.endpoint.post", _answered(asking(text="odd"), status, body)) == [outcome]


# --- other ways to ask -----------------------------------------------------------------------------------------------


def test_accounts_are_asked_for_in_two_ways() -> None:
    """A key that is refused asks for another model between other languages than where it takes its turn."""
    (request,) = probes.INACTIVE.build(_target())

    body = json.loads(request.content)

    assert (body["sourceLang"], body["targetLang"], body["model"]) == ("fr", "en", "swift-1")
    assert by("inactive") in TURNS.build(_target())


def test_one_text_in_two_languages_comes_together() -> None:
    """In a full run the printed text is under way into a language that runs the other way, too."""
    target = _target()

    first, second = (COMPANY.requests(replace(target, search=Search(quick=quick)))[0] for quick in (False, True))

    assert (first, second) == (asking(targetLang="ar"), probes.request())


def test_accounts_that_a_profile_lacks() -> None:
    """What takes turns, or comes together, is what the profile has keys for; the printed request always is."""
    lines = reference.PROFILE.split("[text.credentials]")
    profile = f'{lines[0]}[text.credentials]\nvalid = "reference-valid-key"\n'

    requests = [request for probe in (TURNS, COMPANY) for request in probe.build(_target(profile))]

    assert {request.credential.name for request in requests if request.credential} == {"valid"}
    assert probes.request() in requests


def test_turns_end_with_the_printed_request() -> None:
    """After each other cause, and before the end, the printed request shows what was left behind."""
    assert TURNS.build(_target())[-1] == probes.request()


def test_nothing_documented_is_left_out_of_a_quick_run(try_server: Tried) -> None:
    """A quick run checks every documented row of the text API."""
    report = try_server(Reference(), "text", options=Options(quick=True))

    rows = [row for row in report.summary.rows if row.requirement.level is Level.DOCUMENTED]
    assert [row.requirement.id for row in rows if row.outcome is RowOutcome.NOT_CHECKED] == []


# --- keys ------------------------------------------------------------------------------------------------------------

KEYS = {
    "letters": ("reference-valid-key", ["reference-valid-key-conformance", "REFERENCE-VALID-KEY", "reference-valid"]),
    "digits": ("0123-4567", ["0123-4567-conformance", "0123-"]),
    "short": ("aB1", ["aB1-conformance", "Ab1"]),
}


@pytest.mark.parametrize(("key", "near"), KEYS.values(), ids=KEYS)
def test_near_keys(key: str, near: list[str]) -> None:
    """What is nearly the key is never the key itself, nor so little of it that it means nothing."""
    target = _target(reference.PROFILE.replace("reference-valid-key", key))

    requests = probes.NEAR_KEYS.build(target)

    assert [request.credential.render(key) for request in requests if request.credential] == near


def test_a_key_that_was_cut_is_no_less_secret() -> None:
    """What a target says of a key that lacks its end is taken out of the report."""
    said = Redactor({"API_KEY": "sk-9f31c2b07d"}).text("Invalid key: sk-9f31c2")

    assert said == "Invalid key: $API_KEY"


# --- languages -------------------------------------------------------------------------------------------------------

DIRECTIONS = {"ar": True, "he-IL": True, "fr": False, "en-GB": False, "az": None, "az-Arab": None, "qq": None}


@pytest.mark.parametrize(("code", "direction"), DIRECTIONS.items(), ids=DIRECTIONS)
def test_directions(code: str, *, direction: bool | None) -> None:
    """Only what nobody doubts is known."""
    assert runs_from_right_to_left(code) is direction


CHOICES = {
    "right-to-left": (("en", "de", "ar"), "ar"),
    "another": (("en", "fr-CA", "ja"), "ja"),
    "printed-only": (("en", "fr"), "fr"),
}


@pytest.mark.parametrize(("codes", "code"), CHOICES.values(), ids=CHOICES)
def test_what_is_unlike_the_printed_languages(codes: tuple[str, ...], code: str) -> None:
    """A language that runs the other way shows most, then any other one."""
    assert unlike_printed(codes) == code
