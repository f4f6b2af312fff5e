"""Which uploads are pictures, which are damaged, and which are too large."""

import struct
import tracemalloc
import warnings
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from PIL import Image

from translation_mock.domain.pictures import Box, Format, Line, draw_picture, format_of, plant, translate_picture
from translation_mock.domain.pictures.files.anatomy import MOST_FRAMES, SMALLEST_FRAME
from translation_mock.domain.refusals import DamagedPicture, OversizedPicture, UnsupportedPicture
from translation_mock.settings import SettingError, from_flags

FORMATS = ["png", "jpeg", "webp", "gif"]


def translated(data: bytes, max_pixels: int = 4_000_000) -> bytes:
    """The answer's picture."""
    return translate_picture(data, str.upper, lambda _: "Exit", max_pixels=max_pixels).data


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    """The picture as a file."""
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def after_header(png: bytes, *chunks: bytes) -> bytes:
    """The PNG with chunks after its IHDR."""
    return png[:33] + b"".join(chunks) + png[33:]


@pytest.fixture
def animation() -> Callable[..., bytes]:
    """Draws animations in which a square moves."""

    def draw(form: str, frames: int = 3, **options: object) -> bytes:
        pictures = []
        for index in range(frames):
            picture = Image.new("RGB", (40, 30), "white")
            picture.paste("red", (index, 5, index + 10, 15))
            pictures.append(picture)
        return saved(pictures[0], form, save_all=True, append_images=pictures[1:], **options)

    return draw


@pytest.mark.parametrize("form", FORMATS)
def test_the_format_is_told_by_content(form: str) -> None:
    """Each format is recognised by its bytes and comes back as itself."""
    result = translate_picture(draw_picture(["Hi"], format=form), str, lambda _: "", max_pixels=10**6)

    assert result.media_type == f"image/{form}"
    assert format_of(result.data) is Format(form)
    with Image.open(BytesIO(result.data)) as picture:
        assert (picture.format or "").lower() == form


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\x89PNG",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"\x00\x00\x00\x1cftypavif",
        saved(Image.new("RGB", (4, 4)), "bmp"),
        saved(Image.new("RGB", (4, 4)), "tiff"),
    ],
    ids=["nothing", "text", "svg", "pdf", "half-a-magic", "wave", "avif", "bmp", "tiff"],
)
def test_anything_else_is_unsupported(data: bytes) -> None:
    """What does not begin as one of the four formats is refused as unsupported."""
    with pytest.raises(UnsupportedPicture):
        translated(data)


@pytest.mark.parametrize("form", FORMATS)
def test_truncated_pictures_are_damaged(form: str) -> None:
    """A picture cut anywhere after its first bytes is refused as damaged."""
    data = draw_picture(["Hello world"], format=form)

    for length in {
        12,
        13,
        20,
        30,
        40,
        len(data) // 4,
        len(data) // 2,
        len(data) - 9,
        len(data) - 2,
        len(data) - 1,
    }:
        with pytest.raises(DamagedPicture):
            translated(data[:length])


def small_files() -> Iterator[tuple[str, bytes]]:
    """Small pictures of every kind, with metadata where there can be any."""
    picture = Image.new("RGB", (20, 12), "white")
    picture.paste("navy", (3, 2, 9, 8))
    other = picture.rotate(180)
    for form in FORMATS:
        yield form, plant(saved(picture, form), [Line("Exit")])
        if form != "jpeg":
            yield f"animated-{form}", saved(picture, form, save_all=True, append_images=[other, picture])
    yield "png-palette", saved(picture.quantize(4), "png", transparency=1, icc_profile=b"\0" * 36 + b"acsp" + bytes(92))
    yield "jpeg-progressive", saved(picture, "jpeg", progressive=True, exif=Image.Exif().tobytes())
    yield "jpeg-cmyk", saved(picture.convert("CMYK"), "jpeg", restart_marker_blocks=1)
    yield "webp-lossless", saved(picture.convert("RGBA"), "webp", lossless=True, exif=Image.Exif().tobytes())


SMALL = dict(small_files())


