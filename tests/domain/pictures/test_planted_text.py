"""Text that an author plants in the metadata of a picture."""

import re
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from translation_mock.domain.pictures import Box, Line, draw_picture, plant, read_planted, translate_picture
from translation_mock.domain.refusals import DamagedPicture, UnsupportedPicture

FORMATS = ["png", "jpeg", "webp", "gif"]
MARKER = "translation-mock:\n"
LINES = (
    Line("Hello & <world> \"quoted\" 'twice'", Box(10, 20, 300, 40)),
    Line("こんにちは世界", Box(10, 70, 200, 40)),
    Line("مرحبا بالعالم"),
    Line("[1,2,3,4] looks like a box"),
    Line("😀 emoji", Box(0, 0, 1, 1)),
)


def blank(form: str, size: tuple[int, int] = (80, 60), **options: object) -> bytes:
    """A picture without text."""
    file = BytesIO()
    Image.new("RGB", size, "white").save(file, form, **options)
    return file.getvalue()


def pixels(data: bytes) -> tuple[tuple[int, int], bytes]:
    """Size and pixels of the first frame."""
    with Image.open(BytesIO(data)) as picture:
        return picture.size, picture.convert("RGBA").tobytes()


def texts(data: bytes) -> list[str]:
    """The texts of the planted lines."""
    return [line.text for line in read_planted(data)]


@pytest.mark.parametrize("form", FORMATS)
def test_planted_lines_are_read_back(form: str) -> None:
    """Every script, and boxes, survive planting in every format, and no pixel changes."""
    before = draw_picture(["Something"], format=form, plant=False)

    data = plant(before, LINES)

    assert read_planted(data) == LINES
    assert pixels(data) == pixels(before)


@pytest.mark.parametrize("form", FORMATS)
def test_planting_replaces_what_was_planted(form: str) -> None:
    """A second planting leaves nothing of the first, and planting nothing removes it."""
    data = plant(blank(form), [Line("first")])

    assert texts(plant(data, [Line("second")])) == ["second"]
    assert read_planted(plant(data, [])) == ()
    assert pixels(plant(data, [])) == pixels(data)


@pytest.mark.parametrize("form", FORMATS)
def test_planted_text_is_what_is_translated(form: str) -> None:
    """Planted lines are the chunks, in the order in which they were planted, labelled from 1."""
    data = plant(blank(form, (400, 200)), LINES)

    result = translate_picture(data, lambda text: f"<{text}>", lambda _: "never", max_pixels=10**6)

    assert result.recognised_by == "planted"
    assert [chunk.label for chunk in result.chunks] == [1, 2, 3, 4, 5]
    assert [chunk.source_text for chunk in result.chunks] == [line.text for line in LINES]
    assert [chunk.translated_text for chunk in result.chunks] == [f"<{line.text}>" for line in LINES]
    assert read_planted(result.data) == ()


@pytest.mark.parametrize("form", ["webp", "gif", "png"])
def test_animations_can_be_planted(form: str) -> None:
    """Planting keeps every frame of an animation."""
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "green", "blue")]
    file = BytesIO()
    frames[0].save(file, form, save_all=True, append_images=frames[1:], duration=70)

    data = plant(file.getvalue(), [Line("moving")])

    assert texts(data) == ["moving"]
    with Image.open(BytesIO(data)) as picture:
        assert getattr(picture, "n_frames", 1) == 3


@pytest.mark.parametrize("compressed", [False, True])
def test_png_text_needs_no_marker_line(compressed: bool) -> None:
    """Under the keyword, text written by any tool is read, with and without the marker line."""
    for text in ("Grüße\n日本", MARKER + "Grüße\n日本"):
        info = PngImagePlugin.PngInfo()
        info.add_itxt("translation-mock", text, zip=compressed)
        assert texts(blank("png", pnginfo=info)) == ["Grüße", "日本"]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_old_png_text_is_utf8_or_latin1(encoding: str) -> None:
    """TEXt and zTXt are read as UTF-8, and as the Latin-1 of their specification where they are not."""
    text = "Grüße".encode(encoding)
    for kind, content in ((b"tEXt", text), (b"zTXt", b"\0" + zlib.compress(text))):
        body = kind + b"translation-mock\0" + content
        chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
        data = blank("png")
        assert texts(data[:33] + chunk + data[33:]) == ["Grüße"]


