"""The command: its verdicts as exit codes and last lines, and mistakes: the caller's and its own."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from conformance_apps import reference
from conformance_apps.command_line import Profile
from conformance_apps.command_line import environment as _environment
from conformance_apps.reference import PROFILE, Answer, Asked, Reference
from conformance_apps.running import served
from translation_conformance.__main__ import main


def test_conforming_target(
    profile: Profile, reference_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A conforming target: 0, and the last line counts the documented rows."""
    code = main(["run", "--target", profile(reference_url), "--report-dir", str(tmp_path / "out")])

    last = capsys.readouterr().out.splitlines()[-1]
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert code == 0
    assert last.startswith("checked 132 of 133 documented rows")
    assert last.endswith("0 failed, 0 warnings; verdict: conforms")
    assert (report["verdict"], report["schema_version"]) == ("conforms", 1)


def test_path_prefix(profile: Profile) -> None:
    """A target behind a path prefix is checked like any other."""
    original = Reference()

    def prefixed(asked: Asked) -> Answer:
        inside = asked.path.startswith("/proxy/")
        return original(replace(asked, path=asked.path.removeprefix("/proxy")) if inside else asked)

    with served(prefixed) as url:
        assert main(["run", "--target", profile(f"{url}/proxy"), "--api", "text"]) == 0


