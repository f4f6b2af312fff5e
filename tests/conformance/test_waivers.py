"""Waivers: what a file of them may say, and what they do to a verdict."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from conformance_apps import reference
from conformance_apps.made_reports import MESSAGE, RTL, STATUS, answered, made
from conformance_apps.reference import Answer, Asked, Reference
from conformance_apps.running import served
from translation_conformance.__main__ import main
from translation_conformance.verdict import RowOutcome, Verdict
from translation_conformance.waivers import Waiver, WaiverError, WaiverState, parse, read

KNOWN = (MESSAGE, STATUS, RTL)
WRONG = answered(b'{"message": "OK"}')


def test_a_waiver_as_people_write_it() -> None:
    """Requirement and reason are needed; the day of expiry may be a date or a text; the target is a pattern."""
    written = f"""
        [[waiver]]
        requirement = "{MESSAGE}"
        reason = '''
            They know,
            ticket 12'''
        expires = 2026-12-31
        [[waiver]]
        requirement = "text.*"
        reason = "while it is rebuilt"
        expires = "2026-12-31"
        target = "https://staging.*"
        [[waiver]]
        requirement = "{RTL}"
        reason = "for ever"
    """

    found = parse(tomllib.loads(written), KNOWN)

    assert found == (
        Waiver(MESSAGE, "They know, ticket 12", date(2026, 12, 31)),
        Waiver("text.*", "while it is rebuilt", date(2026, 12, 31), "https://staging.*"),
        Waiver(RTL, "for ever"),
    )


ENTRY = f'[[waiver]]\nrequirement = "{MESSAGE}"\n'
MISTAKES = {
    "not-toml": ("[[waiver", "not TOML"),
    "other-key": ("[[waivers]]\nreason = 'x'", "unknown key 'waivers'; each waiver is a table [[waiver]]"),
    "one-table": ("[waiver]\nreason = 'x'", "each waiver is a table [[waiver]]"),
    "not-tables": ("waiver = [1]", "each waiver is a table [[waiver]]"),
    "no-requirement": ("[[waiver]]\nreason = 'x'", "waiver 1: requirement is missing"),
    "no-reason": (ENTRY, "waiver 1: reason is missing"),
    "blank-reason": (f"{ENTRY}reason = ' '", "waiver 1: reason is ' ', not a text"),
    "misspelt": (f"{ENTRY}reason = 'x'\nexpiry = 2026-01-01", "unknown key 'expiry'; did you mean 'expires'?"),
    "misspelt-beyond-recognition": (f"{ENTRY}reason = 'x'\nzzz = 1", "known are requirement, reason, expires, target"),
    "unknown": ("[[waiver]]\nrequirement = 'text.success-200.massage'\nreason = 'x'", f"did you mean {MESSAGE!r}?"),
    "no-such-pattern": ("[[waiver]]\nrequirement = 'sound.*'\nreason = 'x'", "there is no 'sound.*'"),
    "no-date": (f"{ENTRY}reason = 'x'\nexpires = 'soon'", "expires is 'soon', not a date such as 2030-12-31"),
    "no-such-date": (f"{ENTRY}reason = 'x'\nexpires = '2026-02-30'", "not a date"),
    "date-and-time": (f"{ENTRY}reason = 'x'\nexpires = 2026-01-01T00:00:00Z", "not a date"),
    "number": (f"{ENTRY}reason = 'x'\nexpires = 2026", "expires is 2026, not a date"),
    "target": (f"{ENTRY}reason = 'x'\ntarget = 1", "target is 1, not a text"),
}


@pytest.mark.parametrize(("written", "words"), MISTAKES.values(), ids=MISTAKES)
def test_mistake(written: str, words: str, tmp_path: Path) -> None:
    """Each mistake is told in one line that begins with the name of the file."""
    file = tmp_path / "waivers.toml"
    file.write_text(written)

    with pytest.raises(WaiverError) as told:
        read(file, KNOWN)

    assert words in str(told.value)
    assert str(told.value).startswith(str(file))
    assert len(str(told.value).splitlines()) == 1


def test_no_file(tmp_path: Path) -> None:
    """A file that is not there is told."""
    with pytest.raises(WaiverError, match=r"none\.toml: cannot be read"):
        read(tmp_path / "none.toml", KNOWN)


def test_waived_violation_does_not_count() -> None:
    """What is waived fails nobody, and is still shown with its reason and what was seen."""
    report = made({MESSAGE: WRONG}, waivers=[Waiver(MESSAGE, "they know", date(2026, 1, 1))])

    row = next(row for row in report.document()["requirements"] if row["id"] == MESSAGE)
    lines = list(report.lines())
    assert report.summary.verdict is Verdict.CONFORMS
    assert (row["outcome"], row["waiver"]) == ("waived", {"reason": "they know", "expires": "2026-01-01"})
    assert row["evidence"]
    assert f"WAIVED {MESSAGE} (documented)" in lines
    assert "  waived:   they know, until 2026-01-01" in lines
    assert lines[-1].endswith("0 failed, 0 warnings, 1 waived; verdict: conforms")
    assert not [line for line in lines if line.startswith("waiver of ")]


def test_other_violations_count() -> None:
    """A waiver is for what it names alone."""
    report = made({MESSAGE: WRONG, STATUS: WRONG}, waivers=[Waiver(MESSAGE, "they know")])

    outcomes = {row.requirement.id: row.outcome for row in report.summary.rows}
    assert report.summary.verdict is Verdict.VIOLATES
    assert (outcomes[MESSAGE], outcomes[STATUS]) == (RowOutcome.WAIVED, RowOutcome.FAILED)


def test_expired_waiver_does_not_hold() -> None:
    """On the day after the last one the violation counts again, and it is said why."""
    report = made({MESSAGE: WRONG}, waivers=[Waiver(MESSAGE, "they know", date(2025, 12, 31))])

    assert report.summary.verdict is Verdict.VIOLATES
    told = f"waiver of {MESSAGE} expired, 2025-12-31 was its last day; these count again: {MESSAGE}"
    assert told in list(report.lines())


def test_unused_waiver_is_said() -> None:
    """A waiver of what is not violated is said; nothing else follows from it."""
    report = made({}, waivers=[Waiver("text.success-200.m*", "they know")])

    assert report.summary.verdict is Verdict.CONFORMS
    assert "waiver of text.success-200.m* is unused: nothing that it names is violated" in list(report.lines())


def test_waiver_for_another_target() -> None:
    """A waiver holds for the addresses that it names, and is not called unused elsewhere."""
    waivers = [Waiver("text.*", "x", target="https://staging.*"), Waiver("text.*", "x", target="http://reference.*")]

    there, here = (made({MESSAGE: WRONG}, waivers=[waiver]) for waiver in waivers)

    assert there.summary.verdict is Verdict.VIOLATES
    assert there.summary.waivers[0].state is WaiverState.NOT_MET
    assert here.summary.verdict is Verdict.CONFORMS
    assert here.summary.waivers[0].state is WaiverState.USED


def test_waived_warning() -> None:
    """A waived violation of an implied requirement is no warning, and does not fail a strict run."""
    report = made({RTL: WRONG}, waivers=[Waiver(RTL, "x")], strict=True)

    assert (report.summary.verdict, report.summary.warnings) == (Verdict.CONFORMS, 0)


def test_what_is_left_over_stays_left_over() -> None:
    """A waiver makes no verdict where there is none."""
    report = made({MESSAGE: WRONG}, waivers=[Waiver(MESSAGE, "x")], interrupted=True)

    assert report.summary.verdict is Verdict.INCONCLUSIVE


@pytest.fixture(name="profile")
def _profile(tmp_path: Path, wrong_url: str) -> Path:
    """The profile of a target with one fault."""
    path = tmp_path / "target.toml"
    path.write_text(reference.PROFILE.replace("http://reference.localhost", wrong_url))
    return path


@pytest.fixture(name="wrong_url", scope="module")
def _wrong_url() -> object:
    """A target that breaks one documented requirement."""
    original = Reference()

    def wrong(asked: Asked) -> Answer:
        answer = original(asked)
        return answer.having(message="OK") if answer.status == 200 else answer

    with served(wrong) as url:
        yield url


@pytest.mark.parametrize(("expires", "code"), [("9999-12-31", 0), ("2000-01-01", 1)], ids=["in-force", "expired"])
def test_exit_code(expires: str, code: int, profile: Path, tmp_path: Path) -> None:
    """A run with nothing but waived violations ends with 0; with an expired waiver it is 1."""
    waivers = tmp_path / "waivers.toml"
    waivers.write_text(f"{ENTRY}reason = 'known'\nexpires = {expires}\n")
    arguments = ["--target", str(profile), "--only", MESSAGE, "--waivers", str(waivers)]

    assert main(["run", *arguments]) == code


def test_mistake_ends_the_command(profile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake in the file of waivers is one line and 2, before anything is sent."""
    waivers = tmp_path / "waivers.toml"
    waivers.write_text(ENTRY)

    assert main(["run", "--target", str(profile), "--waivers", str(waivers)]) == 2

    said = capsys.readouterr()
    assert said.err == f"translation-conformance: {waivers}: waiver 1: reason is missing\n"
    assert said.out == ""
