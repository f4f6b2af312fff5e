"""Lettering: every language has its glyphs, ink is where it is said to be, and no text does harm."""

import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module, resources
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from translation_mock.domain.phrasebook import load_phrasebook
from translation_mock.domain.pictures.lettering import Drawable, breakable, drawable, extent, mask, reads_from_right
from translation_mock.domain.pictures.lettering.faces import CJK_FILE, CJK_PACKAGE, PACKED, SYMBOLS
from translation_mock.domain.pictures.lettering.setting import set_line
from translation_mock.domain.romanising import romanised
from translation_mock.domain.translator import make_translator
from translation_openapi.supported import load_supported

CODES = [language.code for language in load_supported().languages]
PANGRAM = "The quick brown fox jumps over the lazy dog, SPHINX OF BLACK QUARTZ; judge my vow! (12:30 — 5 €)"


@cache
def characters_of_fonts() -> Mapping[str, frozenset[str]]:
    """The characters in the maps of the fonts, as fontTools reads them."""
    files = {name: bytes(import_module(f"pymupdf_fonts.{name}").fontbuffer) for name in (*PACKED, *SYMBOLS)}
    files[CJK_PACKAGE] = (resources.files(CJK_PACKAGE) / CJK_FILE).read_bytes()
    return {name: frozenset(map(chr, TTFont(BytesIO(data), lazy=True).getBestCmap())) for name, data in files.items()}


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """What the mock writes in each supported language, as (code, text): its phrases, and a pangram translated."""
    translator = make_translator(load_supported())
    book = load_phrasebook()
    phrases = [(code, form) for phrase in book.phrases for code, form in phrase.items()]
    return (*phrases, *((code, translator.translate(PANGRAM, "en", code)) for code in CODES))


def boxes_in(text: str, language: str | None = None) -> list[str]:
    """The faces that would draw their box for a missing glyph."""
    return [stretch.face.name for stretch in set_line(text, language).stretches if 0 in stretch.glyphs]


def test_fonts_have_every_letter_that_the_mock_writes() -> None:
    """Each character of all phrases and of pseudo-text in all languages is in the map of some font."""
    known = frozenset().union(*characters_of_fonts().values())

    missing = {(code, character) for code, text in texts() for character in text if character not in known}

    assert {code for code, _ in texts()} >= set(CODES)
    assert not missing


def test_what_the_mock_writes_is_drawn_as_it_stands() -> None:
    """No phrase and no pseudo-text is transliterated, and none has the box of a missing glyph."""
    for code, text in texts():
        assert drawable(text).text == unicodedata.normalize("NFC", text)
        assert not drawable(text).transliterated
        assert not boxes_in(text, code)
        assert mask(text, 24, (900, 60), (10, 40), code).getbbox()


@pytest.mark.parametrize("text", ["Բարեւ", "বাংলা", "ಕನ್ನಡ", "ភាសា", "አማርኛ"])
def test_letters_of_no_font_are_spelled_in_latin(text: str) -> None:
    """Words of a script that no font has are written in Latin letters, and flagged."""
    assert not set(text) & frozenset().union(*characters_of_fonts().values())

    printed = drawable(text)

    assert printed.text == "".join(romanised(character) or "" for character in text)
    assert printed.text.isascii()
    assert printed.text.isalpha()
    assert printed.transliterated


@pytest.mark.parametrize(
    ("text", "printed", "transliterated"),
    [
        ("Go 🚀!", "Go !", True),
        ("👨\u200d👩\u200d👧 OK", "OK", True),
        ("🇩🇪 ✅ 👍🏽", "DE ✓ 👍", True),
        ("\ue000Apple\uf89e\U000f0000", "Apple", True),
        ("❤\ufe0f ½ №", "❤ ½ №", False),
        ("\u00adsoft\ufeff\x07", "soft", False),
        ("ᲗᲑ", "თბ", False),
        ("two\nlines\tand\u2028more", "two lines and more", False),
    ],
)
def test_signs_of_no_font_are_replaced_or_left_out(text: str, printed: str, transliterated: bool) -> None:
    """Pictures and private use that no font has are left out or have a plain sign, and flagged; controls just go."""
    assert drawable(text) == Drawable(printed, transliterated)
    assert not boxes_in(text)


