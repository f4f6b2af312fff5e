"""Targets that give no answer, the wrong address or a refused key: no verdict. Other wrong answers are judged."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from conformance_apps.command_line import Profile
from conformance_apps.reference import PROFILE, Answer, Asked, Server, envelope
from conformance_apps.running import served
from translation_conformance.__main__ import main


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
