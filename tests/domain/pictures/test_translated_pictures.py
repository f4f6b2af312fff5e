"""The picture that comes back: what is kept, what is replaced."""

import struct
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat, JpegImagePlugin

from mock_support.typeface import font
from translation_mock.domain.pictures import (
    Box,
    Format,
    Line,
    TranslatedPicture,
    draw_picture,
    format_of,
    plant,
    translate_picture,
    translation,
)
from translation_mock.domain.pictures.measuring import Lettering
from translation_mock.domain.pictures.painting import Painted, Replacement, Style

FORMATS = ["png", "jpeg", "webp", "gif"]
BOX = Box(20, 20, 200, 44)


def translated(data: bytes, text: str = "Salida") -> TranslatedPicture:
    """The answer for a picture in which everything translates to one text."""
    return translate_picture(data, lambda _: text, lambda _: "detected", max_pixels=10_000_000)


def opened(data: bytes) -> Image.Image:
    """The picture, decoded."""
    with Image.open(BytesIO(data)) as picture:
        picture.load()
        return picture.copy() if getattr(picture, "n_frames", 1) == 1 else picture


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    """The picture as a file."""
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def sign(mode: str = "RGB", text: str = "Exit", colour: str = "black", ground: str = "white") -> Image.Image:
    """A picture of 260 by 90 pixels with a text in BOX."""
    picture = Image.new("RGBA" if mode in {"RGBA", "LA"} else "RGB", (260, 90), ground)
    ImageDraw.Draw(picture).text((24, 52), text, fill=colour, font=font(36), anchor="ls")
    if mode == "I;16":
        return picture.convert("I").point(lambda value: value * 257).convert("I;16")
    return picture if picture.mode == mode else picture.convert(mode)


def outside(picture: Image.Image, box: Box = BOX) -> bytes:
    """The pixels outside the box, as RGBA."""
    rest = picture.convert("RGBA") if not picture.mode.startswith("I") else picture.convert("I")
    rest.paste(0, box.edges)
    return rest.tobytes()


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        *[("png", mode) for mode in ("1", "L", "LA", "I;16", "P", "RGB", "RGBA")],
        *[("jpeg", mode) for mode in ("L", "RGB", "CMYK")],
        *[("webp", mode) for mode in ("RGB", "RGBA")],
        *[("gif", mode) for mode in ("1", "L", "P", "RGB")],
    ],
)
def test_every_mode_comes_back_translated(form: str, mode: str) -> None:
    """In every mode of every format the text in the box is another, and size, mode and format are the same."""
    data = saved(sign(mode), form, **({"lossless": True} if form == "webp" else {}))
    before = opened(data)

    result = translated(plant(data, [Line("Exit", BOX)]), "Ausgang")
    after = opened(result.data)

    assert format_of(result.data) is Format(form)
    assert after.size == before.size
    assert after.mode == before.mode or form == "gif"  # whose table of colours Pillow calls L when it is all grey
    old, new = (
        part.convert("I").convert("L") if part.mode == "I;16" else part.convert("L") for part in (before, after)
    )
    assert ImageStat.Stat(ImageChops.difference(old, new).crop(BOX.edges)).mean[0] > 3
    if form != "jpeg":
        assert outside(after) == outside(before)


@pytest.mark.parametrize("form", FORMATS)
def test_the_old_text_is_gone(form: str) -> None:
    """Translated to nothing, the box shows the ground alone."""
    data = plant(saved(sign(colour="navy", ground="#f0e0c0"), form), [Line("Exit", BOX)])

    after = opened(translated(data, " ").data).convert("RGB")

    blank = opened(saved(sign(text="", ground="#f0e0c0"), form)).convert("RGB")
    inside = ImageChops.difference(after, blank).crop(BOX.edges)
    assert max(ImageStat.Stat(inside).mean) < 3