def test_forms_that_mean_the_same_stand_for_each_other() -> None:
    """Composed and decomposed letters, ligatures and presentation forms are drawn alike, and not flagged."""
    assert drawable("e\u0323\u0302") == drawable("ệ")
    assert drawable("\ufef3\ufeda") == Drawable("يك", False)
    assert drawable("ﬃ").text in {"ﬃ", "ffi"}


WITHOUT_CJK = f"""
import sys
sys.modules[{CJK_PACKAGE!r}] = None
from translation_mock.domain.phrasebook import load_phrasebook
from translation_mock.domain.pictures.lettering import drawable, mask
from translation_mock.domain.pictures.lettering.setting import set_line

wide = 0
for phrase in load_phrasebook().phrases:
    for code, form in phrase.items():
        printed = drawable(form)
        assert printed.text, form
        assert printed.transliterated == (code.partition("-")[0] in ("ja", "ko", "zh")), (code, form)
        assert not any(0 in stretch.glyphs for stretch in set_line(form, code).stretches), form
        wide += printed.transliterated
        if printed.transliterated:
            assert all(ord(character) < 0x370 or character in "“”…·" for character in printed.text), printed
assert wide > 100
print(drawable("你好，世界。「カナ」").text)
"""


def in_new_process(program: str) -> str:
    """What a program of Python prints."""
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment)
    assert not ran.returncode, ran.stderr
    return ran.stdout


def test_without_the_extra_chinese_is_transliterated() -> None:
    """Without the font of the extra, Chinese, Japanese and Korean are in Latin letters, flagged, and never boxes."""
    printed = in_new_process(WITHOUT_CJK).strip()

    assert re.fullmatch(r"[a-z]+, [a-z]+. “kana”", printed)


def test_fonts_are_loaded_on_first_use() -> None:
    """To import the pictures loads no font; a Latin line loads one and no other."""
    assert in_new_process(
        """
import sys
import translation_mock.domain.pictures
fonts = lambda: sorted(name for name in sys.modules if name.startswith(("pymupdf_fonts.", "noto_cjk")))
print(fonts())
translation_mock.domain.pictures.draw_picture(["Hello"])
print(fonts())
"""
    ).splitlines() == ["[]", "['pymupdf_fonts.FiraGO_Regular']"]


@pytest.mark.parametrize("text", ["Hxgj", "ÄÇ", "Привет", "ΩΨ", "世界", "한국"])
def test_letters_look_as_another_program_draws_them(text: str) -> None:
    """Single letters have the place, the size and the coverage that FreeType gives them."""
    file: BytesIO | str = str(resources.files(CJK_PACKAGE) / CJK_FILE)
    if text < "\u1100":
        file = BytesIO(bytes(import_module("pymupdf_fonts.FiraGO_Regular").fontbuffer))
    font = ImageFont.truetype(file, 60, layout_engine=ImageFont.Layout.BASIC)
    for letter in text:
        theirs = Image.new("L", (90, 100))
        ImageDraw.Draw(theirs).text((10, 70), letter, fill=255, font=font, anchor="ls")
        ours = mask(letter, 60, (90, 100), (10, 70))

        box = extent(letter, 60)
        expected = theirs.getbbox()
        assert expected is not None
        found = (10 + box.left, 70 + box.top, 10 + box.right, 70 + box.bottom)
        assert all(abs(one - other) <= 1 for one, other in zip(found, expected, strict=True))
        assert ImageStat.Stat(ImageChops.difference(ours, theirs)).sum[0] < 0.25 * ImageStat.Stat(theirs).sum[0]


