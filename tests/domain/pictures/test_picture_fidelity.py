"""What of a picture comes back as it was: every pixel that was not painted, its colours, its palette, its profile."""

import math
import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFilter, ImageOps, ImageStat, JpegImagePlugin

from translation_mock.domain.pictures import Box, Line, Sight, plant, translate_picture
from translation_mock.domain.pictures.files import decoding
from translation_mock.domain.pictures.files.containers import dissect
from translation_mock.domain.pictures.files.encoding import written
from translation_mock.domain.pictures.files.gif_frames import images
from translation_mock.domain.refusals import DamagedPicture

BOX = Box(16, 16, 100, 28)
FAITHFUL = 38.0
"""Decibels that a lossy picture keeps outside of what is painted: issue 4, section 2."""


def translated(data: bytes, *boxes: Box, text: str = "Ausgang") -> bytes:
    """The picture with a text painted in each box."""
    lines = [Line("Exit", box) for box in boxes or (BOX,)]
    return translate_picture(plant(data, lines), lambda _: text, lambda _: "", max_pixels=10_000_000).data


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    """The picture as a file."""
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    """The first frame, decoded."""
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def colourful(size: tuple[int, int] = (160, 120)) -> Image.Image:
    """A picture that any loss shows in: steep edges of strong colours, a gradient, and two words."""
    picture = Image.merge("RGB", [Image.linear_gradient("L").rotate(angle).resize(size) for angle in (0, 90, 180)])
    draw = ImageDraw.Draw(picture)
    for step in range(10):
        draw.ellipse((15 * step, 50 + 5 * step, 15 * step + 40, 70 + 5 * step), fill=f"hsl({36 * step}, 100%, 50%)")
    draw.rectangle((BOX.left - 4, BOX.top - 4, BOX.right + 4, BOX.bottom + 4), fill="#fff6e0")
    draw.text((BOX.left + 4, BOX.top + 2), "Exit", fill="#102040", font_size=22)
    return picture


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


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
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


