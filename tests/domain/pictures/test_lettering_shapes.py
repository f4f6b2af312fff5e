"""Shaping: letters join, change and move as their scripts want it."""

from importlib import import_module
from io import BytesIO

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from translation_mock.domain.pictures.lettering import mask
from translation_mock.domain.pictures.lettering.setting import set_line

FIRAGO = bytes(import_module("pymupdf_fonts.FiraGO_Regular").fontbuffer)
NAMES = TTFont(BytesIO(FIRAGO), lazy=True).getGlyphOrder()


def glyphs(text: str, language: str | None = None) -> list[str]:
    """The names of the glyphs from left to right."""
    return [NAMES[glyph] for stretch in set_line(text, language).stretches for glyph in stretch.glyphs]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "سلام", ["uni0645", "uniFEFC", "uniFEB3"]),  # meem alone, lam-alef joined, seen at the beginning
        ("ar", "لا", ["uniFEFB"]),
        ("ar", "ب\u200eب", ["uniFE90", "uniFE91"]),  # letters join across a mark of direction
        ("ur", "ٹھیک", ["uniFB8F", "uniFBFF", "uniFBAD", "uniFB68"]),
        ("ps", "ښه", ["uniFEEA", "uni069A.init"]),
        ("sd", "ڳوٺ", ["uni067A", "uniFEEE", "uniFB98"]),
        ("fa", "می‌خواهم", ["uniFEE2", "uniFEEB", "uni0627", "uniFEEE", "uniFEA7", "uniFBFD", "uniFEE3"]),
        ("ur", "۴", ["uni06F4.urdu"]),
        ("he", "שׁ", ["uniFB2A"]),
        ("hi", "कि", ["uni093F", "uni0915"]),  # the vowel sign stands before its letter
        ("hi", "क्ष", ["uni0915094D0937"]),
        ("hi", "र्क", ["uni0915", "uni0930094D"]),  # the r stands above the letter after it
        ("vi", "e\u0323\u0302", ["uni1EC7"]),
        ("sr", "б", ["uni0431.loclSRB"]),
        ("bg", "в", ["uni0432.loclBGR"]),
        ("ro", "ş", ["uni0219"]),
    ],
)
def test_glyphs_of_a_script(language: str, text: str, expected: list[str]) -> None:
    """The glyphs are those that the script and the language want, in visual order."""
    assert glyphs(text, language) == expected


@pytest.mark.parametrize(
    ("text", "forms"),
    [("سلام", "م\ufefc\ufeb3"), ("بيت", "\ufe96\ufef4\ufe91"), ("كتب", "\ufe90\ufe98\ufedb")],
)
def test_joined_letters_look_as_their_presentation_forms(text: str, forms: str) -> None:
    """Shaped Arabic looks like the same forms picked by hand and drawn one after another by FreeType."""
    font = ImageFont.truetype(BytesIO(FIRAGO), 60, layout_engine=ImageFont.Layout.BASIC)
    theirs = Image.new("L", (220, 110))
    ImageDraw.Draw(theirs).text((10, 70), forms, fill=255, font=font, anchor="ls")

    ours = mask(text, 60, (220, 110), (10, 70), "ar")

    assert ImageStat.Stat(ImageChops.difference(ours, theirs)).sum[0] < 0.25 * ImageStat.Stat(theirs).sum[0]