@pytest.mark.parametrize("ground", ["across", "down"])
def test_a_gradient_is_continued(ground: str) -> None:
    """On a smooth ground nothing of the box is seen."""
    ramp = Image.linear_gradient("L").resize((260, 260)).point([40 + value // 2 for value in range(256)])
    ramp = ramp.rotate(90 if ground == "across" else 0).crop((0, 40, 260, 130))
    blank = Image.merge("RGB", (ramp, ramp, Image.new("L", ramp.size, 80)))
    picture = blank.copy()
    ImageDraw.Draw(picture).text((24, 52), "Exit", fill="white", font=font(36), anchor="ls")

    after = opened(translated(plant(saved(picture, "png"), [Line("Exit", BOX)]), " ").data)

    assert max(ImageStat.Stat(ImageChops.difference(after, blank)).mean) < 1
    assert not any(ImageChops.difference(after, blank).convert("L").histogram()[7:])


@pytest.mark.parametrize("colour", ["black", "#cc0000", "#0044cc"])
def test_the_translation_is_drawn_in_the_old_colour(colour: str) -> None:
    """The commonest colour but the ground's is the same before and after."""
    before = sign(text="Hamburg", colour=colour)

    after = opened(translated(plant(saved(before, "png"), [Line("Hamburg", BOX)]), "Hamburg").data)

    commonest = [sorted(picture.getcolors(10_000) or [], reverse=True)[1][1] for picture in (before, after)]
    assert commonest[0] == commonest[1]


def test_a_detected_line_keeps_its_size() -> None:
    """Where the text is not known its size is taken from its ink."""
    before = draw_picture(["Hamburg gate"], plant=False, width=400)

    after = translate_picture(before, str, lambda _: "Hamburg gate", max_pixels=10**6)

    assert after.recognised_by == "detected"
    old, new = (
        opened(data).convert("L").point([255 * (value < 128) for value in range(256)]).getbbox()
        for data in (before, after.data)
    )
    assert old
    assert new
    assert all(abs(one - other) <= 4 for one, other in zip(old, new, strict=True))


def test_long_translations_stay_in_their_box() -> None:
    """A translation that is much longer is set smaller or cut short, and nothing outside the box changes."""
    data = plant(saved(sign(), "png"), [Line("Exit", BOX)])

    for text in (
        "a considerably longer text",
        "word " * 60,
        "x" * 100_000,
        "日本語" * 30,
        "\u0301" * 50,
        "a\nb",
    ):
        after = opened(translated(data, text).data)
        assert outside(after) == outside(sign())
        assert ImageStat.Stat(after.convert("L").crop(BOX.edges)).extrema[0][0] < 200


@pytest.mark.parametrize(
    "box",
    [Box(0, 0, 260, 90), Box(0, 0, 1, 1), Box(259, 89, 1, 1), Box(-0, 40, 5000, 5000), Box(100, 0, 1, 90)],
)
def test_every_box_can_be_painted(box: Box) -> None:
    """Boxes of a pixel, of the whole picture and beyond its edges are painted as far as they are inside."""
    for form in FORMATS:
        result = translated(plant(saved(sign(), form), [Line("Exit", box)]))
        assert opened(result.data).size == (260, 90)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (2, 2), (10_000, 3)])
@pytest.mark.parametrize("form", FORMATS)
def test_odd_sizes_are_translated(size: tuple[int, int], form: str) -> None:
    """The smallest and the narrowest pictures come back, with and without a line in them."""
    data = saved(Image.new("RGB", size, "red"), form)

    assert opened(translated(data).data).size == size
    assert opened(translated(plant(data, [Line("Exit", Box(0, 0, *size))])).data).size == size


@pytest.mark.parametrize("form", ["png", "webp", "gif"])
def test_a_picture_without_text_keeps_its_pixels(form: str) -> None:
    """Where nothing is recognised the pixels come back as they were, without chunks."""
    data = saved(Image.radial_gradient("L").convert("RGB"), form, **({"lossless": True} if form == "webp" else {}))

    result = translated(data)

    assert (result.chunks, result.recognised_by) == ((), "nothing")
    assert opened(result.data).convert("RGB").tobytes() == opened(data).convert("RGB").tobytes()