@pytest.mark.parametrize("name", SMALL)
def test_every_truncation_is_refused(name: str) -> None:
    """A picture of any kind is refused wherever it is cut, and taken whole."""
    data = SMALL[name]
    assert translated(data)

    for length in range(len(data)):
        with pytest.raises((DamagedPicture, UnsupportedPicture)):
            translated(data[:length])


@pytest.mark.parametrize("form", ["png", "gif", "webp"])
def test_truncated_animations_are_damaged(form: str, animation: Callable[..., bytes]) -> None:
    """An animation cut in a later frame is refused as damaged."""
    data = animation(form, lossless=True) if form == "webp" else animation(form)

    for length in (len(data) - 1, len(data) - 30, len(data) * 2 // 3):
        with pytest.raises(DamagedPicture):
            translated(data[:length])


@pytest.mark.parametrize("form", FORMATS)
def test_trailing_bytes_are_no_damage(form: str) -> None:
    """Bytes after the end of a picture are ignored and do not come back."""
    result = translated(draw_picture(["Hello"], format=form) + b"MORE" * 100)

    assert b"MORE" not in result


@pytest.mark.parametrize("form", FORMATS)
def test_random_damage_never_raises_anything_but_refusals(form: str) -> None:
    """Whatever byte is changed, the picture is translated or refused, without a warning."""
    data = draw_picture(["Hello"], format=form, font_size=12)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for position in range(0, len(data), max(1, len(data) // 120)):
            broken = data[:position] + bytes([data[position] ^ 0x5A]) + data[position + 1 :]
            try:
                translated(broken, 100_000)
            except (DamagedPicture, OversizedPicture, UnsupportedPicture):
                continue


@pytest.mark.parametrize("form", FORMATS)
def test_magic_followed_by_garbage_is_damaged(form: str) -> None:
    """The first bytes of a format followed by anything are refused as damaged."""
    with pytest.raises(DamagedPicture):
        translated(draw_picture(["Hi"], format=form)[:12] + bytes(range(256)) * 4)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("error", [OSError, AssertionError, KeyError, struct.error, MemoryError])
def test_whatever_pillow_raises_is_damage(form: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture is refused as damaged, whichever error of whichever library its decoding runs into."""
    data = draw_picture(["Hi"], format=form)

    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Image, "open", failing)
    with pytest.raises(DamagedPicture):
        translated(data)


def test_a_wrong_checksum_is_damage() -> None:
    """A PNG whose pixels do not match their checksum is refused as damaged."""
    data = draw_picture(["Hi"])
    position = data.index(b"IDAT") + 20

    with pytest.raises(DamagedPicture):
        translated(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])


def test_missing_pixels_are_damage() -> None:
    """A well-formed PNG with too few pixels is refused as damaged."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 50, 50, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))

    with pytest.raises(DamagedPicture):
        translated(b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b""))


@pytest.mark.parametrize("form", FORMATS)
def test_the_pixel_limit_is_inclusive(form: str) -> None:
    """A picture of exactly as many pixels as the limit is translated, one more is refused with the facts."""
    data = saved(Image.new("RGB", (40, 30), "white"), form)

    assert translated(data, 1200)
    with pytest.raises(OversizedPicture) as refusal:
        translated(data, 1199)
    assert (refusal.value.pixels, refusal.value.limit) == (1200, 1199)


@pytest.mark.parametrize("form", ["png", "gif", "webp"])
def test_frames_count_against_the_limit(form: str, animation: Callable[..., bytes]) -> None:
    """The pixels of all frames are counted, a small frame as 10 000."""
    data = animation(form, frames=4)

    assert translated(data, 40_000)
    with pytest.raises(OversizedPicture) as refusal:
        translated(data, 39_999)
    assert (refusal.value.pixels, refusal.value.limit) == (40_000, 39_999)


def many_frames(form: str, frames: int) -> bytes:
    """An animation of frames of one pixel, made without decoding or encoding more than one."""
    still = saved(Image.new("RGB", (1, 1)), form, **({"lossless": True} if form == "webp" else {}))
    if form == "gif":
        start = still.index(b"\x2c", 13)
        return still[:start] + still[start:-1] * frames + still[-1:]
    if form == "webp":
        coded = still[12:]
        frame = b"ANMF" + struct.pack("<I", 16 + len(coded)) + bytes(12) + b"\x01\0\0\0" + coded
        body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\2" + bytes(9) + b"ANIM" + struct.pack("<I", 6) + bytes(6)
        return b"RIFF" + struct.pack("<I", len(body) + len(frame) * frames) + body + frame * frames
    first = still.index(b"IDAT") - 4
    pixels = still[first + 8 : first + 8 + struct.unpack_from(">I", still, first)[0]]
    place = struct.pack(">IIIIHHBB", 1, 1, 0, 0, 1, 10, 0, 0)
    pieces = [still[:first], chunk(b"acTL", struct.pack(">II", frames, 0)), chunk(b"fcTL", bytes(4) + place)]
    pieces.append(still[first:-12])
    for number in range(1, 2 * frames - 1, 2):
        pieces.append(chunk(b"fcTL", struct.pack(">I", number) + place))
        pieces.append(chunk(b"fdAT", struct.pack(">I", number + 1) + pixels))
    return b"".join([*pieces, still[-12:]])


@pytest.mark.parametrize("form", ["png", "gif", "webp"])
@pytest.mark.parametrize(("frames", "read"), [(4_001, 4_001), (300_000, 9_001)])
def test_frames_of_a_pixel_are_bounded(form: str, frames: int, read: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of tiny frames are refused before any is decoded, and no more of them are read than needed."""
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("opened"))
    data = many_frames(form, frames)

    tracemalloc.start()
    try:
        with pytest.raises(OversizedPicture) as refusal:
            translated(data, 40_000_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (refusal.value.pixels, refusal.value.limit) == (read * 10_000, 40_000_000)
    assert peak < 10_000_000


@pytest.mark.parametrize("form", ["png", "gif", "webp"])
def test_frames_of_a_pixel_are_no_damage(form: str) -> None:
    """The animations of the test above are whole."""
    assert translated(many_frames(form, 3), 40_000)


def test_no_setting_is_above_the_limit_of_pillow() -> None:
    """Every limit that can be set holds as it is, and Pillow does not step in below it."""
    with pytest.raises(SettingError):
        from_flags({"max_pixels": "89000001"})

    assert from_flags({"max_pixels": "89000000"}).values["max_pixels"] < (Image.MAX_IMAGE_PIXELS or 0)
    assert (Image.MAX_IMAGE_PIXELS or 0) < MOST_FRAMES * SMALLEST_FRAME


def test_small_blocks_of_a_gif_are_bounded() -> None:
    """Millions of empty extensions are damage."""
    still = saved(Image.new("L", (1, 1)), "gif")

    with pytest.raises(DamagedPicture):
        translated(still[:-1] + b"\x21\xfe\0" * 1_000_001 + still[-1:])


def test_a_pixel_bomb_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten kilobytes that claim 2.5 gigapixels never reach Pillow, and no limit is high enough to warn."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("opened"))

    for limit in (40_000_000, 10**12):
        with pytest.raises(OversizedPicture):
            translated(bomb, limit)


def test_a_second_header_cannot_enlarge_a_picture() -> None:
    """A PNG whose second IHDR claims more than its first is refused before it is decoded."""
    bomb = chunk(b"IHDR", struct.pack(">IIBBBBB", 9_000, 9_000, 8, 2, 0, 0, 0))

    with pytest.raises(DamagedPicture):
        translated(after_header(draw_picture(["Hi"]), bomb), 100_000)


def test_a_second_header_cannot_tell_another_size() -> None:
    """A PNG whose pixels are those of a second IHDR, larger than the first, is refused though they are whole."""
    still = saved(Image.new("RGB", (40, 30), "white"), "png")
    small = chunk(b"IHDR", struct.pack(">IIBBBBB", 10, 10, 8, 2, 0, 0, 0))

    with pytest.raises(DamagedPicture):
        translated(still[:8] + small + still[8:])


@pytest.mark.parametrize("animated", [False, True], ids=["still", "animated"])
@pytest.mark.parametrize("text", ["", "Hello"], ids=["without-text", "planted"])
def test_indices_without_a_palette_are_damage(animated: bool, text: str) -> None:
    """A PNG of indices that has no palette before them is refused, whether anything is painted or not."""
    picture = Image.new("P", (40, 30))
    picture.putpalette([0, 0, 0, 255, 0, 0])
    second = picture.copy()
    second.paste(1, (5, 5, 9, 9))
    more = {"save_all": True, "append_images": [second]} if animated else {}
    data = plant(saved(picture, "png", **more), [Line(text, Box(2, 2, 30, 20))] if text else [])
    start = data.index(b"PLTE") - 4
    end = start + 12 + int.from_bytes(data[start : start + 4])

    assert translated(data)
    with pytest.raises(DamagedPicture):
        translated(data[:start] + data[end:])


@pytest.mark.parametrize("side", [16_383, 16_384, 20_000])
def test_a_canvas_that_no_webp_fills_is_damage(side: int, animation: Callable[..., bytes]) -> None:
    """An animation on a canvas with a longer side than libwebp writes is refused, text or none."""
    plain = plant(animation("webp", lossless=True), [])
    for data in (plain, plant(plain, [Line("Hello", Box(2, 2, 30, 20))])):
        start = data.index(b"VP8X") + 12
        wide = data[:start] + (side - 1).to_bytes(3, "little") + data[start + 3 :]
        if side < 16_384:
            assert translated(wide)
        else:
            with pytest.raises(DamagedPicture):
                translated(wide)


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt"])
def test_a_text_bomb_is_damage(kind: bytes) -> None:
    """A compressed text that unfolds to more than a megabyte is refused."""
    flags = b"\0\0" if kind == b"zTXt" else b"\0\1\0\0\0"
    bomb = chunk(kind, b"Comment" + flags + zlib.compress(bytes(50_000_000), 9))

    with pytest.raises(DamagedPicture):
        translated(after_header(draw_picture(["Hi"]), bomb))


def test_many_small_text_bombs_are_damage() -> None:
    """Compressed texts that are small one by one are refused for what they unfold to together."""
    piece = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(1_000_000), 9))

    assert translated(after_header(draw_picture(["Hi"]), piece))
    with pytest.raises(DamagedPicture):
        translated(after_header(draw_picture(["Hi"]), piece * 40))


@pytest.mark.parametrize("frames", [0, 2, 3_000_000_000])
def test_an_animation_that_announces_other_frames_than_it_has_is_damage(frames: int) -> None:
    """An APNG must have the frames that it announces."""
    control = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 8, 8, 0, 0, 1, 10, 0, 0))
    still = saved(Image.new("RGB", (8, 8)), "png")

    assert translated(after_header(still, chunk(b"acTL", struct.pack(">II", 1, 0)), control))
    with pytest.raises(DamagedPicture):
        translated(after_header(still, chunk(b"acTL", struct.pack(">II", frames, 0)), control))


def test_a_gif_without_frames_is_damage() -> None:
    """A GIF that ends after its header has nothing to show."""
    with pytest.raises(DamagedPicture):
        translated(b"GIF89a\x0a\x00\x0a\x00\x00\x00\x00;")


def test_a_scan_bomb_is_damage() -> None:
    """A JPEG of hundreds of scans, each a pass over all pixels, is refused."""
    data = saved(Image.new("L", (64, 64)), "jpeg")
    start = data.index(b"\xff\xda")

    with pytest.raises(DamagedPicture):
        translated(data[:start] + data[start:-2] * 200 + data[-2:])


def test_a_picture_of_several_pictures_from_a_phone_is_a_jpeg() -> None:
    """An MPO comes back as a JPEG with its first picture."""
    first, second = Image.new("RGB", (60, 40), "red"), Image.new("RGB", (60, 40), "blue")
    data = saved(first, "MPO", save_all=True, append_images=[second])

    result = translate_picture(data, str, lambda _: "", max_pixels=10**6)

    assert result.media_type == "image/jpeg"
    with Image.open(BytesIO(result.data)) as picture:
        assert picture.format == "JPEG"
        assert picture.convert("RGB").getpixel((30, 20)) == (254, 0, 0)


def test_pillow_is_left_strict_and_its_limits_untouched() -> None:
    """No process-wide setting of Pillow is changed."""
    from PIL import ImageFile

    before = Image.MAX_IMAGE_PIXELS
    translated(draw_picture(["Hi"]))

    assert before == Image.MAX_IMAGE_PIXELS
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
