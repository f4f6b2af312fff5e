"""Hostile clients: slow, absent, many at a time; and what a server is left with after all of them."""

import json
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from hostile_support import pictures
from hostile_support.http_rows import LAST, http_rows
from hostile_support.image_rows import IMAGE, image_rows
from hostile_support.oracle import judge
from hostile_support.process import ServerProcess, server_process
from hostile_support.rows import TEXT, Endpoint, Header, Row, line_of, upload
from hostile_support.text_rows import text_rows
from hostile_support.trial import Trial, answer, image_trial, judge_below, text_trial
from hostile_support.wire import ConnectionClosed, Reader, Reply, connect, exchange
from translation_mock.settings import Settings

ENDPOINTS = [TEXT, IMAGE]
TRIALS = {"text": text_trial(), "image": image_trial(IMAGE)}
#: What a refused request may add to the memory of the server beside the bytes that its limit allows.
ALLOWANCE = 50 << 20


@pytest.fixture(params=ENDPOINTS, ids=[endpoint.name for endpoint in ENDPOINTS])
def endpoint(request: pytest.FixtureRequest) -> Endpoint:
    """Each endpoint."""
    chosen: Endpoint = request.param
    return chosen


@pytest.fixture
def trial(endpoint: Endpoint) -> Trial:
    """How to see what was paid at the endpoint."""
    return TRIALS[endpoint.name]


def served(server: ServerProcess, endpoint: Endpoint) -> None:
    """Fail unless a valid request is served."""
    reply = exchange(server.address, [endpoint.request()])
    judge(endpoint.success, reply.status, reply.headers, reply.body)


def test_client_that_leaves_in_the_body(server: ServerProcess, endpoint: Endpoint, trial: Trial) -> None:
    """A client that disconnects in the middle of its body pays nothing and disturbs nobody."""
    before = trial.balance(server.address)
    for length in range(1, len(endpoint.body), 7):
        with connect(server.address) as connection:
            connection.sendall(endpoint.request()[: -len(endpoint.body) + length])
            # A reset instead of an orderly end.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    assert trial.balance(server.address) == before - trial.price_of_asking


def test_client_that_waits_in_the_head(server: ServerProcess, endpoint: Endpoint) -> None:
    """While a hundred clients wait in the middle of a head, others are served, and at last they are too."""
    request = endpoint.request()
    with ExitStack() as stack:
        waiting = [stack.enter_context(connect(server.address)) for _ in range(100)]
        for connection in waiting:
            connection.sendall(request[:40])
        served(server, endpoint)
        for connection in waiting[::20]:
            connection.sendall(request[40:])
            reply = Reader(connection).reply()
            judge(endpoint.success, reply.status, reply.headers, reply.body)


def test_client_that_waits_in_the_body(server: ServerProcess, endpoint: Endpoint) -> None:
    """While a hundred clients wait in the middle of a body, others are served, and at last they are too."""
    request = endpoint.request()
    with ExitStack() as stack:
        waiting = [stack.enter_context(connect(server.address)) for _ in range(100)]
        for connection in waiting:
            connection.sendall(request[:-9])
        served(server, endpoint)
        for connection in waiting[::20]:
            connection.sendall(request[-9:])
            reply = Reader(connection).reply()
            judge(endpoint.success, reply.status, reply.headers, reply.body)


def test_client_that_sends_single_bytes(server: ServerProcess, endpoint: Endpoint) -> None:
    """A request that arrives byte by byte is served."""
    reply = exchange(server.address, [bytes([byte]) for byte in endpoint.request()])
    judge(endpoint.success, reply.status, reply.headers, reply.body)


def test_client_that_never_reads(server: ServerProcess, endpoint: Endpoint) -> None:
    """A client that asks again and again and reads no answer does not keep others from being served."""
    with connect(server.address) as connection:
        connection.setblocking(False)
        requests = endpoint.request(b"", method="GET") * 500
        with suppress(BlockingIOError):
            for _ in range(2_000):
                connection.send(requests)
        served(server, endpoint)


def test_fifty_uploads_at_a_time(server: ServerProcess) -> None:
    """Fifty uploads of a megabyte at the same time, every other one damaged, are answered and paid one by one."""
    whole = upload(pictures.pixel() + bytes(1 << 20))
    damaged = upload(pictures.blank("png")[:40] + bytes(1 << 20))
    before = TRIALS["image"].balance(server.address)

    def send(number: int) -> int:
        return exchange(server.address, [IMAGE.request(damaged if number % 2 else whole)]).status

    with ThreadPoolExecutor(50) as threads:
        assert [*threads.map(send, range(50))] == [200, 400] * 25
    assert TRIALS["image"].balance(server.address) == before - 25 - 1