@pytest.mark.parametrize(
    ("script", "language", "text"),
    [
        ("Arab", "ar", "السَّلَامُ عَلَيْكُمْ"),
        ("Arab", "ur", "اردو میں خوش آمدید"),
        ("Hebr", "he", "בְּרֵאשִׁית בָּרָא"),
        ("Deva", "hi", "क्षत्रिय श्रृंगार र्कि"),
        ("Deva", "mr", "महाराष्ट्र ऱ्हस्व"),
        ("Thai", "th", "ที่นี่ น้ำ ผู้ ก๊อก"),
        ("Latn", "vi", "Tiếng Việt nước đường"),
        ("Geor", "ka", "გამარჯობა"),
    ],
)
def test_a_line_is_set_as_harfbuzz_sets_it_in_one_piece(script: str, language: str, text: str) -> None:
    """Glyphs and places are those of one call of HarfBuzz for the whole text."""
    font = hb.Font(hb.Face(FIRAGO))
    buffer = hb.Buffer()
    buffer.add_utf8(text.encode())
    buffer.script = script
    buffer.language = language
    buffer.direction = "rtl" if script in {"Arab", "Hebr"} else "ltr"
    hb.shape(font, buffer)
    pen, expected = 0, []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        expected.append((info.codepoint, pen + position.x_offset, position.y_offset))
        pen += position.x_advance

    found = [
        (glyph, round(1000 * across), round(1000 * up))
        for stretch in set_line(text, language).stretches
        for glyph, across, up in zip(stretch.glyphs, stretch.across, stretch.up, strict=True)
    ]

    assert found == expected


def test_thai_tone_marks_stand_above_vowels() -> None:
    """A tone mark is raised where a vowel stands above the letter, and only there."""
    (with_vowel,) = set_line("ที่").stretches
    (without,) = set_line("ท่").stretches

    assert with_vowel.up[-1] > 0.1
    assert without.up[-1] == 0


@pytest.mark.parametrize("letter", ["ญ", "ฬ"])
@pytest.mark.parametrize("mark", "่้๊๋็ิีึืํั์")
def test_thai_marks_do_not_fall(letter: str, mark: str) -> None:
    """The marks of the two letters for which FiraGO has no place stand above their letter, within its width."""
    line = set_line(letter + mark)
    plain = set_line(letter)

    assert line.ink
    assert plain.ink
    assert line.ink.bottom == plain.ink.bottom
    assert line.ink.left == plain.ink.left
    assert plain.ink.top < line.ink.top < 1.1
    assert line.ink.right < line.advance + 0.2


def test_chinese_characters_have_regional_forms() -> None:
    """A character is drawn as Japan, the mainland, Taiwan and Korea write it; without a language, as Japan does."""
    drawn = {
        language: mask("海曜戸", 48, (200, 60), (2, 45), language).tobytes()
        for language in ("ja", "zh-CN", "zh-TW", "ko")
    }

    assert len(set(drawn.values())) == 4
    assert mask("海曜戸", 48, (200, 60), (2, 45)).tobytes() == drawn["ja"]
    assert mask("海曜戸", 48, (200, 60), (2, 45), "zh").tobytes() == drawn["zh-CN"]
    assert mask("海曜戸", 48, (200, 60), (2, 45), "zh-HK").tobytes() != drawn["zh-CN"]


def test_a_letter_and_its_marks_are_of_one_face() -> None:
    """A mark comes from the face of its letter, though the first face has the mark, too."""
    (stretch,) = set_line("ѻ\u0301").stretches

    assert stretch.face.name == "NotoSans_Regular"
    assert len(stretch.glyphs) == 2


@pytest.mark.parametrize("language", ["", "x", "ö", "a" * 1000, "zh-Hant-x-\0", "not a code"])
def test_any_language_code_is_borne(language: str) -> None:
    """A language that no font knows changes nothing."""
    assert mask("Text", 30, (80, 40), (2, 30), language).tobytes() == mask("Text", 30, (80, 40), (2, 30)).tobytes()


@pytest.mark.parametrize("size", [17, 25.5, 40, 40.4, 53])
def test_joined_strokes_have_no_knots(size: float) -> None:
    """The line above Hindi letters is as dark where two letters join as between."""
    drawn = mask("म" * 9, size, (500, 100), (5, 70), "hi")
    bounds = drawn.getbbox()
    assert bounds

    row = drawn.crop((bounds[0] + 2, bounds[1], bounds[2] - 2, bounds[1] + 1)).tobytes()

    assert min(row) > 0
    assert max(row) - min(row) <= 40
