"""What of a picture comes back as it was: every pixel that was not painted, its colours, its palette, its profile."""

import math
import struct
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFilter, ImageOps, ImageStat, JpegImagePlugin

from mock_support.fidelity import BOX, SRGB, colourful, opened, palette_picture, saved, translated
from translation_mock.domain.pictures import Box, Sight, translate_picture
from translation_mock.domain.pictures.files import decoding
from translation_mock.domain.pictures.palette import Palette
from translation_mock.domain.refusals import DamagedPicture

FAITHFUL = 38.0
"""Decibels that a lossy picture keeps outside of what is painted: issue 4, section 2."""


def exact(picture: Image.Image, *boxes: Box) -> tuple[str, tuple[int, int], bytes]:
    """Mode, size, and the very values of the pixels outside of the boxes: of a palette the indices."""
    rest = picture.copy()
    for box in boxes or (BOX,):
        rest.paste(0 if len(rest.getbands()) == 1 else (0,) * len(rest.getbands()), box.edges)
    return rest.mode, rest.size, rest.tobytes()


def decibels(one: Image.Image, other: Image.Image, box: Box = BOX) -> float:
    """The peak signal-to-noise ratio outside of the box."""
    assert (one.mode, one.size) == (other.mode, other.size)
    difference = ImageChops.difference(one, other)
    difference.paste((0,) * len(one.getbands()) if len(one.getbands()) > 1 else 0, box.edges)
    statistic = ImageStat.Stat(difference)
    error = sum(statistic.sum2) / (sum(statistic.count) - len(one.getbands()) * box.width * box.height)
    return 10 * math.log10(255**2 / error) if error else math.inf


def deep() -> Image.Image:
    """A gradient of 16 bits."""
    ramp = Image.linear_gradient("L").resize((160, 120)).convert("I").point(lambda value: value * 257 + 13)
    return ramp.convert("I;16")


def see_through(picture: Image.Image) -> Image.Image:
    """The picture, the less opaque the lower."""
    picture = picture.convert("RGBA")
    picture.putalpha(ImageChops.invert(Image.linear_gradient("L").resize(picture.size)))
    return picture


def png_chunk(kind: bytes, content: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(depth: int, colour_type: int, rows: list[bytes], *chunks: bytes, interlaced: bool = False) -> bytes:
    """A PNG of these packed rows, which have 8 bits per channel and more than one byte per pixel where interlaced."""
    size = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour_type] * depth // 8 or 1
    width = len(rows[0]) // size if depth >= 8 else len(rows[0]) * 8 // depth
    header = struct.pack(">IIBBBBB", width, len(rows), depth, colour_type, 0, 0, interlaced)
    # Adam7: left, top, and the steps across and down of each pass (PNG, 8.1)
    adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    coded = b"".join(
        b"\0"
        + (row if not interlaced else b"".join(row[size * x : size * x + size] for x in range(left, width, across)))
        for left, top, across, down in (adam7 if interlaced else [(0, 0, 1, 1)])
        for row in rows[top::down]
    )
    body = png_chunk(b"IHDR", header) + b"".join(chunks) + png_chunk(b"IDAT", zlib.compress(coded, 1))
    return b"\x89PNG\r\n\x1a\n" + body + png_chunk(b"IEND", b"")


def rows_of(picture: Image.Image) -> list[bytes]:
    """The bytes of each row."""
    data = picture.tobytes()
    length = len(data) // picture.height
    return [data[start : start + length] for start in range(0, len(data), length)]


