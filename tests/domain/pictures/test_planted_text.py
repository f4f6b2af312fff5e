"""Text that an author plants in the metadata of a picture."""

import re
import struct
import time
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


RDF = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:description="{}"/>'
    "</rdf:RDF></x:xmpmeta>"
)


@pytest.mark.parametrize(
    "packet",
    [
        f"{MARKER}R&D\nTür".encode(),
        f"{MARKER}R&D\nTür".replace("\n", "\r\n").encode() + b"\0\0",
        f"\ufeff{MARKER}R&D\nTür\n".encode(),
        RDF.format("translation-mock:&#10;R&amp;D&#xA;Tür").encode(),
        RDF.format("other").replace("/>", f"><a>{MARKER}R&amp;D\nTür</a></rdf:Description>").encode(),
    ],
    ids=["bare", "bare-of-windows", "bare-with-a-mark", "attribute", "text-after-an-attribute"],
)
def test_webp_text_is_read_from_what_other_tools_write(packet: bytes) -> None:
    """The packet may be the text itself, as Pillow is given it, or hold it as an attribute."""
    assert texts(blank("webp", xmp=packet)) == ["R&D", "Tür"]


def test_bare_webp_text_is_no_xml() -> None:
    """In a packet that is the text itself, what looks like XML is text."""
    data = blank("webp", xmp=f"{MARKER}<a>&amp;</a>\n<!DOCTYPE html>".encode())

    assert texts(data) == ["<a>&amp;</a>", "<!DOCTYPE html>"]


def test_webp_as_pillow_writes_it() -> None:
    """The bytes of Pillow 13 for a pixel that is saved with `xmp=`."""
    data = (
        b"RIFFP\0\0\0WEBP"
        b"VP8X\x0a\0\0\0\x04\0\0\0\0\0\0\0\0\0"
        b"VP8L\x11\0\0\0/\0\0\0\0\x07\xd0\xff\xfe\xf7\xbf\xff\x81\x88\xe8\x7f\0\0"
        b"XMP \x17\0\0\0translation-mock:\nHello\0"
    )

    assert blank("webp", (1, 1), lossless=True, xmp=b"translation-mock:\nHello") == data
    assert texts(data) == ["Hello"]


@pytest.mark.parametrize(
    "packet",
    [b"translation-mock:\nHello", RDF.format("translation-mock:&#10;Hello").encode()],
    ids=["bare", "attribute"],
)
def test_nothing_of_another_tools_webp_packet_is_left(packet: bytes) -> None:
    """Planting replaces the packet, planting nothing removes it, and a translated picture has none."""
    data = blank("webp", (200, 80), xmp=packet)

    planted = plant(data, [Line("Welt")])
    removed = plant(data, [])
    result = translate_picture(data, str.upper, lambda _: "", max_pixels=10**6)

    assert texts(planted) == ["Welt"]
    assert (planted.count(b"XMP "), b"Hello" in planted) == (1, False)
    assert pixels(planted) == pixels(data)
    assert [chunk.translated_text for chunk in result.chunks] == ["HELLO"]
    for bare in (removed, result.data):
        assert read_planted(bare) == ()
        assert [part for part in (b"XMP ", b"translation-mock", b"Hello") if part in bare] == []
        assert bare[12:16] != b"VP8X" or not bare[20] & 0x04


LONG = 1 << 20


@pytest.mark.parametrize(
    "packet",
    [
        MARKER.encode() + b"\xff\xfe\x80",
        MARKER.encode() + b"x" * (LONG - len(MARKER) + 1),
        b"Hello\n" + MARKER.encode() + b"Welt",
        b"\n" + MARKER.encode() + b"Hello",
        b"\0" + MARKER.encode() + b"Hello",
        b"translation-mock:\0\nHello",
        b"translation-mock: Hello",
        f"{MARKER}Hello".encode("utf-16"),
        b"\0" * LONG,
        b" " * LONG,
        RDF.format(f"{MARKER}Hello").encode(),
        RDF.format(f"Hello&#10;{MARKER}Welt").encode(),
        b'<!DOCTYPE a [<!ENTITY e "translation-mock:&#10;x">]><a b="&e;"/>',
        b'<!DOCTYPE a [<!ATTLIST a b CDATA "translation-mock:&#10;x">]><a/>',
        b'<a b="translation-mock:&#10;x\0"/>',
        b'<a b="translation-mock:&#10;x" b=""/>',
    ],
    ids=[
        "not-utf8",
        "too-long",
        "marker-not-first",
        "marker-after-an-empty-line",
        "marker-after-a-nul",
        "nul-in-the-marker",
        "marker-in-the-line",
        "utf16",
        "nuls",
        "spaces",
        "attribute-without-a-newline",
        "attribute-with-the-marker-not-first",
        "entity-in-an-attribute",
        "declared-attribute",
        "nul-in-an-attribute",
        "attribute-twice",
    ],
)
def test_hostile_webp_packets_are_ignored(packet: bytes) -> None:
    """A packet that only resembles planted text counts as none."""
    assert read_planted(blank("webp", xmp=packet)) == ()


def test_nuls_in_bare_webp_text_are_those_of_a_comment() -> None:
    """A NUL within the text is treated as in a comment of a GIF, and the picture is translated."""
    text = MARKER.encode() + b"a\0b\0\0"

    assert texts(blank("webp", xmp=text)) == texts(blank("gif", comment=text)) == ["a\0b"]
    assert translate_picture(blank("webp", xmp=text), str, lambda _: "", max_pixels=10**6).chunks


@pytest.mark.parametrize(
    "packet",
    [
        b"<a" + b"".join(b' a%d="translation-mock"' % number for number in range(38_000)) + b"/>",
        b"<a>" + b'<b c="translation-mock"/>' * 40_000 + b"</a>",
        b'<a b="' + b"&#10;" * 200_000 + b'"/>',
        b'<a b="' + b"&#10;" * 200_000,
        MARKER.encode() + b"\n" * (LONG - len(MARKER)),
    ],
    ids=["attributes", "elements", "newlines", "unclosed", "empty-lines"],
)
def test_time_of_a_long_webp_packet_is_bounded(packet: bytes) -> None:
    """A packet of up to the greatest length is read in a moment, whatever it is made of."""
    assert len(packet) <= LONG
    data = blank("webp", xmp=packet)
    start = time.process_time()

    assert read_planted(data) == ()
    assert time.process_time() - start < 2


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