def test_requests_in_one_piece(server: ServerProcess, endpoint: Endpoint, trial: Trial) -> None:
    """Requests that arrive in one piece are answered in their order, garbage behind them last; then it is over."""
    before = trial.balance(server.address)
    wrong = endpoint.request(b"", method="GET")
    with connect(server.address) as connection:
        connection.sendall(endpoint.request() + wrong + endpoint.request() + b"\0garbage")
        reader = Reader(connection)
        for expected in (endpoint.success, endpoint.wrong_method, endpoint.success):
            reply = reader.reply()
            judge(expected, reply.status, reply.headers, reply.body)
        judge_below(reader.reply())
        assert reader.at_end()

    assert trial.balance(server.address) == before - 2 * endpoint.success.cost - trial.price_of_asking


def test_a_broken_body_behind_a_request(server: ServerProcess, endpoint: Endpoint, trial: Trial) -> None:
    """Of two requests in one piece the first is answered and paid, though the body of the second is broken."""
    before = trial.balance(server.address)
    with connect(server.address) as connection:
        connection.sendall(endpoint.request() + endpoint.chunked(b"no size\r\n"))
        reader = Reader(connection)
        reply = reader.reply()
        judge(endpoint.success, reply.status, reply.headers, reply.body)
        judge_below(reader.reply())
        assert reader.at_end()

    assert trial.balance(server.address) == before - endpoint.success.cost - trial.price_of_asking


def test_a_second_request_hidden_in_an_upgrade(server: ServerProcess, endpoint: Endpoint, trial: Trial) -> None:
    """What follows the body of a request with an upgrade is neither answered nor added to that body."""
    before = trial.balance(server.address)
    upgrade = endpoint.request(headers=[("Connection", "Upgrade"), ("Upgrade", "h2c")])
    with connect(server.address) as connection:
        connection.sendall(upgrade + endpoint.request())
        reader = Reader(connection)
        reply = reader.reply()
        judge(endpoint.success, reply.status, reply.headers, reply.body)
        assert reader.at_end()

    assert trial.balance(server.address) == before - endpoint.success.cost - trial.price_of_asking


def test_a_long_head_behind_a_request(server: ServerProcess, endpoint: Endpoint) -> None:
    """The bound on heads holds for the second request of a connection too."""
    with connect(server.address) as connection:
        reader = Reader(connection)
        connection.sendall(endpoint.request())
        assert reader.reply().status == 200
        connection.sendall(endpoint.request(headers=[("X-Long", "a" * 70_000)]))
        reply = reader.reply()
        judge_below(reply)
        assert reply.status == 431
        assert reader.at_end()


def test_a_long_body_right_behind_the_end_of_the_head(server: ServerProcess) -> None:
    """A body that begins in the same piece as the end of its head is not taken for a long head."""
    body = TEXT.body + b" " * 500_000
    request = TEXT.request(body)
    cut = request.index(b"\r\n\r\n") + 2
    with connect(server.address) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request[:cut])
        # The server has read the first piece by the time it has answered somebody else.
        served(server, TEXT)
        connection.sendall(request[cut:])
        reply = Reader(connection).reply()
    judge(TEXT.success, reply.status, reply.headers, reply.body)


#: Fields of a trailer, and what the head of the request lacks: nothing of a trailer counts, whatever it says.
TRAILERS: dict[str, Callable[[Endpoint], tuple[dict[str, Any], list[Header]]]] = {
    "the-key": lambda it: ({"key": []}, [it.key]),
    "another-key": lambda it: ({}, [it.key]),
    "the-type": lambda it: ({"content_type": None}, [("Content-Type", it.content_type)]),
    "another-type": lambda _it: ({}, [("Content-Type", "text/html")]),
    "all-else": lambda _it: ({}, [("Expect", "100-continue"), ("Host", "other"), ("X-Y", "z"), ("Origin", "null")]),
}