def lossless() -> Iterator[tuple[str, bytes]]:
    """Pictures of every mode in every lossless format."""
    picture = colourful()
    few = picture.quantize(12)
    clear = see_through(picture).quantize(30)
    one_clear = picture.quantize(256)
    one_clear.info["transparency"] = 7
    yield "png-1", saved(picture.convert("1"), "png")
    yield "png-L", saved(picture.convert("L"), "png")
    yield "png-LA", saved(see_through(picture).convert("LA"), "png")
    yield "png-I;16", saved(deep(), "png")
    yield "png-P-of-12", saved(few, "png")
    yield "png-P-of-256", saved(picture.quantize(256), "png")
    yield "png-P-half-transparent", saved(clear, "png")
    yield "png-P-one-transparent", saved(one_clear, "png")
    yield "png-RGB", saved(picture, "png")
    yield "png-RGB-one-transparent", saved(picture, "png", transparency=(255, 246, 224))
    yield "png-RGBA", saved(see_through(picture), "png")
    yield "png-interlaced", png_of(8, 2, rows_of(picture), interlaced=True)
    yield "png-of-2-bits", png_of(2, 0, [bytes(range(40))] * 120)
    yield "webp-RGB", saved(picture, "webp", lossless=True)
    yield "webp-RGBA", saved(see_through(picture), "webp", lossless=True, exact=True)
    yield "gif-P", saved(picture.quantize(256), "gif")
    yield "gif-of-12", saved(few, "gif")
    yield "gif-L", saved(picture.convert("L"), "gif")
    yield "gif-one-transparent", saved(few, "gif", transparency=3)


LOSSLESS = dict(lossless())


@pytest.mark.parametrize("name", LOSSLESS)
def test_lossless_pictures_keep_every_pixel_outside(name: str) -> None:
    """Mode, size and the values of every pixel outside of the box are the same, and in it something else stands."""
    before, after = opened(LOSSLESS[name]), opened(translated(LOSSLESS[name]))

    assert exact(after) == exact(before)
    assert after.crop(BOX.edges).tobytes() != before.crop(BOX.edges).tobytes()
    if before.mode == "P":
        used = [index for index, count in enumerate(before.histogram()) if count]
        assert [colour_of(after, index) for index in used] == [colour_of(before, index) for index in used]


def colour_of(picture: Image.Image, index: int) -> bytes:
    """Red, green, blue and opacity of an entry of the palette."""
    colours = bytes(picture.getpalette("RGBA") or [])
    return colours[4 * index : 4 * index + 4]


def jpegs() -> Iterator[tuple[str, bytes]]:
    """JPEGs of many kinds."""
    picture = colourful()
    for quality in (30, 60, 85, 95):
        for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
            yield f"{subsampling}-{quality}", saved(picture, "jpeg", quality=quality, subsampling=subsampling)
    for name in ("progressive", "optimize", "keep_rgb"):
        yield name, saved(picture, "jpeg", quality=85, **{name: True})
    yield "restart-markers", saved(picture, "jpeg", quality=85, restart_marker_rows=1)
    yield "greys", saved(picture.convert("L"), "jpeg", quality=85)
    yield "cmyk", saved(picture.convert("CMYK"), "jpeg", quality=85)
    for size in ((161, 121), (160, 121), (161, 120)):
        yield f"odd-{size[0]}-{size[1]}", saved(colourful(size), "jpeg", quality=85)
    yield "phone", saved(picture, "MPO", quality=85, save_all=True, append_images=[picture])


JPEGS = dict(jpegs())


@pytest.mark.parametrize("name", JPEGS)
def test_jpegs_keep_what_is_outside(name: str) -> None:
    """Outside of the box a JPEG is the same to 38 dB and hardly longer, whatever its quality and kind."""
    before, after = opened(JPEGS[name]), opened(translated(JPEGS[name]))

    assert decibels(before, after) >= FAITHFUL
    assert getattr(after, "quantization", 0) == getattr(before, "quantization", 1)
    assert after.info.get("adobe_transform") == before.info.get("adobe_transform")
    if name.startswith("4:"):
        assert JpegImagePlugin.get_sampling(after) == JpegImagePlugin.get_sampling(before)