@given(st.text(max_size=40), st.floats(5, 60))
@settings(max_examples=150, deadline=None)
def test_ink_is_inside_its_extent(text: str, size: float) -> None:
    """Whatever the text and the size, what is drawn is inside the extent and at most a pixel from its edges."""
    box = extent(text, size)

    ink = mask(text, size, (box.width + 8, box.height + 8), (4 - box.left, 4 - box.top)).getbbox()

    if not box.width or not box.height:
        assert ink is None
    elif ink is not None:
        assert 4 <= ink[0] <= 5
        assert 4 <= ink[1] <= 5
        assert box.width + 3 <= ink[2] <= box.width + 4
        assert box.height + 3 <= ink[3] <= box.height + 4


def test_what_does_not_fit_the_canvas_is_cut_off() -> None:
    """A mask is a window on the line: the same letters, wherever its edges are."""
    whole = mask("Wörter", 40, (200, 60), (10, 45))

    assert mask("Wörter", 40, (50, 20), (-30, 25)).tobytes() == whole.crop((40, 20, 90, 40)).tobytes()
    assert mask("Wörter", 40, (50, 20), (500, 25)).getbbox() is None


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_a_drawable_line_stays_as_it_is(text: str) -> None:
    """What can be drawn has no missing glyph, is one line, and is itself drawn as it stands."""
    line = drawable(text).text

    assert drawable(line).text == line
    assert not boxes_in(text)
    assert len(line.splitlines()) <= 1
    assert "".join(breakable(line)) == line


HOSTILE = {
    "a letter under many marks": "a" + "\u0301" * 10_000,
    "a tower": "a" + "\u0301" * 500,
    "marks alone": "".join(chr(0x300 + number % 112) for number in range(10_000)),
    "joined pictures": "👨\u200d" * 5000,
    "joiners": "\u200d" * 10_000,
    "lone surrogates": "\ud800x\udfff" * 3000,
    "private use": "\ue000\U000f0000" * 3000,
    "direction upon direction": "\u202e\u2067\u202b" * 2000 + "אב" + "\u2069" * 2000,
    "brackets": "(" * 3000 + "א" + ")" * 3000,
    "runs": "א1-a" * 3000,
    "placeholders that do not end": "{<`%(" * 3000 + "א",
    "NUL": "\0" * 10_000 + "x",
    "a megabyte": "x" * 1_000_000,
    "a megabyte of spaces": " " * 1_000_000 + "א",
    "letters that become many": "ﷺ" * 3000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_bounded(text: str) -> None:
    """However long and strange a text is, few characters and few marks of it are drawn, none as a box."""
    printed = drawable(text)
    box = extent(text, 40)

    assert len(printed.text) <= 1000
    assert box.height <= 40 * 4
    assert mask(text, 40, (300, 60), (5, 45)).size == (300, 60)
    assert not boxes_in(text)
    assert reads_from_right(text) in {True, False}


def test_threads_draw_what_one_thread_draws() -> None:
    """Many threads that draw all scripts at once, the fonts not loaded yet, draw what one thread draws."""
    program = """
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from translation_mock.domain.pictures.lettering import mask

LINES = ["Hello ✓ ₿", "שלום 12", "مرحبا (abc)", "नमस्ते कि", "ที่นี่ใหญ่", "世界“直”", "한국어", "Ĥéļļö Ԥ"] * 12
with ThreadPoolExecutor({threads}) as pool:
    drawn = pool.map(lambda line: mask(line, 31.5, (300, 60), (5, 42)).tobytes(), LINES)
    print(sha256(b"".join(drawn)).hexdigest())
"""
    assert in_new_process(program.replace("{threads}", "1")) == in_new_process(program.replace("{threads}", "8"))


def test_caches_are_bounded() -> None:
    """However many texts were drawn, the lines that are kept are few."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda number: extent(f"Line {number}", 20), range(600)))

    assert len(set(map(id, (set_line(f"Line {number}") for number in range(10))))) == 10
    assert set_line("Line 1") is set_line("Line 1")
