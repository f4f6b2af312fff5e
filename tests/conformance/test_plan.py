"""What a run is about: its plan is what is sent; some requirements only; what few credentials leave unchecked."""

import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference
from conformance_apps.running import Tried, target_of
from conformance_apps.targets import ELSEWHERE, TEXT
from translation_conformance.check import Reason
from translation_conformance.options import Options
from translation_conformance.plan import plan, told
from translation_conformance.suite import suites
from translation_conformance.verdict import RowOutcome, Verdict


@pytest.mark.parametrize("options", [Options(), Options(quick=True), Options(only=("*.endpoint.post",))], ids=str)
@pytest.mark.parametrize("api", ["image", "text"])
def test_plan_is_what_is_sent(try_server: Tried, api: str, options: Options) -> None:
    """The plan counts what a run sends to a conforming target; guesses may succeed sooner."""
    report = try_server(Reference(), api, options=options)
    target = next(target for target in target_of().apis if target.name == api)
    suite = next(suite for suite in suites() if suite.name == api)

    planned = plan(suite, target, options).cost

    assert planned.requests - 12 <= report.run.requests_sent <= planned.requests
    assert report.run.billable_sent <= planned.billable


def test_plan_says_what_is_too_much() -> None:
    """Where more may be charged for than is allowed, the plan says how to allow it."""
    target = target_of(ELSEWHERE).apis[1]

    lines = list(told([plan(TEXT, target, Options())], Options()))

    assert any("at most 30 successes are charged for, as this is another machine" in line for line in lines)
    assert lines[-1].startswith("planned: ")


def test_some_requirements_only(try_server: Tried) -> None:
    """Only what was asked for is judged, by all of its checks; the rest is not selected, and no row passes in part."""
    ids = ("text.validation-rules.source-lang-*", "text.success-200.message")

    report = try_server(Reference(), "text", options=Options(only=ids))

    outcomes = {row.requirement.id: (row.outcome, row.reason) for row in report.summary.rows}
    assert outcomes["text.success-200.message"] == (RowOutcome.PASSED, None)
    assert outcomes["text.validation-rules.source-lang-pattern"] == (RowOutcome.PASSED, None)
    assert outcomes["text.success-200.error-null"] == (RowOutcome.NOT_CHECKED, Reason.NOT_SELECTED)
    assert report.summary.verdict is Verdict.CONFORMS


def test_violation_of_what_was_not_asked_for(try_server: Tried) -> None:
    """A violation of another requirement is none of what was asked."""
    original = Reference()

    def nothing_null(asked: Asked) -> Answer:
        answer = original(asked)
        return answer.having(error="none") if answer.status == 200 else answer

    def verdict_on(id_: str) -> Verdict:
        return try_server(nothing_null, "text", options=Options(only=(id_,))).summary.verdict

    assert verdict_on("text.success-200.message") is Verdict.CONFORMS
    assert verdict_on("text.success-200.error-null") is Verdict.VIOLATES


@pytest.mark.parametrize("api", ["image", "text"])
@pytest.mark.parametrize("names", [("valid",), ("valid", "unknown"), ("valid", "restricted", "unsubscribed")])
def test_profile_with_few_credentials(try_server: Tried, api: str, names: tuple[str, ...]) -> None:
    """Only the address and the valid key are needed; what the rest is needed for is not checked, and said so."""
    wanted = [line for line in reference.PROFILE.splitlines() if _is_kept(line, names)]

    report = try_server(Reference(), api, profile="\n".join(wanted))

    assert report.run.errors == ()
    assert report.summary.verdict is Verdict.CONFORMS


def _is_kept(line: str, names: tuple[str, ...]) -> bool:
    name, _, value = line.partition(" = ")
    return not value or name in ("base_url", *names)


def test_no_credential_is_said_first(try_server: Tried) -> None:
    """What no money could check, for want of a credential, is not said to be left over for a budget."""
    profile = "\n".join(line for line in reference.PROFILE.splitlines() if not line.startswith("inactive"))

    report = try_server(Reference(), "text", profile=profile, options=Options(max_billable=3))

    reasons = {row.requirement.id: row.reason for row in report.summary.rows}
    assert reasons["text.api-key-or-user-setup-errors-400.inactive-user-status"] is Reason.NO_CREDENTIAL
