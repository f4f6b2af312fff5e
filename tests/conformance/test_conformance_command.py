"""The command: exit codes, the last line, and what is said when there is no verdict."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference, Server, envelope
from conformance_apps.running import served
from translation_conformance.__main__ import main

Profile = Callable[..., str]


@pytest.fixture(name="profile")
def _profile(tmp_path: Path) -> Profile:
    """Writes the reference's profile for another address."""

    def write(url: str, *, text: str = PROFILE) -> str:
        path = tmp_path / "target.toml"
        path.write_text(text.replace("http://reference.localhost", url))
        return str(path)

    return write


PROFILE = reference.PROFILE


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


@contextmanager
def _listener(answer: bytes | None) -> Iterator[str]:
    """A port that sends *answer* to whoever connects; with None it takes no connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    if answer is None:
        listener.close()
        yield url
        return

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(answer)
                time.sleep(0.01)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield url
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


NO_HTTP = {
    "nobody-listens": (None, "gives no answer: no connection"),
    "garbage": (b"SSH-2.0-OpenSSH_9.6\r\n", "gives no answer: no HTTP answer"),
    "nothing": (b"", "gives no answer: no HTTP answer"),
    "half-an-answer": (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{", "gives no answer: no HTTP answer"),
}


@pytest.mark.parametrize(("answer", "words"), NO_HTTP.values(), ids=NO_HTTP)
def test_no_http_answer(profile: Profile, capsys: pytest.CaptureFixture[str], answer: bytes | None, words: str) -> None:
    """No HTTP answer to a plain request: 3, in one line for each API."""
    with _listener(answer) as url:
        assert main(["run", "--target", profile(url)]) == 3

    out = capsys.readouterr().out
    assert [words in line for line in out.splitlines() if line.startswith("inconclusive:")] == [True, True]
    assert "FAILED" not in out
    assert out.splitlines()[-1].startswith("checked 0 of 133 documented rows")


def test_tls_failure(profile: Profile, reference_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """TLS against a port without it: 3."""
    assert main(["run", "--target", profile(reference_url.replace("http:", "https:")), "--api", "text"]) == 3

    assert "gives no answer: TLS failure" in capsys.readouterr().out


def test_silence(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    """A target that never answers: 3, after the time that the profile gives it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        assert main(["run", "--target", profile(url, text=PROFILE + "[http]\ntimeout = 0.2\n")]) == 3

    assert "no complete answer in time (0.2 s)" in capsys.readouterr().out


def _always(answer: Answer) -> Server:
    return lambda _: answer


FOREIGN = {
    # The page prints no 404.
    "json-404": (Answer(404, {"error": "No such path."}), "is not the address"),
    "foreign-404": (Answer(404, b"<h1>Not Found</h1>", {"content-type": "text/html"}), "is not the address"),
    "foreign-405": (Answer(405, {"detail": "Method Not Allowed"}), "is not the address"),
    "refused-key": (envelope(401, "Invalid api key"), "refuses text.credentials.valid"),
    "unknown-key": (envelope(400, "Invalid api key"), "refuses text.credentials.valid"),
}


@pytest.mark.parametrize(("answer", "words"), FOREIGN.values(), ids=FOREIGN)
def test_wrong_address_or_key(profile: Profile, capsys: pytest.CaptureFixture[str], answer: Answer, words: str) -> None:
    """A plain valid request that meets somebody else, or the key refusal: 3, in one line."""
    with served(_always(answer)) as url:
        assert main(["run", "--target", profile(url), "--api", "text"]) == 3

    out = capsys.readouterr().out
    assert len([line for line in out.splitlines() if words in line]) == 1
    assert "FAILED" not in out


