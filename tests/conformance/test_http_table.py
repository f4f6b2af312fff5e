"""The table [http] of a profile: authority, proxy, headers and time are really used."""

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference
from conformance_apps.running import served, target_of
from translation_conformance.__main__ import main
from translation_conformance.client import Client
from translation_conformance.exchange import Exchange, Failure, FailureKind, Response
from translation_conformance.suite import suites

_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"


def _sent(url: str, http: str) -> Exchange:
    """The plain request sent to *url*, with the table *http*."""
    target = target_of(f"{reference.PROFILE}[http]\n{http}\n")
    request = suites()[1].smoke.build(target.apis[1])[0]

    async def go() -> Exchange:
        async with Client(target.http) as client:
            return await client.send(replace(target.apis[1], base_url=url), request)

    return asyncio.run(go())


@contextmanager
def _listening(context: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """A port that answers every request with 200; its number, and the heads of the requests."""
    listener = socket.create_server(("127.0.0.1", 0))
    heads: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            try:
                connection = context.wrap_socket(plain, server_side=True) if context else plain
                with connection:
                    request = connection.recv(65536)
                    # What is left unread when a connection is closed breaks it.
                    while b"content-length:" in request.lower() and not request.endswith(b"}"):
                        request += connection.recv(65536)
                    heads.append(request)
                    connection.sendall(_ANSWER)
            except OSError:
                plain.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], heads
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@pytest.fixture(name="certificate", scope="module")
def _certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    openssl = shutil.which("openssl")
    assert openssl
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    kind = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(
        [openssl, "req", *kind, *name, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True
    )
    return certificate, key


def test_authority(certificate: tuple[Path, Path]) -> None:
    """A target whose certificate only the authority of the profile vouches for is reached with it, not without."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    with _listening(context) as (port, heads):
        without = _sent(f"https://127.0.0.1:{port}", "").outcome
        assert heads == []
        known = _sent(f"https://127.0.0.1:{port}", f'ca_file = "{certificate[0]}"').outcome

    assert isinstance(without, Failure)
    assert without.kind is FailureKind.TLS
    assert isinstance(known, Response)
    assert known.status == 200


def test_authority_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is no certificate is a mistake in the profile."""
    authority, profile = tmp_path / "ca.pem", tmp_path / "target.toml"
    authority.write_text("nothing")
    profile.write_text(f'{reference.PROFILE}[http]\nca_file = "{authority}"\n')

    assert main(["run", "--target", str(profile)]) == 2

    assert "http.ca_file cannot be used" in capsys.readouterr().err


def test_proxy() -> None:
    """Requests go through the proxy of the profile, with its user, who is not told to the target."""
    with _listening() as (port, heads):
        outcome = _sent("http://target.invalid/prefix", f'proxy = "http://me:word@127.0.0.1:{port}"').outcome

    head = heads[0].decode().lower()
    assert isinstance(outcome, Response)
    assert head.startswith(f"post http://target.invalid/prefix{reference.TEXT_PATH} http/1.1")
    assert "proxy-authorization: basic bwu6d29yza==" in head


def test_proxy_and_tls() -> None:
    """To a target with TLS the proxy only opens a way; it sees no key."""
    with _listening() as (port, heads):
        outcome = _sent("https://target.invalid", f'proxy = "http://127.0.0.1:{port}"').outcome

    assert isinstance(outcome, Failure)
    assert heads[0].startswith(b"CONNECT target.invalid:443 ")
    assert b"reference-valid-key" not in b"".join(heads)


def test_proxy_that_is_not_there() -> None:
    """Without the proxy there is no way around it."""
    with served(Reference()) as url:
        outcome = _sent(url, 'proxy = "http://127.0.0.1:9"').outcome

    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.CONNECT


def test_headers() -> None:
    """Further headers are part of every request of a run."""
    seen: list[Asked] = []

    def noting(asked: Asked) -> Answer:
        seen.append(asked)
        return Answer(200, {})

    with served(noting) as url:
        _sent(url, 'headers = { "X-Team" = "blue", "X-Gate" = "open sesame" }')

    assert [(asked.headers["x-team"], asked.headers["x-gate"]) for asked in seen] == [("blue", "open sesame")]
    assert seen[0].headers["x-api-key"] == "reference-valid-key"


def test_timeout() -> None:
    """The time of the profile is what an answer may take; a bit less is enough."""

    def slow(_: Asked) -> Answer:
        time.sleep(0.4)
        return Answer(200, {})

    with served(slow) as url:
        start = time.monotonic()
        short = _sent(url, "timeout = 0.1").outcome
        took = time.monotonic() - start
        long = _sent(url, "timeout = 20").outcome

    assert isinstance(short, Failure)
    assert short.kind is FailureKind.TIMEOUT
    assert took < 0.4
    assert isinstance(long, Response)