@pytest.mark.parametrize("form", ["jpeg", "gif"])
def test_a_comment_without_the_marker_is_ignored(form: str) -> None:
    """Only a comment that begins with the marker line is planted text."""
    assert read_planted(blank(form, comment=b"Created with GIMP")) == ()
    assert read_planted(blank(form, comment=b"Hello\n" + MARKER.encode())) == ()
    assert texts(blank(form, comment=f"{MARKER}Hello\r\nWelt\n".encode())) == ["Hello", "Welt"]
    assert texts(blank(form, comment=b"\xef\xbb\xbf" + MARKER.encode() + b"Hello")) == ["Hello"]


@pytest.mark.parametrize("form", ["jpeg", "gif"])
def test_text_that_is_not_utf8_is_ignored(form: str) -> None:
    """Undecodable planted text counts as none."""
    data = blank(form, comment=MARKER.encode() + b"\xff\xfe\x80")

    assert read_planted(data) == ()
    assert translate_picture(data, str, lambda _: "", max_pixels=10**6).recognised_by == "nothing"


def test_webp_text_is_read_from_any_element() -> None:
    """The packet may be another tool's, as long as an element's text begins with the marker."""
    packet = f"<a><b>other</b><c>{MARKER}R&amp;D\nTür</c></a>"

    assert texts(blank("webp", xmp=packet.encode())) == ["R&D", "Tür"]


@pytest.mark.parametrize(
    "packet",
    [
        b"<a>",
        b"\xff\xfe",
        b'<!DOCTYPE a [<!ENTITY e "translation-mock:&#10;x">]><a>&e;</a>',
        b"<a>Created with GIMP</a>",
    ],
    ids=["unclosed", "not-utf8", "entities", "other"],
)
def test_other_webp_packets_are_ignored(packet: bytes) -> None:
    """A packet that is broken, declares entities or says something else counts as none."""
    assert read_planted(blank("webp", xmp=packet)) == ()


@pytest.mark.parametrize(
    "row",
    [
        "[1,2] two",
        "[1,2,3] three",
        "[1,2,0,4] no width",
        "[a,b,c,d] letters",
        "[-1,2,3,4] negative",
        "[1,2,3,4]close",
        "[1,2,3,4]",
    ],
)
def test_a_bad_box_is_part_of_the_text(row: str) -> None:
    """What looks like a box and is none is text."""
    assert read_planted(blank("gif", comment=(MARKER + row).encode())) == (Line(row),)


@pytest.mark.parametrize("box", ["[1,2,3,4]", "[1, 2, 3, 4]", "[ 1 , 2 , 3 , 4 ]"])
def test_a_box_may_have_spaces_around_its_numbers(box: str) -> None:
    """A box is read as JSON would be, and a text that begins with one of either kind is planted whole."""
    assert read_planted(blank("gif", comment=f"{MARKER}{box} Box".encode())) == (Line("Box", Box(1, 2, 3, 4)),)
    assert read_planted(plant(blank("png"), [Line(f"{box} text"), Line("[ ] task")])) == (
        Line(f"{box} text"),
        Line("[ ] task"),
    )


def test_empty_lines_are_skipped() -> None:
    """Lines without text, boxed or not, are no lines, and spaces around a text are dropped."""
    data = blank("gif", comment=f"{MARKER}\n\n  Hello  \n \n[1,2,3,4] Box\n".encode())

    assert read_planted(data) == (Line("Hello"), Line("Box", Box(1, 2, 3, 4)))


def test_long_text_is_capped() -> None:
    """At most 1000 lines and 100 000 bytes are read."""
    many = blank("gif", comment=(MARKER + "x\n" * 5000).encode())
    long = blank("gif", comment=(MARKER + "é" * 90_000).encode())

    assert len(read_planted(many)) == 1000
    assert len(texts(long)[0].encode()) == 100_000


def test_long_text_spans_jpeg_comments() -> None:
    """Planted text that is too long for one JPEG comment is written to several and read as one."""
    lines = tuple(Line(f"{number} " + "x" * 900) for number in range(100))

    assert read_planted(plant(blank("jpeg"), lines)) == lines


