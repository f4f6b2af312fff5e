"""Looking before sending: the plan, the explanation of a requirement, the choice of some, and how far a run is."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference
from conformance_apps.running import served
from translation_conformance.__main__ import main
from translation_openapi import APIS

Profile = Callable[[str], str]


@pytest.fixture(name="profile")
def _profile(tmp_path: Path) -> Profile:
    """Writes the reference's profile for another address."""

    def write(url: str) -> str:
        path = tmp_path / "target.toml"
        path.write_text(reference.PROFILE.replace("http://reference.localhost", url))
        return str(path)

    return write


def test_plan_sends_nothing(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    """The plan tells checks, requests and what may be charged for, and nobody is asked."""
    asked: list[Asked] = []

    def noting(request: Asked) -> Answer:
        asked.append(request)
        return Reference()(request)

    with served(noting) as url:
        assert main(["run", "--target", profile(url), "--plan"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert asked == []
    assert "  Validation Rules" in lines
    assert any(line.startswith("    an empty text is refused as printed: ") for line in lines)
    assert lines[-2] == "closer looks at what is refused or fails come on top; nothing was sent"
    assert lines[-1].startswith("planned: ")
    assert lines[-1].endswith(" charged for")


def test_plan_tells_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A check whose credential the profile lacks is planned as not checked."""
    path = tmp_path / "bare.toml"
    path.write_text('[text]\nbase_url = "http://127.0.0.1:9"\n[text.credentials]\nvalid = "a-valid-key"\n')

    assert main(["run", "--target", str(path), "--plan"]) == 0

    out = capsys.readouterr().out
    assert "not checked, the profile has no text.credentials.inactive" in out
    assert "a-valid-key" not in out


def test_quick_plan_is_smaller(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    """A quick run sends far fewer requests than a whole one."""

    def planned(*flags: str) -> int:
        assert main(["run", "--target", profile("http://127.0.0.1:9"), "--plan", *flags]) == 0
        return int(capsys.readouterr().out.splitlines()[-1].split()[1])

    assert 0 < planned("--only", "text.validation-rules.text-empty") < planned("--quick") < planned() / 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "text.validation-rules.text-emty"], "did you mean text.validation-rules.text-empty?"),
        (["--only", "sound.*"], "there is no requirement 'sound.*'"),
        (["--only", ""], "there is no requirement ''"),
        (["--max-billable", "few"], "'few' is neither a number nor 'all'"),
        (["--max-billable", "-1"], "'-1' is neither a number nor 'all'"),
        (["--max-time", "0"], "'0' is not a number above 0"),
        (["--max-time", "nan"], "'nan' is not a number above 0"),
        (["--rate", "inf"], "'inf' is not a number above 0"),
        (["--rate", "fast"], "'fast' is not a number above 0"),
        (["--report-dir", ""], "'' is no folder"),
        (["--baseline", "/dev/zero"], "/dev/zero"),
    ],
)
def test_mistake_in_an_option(
    profile: Profile, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    """A value that cannot be used is one line and 2, before anything is sent."""
    assert main(["run", "--target", profile("http://127.0.0.1:9"), *arguments]) == 2

    error = capsys.readouterr().err
    assert words in error
    assert len(error.splitlines()) == 1


def test_only_some(profile: Profile, reference_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what was asked for is counted; several patterns may be given in either way."""
    only = ["--only", "text.validation-rules.text-empty,text.success-200.message", "--only", "image.notes.gif"]

    assert main(["run", "--target", profile(reference_url), *only]) == 0

    assert capsys.readouterr().out.splitlines()[-1].startswith("checked 3 of ")


@pytest.mark.parametrize("id_", [id_ for api in APIS for id_ in api.catalogue])
def test_explain(id_: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every requirement can be explained: statement, source, and a request, or why it cannot be tested."""
    row = next(api.catalogue[id_] for api in APIS if id_ in api.catalogue)

    assert main(["explain", id_]) == 0

    out = capsys.readouterr().out
    assert out.startswith(f"{id_} ({row.level})\n  {row.statement}\n  source: ")
    assert row.source in out
    assert ("curl -sS -i -X " in out) == (row.untestable is None)


def test_explain_a_pattern(capsys: pytest.CaptureFixture[str]) -> None:
    """A pattern explains each requirement that it means."""
    assert main(["explain", "text.endpoint.*"]) == 0

    out = capsys.readouterr().out
    assert re.findall(r"^text\S+", out, re.MULTILINE) == [id_ for id_ in APIS[1].catalogue if ".endpoint." in id_]


def test_nothing_of_what_is_asked_for_is_in_the_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pattern that means nothing of what is checked is a mistake: nothing would be checked, and nothing is sent."""
    path = tmp_path / "text.toml"
    path.write_text('[text]\nbase_url = "http://127.0.0.1:9"\n[text.credentials]\nvalid = "a-valid-key"\n')

    assert main(["run", "--target", str(path), "--only", "image.*"]) == 2

    error = capsys.readouterr().err
    assert error.endswith("--only image.*: nothing of it is about text, which is checked\n")


def test_run_that_checks_nothing_is_not_green(
    tmp_path: Path, reference_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the profile has no credential for anything that was asked for, there is no verdict."""
    path = tmp_path / "text.toml"
    path.write_text(f'[text]\nbase_url = "{reference_url}"\n[text.credentials]\nvalid = "reference-valid-key"\n')

    assert main(["run", "--target", str(path), "--only", "text.processing-server-error-500.*"]) == 3

    assert capsys.readouterr().out.splitlines()[-1].startswith("checked 0 of 89 documented rows")


def test_explain_what_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """An id that there is not is one line and 2."""
    assert main(["explain", "image.notes.giff"]) == 2

    assert capsys.readouterr().err.endswith("did you mean image.notes.gif?\n")


def test_progress_is_shown_to_somebody_who_looks_on(profile: Profile, reference_url: str) -> None:
    """On a terminal one line tells how far the run is, and is gone in the end; elsewhere nothing is written."""
    command = [sys.executable, "-m", "translation_conformance", "run", "--target", profile(reference_url)]
    command += ["--only", "text.validation-rules.text-empty"]
    ours, theirs = pty.openpty()

    seen = subprocess.run(command, stderr=theirs, stdout=subprocess.DEVNULL, check=False)
    os.close(theirs)
    told = os.read(ours, 100_000).decode()
    os.close(ours)
    unseen = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (seen.returncode, unseen.returncode) == (0, 0)
    assert re.search(r"\r1 of about [2-9] requests\r", told)
    assert told.rpartition("\r")[2] == ""
    assert unseen.stderr == ""