def test_a_deep_picture_without_text_keeps_its_depth() -> None:
    """Where nothing is drawn 16 bits per channel, gamma and density stay, and only what is private goes."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 1, 16, 2, 0, 0, 0))
    shown = png_chunk(b"gAMA", struct.pack(">I", 45_455)) + png_chunk(b"pHYs", struct.pack(">IIB", 3937, 3937, 1))
    private = png_chunk(b"tEXt", b"Author\0Secret") + png_chunk(b"prVt", b"Secret")
    pixels = png_chunk(b"IDAT", zlib.compress(b"\0" + bytes(range(18))))
    start, end = b"\x89PNG\r\n\x1a\n" + header + shown, pixels + png_chunk(b"IEND", b"")

    assert translated(start + private + end).data == start + end


def png_chunk(kind: bytes, content: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@pytest.mark.parametrize("form", FORMATS)
def test_where_nothing_is_drawn_nothing_is_coded_again(form: str) -> None:
    """A picture without text comes back byte for byte, its author's comments aside."""
    data = saved(Image.radial_gradient("L").convert("RGB"), form)

    assert translated(data).data == data
    assert translated(plant(data, [Line("Exit", Box(400, 400, 9, 9))])).data.count(b"Exit") == 0


def test_a_jpeg_keeps_its_tables() -> None:
    """A painted JPEG has the quantisation tables and the subsampling of the upload."""
    data = saved(sign(), "jpeg", quality=37, subsampling=1)

    result = translated(plant(data, [Line("Exit", BOX)]))

    with Image.open(BytesIO(data)) as before, Image.open(BytesIO(result.data)) as after:
        assert after.quantization == before.quantization  # type: ignore[attr-defined]
        assert JpegImagePlugin.get_sampling(after) == JpegImagePlugin.get_sampling(before) == 1


def test_boxes_upon_each_other_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a thousand boxes as large as the picture four are painted, and all are chunks."""
    painted: list[Box] = []

    def repaint(_: Image.Image, replacements: list[Replacement], *__: object) -> list[Painted]:
        painted.extend(replacement.box for replacement in replacements)
        style = Style((1, 1), (0,), Lettering(8, (6,), 0, 1, 0, 1))
        return [Painted(style, None) for _ in replacements]

    monkeypatch.setattr(translation, "repaint", repaint)
    whole = Box(0, 0, 260, 90)

    result = translated(plant(saved(sign(), "png"), [Line("Exit", whole)] * 1000))

    assert painted == [whole] * 4
    assert len(result.chunks) == 1000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of the memory is read from /proc")
@pytest.mark.parametrize("lines", [0, 1], ids=["blank", "text"])
def test_memory_is_bounded_by_the_pixels(lines: int, tmp_path: Path) -> None:
    """A worker holds the pixels of a large picture (here 64 MB) hardly more than once."""
    picture = Image.new("RGBA", (4000, 4000), "white")
    if lines:
        ImageDraw.Draw(picture).text((300, 600), "Mind the gap", fill="black", font=font(200))
    path = tmp_path / "large.png"
    picture.save(path, compress_level=1)
    program = """