@pytest.mark.parametrize(
    "lines",
    [
        [Line("two\nlines")],
        [Line("")],
        [Line(" spaces ")],
        [Line("zero", Box(1, 1, 0, 5))],
        [Line("x")] * 1001,
        [Line("x" * 100_001)],
    ],
    ids=["newline", "empty", "spaces", "empty-box", "too-many", "too-long"],
)
def test_what_cannot_be_read_back_is_not_planted(lines: list[Line]) -> None:
    """Planting lines that would not be read back as they are is an error of the caller."""
    with pytest.raises(ValueError, match="line") as caught:
        plant(blank("png"), lines)

    assert not re.search("None|Box", str(caught.value))


@pytest.mark.parametrize("form", FORMATS)
def test_a_character_is_read_back_or_not_planted(form: str) -> None:
    """No control character, no end of a line and nothing that XML lacks splits a line, loses it or loses all others."""
    data = blank(form)
    refused = set()
    special = (0xAD, 0x2028, 0x2029, 0x202E, 0xD800, 0xFDD0, 0xFEFF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF)
    for number in (*range(0xA1), *special):
        lines = (Line("before"), Line(f"a{chr(number)}b", Box(1, 2, 3, 4)), Line("after"))
        try:
            planted = plant(data, lines)
        except ValueError:
            refused.add(number)
        else:
            assert read_planted(planted) == lines, hex(number)

    # Tabs are no harm, and what is no control character in Unicode is the author's.
    assert refused == {*range(0x20), *range(0x7F, 0xA0), 0xD800, 0xFFFE, 0xFFFF} - {0x09}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", ["translation-mock:", "\ufeffHello", "[] Hello", "[]"])
def test_a_text_that_looks_like_the_beginning_is_planted_whole(form: str, text: str) -> None:
    """A first line that reads like the marker, or begins with a mark of byte order, is a line like any other."""
    assert texts(plant(blank(form), [Line(text), Line("Welt")])) == [text, "Welt"]


def test_a_refusal_quotes_no_more_than_a_part_of_a_line() -> None:
    """The error about a line that cannot be planted is short, however long the line is."""
    with pytest.raises(ValueError, match="cannot hold the line 'xxx") as caught:
        plant(blank("png"), [Line("x" * 1_000_000 + "\0")])

    assert len(str(caught.value)) < 250


def test_only_pictures_can_be_planted() -> None:
    """Planting and reading refuse what is no whole picture."""
    with pytest.raises(UnsupportedPicture):
        plant(b"hello", [Line("x")])
    with pytest.raises(DamagedPicture):
        read_planted(blank("png")[:-1])


def test_lines_without_a_box_stand_in_the_detected_regions() -> None:
    """The first unplaced line takes the first region; leftover lines are chunks that are not drawn."""
    drawn = draw_picture(["Hello", "World"], plant=False)

    result = translate_picture(
        plant(drawn, [Line("One"), Line("Two"), Line("Three")]),
        lambda text: text,
        lambda _: pytest.fail("a planted line was given a phrase"),
        max_pixels=10**6,
    )

    assert [chunk.source_text for chunk in result.chunks] == ["One", "Two", "Three"]
    same_without_the_third = translate_picture(
        plant(drawn, [Line("One"), Line("Two")]), str, lambda _: "", max_pixels=10**6
    )
    assert result.data == same_without_the_third.data
    assert pixels(result.data) != pixels(drawn)


def test_a_region_claimed_by_a_box_is_not_given_twice() -> None:
    """An unplaced line does not stand where a planted box does."""
    drawn = draw_picture(["Hello", "World"], plant=False, width=300)
    size, _ = pixels(drawn)
    upper = Box(0, 0, size[0], size[1] // 2)

    result = translate_picture(
        plant(drawn, [Line("boxed", upper), Line("free")]), lambda _: " ", lambda _: "", max_pixels=10**6
    )

    with Image.open(BytesIO(result.data)) as picture:
        assert picture.convert("L").getextrema() == (255, 255)  # both lines are gone


def test_a_box_outside_the_picture_is_not_drawn() -> None:
    """A line whose box lies outside is a chunk, and the picture stays as it is."""
    data = plant(blank("png"), [Line("Away", Box(500, 500, 40, 10))])

    result = translate_picture(data, str, lambda _: "", max_pixels=10**6)

    assert [chunk.source_text for chunk in result.chunks] == ["Away"]
    assert pixels(result.data) == pixels(data)