def test_violation(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    """A violated documented requirement: 1, with requirement, statement, expected, actual and a command."""
    original = Reference()

    def wrong(asked: Asked) -> Answer:
        answer = original(asked)
        return answer.having(message="OK") if answer.status == 200 else answer

    with served(wrong) as url:
        code = main(["run", "--target", profile(url), "--api", "text"])

    out = capsys.readouterr().out
    assert code == 1
    assert "FAILED text.success-200.message (documented)" in out
    assert 'message is "Text translation completed successfully".' in out
    assert "actual:   message is the string 'OK'" in out
    assert f"curl -sS -i -X POST {url}/v1/translation/text-translation/api" in out
    assert out.splitlines()[-1].endswith("1 failed, 0 warnings; verdict: violates")


def _implied(asked: Asked, original: Reference) -> Answer:
    answer = original(asked)
    return answer.data(isRTL=False) if answer.status == 200 and asked.path == reference.TEXT_PATH else answer


@pytest.mark.parametrize(("flags", "code"), [([], 0), (["--strict"], 1)], ids=["plain", "strict"])
def test_implied_violation(profile: Profile, capsys: pytest.CaptureFixture[str], flags: list[str], code: int) -> None:
    """A violated implied requirement is a warning, unless --strict."""
    original = Reference()
    with served(lambda asked: _implied(asked, original)) as url:
        assert main(["run", "--target", profile(url), "--api", "text", *flags]) == code

    out = capsys.readouterr().out
    assert f"{'FAILED' if code else 'WARNING'} text.success-200.is-rtl-target (implied)" in out
    assert f"{'1 failed, 0 warnings' if code else '0 failed, 1 warning'};" in out.splitlines()[-1]


USAGE = {
    "no-command": ([], "translation-conformance"),
    "unknown-command": (["runs"], "No such command 'runs'"),
    "no-target": (["run"], "Missing option '--target'"),
    "unknown-option": (["run", "--targett", "x"], "No such option"),
    "bad-seed": (["run", "--target", "x", "--seed", "one"], "'one' is not a valid integer"),
    "bad-budget": (["run", "--target", "x", "--max-requests", "0"], "--max-requests"),
    "no-file": (["run", "--target", "/none.toml"], "/none.toml: cannot be read"),
    "unknown-api": (["list", "--api", "sound"], "--api 'sound': there is image and text"),
}


@pytest.mark.parametrize(("arguments", "words"), USAGE.values(), ids=USAGE)
def test_usage_error(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake in the command: 2, in one line."""
    assert main(arguments) == 2

    error = capsys.readouterr().err
    assert words in error
    if arguments:
        assert len(error.splitlines()) == 1


def test_profile_mistake(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake in the profile: 2, in one line."""
    assert main(["run", "--target", profile("ftp://x")]) == 2

    assert len(capsys.readouterr().err.splitlines()) == 1


def test_api_not_in_the_profile(profile: Profile, reference_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An API that the profile does not describe cannot be asked for."""
    only_text = "[text]" + PROFILE.partition("\n[text]")[2]

    assert main(["run", "--target", profile(reference_url, text=only_text), "--api", "image"]) == 2
    assert "there is text" in capsys.readouterr().err


def test_profile_on_stdin(reference_url: str) -> None:
    """The profile may come from /dev/stdin."""
    done = subprocess.run(
        [sys.executable, "-m", "translation_conformance", "run", "--target", "/dev/stdin", "--api", "text"],
        input=PROFILE.replace("http://reference.localhost", reference_url),
        capture_output=True,
        text=True,
        env=_environment(),
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("budget", [1, 20, 60])
def test_budget(profile: Profile, budget: int, tmp_path: Path) -> None:
    """Within a budget not more is sent; what is left over is said, and the verdict is inconclusive."""
    original = Reference()
    asked_for: list[Asked] = []

    def counting(asked: Asked) -> Answer:
        asked_for.append(asked)
        return original(asked)

    with served(counting) as url:
        arguments = ["run", "--target", profile(url), "--max-requests", str(budget), "--report-dir", str(tmp_path)]
        assert main(arguments) == 3

    report = json.loads((tmp_path / "report.json").read_text())
    left_over = [row for row in report["requirements"] if row["reason"] == "budget"]
    assert len(asked_for) == report["requests_sent"] <= budget
    assert {row["outcome"] for row in left_over} == {"not_checked"}
    assert len(left_over) > 50


def test_missing_credentials_are_not_passed(profile: Profile, reference_url: str, tmp_path: Path) -> None:
    """Without the credentials for it a row is not checked, with the reason; the rest has a verdict."""
    bare = '[text]\nbase_url = "http://reference.localhost"\n[text.credentials]\nvalid = "reference-valid-key"\n'

    assert main(["run", "--target", profile(reference_url, text=bare), "--report-dir", str(tmp_path)]) == 0

    rows = {row["id"]: row for row in json.loads((tmp_path / "report.json").read_text())["requirements"]}
    row = rows["text.token-limit-reached-402.status"]
    assert (row["outcome"], row["reason"]) == ("not_checked", "no credential")
    assert row["detail"] == "the profile has no text.credentials.exhausted"


def test_same_seed_same_requests(profile: Profile) -> None:
    """The same seed sends the same requests; one after the other, in the same order. Another one draws others."""
    runs = []
    for seed in (7, 7, 8):
        original = Reference()
        seen: list[object] = []

        def noting(asked: Asked, original: Reference = original, seen: list[object] = seen) -> Answer:
            seen.append((asked.method, asked.path, asked.body))
            return original(asked)

        with served(noting) as url:
            assert main(["run", "--target", profile(url), "--seed", str(seed), "--jobs", "1", "--api", "text"]) == 0
        runs.append(seen)

    assert runs[0] == runs[1]
    assert sorted(map(repr, runs[0])) != sorted(map(repr, runs[2]))


def test_a_crash_on_one_input_is_a_violation(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    """A connection that breaks over one request, where others are answered, breaks the requirement of that request."""
    original = Reference()
    # More is announced than comes.
    broken = Answer(400, {"error": "Text"}, {"content-type": "application/json", "content-length": "99"})

    with served(lambda asked: broken if b'"text":""' in asked.body else original(asked)) as url:
        assert main(["run", "--target", profile(url), "--api", "text"]) == 1

    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if line.startswith("FAILED")] == [
        "FAILED text.validation-rules.text-empty (documented)"
    ]
    assert "actual:   no HTTP answer" in out


def test_unexpected_error(
    profile: Profile, reference_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the suite is one line without secrets, and no violation: 3."""

    def broken(*_: object) -> None:
        raise ValueError("it was\nreference-valid-key")

    monkeypatch.setattr("translation_conformance.report.Report.lines", broken)

    assert main(["run", "--target", profile(reference_url), "--api", "text"]) == 3

    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("translation-conformance: error of the suite: ValueError at test_conformance_command.py:")
    assert line.endswith(": it was\\n$TEXT_API_KEY")


def test_unexpected_error_before_the_run(
    profile: Profile,
    reference_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Even then there is a report, in which nothing was checked: 3."""

    def broken(*_: object) -> None:
        raise ValueError("nothing works")

    monkeypatch.setattr("translation_conformance.commands.Client", broken)

    assert main(["run", "--target", profile(reference_url), "--report-dir", str(tmp_path / "out")]) == 3

    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["verdict"] == "inconclusive"
    assert {row["outcome"] for row in report["requirements"]} == {"not_checked", "untestable"}
    assert "nothing works" in capsys.readouterr().err