import re, sys
from pathlib import Path
from translation_mock.domain.pictures import draw_picture, translate_picture
def peak(): return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1000
def work(data): return translate_picture(data, str, lambda _: "Exit", max_pixels=40_000_000)
work(draw_picture(["Hello"], plant=False))
before = peak()
assert len(work(Path(sys.argv[1]).read_bytes()).chunks) == int(sys.argv[2])
print(peak() - before)
"""

    answer = subprocess.run(
        [sys.executable, "-c", program, path, str(lines)], capture_output=True, text=True, check=True
    )

    assert float(answer.stdout) < 1.65 * 64


def test_transparency_is_kept() -> None:
    """Text on nothing is replaced by text on nothing."""
    clear = sign("RGBA", ground="#00000000")
    for picture, form in (
        (clear, "png"),
        (clear, "webp"),
        (clear.quantize(16), "png"),
        (clear.convert("LA"), "png"),
    ):
        options = {"lossless": True} if form == "webp" else {}
        after = opened(translated(plant(saved(picture, form, **options), [Line("Exit", BOX)]), "Il").data)
        alpha = after.convert("RGBA").getchannel("A")
        assert alpha.histogram()[0] > 0
        assert any(alpha.histogram()[250:])
        assert alpha.getpixel((BOX.right - 5, BOX.top + 5)) == 0
        assert alpha.getbbox() != clear.getchannel("A").getbbox()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["jpeg", "png", "webp"])
def test_orientation_is_applied_once(form: str, orientation: int) -> None:
    """A turned picture comes back upright as displayed, its box counted there, and is not turned again."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = Image.new("RGB", (120, 80), "white")
    picture.paste("red", (0, 0, 40, 30))
    data = saved(picture, form, exif=exif)
    with Image.open(BytesIO(data)) as turned:
        from PIL import ImageOps

        displayed = ImageOps.exif_transpose(turned).convert("RGB")

    result = translated(plant(data, [Line("x", Box(displayed.width - 8, displayed.height - 8, 8, 8))]), " ")

    with Image.open(BytesIO(result.data)) as after:
        assert 0x0112 not in after.getexif()
        assert after.size == displayed.size
        assert max(ImageStat.Stat(ImageChops.difference(after.convert("RGB"), displayed)).mean) < 4