def palette_picture(colours: int, text: str = "Exit") -> Image.Image:
    """Black on yellow and a field of further colours, in a palette of just as many."""
    picture = Image.new("P", (160, 120), 1)
    picture.putpalette(bytes([0, 0, 0, 255, 220, 80] + [(37 * n) % 256 for n in range(3 * (colours - 2))]))
    for index in range(colours):
        picture.paste(index, (index % 80 * 2, 60 + index // 80 * 4, index % 80 * 2 + 2, 64 + index // 80 * 4))
    ink = Image.new("1", (BOX.width - 8, BOX.height - 4))
    ImageDraw.Draw(ink).text((0, 0), text, fill=1, font_size=22)
    picture.paste(0, (BOX.left + 4, BOX.top + 2), ink)
    return picture


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


@pytest.mark.parametrize("form", ["png", "webp"])
def test_an_animation_is_written_as_what_changes(form: str) -> None:
    """Of each frame only what differs from the one before is coded: twenty take less than twice as much as one."""
    frames = [colourful((320, 240)) for _ in range(20)]
    for number, frame in enumerate(frames):
        frame.paste("navy", (10 * number, 201, 10 * number + 30, 231))
    options = {"lossless": True} if form == "webp" else {}
    animation = saved(frames[0], form, save_all=True, append_images=frames[1:], **options)

    after = translated(animation)

    assert displays(after) == displays(animation)
    assert len(after) < 2 * len(translated(saved(frames[0], form, **options)))


# Animations: the frames as displayed are what counts.


def gif_of(size: tuple[int, int], frames: list[tuple[Image.Image, tuple[int, int], int]]) -> bytes:
    """A GIF of palette pictures, each at its place and with its disposal; index 0 is transparent but in the first."""
    pieces = [b"GIF89a", struct.pack("<HHBBB", *size, 0x70, 0, 0)]
    for number, (picture, place, disposal) in enumerate(frames):
        coded = saved(picture, "gif", interlace=0)
        start = coded.index(b"\x2c", 13 + (3 << ((coded[10] & 7) + 1)))
        table = coded[13 : 13 + (3 << ((coded[10] & 7) + 1))]
        pieces.append(b"\x21\xf9\x04" + struct.pack("<BHBB", disposal << 2 | (number > 0), 7 * number + 3, 0, 0))
        pieces.append(b"\x2c" + struct.pack("<HHHH", *place, *picture.size) + bytes([0x80 | coded[10] & 7]))
        pieces += [table, coded[start + 10 : -1]]
    return b"".join([*pieces, b";"])


def patch(size: tuple[int, int], shift: int) -> Image.Image:
    """Stripes of six colours, one of them index 0."""
    picture = Image.new("P", size)
    picture.putpalette([value for index in range(6) for value in (index * 40, 255 - index * 50, (shift * 60) % 256)])
    for x in range(0, size[0], 4):
        picture.paste((x // 4 + shift) % 6, (x, 0, x + 4, size[1]))
    return picture


def controls(data: bytes) -> list[tuple[int, ...]]:
    """Width, height, left and top of the frames of an APNG."""
    starts = [place for place in range(len(data)) if data.startswith(b"fcTL", place)]
    return [struct.unpack_from(">IIII", data, start + 8) for start in starts]


def test_the_first_frame_of_an_animation_is_whole_beside_a_picture_that_is_none_of_it() -> None:
    """Where the first picture of an APNG is for programs without animations, nothing is seen before the second."""
    frames = [colourful() for _ in range(3)]
    frames[2].paste("navy", (120, 90, 140, 110))
    data = saved(frames[0], "png", save_all=True, append_images=frames[1:], default_image=True)

    after = translated(data)

    assert len(controls(data)) == 2
    assert controls(after) == [(160, 120, 0, 0), (20, 20, 120, 90)]


def displays(data: bytes, *boxes: Box) -> list[tuple[object, bytes]]:
    """The duration of every frame, and its pixels as displayed outside of the boxes."""
    shown = []
    with Image.open(BytesIO(data)) as picture:
        for index in range(getattr(picture, "n_frames", 1)):
            picture.seek(index)
            frame = picture.convert("RGBA")
            # The colour of what is not seen is none.
            frame = Image.composite(
                frame, Image.new("RGBA", frame.size), frame.getchannel("A").point(lambda a: 255 * (a > 0))
            )
            for box in boxes or (BOX,):
                frame.paste((0, 0, 0, 0), box.edges)
            shown.append((picture.info.get("duration"), frame.tobytes()))
    return shown


@pytest.mark.parametrize("disposal", [0, 1, 2, 3])
def test_frames_of_a_gif_are_displayed_as_before(disposal: int) -> None:
    """Images that cover parts of the frame, with colours of their own, show the same outside of the boxes."""
    base = colourful().quantize(200)
    parts = [
        (base, (0, 0), 1),
        (patch((60, 50), 1), (10, 10), disposal),
        (patch((160, 20), 2), (0, 100), disposal),
        (patch((30, 90), 3), (90, 20), disposal),
        (patch((160, 120), 4), (0, 0), 1),
    ]
    data = gif_of((160, 120), parts)

    after = translated(data, BOX, Box(100, 60, 40, 30))

    assert displays(after, BOX, Box(100, 60, 40, 30)) == displays(data, BOX, Box(100, 60, 40, 30))
    assert displays(after, Box(0, 0, 1, 1)) != displays(data, Box(0, 0, 1, 1))


@pytest.mark.parametrize(
    ("disposal", "seen"),
    [(0, (40, 205, 60, 255)), (1, (40, 205, 60, 255)), (2, (0, 0, 0, 0)), (3, (9, 9, 9, 255))],
    ids=["unsaid", "stays", "cleared", "previous"],
)
def test_an_image_is_disposed_of_as_it_asks(disposal: int, seen: tuple[int, int, int, int]) -> None:
    """After its time an image is left, or gone, or what was there before is there again."""
    ground = Image.new("P", (160, 120))
    ground.putpalette([9, 9, 9, 200, 200, 200])
    stripes, corner = patch((60, 50), 1), patch((8, 8), 3)
    data = gif_of((160, 120), [(ground, (0, 0), 1), (stripes, (10, 10), disposal), (corner, (140, 100), 1)])

    _, second, third = [frame.convert("RGBA") for frame in decoding.frames_of(dissect(data))]

    assert second.getpixel((35, 30)) == (40, 205, 60, 255)
    assert third.getpixel((35, 30)) == seen
    assert third.getpixel((80, 30)) == (9, 9, 9, 255)


def test_an_image_in_the_common_colours_gets_none_of_its_own() -> None:
    """A painted image of a GIF takes its colours from the common table as long as there is none that is missing."""
    data = saved(palette_picture(256), "gif")
    *_, common = [coded.has_own_colours for coded in images(data)]
    assert not common

    [painted] = images(translated(data))
    [blended] = images(translated(saved(palette_picture(4), "gif")))

    assert not painted.has_own_colours
    assert blended.has_own_colours


@pytest.mark.parametrize("form", ["gif", "png", "webp"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_animations_are_displayed_as_before(form: str, mode: str) -> None:
    """Every frame of an animation is the same outside of the box, its duration too, whether it can be seen through."""
    frames = []
    for number in range(4):
        frame = colourful().quantize(60).convert(mode)
        frame.paste(0, (120, 10 * number, 150, 10 * number + 20))
        frames.append(frame)
    choices: dict[str, dict[str, Any]] = {"png": {}, "webp": {"lossless": True}, "gif": {"disposal": 2}}
    options = choices[form]
    data = saved(frames[0], form, save_all=True, append_images=frames[1:], duration=[40, 80, 120, 200], **options)

    after = translated(data)

    assert len(displays(data)) == 4
    assert displays(after) == displays(data)
    assert displays(after, Box(0, 0, 1, 1)) != displays(data, Box(0, 0, 1, 1))


@pytest.mark.parametrize("entries", [256, 4])
def test_a_gif_without_colours_to_spare_gives_up_the_rarest(entries: int) -> None:
    """An opaque image that has to grow, all of whose indices are used, keeps its pixels but those of the rarest.

    It may use more indices than its table has colours: those beyond are black.
    """
    base = palette_picture(256)
    part = Image.frombytes("P", (16, 17), bytes(range(256)) + bytes([2] * 16))
    part.putpalette(base.getpalette() or [])
    still = gif_of((160, 120), [(base, (0, 0), 1)])
    second = gif_of((160, 120), [(part, (100, 80), 1)])
    whole = bytes(base.getpalette() or [])
    announced = 0x80 | (entries - 1).bit_length() - 1
    data = (still[:-1] + second[13:]).replace(b"\x87" + whole, bytes([announced]) + whole[: 3 * entries])
    assert [len(coded.colours) for coded in images(data)] == [3 * entries] * 2

    def repainted(frames: Iterator[Image.Image]) -> Iterator[Image.Image]:
        for number, frame in enumerate(frames):
            frame.paste((255, 220, 80), (BOX.left, BOX.top, BOX.left + 10 * number, BOX.bottom))
            yield frame

    after = rewritten(data, repainted)

    differing = [
        sum(a != b for a, b in zip(one, other, strict=True))
        for (_, one), (_, other) in zip(displays(data), displays(after), strict=True)
    ]
    assert differing[0] == 0
    assert (0 < differing[1] <= 3) if entries == 256 else (differing[1] == 0)


def rewritten(data: bytes, paint: Callable[[Iterator[Image.Image]], Iterator[Image.Image]]) -> bytes:
    """The picture with its frames painted by hand."""
    anatomy = dissect(data)
    return written(anatomy, next(decoding.frames_of(anatomy)), paint(decoding.frames_of(anatomy)))


def test_an_image_beyond_the_end_of_the_colours_is_no_error() -> None:
    """Indices for which a GIF has no colour are decoded, and nothing fails."""
    data = bytearray(saved(palette_picture(4), "gif"))
    data[10] = 0x80  # two colours, the others become part of the blocks
    with pytest.raises(DamagedPicture):
        translated(bytes(data))


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "gif"])
def test_what_cannot_be_written_is_damaged(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of Pillow while a picture is written is a refusal; one of the caller's own is not taken for it."""
    data = plant(saved(colourful(), form), [Line("Exit", BOX)])

    def failing(text: str) -> str:
        raise ZeroDivisionError(text)

    def refusing(*_: object, **__: object) -> None:
        raise ValueError("encoding error 5")

    with pytest.raises(ZeroDivisionError):
        translate_picture(data, failing, lambda _: "", max_pixels=10_000_000)
    monkeypatch.setattr(Image.Image, "save", refusing)
    with pytest.raises(DamagedPicture):
        translate_picture(data, str.upper, lambda _: "", max_pixels=10_000_000)


@pytest.mark.parametrize("refused", range(4))
def test_a_webp_without_room_is_written_with_less_quality(refused: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where libwebp has no room for what predicts the blocks, it is asked for less quality, and at last for no loss."""
    data = saved(colourful(), "webp", quality=80, icc_profile=SRGB)
    save, asked = Image.Image.save, []

    def saving(picture: Image.Image, file: BytesIO, form: str, **options: Any) -> None:
        asked.append((options["quality"], options.get("lossless", False)))
        if len(asked) <= refused:
            raise ValueError("encoding error 6")
        save(picture, file, form, **options)

    data = plant(data, [Line("Exit", BOX)])
    monkeypatch.setattr(Image.Image, "save", saving)
    after = translate_picture(data, str.upper, lambda _: "", max_pixels=10_000_000).data

    assert asked == [(90, False), (60, False), (20, False), (0, True)][: refused + 1]
    assert opened(after).info["icc_profile"] == SRGB
    assert dissect(after).lossless is (refused == 3)


@pytest.mark.slow
def test_noise_for_which_a_webp_has_no_room_is_written() -> None:
    """Twenty megapixels of noise come back, though libwebp cannot write them with the quality that is tried first."""
    noise = Image.effect_noise((4_500, 4_500), 20).convert("RGB")
    with pytest.raises(ValueError, match="encoding error 6"):
        saved(noise, "webp", quality=90, method=0)
    data = plant(saved(noise, "webp", quality=60, method=0), [Line("Exit", BOX)])

    after = translate_picture(data, str.upper, lambda _: "", max_pixels=40_000_000).data

    assert opened(after).size == (4_500, 4_500)