def test_a_large_jpeg_keeps_what_is_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no time to read the colours unblurred, they are the same to 38 dB unless they are steep."""
    monkeypatch.setattr(decoding, "MOST_EXACT", 0)
    data = saved(colourful().filter(ImageFilter.GaussianBlur(2)), "jpeg", quality=85, subsampling="4:2:0")

    assert decibels(opened(data), opened(translated(data))) >= FAITHFUL


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize(("size", "subsampling"), [((160, 128), 2), ((160, 128), 1), ((167, 131), 2)], ids=str)
def test_a_turned_jpeg_keeps_what_is_outside(orientation: int, size: tuple[int, int], subsampling: int) -> None:
    """Upright a JPEG is as it was displayed to 38 dB, whether its blocks are the same or others are cut out of it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(colourful(size), "jpeg", quality=85, subsampling=subsampling, exif=exif)
    displayed = ImageOps.exif_transpose(opened(data))

    after = opened(translated(data))

    assert decibels(displayed, after) >= FAITHFUL
    assert 0x0112 not in after.getexif()


@pytest.mark.parametrize("orientation", range(5, 9))
def test_the_tables_of_a_jpeg_turn_with_it(orientation: int) -> None:
    """What a table says of a frequency across it says of the same one down, once the picture is turned by a quarter."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    tables = [[*range(1, 65)], [*range(2, 66)]]
    data = saved(colourful((160, 128)), "jpeg", qtables=tables, subsampling="4:4:4", exif=exif)
    before, after = vars(opened(data))["quantization"], vars(opened(translated(data)))["quantization"]

    assert [*before.values()] == tables
    assert {key: [table[8 * (place % 8) + place // 8] for place in range(64)] for key, table in before.items()} == after


def test_the_measure_of_faithfulness_can_fail() -> None:
    """A JPEG that is written with the tables of another quality is less than 38 dB like."""
    before = opened(JPEGS["4:2:0-85"])

    assert decibels(before, opened(saved(before, "jpeg", quality=50))) < FAITHFUL


def on_white(picture: Image.Image) -> Image.Image:
    """The picture as it is seen on white."""
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA")).convert("RGB")


@pytest.mark.parametrize("quality", [50, 80, 95])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_lossy_webp_keeps_what_is_outside(quality: int, mode: str) -> None:
    """Outside of the box a lossy WebP is the same to 38 dB unless its colours are steep, its transparency exactly."""
    picture = colourful().filter(ImageFilter.GaussianBlur(2))
    data = saved(see_through(picture) if mode == "RGBA" else picture, "webp", quality=quality)
    before, after = opened(data), opened(translated(data))

    assert decibels(on_white(before), on_white(after)) >= FAITHFUL
    if mode == "RGBA":
        assert exact(after.getchannel("A")) == exact(before.getchannel("A"))


def test_colours_of_a_cmyk_jpeg_are_not_inverted() -> None:
    """Paper stays white and ink black in a CMYK JPEG, as Adobe writes it: inverted."""
    picture = Image.new("RGB", (160, 120), "white")
    ImageDraw.Draw(picture).text((BOX.left + 4, BOX.top + 2), "Exit", fill="black", font_size=22)

    after = opened(translated(saved(picture.convert("CMYK"), "jpeg"))).convert("RGB")

    assert min(after.crop((150, 110, 152, 112)).tobytes()) > 250
    assert sum(after.crop(BOX.edges).convert("L").histogram()[:100]) > 50


def test_a_palette_transparent_in_part_is_read_as_its_colours() -> None:
    """A line is found and read in a palette of which entries are transparent in part, without a warning of Pillow."""
    picture = Image.new("P", (160, 120), 1)
    picture.putpalette([0, 0, 0, 255, 220, 80])
    ImageDraw.Draw(picture).text((BOX.left + 4, BOX.top + 2), "Exit", fill=0, font_size=22)
    sights: list[Sight] = []

    def phrase(sight: Sight) -> str:
        sights.append(sight)
        return "Exit"

    for options in ({}, {"transparency": bytes([255, 128])}):
        data = saved(picture, "png", **options)
        result = translate_picture(data, str, phrase, max_pixels=10_000_000)
        assert result.recognised_by == "detected"

    assert len(sights) == 2
    assert sights[0] == sights[1]


def test_sixteen_bits_of_colour_become_eight_with_their_transparent_one() -> None:
    """A PNG of 16 bits per channel comes back with the upper 8, and transparent where it was."""
    row = b"".join(struct.pack(">HHH", 300 * x, 65535 - 300 * x, 0x1234) for x in range(160))
    key = struct.pack(">HHH", 300 * 150, 65535 - 300 * 150, 0x1234)
    data = png_of(16, 2, [row] * 60, png_chunk(b"tRNS", key))

    after = opened(translated(data))

    assert exact(after) == exact(opened(png_of(8, 2, [row[::2]] * 60)))
    alpha = after.convert("RGBA").getchannel("A").crop((0, 50, 160, 51)).tobytes()
    assert [x for x, value in enumerate(alpha) if value == 0] == [150]


def test_sixteen_bits_of_grey_with_transparency_stay_grey() -> None:
    """A grey PNG with 16 bits and an alpha channel comes back grey, with 8 bits and the alpha channel."""
    row = b"".join(struct.pack(">HH", 400 * x, 65535 - 400 * x) for x in range(160))

    after = opened(translated(png_of(16, 4, [row] * 60)))

    assert exact(after) == exact(opened(png_of(8, 4, [row[::2]] * 60)))


LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


@pytest.mark.parametrize("boxes", [[BOX], [Box(900, 900, 5, 5)]], ids=["painted", "not-painted"])
@pytest.mark.parametrize("form", ["png", "png-P", "jpeg", "webp", "animated-webp", "animated-png"])
def test_the_colour_profile_is_kept(form: str, boxes: list[Box]) -> None:
    """The profile comes back byte for byte, whether something is painted or not; a long JPEG one too."""
    profile = SRGB + (bytes(70_000) if form == "jpeg" else b"")
    picture = colourful().quantize(30) if form == "png-P" else colourful()
    options = {"save_all": True, "append_images": [picture.rotate(180)]} if "animated" in form else {}
    data = saved(picture, form.removeprefix("animated-").removesuffix("-P"), icc_profile=profile, **options)

    assert opened(translated(data, *boxes)).info["icc_profile"] == profile


@pytest.mark.parametrize(("mode", "kept"), [("L", False), ("P", True), ("RGB", True)])
def test_the_profile_of_greys_is_not_given_to_colours(mode: str, kept: bool) -> None:
    """The frames of an APNG come back as colours, and where it was grey without the profile, which is one of greys."""
    picture = colourful().convert(mode)
    data = saved(picture, "png", save_all=True, append_images=[picture.rotate(180)], icc_profile=SRGB)
    assert opened(data).info["icc_profile"] == SRGB

    after = opened(translated(data))

    assert after.mode in {"RGB", "RGBA"}
    assert ("icc_profile" in after.info) is kept


def test_the_profile_of_greys_stays_with_greys() -> None:
    """A grey picture that comes back grey keeps its profile."""
    data = saved(colourful().convert("L"), "png", icc_profile=SRGB)

    assert opened(translated(data)).info["icc_profile"] == SRGB


MEANT = {
    b"gAMA": struct.pack(">I", 100_000),
    b"cHRM": struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000),
    b"sRGB": b"\1",
    b"cICP": bytes([12, 13, 0, 1]),
}


@pytest.mark.parametrize("mode", ["RGB", "P", "L"])
def test_a_png_keeps_how_its_colours_are_meant(mode: str) -> None:
    """Gamma, primaries and the like stand before the palette and the pixels of a painted PNG, each once."""
    plain = saved(colourful().convert(mode), "png")
    data = plain[:33] + b"".join(png_chunk(kind, content) for kind, content in MEANT.items()) + plain[33:]

    after = translated(data)

    assert after != data
    head = after[: min(after.index(b"IDAT"), after.find(b"PLTE") % len(after))]
    for kind, content in MEANT.items():
        assert after.count(kind) == 1
        assert png_chunk(kind, content) in head


@pytest.mark.parametrize(
    ("form", "private"), [("png", b"tIME"), ("png", b"prVt"), ("jpeg", b"JFXX"), ("jpeg", b"Photoshop 3.0")]
)
def test_what_is_private_is_gone_from_a_painted_picture(form: str, private: bytes) -> None:
    """Times, thumbnails, chunks and segments of programs do not come back, painted or not."""
    plain = saved(colourful(), form)
    if form == "png":
        data = plain[:33] + png_chunk(private, b"Secret!") + plain[33:]
    else:
        marker = b"\xff\xe0" if private == b"JFXX" else b"\xff\xed"
        data = plain[:20] + marker + struct.pack(">H", 2 + len(private) + 1 + 7) + private + b"\0Secret!" + plain[20:]
    assert opened(data).size == (160, 120)

    for boxes in ([BOX], [Box(900, 900, 5, 5)]):
        assert b"Secret" not in translated(data, *boxes)


@pytest.mark.parametrize("form", ["gif", "png"])
def test_free_entries_of_a_palette_become_blends(form: str) -> None:
    """Letters are smooth where the palette has room: between ink and ground there are shades, none far from both."""
    data = saved(palette_picture(4), form)

    after = opened(translated(data))

    pixels = after.crop(BOX.edges).convert("RGB").tobytes()
    shades = {tuple(pixels[start : start + 3]) for start in range(0, len(pixels), 3)}
    assert {(0, 0, 0), (255, 220, 80)} < shades
    assert len(shades) >= 8
    assert all(red >= green >= blue for red, green, blue in shades)


@pytest.mark.parametrize("form", ["gif", "png"])
def test_a_full_palette_is_not_changed(form: str) -> None:
    """Where every entry of the palette is used the text has the nearest colours of it, and the palette is the same."""
    data = saved(palette_picture(256), form)
    before, after = opened(data), opened(translated(data))

    assert after.getpalette() == before.getpalette()
    assert exact(after) == exact(before)
    assert {0, 1} <= {index for index, count in enumerate(after.crop(BOX.edges).histogram()) if count}


@pytest.mark.parametrize(("count", "index"), [(2, 0), (3, 1)], ids=["few", "many"])
def test_a_colour_of_few_pixels_may_be_shown_as_one_that_is_like_it(count: int, index: int) -> None:
    """A colour of more than one pixel in two hundred is exact; of fewer it may be another that differs by a little."""
    like, colour, ground = bytes([201] * 3), bytes([203] * 3), bytes([20] * 3)
    part = Image.new("RGB", (40, 10), tuple(ground))
    part.paste(tuple(colour), (0, 0, count, 1))

    matched = Palette(like + colour + ground, {0, 1, 2}).matched(part)

    assert [matched.getpixel((x, 0)) for x in range(count)] == [index] * count


def test_an_image_beyond_the_end_of_the_colours_is_no_error() -> None:
    """Indices for which a GIF has no colour are decoded, and nothing fails."""
    data = bytearray(saved(palette_picture(4), "gif"))
    data[10] = 0x80  # two colours, the others become part of the blocks
    with pytest.raises(DamagedPicture):
        translated(bytes(data))


def test_a_gif_hardly_grows() -> None:
    """A painted GIF is no longer than the upload by more than the letters need, and so is an animation."""
    still = saved(colourful((640, 480)).quantize(256), "gif")
    frame = colourful((320, 240)).quantize(256)
    frames = [frame.copy() for _ in range(20)]
    for number, frame in enumerate(frames):
        frame.paste(number, (10 * number, 200, 10 * number + 30, 230))
    animation = saved(frames[0], "gif", save_all=True, append_images=frames[1:])

    assert len(translated(still)) < 1.1 * len(still)
    assert len(translated(animation)) < 1.1 * len(animation) + 1000