def test_key_refused_without_a_printed_refusal(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the page prints no refusal of a key, what an unknown key meets is one: 3."""
    with served(_always(Answer(400, {"error": "Bad key", "code": "BAD_KEY"}))) as url:
        assert main(["run", "--target", profile(url), "--api", "image"]) == 3

    out = capsys.readouterr().out
    assert "refuses image.credentials.valid" in out
    assert "FAILED" not in out


def test_refusal_that_is_not_about_the_key(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    """A plain request that is refused otherwise than an unknown key is judged: 1."""

    def server(asked: Asked) -> Answer:
        unknown = "unknown0key" in asked.headers.get("authorization", "")
        return Answer(400, {"error": "Bad key" if unknown else "Bad picture", "code": "BAD"})

    with served(server) as url:
        assert main(["run", "--target", profile(url), "--api", "image"]) == 1

    assert "image.endpoint.post" in capsys.readouterr().out


JUDGED = {
    "redirect": (Answer(302, b"", {"location": "https://elsewhere.test/"}), "redirect to 'https://elsewhere.test/'"),
    "failure": (envelope(500, "Error in text translation for api"), "500 application/json"),
    "text-page": (Answer(200, b"It works!", {"content-type": "text/html"}), "200 text/html It works!"),
}


@pytest.mark.parametrize(("answer", "words"), JUDGED.values(), ids=JUDGED)
def test_other_wrong_answers_are_judged(
    profile: Profile, capsys: pytest.CaptureFixture[str], answer: Answer, words: str
) -> None:
    """Every other wrong answer to the plain request is judged: 1."""
    with served(_always(answer)) as url:
        assert main(["run", "--target", profile(url), "--api", "text"]) == 1

    assert words in capsys.readouterr().out


def test_one_api_without_verdict(profile: Profile, reference_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Where one API gives no verdict, the other is checked all the same; without a violation it stays 3."""
    image_elsewhere = PROFILE.replace("http://reference.localhost", "http://127.0.0.1:9", 1)

    assert main(["run", "--target", profile(reference_url, text=image_elsewhere)]) == 3

    assert capsys.readouterr().out.splitlines()[-1].startswith("checked 89 of 133 documented rows")


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


def _default_signals() -> None:
    """A child of a job in the background may ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def _running_slowly(profile: Profile, out: Path, pause: float) -> Iterator[subprocess.Popen[bytes]]:
    """A run in a process of its own, under way."""
    original = Reference()
    asked_for: list[Asked] = []
    under_way = threading.Event()

    def slow(asked: Asked) -> Answer:
        asked_for.append(asked)
        if len(asked_for) > 9:
            under_way.set()
        time.sleep(pause)
        return original(asked)

    with served(slow) as url:
        command = [sys.executable, "-m", "translation_conformance", "run", "--target", profile(url)]
        process = subprocess.Popen(
            [*command, "--report-dir", str(out)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            preexec_fn=_default_signals,
        )
        assert under_way.wait(30)
        try:
            yield process
        finally:
            process.kill()
            process.wait(5)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_interruption(profile: Profile, tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end the run, but not without the report: 3."""
    out = tmp_path / "out"
    with _running_slowly(profile, out, 0.05) as process:
        process.send_signal(number)
        said, complained = process.communicate(timeout=20)

    rows = json.loads((out / "report.json").read_text())["requirements"]
    assert (process.returncode, complained) == (3, b"")
    assert "interrupted: the rest was not checked" in said.decode()
    assert {"interrupted"} <= {row["reason"] for row in rows}


def test_second_interruption(profile: Profile, reference_url: str, tmp_path: Path) -> None:
    """A second signal ends the process at once, whatever it does."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            _SLOWLY_WRITING,
            "run",
            "--target",
            profile(reference_url),
            "--report-dir",
            str(tmp_path),
        ],
        stdout=subprocess.PIPE,
        env=_environment(),
        preexec_fn=_default_signals,
    )
    assert process.stdout
    with process.stdout as said:
        assert said.readline() == b"writing\n"
    process.send_signal(signal.SIGTERM)

    assert process.wait(10) == -signal.SIGTERM


_SLOWLY_WRITING = """
import asyncio, os, signal, sys, time
from translation_conformance.__main__ import main
from translation_conformance.report import Report
from translation_conformance.runner import Session
def slowly(*_):
    print("writing", flush=True)
    time.sleep(60)
async def check(*_):
    if signal.getsignal(signal.SIGINT) is not signal.SIG_DFL:
        os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(60)
Report.write = slowly
Session.check = check
sys.exit(main(sys.argv[1:]))
"""


def test_ignored_interruption(profile: Profile, reference_url: str, tmp_path: Path) -> None:
    """Who starts it so that Ctrl-C is ignored is not surprised."""
    process = subprocess.run(
        [sys.executable, "-c", _IGNORING, "run", "--target", profile(reference_url), "--api", "text"],
        capture_output=True,
        env=_environment(),
        cwd=tmp_path,
        check=False,
    )

    assert (process.returncode, process.stderr) == (0, b"")


_IGNORING = """
import os, signal, sys, threading
signal.signal(signal.SIGINT, signal.SIG_IGN)
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
from translation_conformance.__main__ import main
sys.exit(main(sys.argv[1:]))
"""

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


def _environment() -> dict[str, str]:
    """The environment of a fresh interpreter that finds the packages of this tree."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
