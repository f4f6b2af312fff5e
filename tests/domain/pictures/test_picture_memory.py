"""What pictures cost in memory: the most that a worker needs, and nothing before there is one."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from hostile_support.image_rows import IMAGE
from hostile_support.process import server_process
from hostile_support.wire import exchange

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="the peak of the memory is read from /proc"
)

SIDE = 3_000
BYTES_PER_PIXEL = {"png": 9, "jpeg": 9, "gif": 12, "webp": 18, "lossless.webp": 28}
"""What a worker may need for each pixel of a picture, which Pillow holds in 4 bytes; see the README's limitations."""

PROGRAM = """
import gc, re, sys
from pathlib import Path
from translation_mock.domain.pictures import Box, Line, draw_picture, plant, translate_picture
def peak(): return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
def work(data): return translate_picture(data, str.upper, lambda _: "Exit", max_pixels=40_000_000)
path = sys.argv[1]
work(draw_picture(["Hello"], plant=False, format=path.rpartition(".")[2]))
# One line has its place, for the other one the regions of the picture are looked for.
data = plant(Path(path).read_bytes(), [Line("Mind", Box(300, 400, 1500, 300)), Line("the gap")])
gc.collect()
Path("/proc/self/clear_refs").write_text("5")
before = peak()
assert work(data).data != data
print(peak() - before)
"""


def test_memory_is_bounded_by_the_pixels_in_every_format(tmp_path: Path) -> None:
    """For a large picture with a line a worker needs no more bytes per pixel than is stated, of every format."""
    picture = Image.new("RGB", (SIDE, SIDE), "white")
    ImageDraw.Draw(picture).text((300, 600), "Mind the gap", fill="black", font_size=200)
    for name in BYTES_PER_PIXEL:
        options: dict[str, Any] = {"lossless": True, "quality": 0} if name.startswith("lossless") else {}
        picture.save(tmp_path / f"large.{name}", **options)

    needed = {}
    for name in BYTES_PER_PIXEL:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(tmp_path / f"large.{name}")], capture_output=True, text=True, check=True
        )
        needed[name] = int(done.stdout) / SIDE**2
    assert {name: most for name, most in BYTES_PER_PIXEL.items() if needed[name] > most} == {}, needed
    assert min(needed.values()) > 2


def test_a_start_loads_nothing_for_pictures(tmp_path: Path) -> None:
    """Pillow, the shaper and the fonts are not in memory before the first picture, and Pillow is after it."""
    with server_process(tmp_path) as server:
        maps = Path(f"/proc/{server.pid}/maps")
        assert [line for line in maps.read_text().splitlines() if "PIL" in line or "harfbuzz" in line] == []
        assert exchange(server.address, [IMAGE.request()]).status == 200
        assert "PIL" in maps.read_text()


@pytest.mark.parametrize(
    ("environment", "kept"),
    [({}, (4 << 20, 8)), ({"PILLOW_BLOCKS_MAX": "2"}, (16 << 20, 2)), ({"PILLOW_BLOCK_SIZE": "8m"}, (8 << 20, 0))],
)
def test_pillow_keeps_a_little_memory(environment: dict[str, str], kept: tuple[int, int]) -> None:
    """Eight blocks of four MiB unless the environment tells Pillow otherwise, and never more than that."""
    program = """
from PIL import Image
import translation_mock.domain.pictures
pictures = [Image.new("RGB", (4000, 4000)) for _ in range(3)]
del pictures
print((Image.core.get_block_size(), Image.core.get_blocks_max()), Image.core.get_stats()["blocks_cached"])
"""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PILLOW_")}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=bare | environment
    )
    assert done.stdout.strip() == f"{kept} {kept[1]}"
