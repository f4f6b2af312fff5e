"""Hostile requests to the image endpoint, one by one, over a socket to a running server."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from hostile_support.http_rows import http_rows
from hostile_support.image_rows import IMAGE, image_rows
from hostile_support.process import ServerProcess, server_process
from hostile_support.rows import TEXT, Row, upload
from hostile_support.trial import answer, image_trial
from hostile_support.wire import exchange
from translation_mock.settings import Settings

ROWS = [*image_rows(), *http_rows(IMAGE)]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_image_endpoint(server: ServerProcess, row: Row) -> None:
    """A hostile request is answered as documented, costs nothing unless it succeeds, and the server goes on."""
    image_trial(IMAGE).run(server.address, row)


REFUSED = [row for row in ROWS if row.name.startswith(("bomb-", "size-200-mb")) and row.expected != IMAGE.success]
#: Issue 4, section 2: what an attempt may add to resident memory.
RISE = 50 << 20


def test_refused_pictures_take_no_memory(tmp_path: Path) -> None:
    """No bomb, no 90 megapixels and no 200 MB raise the resident memory of the server by 50 MB."""
    with server_process(tmp_path) as server:
        answer(server.address, Row("warm", IMAGE.request(), IMAGE.success))
        risen = {}
        for row in REFUSED:
            server.forget_peak()
            before = server.peak()
            answer(server.address, row)
            risen[row.name] = server.peak() - before

    assert len(risen) >= 15
    assert {name: rise >> 20 for name, rise in risen.items() if rise >= RISE} == {}


def test_a_picture_that_is_taken_does_take_memory(tmp_path: Path) -> None:
    """The measure of the test above shows the pixels of a picture that is decoded."""
    with server_process(tmp_path) as server:
        answer(server.address, Row("warm", IMAGE.request(), IMAGE.success))
        server.forget_peak()
        before = server.peak()
        answer(server.address, Row("taken", IMAGE.request(upload(saved_noise(4_000, 4_000))), IMAGE.success))

        assert server.peak() - before >= RISE


def saved_noise(width: int, height: int) -> bytes:
    """A PNG in which no line stands."""
    file = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(file, "PNG", compress_level=1)
    return file.getvalue()


def test_others_are_served_while_pictures_are_worked_on(server: ServerProcess) -> None:
    """While more large pictures wait than there are workers, texts are answered before the first picture is."""
    picture = IMAGE.request(upload(saved_noise(5_000, 5_000)))
    with ThreadPoolExecutor(4) as threads:
        pictures = [threads.submit(exchange, server.address, [picture]) for _ in range(4)]
        texts = 0
        while not any(each.done() for each in pictures):
            assert exchange(server.address, [TEXT.request(key=[("x-api-key", "rich-text-key")])]).status == 200
            texts += 1
        assert [each.result().status for each in pictures] == [200] * 4

    assert texts > 4
    assert server.threads() <= 1 + 2 * Settings().workers


def test_every_image_row_has_a_name_of_its_own() -> None:
    """Rows are told apart by their names."""
    assert len({row.name for row in ROWS}) == len(ROWS) >= 60