@pytest.mark.parametrize("pieces", [1, 2, 3])
@pytest.mark.parametrize("trailer", TRAILERS)
def test_a_trailer_is_no_header(
    server: ServerProcess, endpoint: Endpoint, trial: Trial, trailer: str, pieces: int
) -> None:
    """A request with a trailer is answered as without, in whatever pieces it arrives; and so is the next one."""
    head, fields = TRAILERS[trailer](endpoint)
    request = endpoint.chunked(b"%x\r\n%b\r\n%b" % (len(endpoint.body), endpoint.body, LAST), **head)
    lines = b"".join(line_of(field) + b"\r\n" for field in fields)
    cuts = [0, len(request) - 2, len(request) - 2 + len(lines) // 2][:pieces]
    with_trailer = request[:-2] + lines + request[-2:]
    expected = exchange(server.address, [request])
    before = trial.balance(server.address)

    with connect(server.address) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader = Reader(connection)
        for start, end in pairwise([*cuts, len(with_trailer)]):
            connection.sendall(with_trailer[start:end])
            # The server has read this piece by the time it has answered somebody else.
            exchange(server.address, [endpoint.request(b"", method="GET")])
        replies = [reader.reply()]
        connection.sendall(request)
        replies.append(reader.reply())

    for reply in replies:
        assert (reply.status, _said(reply)) == (expected.status, _said(expected))
    cost = 2 * endpoint.success.cost if expected.status == 200 else 0
    assert trial.balance(server.address) == before - cost - trial.price_of_asking


def _said(reply: Reply) -> Any:
    """The body without the balance, which falls."""
    return {name: value for name, value in json.loads(reply.body).items() if name != "credits"}


@pytest.mark.parametrize("pieces", [1, 2])
def test_a_long_trailer_is_refused(server: ServerProcess, endpoint: Endpoint, trial: Trial, pieces: int) -> None:
    """The bound on heads holds for trailers, of one field or of many, whether they arrive in one piece or not."""
    before = trial.balance(server.address)
    chunks = b"%x\r\n%b\r\n0\r\n" % (len(endpoint.body), endpoint.body)
    for lines in (b"X-Long: " + b"a" * 70_000 + b"\r\n", b"X-Y: z\r\n" * 20_000):
        request = endpoint.chunked(chunks + lines + b"\r\n")
        cut = len(request) - len(lines) // 2 if pieces == 2 else 0
        with connect(server.address) as connection:
            connection.sendall(request[:cut])
            served(server, endpoint)
            connection.sendall(request[cut:])
            reply = Reader(connection).reply()
            judge_below(reply)
            assert reply.status == 431

    assert trial.balance(server.address) == before - 2 * endpoint.success.cost - trial.price_of_asking


def test_small_chunks_with_signatures_are_taken(server: ServerProcess) -> None:
    """Chunks of a hundred bytes, each with an extension of eighty, are no attack, however many there are."""
    body = TEXT.body + b" " * 1_000_000
    pieces = [body[start : start + 100] for start in range(0, len(body), 100)]
    chunks = b"".join(b"%x;signature=%b\r\n%b\r\n" % (len(piece), b"a" * 69, piece) for piece in pieces)
    reply = exchange(server.address, [TEXT.chunked(chunks + LAST)])
    judge(TEXT.success, reply.status, reply.headers, reply.body)


def test_a_body_that_is_too_large_is_not_asked_for(server: ServerProcess, endpoint: Endpoint) -> None:
    """A client that waits for 100 Continue with a body that is too large gets 413 instead."""
    headers = [("Expect", "100-continue"), ("Content-Length", str(200 * 10**6))]
    with connect(server.address) as connection:
        connection.sendall(endpoint.request(b"", headers=headers, length=False))
        assert connection.recv(12) == b"HTTP/1.1 413"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server of this test alone, which has served each endpoint once."""
    with server_process(tmp_path, "--grace", "1") as running:
        for endpoint in ENDPOINTS:
            served(running, endpoint)
        yield running


HEAVY = ("size-200-mb", "bomb-", "json-100000", "head-endless", "trailer-endless", "extension-endless", "gzip-")


def _heavy(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.name.startswith(HEAVY)]


def test_memory_for_hostile_texts(fresh: ServerProcess) -> None:
    """No heavy request to the text endpoint takes more memory than its limit of 2 MiB and 50 MiB beside it."""
    _assert_memory(fresh, [*text_rows(), *http_rows(TEXT)], limit=2 << 20)


def test_memory_for_hostile_pictures(fresh: ServerProcess) -> None:
    """No heavy request to the image endpoint takes more memory than its limit of 32 MiB and 50 MiB beside it."""
    _assert_memory(fresh, [*image_rows(), *http_rows(IMAGE)], limit=32 << 20)


def _assert_memory(server: ServerProcess, rows: list[Row], limit: int) -> None:
    heavy = _heavy(rows)
    assert len(heavy) >= 8
    risen: dict[str, int] = {}
    for row in heavy:
        server.forget_peak()
        before = server.peak()
        answer(server.address, row)
        risen[row.name] = server.peak() - before
    assert {name: rise >> 20 for name, rise in risen.items() if rise > limit + ALLOWANCE} == {}


def test_nothing_is_left_behind(fresh: ServerProcess) -> None:
    """After every row of both tables no file is open that was not before, no thread is there but the workers, and
    nothing is logged but requests.
    """
    tables = {"text": [*text_rows(), *http_rows(TEXT)], "image": [*image_rows(), *http_rows(IMAGE)]}
    files = _settled(fresh.open_files)

    for rows in tables.values():
        for row in rows:
            answer(fresh.address, row)

    assert _settled(fresh.open_files, files) <= files
    assert fresh.threads() <= 1 + 2 * Settings().workers
    fresh.ask_to_stop()
    assert fresh.exit_status() == 0
    _assert_log(fresh.logged())


def _settled(count: Callable[[], int], wanted: int = 0) -> int:
    """The count once the server has noticed that clients are gone: as long as it falls, or is above *wanted*."""
    value, unchanged = count(), 0
    while value > wanted and unchanged < 1_000:
        unchanged = unchanged + 1 if (now := count()) >= value else 0
        value = now
        os.sched_yield()
    return value


def _assert_log(log: str) -> None:
    assert "Traceback" not in log
    assert "Error" not in log
    for secret in ("hostile-text-key", "itk_hostile", "its_hostile", "rich-text-key", "HOSTILE"):
        assert [line for line in log.splitlines() if secret in line] == []


#: Where in the target of a request somebody may put a key.
ODD_PLACES = (
    "/{key}",
    "/{key}/",
    "/api/v1/{key}/image-translate",
    "/api/v1/image-translate/{key}",
    "/api/v1/image-translate;key={key}",
    "/api/v1/image-translate%3fkey={key}",
    "/api/v1/image-translate%00{key}",
    "/api/v1/image-translate?key={key}",
    "/api/v1/image-translate#{key}",
    "/__mock__/{key}",
    "/openapi/{key}.json",
    "/openapi/text.json/{key}",
    "/sample.png/{key}",
    "/sample.png?{key}",
    "http://{key}@mock/api/v1/image-translate",
    "http://{key}/api/v1/image-translate",
    "{key}",
    "//{key}",
    "/%69tk_hostile%2eits_hostile",
    "/real%0akey%0dof-a.real-vendor",
)


def test_a_key_in_the_target_is_not_logged(fresh: ServerProcess) -> None:
    """Wherever in the target of a request a key stands, the log does not have it."""
    for endpoint in ENDPOINTS:
        for place in ODD_PLACES:
            for method in ("GET", "POST"):
                target = place.format(key="itk_hostile.its_hostile")
                with suppress(ConnectionClosed):
                    exchange(fresh.address, [endpoint.request(method=method, target=target)])
    fresh.ask_to_stop()
    assert fresh.exit_status() == 0
    _assert_log(fresh.logged())
    assert "real-vendor" not in fresh.logged()
    assert "POST /api/v1/.../image-translate 404 -" in fresh.logged().splitlines()


def test_stop_during_a_request(fresh: ServerProcess, endpoint: Endpoint) -> None:
    """A request that has begun when the server is asked to stop is answered, and the server exits with 0."""
    request = endpoint.request(headers=[("Expect", "100-continue")])
    interim = b"HTTP/1.1 100 Continue\r\n\r\n"
    with connect(fresh.address) as connection:
        connection.sendall(request[:-9])
        assert connection.recv(len(interim)) == interim  # The server waits for the rest.
        fresh.ask_to_stop()
        fresh.wait_until_refused()
        connection.sendall(request[-9:])
        reader = Reader(connection)
        reply = reader.reply()
        judge(endpoint.success, reply.status, reply.headers, reply.body)
        assert reply.headers["connection"] == "close"
        assert reader.at_end()
    assert fresh.exit_status() == 0
    _assert_log(fresh.logged())


def test_stop_while_clients_wait(fresh: ServerProcess, endpoint: Endpoint) -> None:
    """Clients that wait in a head, in a body and between requests do not keep the server from stopping with 0."""
    request = endpoint.request()
    with ExitStack() as stack:
        waiting = [stack.enter_context(connect(fresh.address)) for _ in range(3)]
        for connection, beginning in zip(waiting, (b"", request[:30], request[:-9]), strict=True):
            connection.sendall(beginning)
        served(fresh, endpoint)
        fresh.ask_to_stop()
        assert fresh.exit_status() == 0
        for connection in waiting:
            assert Reader(connection).at_end()
    _assert_log(fresh.logged())
