"""The image endpoint beside the same picture work in a bare loop: decode, detect, draw, encode.

The bare loop calls the mock's own picture functions and nothing else of it; that it does the same work is checked:
its data URL is the one in the mock's answer, byte for byte.
"""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from io import BytesIO

from PIL import Image

from bench.client import connected
from bench.figures import BenchError, Findings, Pace, Row, Target, interleaved, median_ms
from bench.messages import image_request
from bench.processes import can_be_read, resident_memory
from bench.servers import MOCK, running
from translation_mock.domain.pictures import draw_picture, translate_picture

SIZE = (640, 480)
LINES = ("Good morning", "The quick brown fox", "jumps over the lazy dog", "Opening hours 9 to 5", "Thank you")
#: The one that `image_request` asks for.
TARGET_LANGUAGE = "fr"
_FEWEST_ROUNDS = 5


def sample() -> bytes:
    """A PNG of 640 by 480 pixels with five lines of text, which are not planted: they have to be detected."""
    with Image.open(BytesIO(draw_picture(LINES, width=SIZE[0], font_size=40, plant=False))) as drawn:
        page = Image.new("RGB", SIZE, "white")
        page.paste(drawn, (0, (SIZE[1] - drawn.height) // 2))
    file = BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def bare(data: bytes, chunks: Sequence[Mapping[str, str]]) -> str:
    """What the mock does with the pixels, and nothing else: the texts of *chunks* in their places, as a data URL."""
    read = iter([chunk["sourceText"] for chunk in chunks])
    texts = {chunk["sourceText"]: chunk["translatedText"] for chunk in chunks}
    made = translate_picture(
        data, texts.__getitem__, lambda _: next(read), max_pixels=SIZE[0] * SIZE[1], language=TARGET_LANGUAGE
    )
    return f"data:image/png;base64,{b64encode(made.data).decode('ascii')}"


def measure(pace: Pace) -> Findings:
    """The median time of one request beside that of one round of the bare loop."""
    data = sample()
    request = image_request(data)
    with running(MOCK, request) as server, connected(server.port) as connection:

        def served() -> bytes:
            status, body = connection.exchange(request)
            if status != 200:
                raise BenchError(f"the mock answered a picture with {status}: {body[:200]!r}")
            return body

        answer = json.loads(served())
        chunks = answer["chunks"]
        if len(chunks) != len(LINES):
            raise BenchError(f"the mock found {len(chunks)} lines in a picture of {len(LINES)}")
        if bare(data, chunks) != answer["image"]:
            raise BenchError("the bare loop and the mock do not draw the same picture")
        for warm in (served, lambda: bare(data, chunks)):
            median_ms(warm, pace.warm_seconds / 2, _FEWEST_ROUNDS)
        ours, other = interleaved(
            pace.pairs,
            lambda: median_ms(served, pace.image_seconds, _FEWEST_ROUNDS),
            lambda: median_ms(lambda: bare(data, chunks), pace.image_seconds, _FEWEST_ROUNDS),
        )
        memory = f"{resident_memory(server.pid):.0f} MiB" if can_be_read() else "unknown"
    row = Row("Image, median: the same work in a bare loop", "ms", Target(1.5, "at most"), ours, other)
    remarks = (
        "The bare loop's picture is the mock's, byte for byte.",
        f"Resident memory of the mock after the pictures: {memory}.",
    )
    return Findings((row,), remarks)
