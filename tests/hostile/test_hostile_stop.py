"""Stops and slow work: pictures and texts that take for ever hold up neither others nor the end of the server."""

import json
import signal
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from hostile_support.image_rows import IMAGE
from hostile_support.process import SLOW_MOCK, ServerProcess, server_process
from hostile_support.rows import FIELDS, TEXT, upload
from hostile_support.wire import Reader, connect, exchange
from translation_mock.app import create_app
from translation_mock.domain.pictures import draw_picture
from translation_mock.settings import Settings

SLOW_PICTURE = IMAGE.request(upload(draw_picture(["Wait"])))
RICH = [("x-api-key", "rich-text-key")]


def long_text(text: str) -> bytes:
    """A request with a text that is long enough for a worker."""
    return TEXT.request(json.dumps({**FIELDS, "text": text.ljust(2_100, ".")}).encode("ascii"), key=RICH)


def ask(server: ServerProcess, request: bytes) -> closing[socket.socket]:
    """A connection on which the request was sent."""
    connection = connect(server.address)
    connection.sendall(request)
    return closing(connection)


Start = Callable[..., AbstractContextManager[ServerProcess]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Starts a mock that texts can hold up, with the flags given."""
    return lambda *flags: server_process(tmp_path, *flags, program=SLOW_MOCK)


def test_a_long_text_does_not_wait_for_pictures(start: Start) -> None:
    """While every worker for pictures is busy a long text is translated, and while that one is busy a picture is."""
    with start("--workers", "1") as server, ask(server, SLOW_PICTURE) as picture:
        server.await_output(b"working\n")
        assert exchange(server.address, [long_text("Hello")]).status == 200
        server.process.send_signal(signal.SIGUSR1)
        assert Reader(picture).reply().status == 200


def test_a_stop_hangs_up_on_work_that_goes_on(start: Start) -> None:
    """After the grace the server ends with 0 and without a word, though workers are busy and others wait for them."""
    with start("--workers", "2", "--grace", "1") as server, ExitStack() as stack:
        pictures = [stack.enter_context(ask(server, SLOW_PICTURE)) for _ in range(2)]
        server.await_output(b"working\nworking\n")
        pictures.append(stack.enter_context(ask(server, SLOW_PICTURE)))
        text = stack.enter_context(ask(server, long_text("Wait")))
        server.await_output(b"working\n")
        server.ask_to_stop()
        assert server.exit_status() == 0
        for connection in (*pictures, text):
            assert Reader(connection).at_end()
    assert server.logged() == ""


def test_a_stop_hangs_up_on_work_without_a_client(start: Start) -> None:
    """Work that nobody waits for any more does not keep the server from stopping either."""
    with start("--grace", "1") as server:
        with ask(server, SLOW_PICTURE):
            server.await_output(b"working\n")
        server.ask_to_stop()
        assert server.exit_status() == 0
    assert server.logged() == ""


def test_a_stop_waits_for_work(start: Start) -> None:
    """What is in work at the stop and done within the grace is answered."""
    with start() as server, ask(server, SLOW_PICTURE) as picture, ask(server, long_text("Wait")) as text:
        server.await_output(b"working\nworking\n")
        server.ask_to_stop()
        server.wait_until_refused()
        server.process.send_signal(signal.SIGUSR1)
        for connection in (picture, text):
            reader = Reader(connection)
            assert reader.reply().status == 200
            assert reader.at_end()
        assert server.exit_status() == 0
    assert sorted(line.split()[2] for line in server.logged().splitlines()) == ["200", "200"]


def test_a_second_interrupt_ends_the_grace(start: Start) -> None:
    """Who presses Ctrl-C again does not wait for work that goes on."""
    with start("--grace", "3600") as server, ask(server, SLOW_PICTURE):
        server.await_output(b"working\n")
        server.process.send_signal(signal.SIGINT)
        server.wait_until_refused()
        server.process.send_signal(signal.SIGINT)
        assert server.exit_status() == 0
    assert server.logged() == ""


def test_an_application_lives_twice() -> None:
    """An application that was shut down serves pictures and long texts when it is started again, and in between."""
    app = create_app(Settings(access_log=False))

    def use(client: TestClient) -> list[int]:
        text = client.post(
            TEXT.path, headers={"x-api-key": "YOUR_API_KEY"}, json={**FIELDS, "text": "Hello ".ljust(2_100, ".")}
        )
        picture = client.post(
            IMAGE.path,
            headers={"Authorization": "Bearer itk_xxx.its_yyy"},
            files={"image": ("hello.png", draw_picture(["Hello"]), "image/png")},
        )
        return [text.status_code, picture.status_code]

    for _ in range(2):
        with TestClient(app) as client:
            assert use(client) == [200, 200]
        assert use(TestClient(app)) == [200, 200]
