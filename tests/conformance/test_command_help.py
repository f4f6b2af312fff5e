"""What the command says of itself: its help, its version, its checks, and the extra that it needs."""

import subprocess
import sys

import pytest

from conformance_apps.command_line import Profile
from conformance_apps.command_line import environment as _environment
from conformance_apps.reference import Answer, Asked, Reference
from conformance_apps.running import served
from translation_conformance.__main__ import main

EXTRA = ("httpx2", "openapi_core", "PIL", "pytest")


def _without(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command where *module* is not installed."""
    program = f"import sys; sys.modules[{module!r}] = None; from translation_conformance.__main__ import main; "
    return subprocess.run(
        [sys.executable, "-c", f"{program}sys.exit(main(sys.argv[1:]))", *arguments],
        capture_output=True,
        text=True,
        env=_environment(),
        check=False,
    )


@pytest.mark.parametrize("module", EXTRA)
def test_missing_extra(module: str, profile: Profile) -> None:
    """Without a part of the extra the commands say which it needs, in one line and before any request: 2."""
    seen: list[Asked] = []

    def noting(asked: Asked) -> Answer:
        seen.append(asked)
        return Reference()(asked)

    with served(noting) as url:
        done = [_without(module, "list"), _without(module, "run", "--target", profile(url))]

    line = "translation-conformance needs the extra: pip install '.[conformance]' in the folder of the project"
    assert [(each.returncode, each.stdout) for each in done] == [(2, "")] * 2
    assert {each.stderr for each in done} == {f"{line} (no module {module})\n"}
    assert seen == []


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"]], ids=" ".join)
def test_help_needs_no_extra(arguments: list[str]) -> None:
    """What the commands are for can be read without the extra."""
    done = _without("httpx2", *arguments)

    assert (done.returncode, done.stderr) == (0, "")


def test_bare_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a command, the help is printed as it is."""
    assert main([]) == 2

    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Usage: translation-conformance [OPTIONS] COMMAND [ARGS]..."
    assert len(lines) > 8


def test_help_lists_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """The help of `run` says what each exit code means, a line for each."""
    assert main(["run", "--help"]) == 0

    lines = [line.strip()[:3] for line in capsys.readouterr().out.splitlines()]
    assert [f"{code}  " in lines for code in range(4)] == [True] * 4


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    """`list` names each check and what it verifies."""
    assert main(["list", "--api", "text"]) == 0

    out = capsys.readouterr().out
    assert "  an empty text is refused as printed\n    text.validation-rules.text-empty (documented)\n" in out
    assert "image." not in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` names the program."""
    assert main(["--version"]) == 0

    assert capsys.readouterr().out.startswith("translation-conformance, version ")