@pytest.mark.parametrize("form", ["jpeg", "png", "webp"])
def test_private_metadata_is_dropped_and_the_profile_kept(form: str) -> None:
    """Camera data and comments do not come back, the colour profile does."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    profile = b"\0" * 36 + b"acsp" + b"\1" * 200
    data = saved(sign(), form, exif=exif, icc_profile=profile)
    assert b"SecretCamera" in data

    result = translated(data)

    assert b"SecretCamera" not in result.data
    assert opened(result.data).info["icc_profile"] == profile


@pytest.mark.parametrize("tag", [b"II*\0", b"MM\0*", b"II*\0\xff\xff\xff\xff", b"garbage", b""])
def test_damaged_camera_data_is_ignored(tag: bytes) -> None:
    """EXIF that makes no sense neither warns nor refuses."""
    data = saved(sign(), "jpeg", exif=b"Exif\0\0" + tag)

    assert opened(translated(data).data).size == (260, 90)


@pytest.mark.parametrize("options", [{"progressive": True}, {"quality": 30}, {"subsampling": 0}, {"quality": 100}])
def test_jpeg_blocks_outside_stay_nearly_the_same(options: dict[str, int]) -> None:
    """A JPEG is written with its own tables, so what is not painted hardly changes."""
    photo = Image.effect_mandelbrot((260, 200), (-2, -1.5, 1, 1.5), 30).convert("RGB")
    data = saved(photo, "jpeg", **options)

    after = opened(translated(plant(data, [Line("Exit", BOX)])).data)

    below = (0, 80, 260, 200)
    difference = ImageChops.difference(after.crop(below), opened(data).crop(below))
    assert max(ImageStat.Stat(difference).rms) < 3.2  # 38 dB


@pytest.mark.parametrize("form", ["png", "gif", "webp"])
def test_animations_keep_frames_and_durations(form: str) -> None:
    """Every frame and its duration come back, equal frames too, and the text is replaced in each."""
    frames = []
    for index in range(5):
        frame = sign()
        frame.paste("blue", (10 * max(0, index - 1), 70, 10 * max(0, index - 1) + 8, 80))
        frames.append(frame)
    durations = [100, 200, 50, 70, 1000]
    options: dict[str, object] = {"lossless": True} if form == "webp" else {}
    data = saved(frames[0], form, save_all=True, append_images=frames[1:], duration=durations, loop=3, **options)

    result = translated(plant(data, [Line("Exit", BOX)]), "Ausgang")

    with Image.open(BytesIO(data)) as before, Image.open(BytesIO(result.data)) as after:
        count = getattr(before, "n_frames", 1)
        assert getattr(after, "n_frames", 1) == count
        assert count >= 4
        assert after.info["loop"] == before.info["loop"]
        for index in range(count):
            before.seek(index)
            after.seek(index)
            before.load()
            after.load()
            assert after.info["duration"] == before.info["duration"]
            assert outside(after.convert("RGB")) == outside(before.convert("RGB"))
            change = ImageChops.difference(after.convert("L"), before.convert("L")).crop(BOX.edges)
            assert ImageStat.Stat(change).mean[0] > 10


def test_a_frame_that_shows_something_else_keeps_it() -> None:
    """Detected text is replaced in the frames that show it, and only there."""
    other = Image.new("RGB", (260, 90), "white")
    other.paste("green", (30, 25, 120, 70))
    data = saved(sign(), "gif", save_all=True, append_images=[other, sign()], duration=100)

    result = translated(data)

    assert result.recognised_by == "detected"
    with Image.open(BytesIO(result.data)) as after:
        shown = []
        for index in range(3):
            after.seek(index)
            shown.append(after.convert("RGB"))
    assert shown[1].tobytes() == other.tobytes()
    assert shown[0].tobytes() == shown[2].tobytes() != sign().tobytes()


def test_transparent_animations_show_nothing_of_the_frame_before() -> None:
    """Each frame of a transparent GIF shows exactly itself."""
    frames = [Image.new("RGBA", (40, 40)) for _ in range(3)]
    for index, frame in enumerate(frames):
        frame.paste("red", (10 * index, 10, 10 * index + 8, 18))
    data = saved(frames[0], "gif", save_all=True, append_images=frames[1:], duration=50, disposal=2)

    with Image.open(BytesIO(translated(data).data)) as after:
        for index in range(3):
            after.seek(index)
            assert after.convert("RGBA").getchannel("A").tobytes() == frames[index].getchannel("A").tobytes()


def test_an_apng_keeps_its_still_picture() -> None:
    """The picture that is shown where animations are not stays apart from the animation."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("black", "red", "green")]
    data = saved(frames[0], "png", save_all=True, append_images=frames[1:], default_image=True, duration=40)

    with Image.open(BytesIO(data)) as before, Image.open(BytesIO(translated(data).data)) as after:
        assert (after.n_frames, after.default_image) == (before.n_frames, before.default_image) == (3, True)  # type: ignore[attr-defined]
        for index, colour in enumerate([(0, 0, 0), (255, 0, 0), (0, 128, 0)]):
            after.seek(index)
            assert after.convert("RGB").getpixel((5, 5)) == colour


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_upload_gives_the_same_bytes(form: str) -> None:
    """The answer is the same the second time and in eight threads at once."""
    data = draw_picture(["Hello", "World", "Mind the gap"], format=form)
    expected = translated(data, "Ĥéļļö ŵöŕļð").data

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda _: translated(data, "Ĥéļļö ŵöŕļð").data, range(16)))

    assert set(results) == {expected}


def test_importing_the_package_loads_no_font() -> None:
    """Fonts are unpacked when the first letter is drawn, not before."""
    program = "import sys, translation_mock.domain.pictures; print('pymupdf_fonts' in sys.modules)"

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "False"


def test_errors_of_the_caller_are_not_disguised() -> None:
    """What `translate` raises is raised, not taken for a damaged picture."""

    def failing(_: str) -> str:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        translate_picture(draw_picture(["Hello"]), failing, lambda _: "", max_pixels=10**6)
